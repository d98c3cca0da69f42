"""Commands for decisions: what waits for one, decide it; who is away, and who decides for them meanwhile."""

from datetime import date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from sqlalchemy.orm import Session

from app.cli.console import AsJson, amount_of, at_desk, date_of, show
from app.cli.working import By, acting, run
from domain.approvals import queries as approvals
from domain.approvals.schemas import ApprovalView, Terms
from domain.employees import service
from domain.employees.schemas import AbsenceView
from domain.orders import service as orders
from domain.orders.schemas import ApprovalKind
from domain.shared.actors import Role
from domain.shared.desk import Desk
from domain.shared.money import Money
from presentation.wording.amounts import counted, listed, money
from presentation.wording.times import day

#: What a database counts up to.
HIGHEST_ID = 2**31 - 1


def decide(
    approval: Annotated[
        int | None, typer.Argument(help="The request; none: list what waits.", min=1, max=HIGHEST_ID)
    ] = None,
    approve: Annotated[bool, typer.Option("--approve", help="It may go.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="It may not; --comment says why.")] = False,
    comment: Annotated[str | None, typer.Option(help="Why; kept with the decision and told.")] = None,
    cap: Annotated[str | None, typer.Option(help="Up to which amount it is approved.")] = None,
    until: Annotated[str | None, typer.Option(help="The last day on which the approval holds.")] = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Decide a request of any kind, as its card does, or list what waits for a decision."""
    if approval is None:
        _list(as_json=as_json)
        return
    if approve == reject or by is None:
        raise typer.BadParameter("say --approve or --reject, and --by whom")
    if reject and (cap or until):
        raise typer.BadParameter("--cap and --until are of an approval")
    most, last = amount_of(cap) if cap else None, date_of(until)

    def verb(session: Session, desk: Desk) -> ApprovalView:
        theirs, asked = acting(session, desk, by), approvals.approval(session, approval)
        terms = Terms(
            cap=None if most is None else Money(most, asked.amount.currency),
            valid_until=_end_of(last, desk) if last else None,
        )
        if asked.kind == ApprovalKind.REALLOCATION and terms != Terms():
            raise typer.BadParameter("what goes from one order to another has no --cap and no --until")
        orders.decide(
            session, theirs, asked.id, revision=asked.revision, snapshot_hash=asked.snapshot_hash, approve=approve,
            comment=comment, terms=terms,
        )  # fmt: skip
        return approvals.approval(session, asked.id)

    run(verb, _decided, as_json=as_json)


def _end_of(last: date, desk: Desk) -> datetime:
    """A day counts to its end in the company's time zone."""
    return datetime.combine(last, time(23, 59, 59), ZoneInfo(desk.company.time_zone))


def _list(*, as_json: bool) -> None:
    with at_desk() as (transactions, _), transactions.read() as session:
        found = approvals.open_for(session, list(Role))
    plain = {"approvals": [each.model_dump(mode="json") for each in found]}
    show(plain, as_json=as_json, words=lambda: "\n".join(map(_waits, found)) or "nothing waits for a decision")


def _waits(view: ApprovalView) -> str:
    roles = " or ".join(sorted(role.replace("_", " ") for role in view.roles))
    more = f", {counted(view.missing, 'person', 'people')}" if view.missing > 1 else ""
    return f"{_request(view)}, {money(view.amount)}, asked by {view.requested_by}: waits for {roles}{more}"


def _decided(view: ApprovalView) -> str:
    match view.state:
        case "requested":
            return f"{_request(view)} is approved by {listed([vote.by for vote in view.votes])}, {view.missing} missing"
        case "superseded":
            return f"{_request(view)} outgrew what was asked, so it is asked anew: see the list for the new request"
    why = f": {view.comment}" if view.comment else ""
    return f"{_request(view)} is {view.state} by {view.decided_by or 'nobody'}{why}"


def _request(view: ApprovalView) -> str:
    return f"request {view.id} ({view.kind}, {view.subject.removeprefix('order:')})"


def delegate(
    employee: Annotated[str, typer.Argument(help="Who is away, by mail address.")],
    to: Annotated[str | None, typer.Option(help="Who decides for them; nobody when not given.")] = None,
    from_: Annotated[str | None, typer.Option("--from", help="The first day, today when not given.")] = None,
    until: Annotated[str | None, typer.Option(help="The last day, the first one when not given.")] = None,
    back: Annotated[bool, typer.Option("--back", help="They are back: end what was noted.")] = False,
    by: Annotated[str | None, typer.Option(help="The employee who says so; themselves when not given.")] = None,
    as_json: AsJson = False,
) -> None:
    """Note that somebody is away and who decides for them; approvals that wait move at once."""
    starts, ends = date_of(from_), date_of(until)
    with at_desk() as (transactions, desk), transactions.begin() as session:
        theirs = acting(session, desk, by or employee)
        first = starts or desk.today
        last = ends or first
        if back:
            noted = service.end_absence(session, theirs, employee)
        else:
            one = service.note_absence(session, theirs, employee, delegate=to, from_date=first, until_date=last)
            noted = (one,)
    shown = {"absences": [each.model_dump(mode="json") for each in noted]}
    show(shown, as_json=as_json, words=lambda: _words(noted, back))


def _words(noted: tuple[AbsenceView, ...], back: bool) -> str:
    if back:
        return f"{listed([each.email for each in noted])} decides again" if noted else "nothing was noted"
    away = noted[0]
    meanwhile = f"{away.delegate_email} decides for them" if away.delegate_email else "nobody decides for them"
    return f"{away.email} is away from {day(away.from_date)} to {day(away.until_date)}; {meanwhile}"
