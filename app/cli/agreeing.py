"""The command by which sales agree a price or a discount with a customer."""

from decimal import Decimal
from typing import Annotated

import typer

from app.cli.console import AsJson, at_desk, decimal, show
from app.cli.working import order_number
from domain.orders import service as orders
from domain.shared.quantity import exact
from presentation.wording.amounts import money
from presentation.wording.states import order_title


def agree(
    order: Annotated[str, typer.Argument(help="The draft or held order, SO-1042 or 1042.")],
    line: Annotated[int | None, typer.Option(help="Its line; without one it is about the whole order.")] = None,
    price: Annotated[str | None, typer.Option(help="The price of one base unit; for a line.")] = None,
    off: Annotated[
        str, typer.Option(help="What comes off: 5% or, for the whole order, an amount such as 10.00.")
    ] = "0%",
    reason: Annotated[str, typer.Option(help="Why; whoever approves it reads that.")] = "",
    as_json: AsJson = False,
) -> None:
    """Agree another price or a discount with a customer; neither takes back what was agreed."""
    share, amount = _off(off)
    if line is None and price is not None:
        raise typer.BadParameter("a price is for a line: name one with --line")
    if line is not None and amount:
        raise typer.BadParameter("an amount comes off the whole order; a line has a share such as 5%")
    with at_desk() as (transactions, desk), transactions.begin() as session:
        number = order_number(session, order)
        if line is None:
            view = orders.agree_discount(
                session, desk, number, revision=None, share=share, amount=amount, reason=reason
            )
        else:
            unit_price = exact(decimal(price, least=Decimal(0))) if price else None
            view = orders.agree_price(
                session, desk, number, line, revision=None, unit_price=unit_price, discount=share, reason=reason
            )
        show(view.model_dump(mode="json"), as_json=as_json,
             words=lambda: f"{order_title(view.number, view.state)} comes to {money(view.total)}")  # fmt: skip


def _off(text: str) -> tuple[Decimal, Decimal]:
    """The share, or the amount, that comes off."""
    value = decimal(text.removesuffix("%"), least=Decimal(0))
    if not text.endswith("%"):
        return Decimal(0), value
    if value > 100:
        raise typer.BadParameter(f"no more than 100% can come off, not {text}")
    return value / 100, Decimal(0)
