"""Owns taking real orders, as a person at the desk would, and deciding what is held."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from benchmarks.replay.real_days import Placed
from benchmarks.replay.then import Then
from domain.approvals import queries as approvals
from domain.orders import queries as order_queries
from domain.orders import service as orders
from domain.orders.lifecycle import OrderState
from domain.orders.schemas import OrderRequest, OrderView
from domain.shared.errors import Problem

APPROVED_SHARE = 0.8
#: What a person at the desk does about a problem: orders the next whole quantity.
_ROUNDED_UP = {"NOT_A_MULTIPLE": "up", "BELOW_MINIMUM": "minimum"}


@dataclass(frozen=True, order=True)
class _Decision:
    """A hold that somebody will decide at that moment."""

    at: datetime
    approval_id: int
    number: str = field(compare=False)


def is_held(view: OrderView) -> bool:
    """Whether somebody has to decide about an order before it goes on."""
    return any(hold.released_at is None and hold.approval_id for hold in view.holds)


class OrderDesk:
    """Takes orders and remembers under which number and line each real line went."""

    def __init__(self, then: Then) -> None:
        self._then = then
        self._decisions: list[_Decision] = []
        self.line_of: dict[tuple[str, int], tuple[str, int]] = {}

    def take(self, placed: Placed) -> None:
        """Draft a real order and confirm what can be."""
        then = self._then
        request = OrderRequest(channel="slack", customer_id=placed.customer_id, lines=placed.lines)
        with then.timed("drafting"), then.transactions.begin() as session:
            view = orders.draft(session, then.desk(), request, key=f"replay:{placed.order_no}")
        then.counts.orders += 1
        blocking = [problem for problem in view.problems if problem.blocking]
        kept = list(placed.line_nos)
        if blocking:
            view, kept = self._revised(view, placed, request, blocking)
        if view.may_be_confirmed:
            for line_no, theirs in enumerate(kept, start=1):
                self.line_of[placed.order_no, theirs] = (view.number, line_no)
            self._confirm(view)

    def _revised(
        self, view: OrderView, placed: Placed, request: OrderRequest, blocking: Sequence[Problem]
    ) -> tuple[OrderView, list[int]]:
        """As a person would: quantities rounded up to what is sold, lines that cannot be left out."""
        then = self._then
        about = {problem.where: problem for problem in blocking}
        kept, line_nos = [], []
        for index, (line, theirs) in enumerate(zip(request.lines, placed.line_nos, strict=True), start=1):
            problem = about.get(f"line {index}")
            then.counts.refused.update([f"line {problem.code}"] if problem else [])
            if problem and problem.code not in _ROUNDED_UP:
                continue
            if problem:
                quantity = Decimal(problem.facts.get("up") or problem.facts["minimum"])
                line = line.model_copy(update={"quantity": quantity})
            kept.append(line)
            line_nos.append(theirs)
        changed = request.model_copy(update={"lines": tuple(kept)})
        with then.transactions.begin() as session:
            view = orders.revise_draft(session, then.desk(), view.number, changed, revision=view.revision)
            left = {problem.code for problem in view.problems if problem.blocking}
            if left:
                then.counts.refused.update(f"order {code}" for code in sorted(left))
                orders.discard(session, then.desk(), view.number, revision=view.revision)
        return view, line_nos

    def _confirm(self, draft: OrderView) -> None:
        then = self._then
        with then.timed("confirming"), then.transactions.begin() as session:
            view = orders.confirm(session, then.desk(), draft.number, revision=draft.revision)
        then.counts.lines += len(view.lines)
        then.counts.backordered_lines += sum(1 for line in view.lines if line.open)
        if view.state == OrderState.PENDING_CONFIRMATION:
            then.counts.held += 1
            self.wait_for_decision(view)
        else:
            then.counts.confirmed += 1

    def wait_for_decision(self, view: OrderView) -> None:
        """Somebody will decide about an order that is held, within thirty hours."""
        asked = next(hold.approval_id for hold in view.holds if hold.released_at is None and hold.approval_id)
        assert asked is not None
        at = self._then.now + timedelta(minutes=self._then.chance.randint(20, 30 * 60))
        heapq.heappush(self._decisions, _Decision(at, asked, view.number))

    def decide_until(self, moment: datetime) -> None:
        """Decide what comes up before this moment; then it is this moment."""
        while self._decisions and self._decisions[0].at <= moment:
            decision = heapq.heappop(self._decisions)
            self._then.at(decision.at)
            self._decide(decision)
        self._then.at(moment)

    def _decide(self, decision: _Decision) -> None:
        then = self._then
        approve = then.chance.random() < APPROVED_SHARE
        with then.transactions.begin() as session:
            asked = approvals.approval(session, decision.approval_id)
            if asked.state != "requested":  # a payment released it, or something else is asked by now
                then.counts.refused[f"decision {asked.state}"] += 1
                view = order_queries.order(session, then.desk(), decision.number)
            else:
                view = orders.decide_hold(
                    session, then.desk(then.approver(asked).email), asked.id, revision=asked.revision,
                    snapshot_hash=asked.snapshot_hash, approve=approve,
                    comment="as discussed" if approve else "too much",
                )  # fmt: skip
                then.counts.approved += approve
                then.counts.rejected += not approve
                if not approve:
                    self._give_up(session, view)
        then.react()
        if approve and is_held(view):
            then.counts.asked_again += 1
            self.wait_for_decision(view)

    def _give_up(self, session: Session, view: OrderView) -> None:
        """A rejected order is cancelled, or what of it has not left is given up."""
        desk, why = self._then.desk(), "credit rejected"
        if any(line.shipped or line.picked for line in view.lines):
            orders.close_short(session, desk, view.number, revision=view.revision, reason=why)
        else:
            orders.cancel(session, desk, view.number, revision=view.revision, reason=why)
