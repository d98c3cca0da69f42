"""Owns the one place where an order is judged, its holds are opened, kept and ended, and decisions are asked for.

Every door comes here: confirming, changing a held order, amending, releasing. The order's bill-to is locked.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from domain.approvals import queries as approvals_queries
from domain.approvals import service as approvals
from domain.approvals.schemas import ApprovalAsk, ApprovalView, StepAsked, Terms
from domain.billing.schemas import CreditDecision
from domain.customers import queries as customers
from domain.customers.queries import Limit
from domain.orders.events import ApprovalAskedAgain, ApprovalGoesOn, OrderHeld
from domain.orders.lifecycle import OrderState
from domain.orders.models import Hold, OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.offers import offers_of
from domain.orders.queries.views import hold_view
from domain.orders.rules import holding
from domain.orders.schemas import (
    KIND_OF,
    SAID_ONCE,
    ApprovalKind,
    Door,
    HoldEnding,
    HoldFinding,
    HoldReason,
    OrderView,
)
from domain.orders.service.crediting import assess
from domain.orders.service.recording import announce, line_in_short, subject
from domain.shared.desk import Desk
from domain.shared.money import Money
from domain.shared.policy import ApprovalRule

_NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What holds an order and no approval covers. `credit` is None where credit was not looked at; where it
    `is_credit_checked` it holds the order as well.
    """

    credit: CreditDecision | None
    found: tuple[HoldFinding, ...]
    is_credit_checked: bool = True
    limit: Limit | None = None

    @property
    def customer_class(self) -> str:
        """The class of who pays, by which the approval matrix tells customers apart."""
        return self.limit.holder.priority if self.limit else _NORMAL

    def of_kind(self, kind: str) -> tuple[HoldFinding, ...]:
        """What one kind of decider is asked about."""
        return tuple(each for each in self.found if each.kind == kind)

    def without(self, kind: str) -> "Judgement":
        """What is left once one kind is decided."""
        return replace(self, found=tuple(each for each in self.found if each.kind != kind))


@dataclass(frozen=True, slots=True)
class Settled:
    """The holds of an order after settling, released ones too, and what is asked newly: (superseded, request)."""

    holds: list[Hold]
    asked: tuple[tuple[int | None, ApprovalView], ...] = ()

    @property
    def active(self) -> list[Hold]:
        """The holds that block."""
        return active(self.holds)


def door_of(order: SalesOrder) -> Door:
    """The door that a held order waits at: what is confirmed waits to leave."""
    return Door.CONFIRM if order.state == OrderState.PENDING_CONFIRMATION else Door.AMEND


def active(holds: Iterable[Hold]) -> list[Hold]:
    """The holds that block."""
    return [row for row in holds if row.released_at is None]


def judge(
    session: Session,
    desk: Desk,
    order: SalesOrder,
    lines: Sequence[OrderLine],
    *,
    limit: Limit | None,
    holds: Sequence[Hold],
    door: Door = Door.CONFIRM,
    with_credit: bool = True,
) -> Judgement:
    """Look at an order as it stands now, at a door. Costs a SELECT for credit and nothing else by default.

    Credit is looked at without holding anything at a door that policy does not make a checkpoint, unless it is what
    holds the order already.
    """
    is_held = any(kind_of(row) == ApprovalKind.CREDIT for row in active(holds))
    is_checked = with_credit and (is_held or door in desk.policy.credit.checkpoints)
    leaves = is_held or door.is_exit
    credit = assess(session, desk, order, limit, lines=lines, at_exit=leaves) if with_credit else None
    case = holding.HoldCase(
        lines=lines,
        total=Money(order.total, order.currency),
        credit=credit if is_checked else None,
        problems=frozenset(problem["code"] for problem in order.problems or ()),
        policy=desk.policy,
        rate=order.exchange_rate,
        is_first=desk.policy.credit.first_order_hold and not rows.has_earlier_order(session, order),
        terms=None if limit is None or door.is_exit else _terms(session, order, limit),
    )
    found = holding.findings(case, at_exit=door.is_exit)
    if found and holds:
        found = holding.uncovered(found, [hold_view(row, order.currency) for row in holds], desk.now)
    return Judgement(credit, found, is_checked, limit)


def _terms(session: Session, order: SalesOrder, limit: Limit) -> tuple[str, str] | None:
    """How the order is paid, and how its bill-to has agreed to pay."""
    is_own = limit.holder.customer_id == limit.bill_to_id
    bill_to = limit.holder if is_own else customers.customer(session, limit.bill_to_id)
    return None if bill_to is None else (order.terms or str(order.terms_days), bill_to.payment_terms)


def settle(
    session: Session,
    desk: Desk,
    order: SalesOrder,
    *,
    view: OrderView,
    holds: Sequence[Hold],
    judgement: Judgement,
    kinds: Collection[str] | None = None,
    by: str | None = None,
) -> Settled:
    """Have exactly the holds that were found, each waiting for the request of its kind; what is gone is withdrawn.

    Holds that were said once (MANUAL, IDENTITY, REALLOCATION) stay. `kinds` leaves other kinds as they are, `by`
    names what cleared the holds that are gone.
    """
    computed = [row for row in active(holds) if row.reason not in SAID_ONCE]
    named = {each.kind for each in judgement.found} | {kind_of(row) for row in computed}
    named -= set() if judgement.is_credit_checked else {ApprovalKind.CREDIT}
    before = {each.kind: each.id for each in approvals_queries.open_of(session, subject(order.number))} if holds else {}
    every, asked = list(holds), list[tuple[int | None, ApprovalView]]()
    for kind in sorted(named if kinds is None else named & set(kinds)):
        mine, found = [row for row in computed if kind_of(row) == kind], judgement.of_kind(kind)
        if found:
            request = ask(session, desk, order, kind, view=view, judgement=judgement)
            asked += [(before.get(kind), request)] if before.get(kind) != request.id else []
            every += _opened(session, desk, order, found, among=mine, approval_id=request.id)
        else:
            approvals.withdraw(session, desk, subject(order.number), kind)
        _end_gone(desk, mine, {each.reason for each in found}, by=by or desk.actor.name)
    session.flush()
    return Settled(every, tuple(asked))


def kind_of(row: Hold) -> ApprovalKind:
    """Who is asked about a hold."""
    return KIND_OF[HoldReason(row.reason)]


def end(
    desk: Desk,
    holds: Iterable[Hold],
    ending: HoldEnding,
    *,
    by: str,
    comment: str | None = None,
    terms: Terms | None = None,
) -> None:
    """End holds; what was approved covers what was shown and nothing larger, unless its terms say otherwise."""
    for row in holds:
        row.released_at, row.released_by, row.comment, row.ending = desk.now, by, comment or row.comment, ending
        if ending is HoldEnding.APPROVED:
            row.cap = terms.cap.amount if terms and terms.cap else row.measure
            row.valid_until = terms.valid_until if terms else None


def _end_gone(desk: Desk, holds: Iterable[Hold], standing: set[HoldReason], *, by: str) -> None:
    end(desk, [row for row in holds if row.reason not in standing], HoldEnding.CLEARED, by=by)


def _opened(
    session: Session,
    desk: Desk,
    order: SalesOrder,
    found: Sequence[HoldFinding],
    *,
    among: Sequence[Hold],
    approval_id: int,
) -> list[Hold]:
    """Have a hold for each finding, with what was found now; returns the new ones."""
    known, new = {row.reason: row for row in among}, list[Hold]()
    for finding in found:
        row = known.get(finding.reason)
        if row is None:
            row = Hold(order_id=order.id, reason=finding.reason, opened_at=desk.now)
            new.append(row)
        if row.approval_id != approval_id:
            row.rejected_at = row.warned_at = None
        row.facts, row.about, row.approval_id = finding.facts, finding.about, approval_id
        row.amount = finding.amount.amount if finding.amount else None
        row.measure = finding.measure.amount if finding.measure else None
    session.add_all(new)
    return new


def ask(
    session: Session, desk: Desk, order: SalesOrder, kind: str, *, view: OrderView, judgement: Judgement
) -> ApprovalView:
    """Ask for the release of an order's holds of one kind, showing what is decided on."""
    found = judgement.of_kind(kind)
    amount = holding.authority(found, order.currency)
    in_base = amount.amount * order.exchange_rate
    rule = desk.policy.approvals.rule_for(kind, in_base, judgement.customer_class)
    is_manual, is_credit = kind == ApprovalKind.MANUAL, kind == ApprovalKind.CREDIT
    request = ApprovalAsk(
        kind=kind,
        subject=subject(order.number),
        revision=order.revision,
        reasons=tuple(each.reason for each in found),
        amount=amount,
        roles=rule.roles,
        rate=order.exchange_rate,
        steps=steps_of(rule),
        parallel=rule.parallel,
        escalate_to=rule.escalate_to,
        excluded=frozenset() if is_manual else _concerned(session, order, judgement),
        asker_may_decide=is_manual,
        snapshot=_snapshot(view, found) | (_of_credit(session, desk, view, judgement) if is_credit else {}),
    )
    return approvals.ask(session, desk, request)


def steps_of(rule: ApprovalRule) -> tuple[StepAsked, ...]:
    """Who has to approve by a rule of the policy's matrix, one step after the other or all at once."""
    return tuple(StepAsked(roles=step.roles, people=step.people) for step in rule.steps)


def _concerned(session: Session, order: SalesOrder, judgement: Judgement) -> frozenset[str]:
    """Who may not decide about credit and prices: who ordered, who confirmed, who agreed a price or discount of it or
    changed one, who set the limit last.
    """
    editor = judgement.limit.holder.limit_changed_by if judgement.limit else None
    discounted_by = ((order.request or {}).get("agreed") or {}).get("by_id")
    people = {order.author_id, order.confirmer_id, editor, discounted_by, *rows.pricers(session, order.id)}
    return frozenset(person for person in people if person)


def _snapshot(view: OrderView, found: Sequence[HoldFinding]) -> dict[str, Any]:
    return {
        "customer": view.customer_name,
        "total": str(view.total),
        "findings": [each.model_dump(mode="json") for each in found],
        "lines": [line_in_short(line) for line in view.lines],
    }


def _of_credit(session: Session, desk: Desk, view: OrderView, judgement: Judgement) -> dict[str, Any]:
    """The exposure that is decided on, and what would let the order go without a decision."""
    if judgement.credit is None or judgement.limit is None:
        return {}
    offers = offers_of(session, desk, view, judgement.credit, limit=judgement.limit)
    return {"credit": judgement.credit.model_dump(mode="json"), "offers": offers.model_dump(mode="json")}


def going_on(order: SalesOrder, decided: ApprovalView) -> ApprovalGoesOn:
    """One has approved, and another one has to."""
    approved_by = tuple(vote.by for vote in decided.votes)
    return ApprovalGoesOn(
        number=order.number, approval_id=decided.id, approved_by=approved_by, missing=decided.missing
    )  # fmt: skip


def announce_held(session: Session, desk: Desk, order: SalesOrder, settled: Settled) -> None:
    """Tell who is asked: of a request that replaced another, that it did; of new ones, that the order is held."""
    new = [request for superseded, request in settled.asked if superseded is None]
    for superseded, request in settled.asked:
        if superseded is not None:
            event = ApprovalAskedAgain(number=order.number, superseded_id=superseded, approval_id=request.id)
            announce(session, desk, order.number, event)
    if new or not settled.asked:
        reasons = tuple(row.reason for row in settled.active)
        held = OrderHeld(
            number=order.number, revision=order.revision, reasons=reasons, approval_id=new[0].id if new else None
        )
        announce(session, desk, order.number, held)
