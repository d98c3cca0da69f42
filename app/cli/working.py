"""Owns how commands run a verb: in one transaction, then what follows from it; and how they read their arguments."""

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, TypeVar

import typer
from pydantic import BaseModel
from sqlalchemy.orm import Session

from app.cli.console import at_desk, decimal, position, show
from app.reactions import Reactor
from domain.employees import queries as employees
from domain.employees.schemas import actor_of
from domain.orders import queries as orders
from domain.shared.desk import Desk
from domain.shared.errors import NotFound

Given = TypeVar("Given")
OrderNumber = Annotated[str, typer.Argument(help="The order, SO-1042 or 1042.")]
Lines = Annotated[list[str] | None, typer.Option("--line", help="LINE_NO=QUANTITY in base units; all when not given.")]
OwnCarrier = Annotated[
    bool, typer.Option("--own-carrier", help="The customer sends whom --carrier names; nothing is computed for them.")
]
By = Annotated[str | None, typer.Option("--by", help="The employee who says so, by mail address.")]


def run(
    verb: Callable[[Session, Desk], Any],
    words: Callable[[Any], str],
    *,
    as_json: bool,
    before: Callable[[Session, Desk], Any] | None = None,
) -> Any:
    """Do what `perform` does, show what it gave, and give it."""
    view: BaseModel = perform(verb, before=before)
    show(view.model_dump(mode="json"), as_json=as_json, words=lambda: words(view))
    return view


def perform(
    verb: Callable[[Session, Desk], Given], *, before: Callable[[Session, Desk], object] | None = None
) -> Given:
    """Run a verb in one transaction and what follows from it, so that the next command finds it done.

    What is done `before` stays, whether or not the verb is refused then: a hold that was found, say.
    """
    with at_desk() as (transactions, desk):
        if before is not None:
            with transactions.begin() as session:
                before(session, desk)
        with transactions.begin() as session:
            given = verb(session, desk)
        Reactor(transactions, lambda actor, source: desk.acting_as(actor, source)).run_until_idle()
    return given


def acting(session: Session, desk: Desk, email: str | None) -> Desk:
    """The desk of the employee who is named, else of the command line; raises NotFound."""
    if email is None:
        return desk
    found = employees.by_email(session, email)
    if found is None:
        raise NotFound(employee=email)
    return desk.acting_as(actor_of(found))


def order_number(session: Session, text: str) -> str:
    """The number of the order that the words name; raises NotFound."""
    found = orders.find_number(session, text)
    if found is None:
        raise NotFound(number=text)
    return found


def quantities_of(lines: list[str] | None) -> dict[int, Decimal] | None:
    """`LINE_NO=QUANTITY` as numbers; None where none is given, wrong usage for anything else."""
    if not lines:
        return None
    pairs = [line.partition("=") for line in lines]
    if any(not quantity for _, _, quantity in pairs):
        raise typer.BadParameter("expected --line LINE_NO=QUANTITY, as in --line 1=12")
    found = {position(line_no): decimal(quantity) for line_no, _, quantity in pairs}
    if len(found) < len(pairs):
        raise typer.BadParameter("--line names a line twice")
    return found
