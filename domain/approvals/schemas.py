"""Values of approvals that enter and leave."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from domain.shared.actors import Role
from domain.shared.money import Money


class ApprovalState(StrEnum):
    """The life of a request; everything but REQUESTED is final."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class StepAsked(_Value):
    """So many different people have to approve, each with one of these roles."""

    roles: frozenset[Role]
    people: int = 1


class ApprovalAsk(_Value):
    """A decision that is needed about a subject ('order:SO-1042') at a revision, and what the decider is shown.

    `amount` must lie within the decider's approval limit; `rate` turns its currency into the company's, in which
    limits are. Nobody in `excluded` (employee mails) may decide, nor who asks, unless `asker_may_decide`. Without
    `steps` one person with one of the `roles` decides; `escalate_to` may as well once nobody did in time.
    """

    kind: str
    subject: str
    revision: int
    reasons: tuple[str, ...]
    amount: Money
    roles: frozenset[Role]
    rate: Decimal = Decimal(1)
    steps: tuple[StepAsked, ...] = ()
    parallel: bool = False
    escalate_to: frozenset[Role] = frozenset()
    excluded: frozenset[str] = frozenset()
    asker_may_decide: bool = False
    snapshot: dict[str, Any] = Field(default_factory=dict)

    @property
    def every_step(self) -> tuple[StepAsked, ...]:
        """The steps, one at least."""
        return self.steps or (StepAsked(roles=self.roles),)


class Terms(_Value):
    """How far an approval goes, where its decider says so: up to an amount, before a moment."""

    cap: Money | None = None
    valid_until: datetime | None = None


class Vote(_Value):
    """What one person said to a request: `principal` is in whose name, their own unless a colleague delegated."""

    step: int
    email: str
    name: str
    principal_email: str
    principal_name: str
    within_authority: bool
    approve: bool
    comment: str | None
    voted_at: datetime

    @property
    def by(self) -> str:
        """Who said it, with whose authority: 'Priya for Sam'."""
        return self.name if self.email == self.principal_email else f"{self.name} for {self.principal_name}"


class ApprovalView(_Value):
    """A request for a decision, and the decision once there is one.

    `roles` may decide now. `votes` are the approvals so far where several people are needed, `missing` how many are.
    """

    id: int
    kind: str
    subject: str
    revision: int
    snapshot_hash: str
    reasons: tuple[str, ...]
    amount: Money
    roles: frozenset[Role]
    state: ApprovalState
    snapshot: dict[str, Any]
    requested_by: str
    requested_at: datetime
    expires_at: datetime
    escalated_at: datetime | None = None
    needs_reason: bool = False
    votes: tuple[Vote, ...] = ()
    missing: int = 1
    decided_by: str | None = None
    decided_at: datetime | None = None
    comment: str | None = None
    cap: Money | None = None
    valid_until: datetime | None = None
