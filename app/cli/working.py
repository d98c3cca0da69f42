"""Owns how commands run a verb: in one transaction, then what follows from it; and how they read their arguments."""

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any

import typer
from pydantic import BaseModel
from sqlalchemy.orm import Session

from app.cli.console import at_desk, decimal, show
from app.reactions import Reactor
from domain.orders import queries as orders
from domain.shared.desk import Desk
from domain.shared.errors import NotFound

OrderNumber = Annotated[str, typer.Argument(help="The order, SO-1042 or 1042.")]
Lines = Annotated[list[str] | None, typer.Option("--line", help="LINE_NO=QUANTITY in base units; all when not given.")]


def run(
    verb: Callable[[Session, Desk], Any],
    words: Callable[[Any], str],
    *,
    as_json: bool,
    before: Callable[[Session, Desk], Any] | None = None,
) -> Any:
    """Run a verb in one transaction and what follows from it, and give what it gave; the next command finds it done.

    What is done `before` stays, whether or not the verb is refused then: a hold that was found, say.
    """
    with at_desk() as (transactions, desk):
        if before is not None:
            with transactions.begin() as session:
                before(session, desk)
        with transactions.begin() as session:
            view: BaseModel = verb(session, desk)
        Reactor(transactions, lambda actor, source: desk.acting_as(actor, source)).run_until_idle()
    show(view.model_dump(mode="json"), as_json=as_json, words=lambda: words(view))
    return view


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
    if any(not number_text.isdigit() or not quantity for number_text, _, quantity in pairs):
        raise typer.BadParameter("expected --line LINE_NO=QUANTITY, as in --line 1=12")
    return {int(number_text): decimal(quantity) for number_text, _, quantity in pairs}
