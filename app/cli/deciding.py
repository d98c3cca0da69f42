"""Commands for who decides: who is away, and who decides for them meanwhile."""

from typing import Annotated

import typer

from app.cli.console import AsJson, at_desk, date_of, show
from app.cli.working import acting
from domain.employees import service
from domain.employees.schemas import AbsenceView
from presentation.wording.amounts import listed
from presentation.wording.times import day


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
