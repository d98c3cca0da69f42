"""How approvals decides: what a snapshot's hash is, who may decide in whose name, and what a click is worth."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.approvals.errors import AlreadyDecided, ApprovalClosed, NotAuthorised, ReasonMissing, StaleApproval
from domain.approvals.schemas import ApprovalAsk, ApprovalState, ApprovalView, StepAsked, Vote
from domain.employees.schemas import Authority, EmployeeView, chain_from, may_approve
from domain.shared.actors import Role

_DECIDED = frozenset({ApprovalState.APPROVED, ApprovalState.REJECTED})


@dataclass(frozen=True, slots=True)
class Question:
    """What a decider is held against: the steps with what was said so far, the amount in the company's currency."""

    steps: tuple[StepAsked, ...]
    parallel: bool
    votes: tuple[Vote, ...]
    excluded: frozenset[str]
    amount: Decimal
    also: frozenset[Role] = frozenset()

    def open_steps(self) -> list[tuple[int, StepAsked]]:
        """The steps that wait now: all that are not full where they are parallel, else the first of them."""
        waiting = [(index, step) for index, step in enumerate(self.steps) if self.missing_in(index) > 0]
        return waiting if self.parallel else waiting[:1]

    def missing_in(self, index: int) -> int:
        """How many people a step still needs."""
        return self.steps[index].people - sum(1 for vote in self.votes if vote.step == index)

    @property
    def missing(self) -> int:
        """How many people are still needed in all."""
        return sum(self.missing_in(index) for index in range(len(self.steps)))

    @property
    def roles(self) -> frozenset[Role]:
        """Who may decide now."""
        return self.also.union(*(step.roles for _, step in self.open_steps()))

    def step_for(self, roles: frozenset[Role]) -> int | None:
        """The step that somebody with these roles decides now; who it was escalated to decides any."""
        fitting = [index for index, step in self.open_steps() if roles & (step.roles | self.also)]
        return fitting[0] if fitting else None


@dataclass(frozen=True, slots=True)
class Seat:
    """For which step somebody decides, in whose name, and whether the amount is within that authority."""

    step: int
    authority: Authority
    within: bool


def snapshot_hash(ask: ApprovalAsk) -> str:
    """The same for the same question with the same facts: kind, subject, revision, reasons, amount, snapshot."""
    shown = ask.model_dump(mode="json", include={"kind", "subject", "revision", "amount", "snapshot"})
    shown["reasons"] = sorted(ask.reasons)
    return hashlib.sha256(json.dumps(shown, sort_keys=True, default=str).encode()).hexdigest()


def seat_of(question: Question, employee: EmployeeView, authorities: Sequence[Authority]) -> Seat:
    """In whose name an employee decides: their own where that may, else that of a colleague who delegated to them.

    Raises NotAuthorised (role, self, twice, limit) with what is wrong with their own authority, where they have one.
    """
    refusals = []
    for authority in authorities:
        try:
            return _seat(question, employee, authority)
        except NotAuthorised as refusal:
            refusals.append(refusal)
    raise min(refusals, key=lambda refusal: refusal.facts["why"] == "role")


def _seat(question: Question, employee: EmployeeView, authority: Authority) -> Seat:
    principal, needs = authority.principal, sorted(question.roles)
    step = question.step_for(principal.roles)
    if step is None:
        raise NotAuthorised(why="role", needs=needs, by=employee.name)
    if question.excluded & set(authority.chain):
        raise NotAuthorised(why="self", needs=needs, by=employee.name)
    said = {mail for vote in question.votes for mail in (vote.email, vote.principal_email)}
    if said & {employee.email, principal.email}:
        raise NotAuthorised(why="twice", needs=needs, by=employee.name)
    within = may_approve(principal, question.amount)
    is_last = question.missing <= 1
    if is_last and not within and not any(vote.within_authority for vote in question.votes):
        limit = None if principal.approval_limit is None else str(principal.approval_limit)
        raise NotAuthorised(why="limit", amount=str(question.amount), limit=limit, by=employee.name)
    return Seat(step, authority, within)


def deciders(
    question: Question, employees: Iterable[EmployeeView], away: dict[str, str | None], most: int
) -> list[EmployeeView]:
    """Who can decide a request and is here, with delegates in the place of who is away; by mail address."""
    known = {each.email: each for each in employees}
    found: dict[str, EmployeeView] = {}
    for each in known.values():
        chain = chain_from(away, each.email, most)
        deputy = known.get(chain[-1])
        if deputy is None or deputy.email in away:
            continue
        try:
            _seat(question, deputy, Authority(principal=each, chain=chain))
        except NotAuthorised:
            continue
        found[deputy.email] = deputy
    return [found[email] for email in sorted(found)]


def check_open(request: ApprovalView, superseded_by: int | None) -> None:
    """Raise AlreadyDecided, StaleApproval or ApprovalClosed unless the request still waits."""
    if request.state in _DECIDED:
        at = request.decided_at.isoformat() if request.decided_at else None
        raise AlreadyDecided(state=request.state, by=request.decided_by, at=at, comment=request.comment)
    if request.state is ApprovalState.SUPERSEDED:
        raise StaleApproval(approval_id=superseded_by)
    if request.state is not ApprovalState.REQUESTED:
        raise ApprovalClosed(state=request.state)


def check_shown(request: ApprovalView, *, revision: int, shown_hash: str | None) -> None:
    """Raise StaleApproval unless the card showed this very question."""
    if revision != request.revision or shown_hash not in (None, request.snapshot_hash):
        raise StaleApproval(approval_id=request.id)


def check_reason(*, approve: bool, comment: str | None, needs_reason: bool = False) -> None:
    """Raise ReasonMissing for a rejection without words, and for an approval where policy wants some."""
    if (needs_reason or not approve) and not (comment or "").strip():
        raise ReasonMissing()
