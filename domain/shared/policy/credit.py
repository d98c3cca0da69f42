"""Owns the policy of credit and of who decides."""

from decimal import Decimal
from typing import Any, Literal

from pydantic import Field, model_validator

from domain.shared.actors import Role
from domain.shared.policy.part import Part

_EVERY_KIND = ("credit", "price", "discount", "value", "reallocation", "identity", "duplicate", "manual")
_ONCE_CALLED = {"credit_roles": "credit", "identity_roles": "identity", "price_roles": "price"}


class CreditPolicy(Part):
    """When credit says stop, at which doors, and what an amendment that goes over it comes to: it is held, or refused.

    Where confirming is no checkpoint, credit is a matter of what leaves: orders alone do not use it.
    """

    over_limit_tolerance: Decimal
    overdue_days: int
    overdue_amount: Decimal
    overdue_total: Decimal
    dunning_level: int
    horizon_days: int
    first_order_hold: bool
    amendment: str = Field(pattern="^(hold|refuse)$")
    checkpoints: frozenset[Literal["confirm", "amend", "reopen", "pick", "ship"]]


class ApprovalStep(Part):
    """So many different people, each with one of these roles."""

    roles: frozenset[Role] = Field(min_length=1)
    people: int = Field(default=1, ge=1)


class ApprovalRule(Part):
    """Who decides about a kind above an amount (company's currency) for classes of customers; no class is every one.

    Steps come one after the other, or all at once where `parallel`. Nobody counts twice. `escalate_to` decides as well
    once those who were asked let it lie.
    """

    kind: str
    over: Decimal = Decimal(0)
    classes: frozenset[str] = frozenset()
    steps: tuple[ApprovalStep, ...] = Field(min_length=1)
    parallel: bool = False
    escalate_to: frozenset[Role] = frozenset({Role.DIRECTOR})

    @property
    def roles(self) -> frozenset[Role]:
        """Everybody who may have a say."""
        return frozenset().union(*(step.roles for step in self.steps))

    def applies(self, amount: Decimal, customer_class: str) -> bool:
        """Whether it is about such an amount and customer."""
        return (amount > self.over or self.over <= 0) and (not self.classes or customer_class in self.classes)


class ApprovalPolicy(Part):
    """Who may decide which hold, and for how long a request stands. Hours are working hours, days working days.

    Approving more than `reason_over` needs a reason, as every rejection does.
    """

    matrix: tuple[ApprovalRule, ...]
    value_over: Decimal
    reason_over: Decimal
    expires_hours: int
    remind_hours: int
    escalate_hours: int
    cancel_rejected_days: int
    warn_rejected_days: int
    delegation_chain: int = Field(ge=1)
    delegation_days: int = Field(ge=1)

    @property
    def warned_after_days(self) -> int:
        """How long after its rejection an order is warned of, before it is cancelled."""
        return max(self.cancel_rejected_days - self.warn_rejected_days, 0)

    @model_validator(mode="before")
    @classmethod
    def _of_older_files(cls, data: Any) -> Any:
        """A file of an earlier version names the roles of a kind; they count as its rule for every amount."""
        if not isinstance(data, dict) or not _ONCE_CALLED.keys() & data.keys():
            return data
        named = {kind: data[name] for name, kind in _ONCE_CALLED.items() if name in data}
        kept = [rule for rule in data.get("matrix", ()) if rule["kind"] not in named]
        matrix = [*kept, *({"kind": kind, "steps": [{"roles": roles}]} for kind, roles in named.items())]
        return {name: value for name, value in data.items() if name not in _ONCE_CALLED} | {"matrix": matrix}

    @model_validator(mode="after")
    def _has_a_rule_for_everything(self) -> "ApprovalPolicy":
        general = {rule.kind for rule in self.matrix if rule.over <= 0 and not rule.classes}
        missing = [kind for kind in _EVERY_KIND if kind not in general]
        if missing:
            raise ValueError(f"no rule for every amount and customer: {', '.join(missing)}")
        return self

    def rule_for(self, kind: str, amount: Decimal, customer_class: str) -> ApprovalRule:
        """The rule that counts: of the highest amount that is passed, and of a named class before any."""
        found = [rule for rule in self.matrix if rule.kind == kind and rule.applies(amount, customer_class)]
        return max(found, key=lambda rule: (rule.over, bool(rule.classes)))
