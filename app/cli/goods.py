"""Commands for goods: receive, pick, ship, invoice, return. Each is one transaction."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel
from sqlalchemy.orm import Session

from app.cli.console import AsJson, at_desk, show
from app.cli.papers import write_paper
from app.reactions import Reactor
from domain.orders import queries as orders
from domain.orders import service as order_verbs
from domain.orders.schemas import DeliveryPolicy
from domain.returns import queries as returned
from domain.returns import service as returns
from domain.returns.schemas import Inspected, ReturnAsk
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.shipping import service as shipping
from domain.stock import service as stock
from presentation.wording.amounts import money, number
from presentation.wording.states import order_state
from presentation.wording.times import day

OrderNumber = Annotated[str, typer.Argument(help="The order, SO-1042 or 1042.")]
Lines = Annotated[list[str] | None, typer.Option("--line", help="LINE_NO=QUANTITY in base units; all when not given.")]


def receive(
    supplier_order: Annotated[str, typer.Argument(help="The supplier order that came in.")],
    line_no: Annotated[int, typer.Argument(help="Its line.")] = 1,
    quantity: Annotated[
        str | None, typer.Option(help="How much, in base units; all that is open when not given.")
    ] = None,
    warehouse: Annotated[str | None, typer.Option(help="Where it came in, if not where it was expected.")] = None,
    as_json: AsJson = False,
) -> None:
    """Receive goods of a supplier order; backorders are covered in order."""
    amount = _decimal(quantity) if quantity else None
    _run(
        lambda session, desk: stock.receive(
            session, desk, supplier_order, line_no, quantity=amount, warehouse=warehouse
        ),
        lambda view: (
            f"{view.sku} received for {view.supplier_order}/{view.line_no}, {number(view.quantity)} still to come"
        ),
        as_json=as_json,
    )


def deliver(
    order: OrderNumber,
    policy: Annotated[DeliveryPolicy, typer.Argument(help="How it leaves.")],
    as_json: AsJson = False,
) -> None:
    """Say how one order leaves: partial, complete, each line complete, or without backorders."""
    _run(
        lambda session, desk: order_verbs.set_delivery_policy(session, desk, _number(session, order), policy),
        lambda view: f"{view.number} leaves as {view.delivery_policy}, promised {_promised(view.promised_date)}",
        as_json=as_json,
    )


def _promised(promised: date | None) -> str:
    return day(promised) if promised else "for no date"


def pick(order: OrderNumber, line: Lines = None, as_json: AsJson = False) -> None:
    """Take the allocated goods of an order from the shelf."""
    _run(
        lambda session, desk: shipping.pick(session, desk, _number(session, order), _quantities(line)),
        lambda view: f"{view.number} is {order_state(view.state).lower()}",
        as_json=as_json,
    )


def ship(
    order: OrderNumber,
    carrier: Annotated[str, typer.Option(help="Who carries it.")],
    tracking: Annotated[str | None, typer.Option(help="The carrier's tracking number.")] = None,
    line: Lines = None,
    as_json: AsJson = False,
) -> None:
    """Ship what was picked; the invoice follows from the shipment."""
    _run(
        lambda session, desk: shipping.ship(
            session, desk, _number(session, order), carrier=carrier, tracking_number=tracking, lines=_quantities(line)
        ),
        lambda view: f"{view.shipment_number} left with {view.carrier} {view.tracking_number or ''}".strip(),
        as_json=as_json,
    )


def invoice(
    shipment: Annotated[
        str, typer.Argument(help="The shipment, SH-1042, or an order that is invoiced before it leaves.")
    ],
    pdf: Annotated[Path | None, typer.Option(help="Write the invoice to this file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Invoice a shipment that has no invoice yet; the same one again shows its invoice."""

    def verb(session: Session, desk: Desk) -> Any:
        order = orders.find_number(session, shipment) if not shipment.upper().startswith("SH-") else None
        return order_verbs.invoice_order(session, desk, order) if order else shipping.invoice(session, desk, shipment)

    issued = _run(
        verb, lambda view: f"{view.number}: {money(view.total)}, due {day(view.due_date)}", as_json=as_json
    )  # fmt: skip
    if pdf:
        write_paper(issued.number, pdf)


def return_(
    step: Annotated[str, typer.Argument(help="authorise ORDER, receive RMA, inspect RMA, or settle RMA.")],
    subject: Annotated[str, typer.Argument(help="The order (authorise) or the RMA number (the other steps).")],
    line: Lines = None,
    reason: Annotated[str, typer.Option(help="Why it comes back (authorise).")] = "surplus",
    disposition: Annotated[
        str, typer.Option(help="What becomes of it (inspect): restock, quarantine or scrap.")
    ] = "restock",
    as_json: AsJson = False,
) -> None:
    """Goods coming back: authorise, receive, inspect, settle with a credit note."""
    quantities = _quantities(line)

    def authorise(session: Session, desk: Desk) -> Any:
        asks = tuple(ReturnAsk(line_no=no, quantity=amount, reason=reason) for no, amount in (quantities or {}).items())
        return returns.authorise(session, desk, _number(session, subject), asks)

    def inspect(session: Session, desk: Desk) -> Any:
        lines = returned.rma(session, subject).lines
        looked_at = quantities or {line.line_no: line.received - line.inspected for line in lines if line.received}
        seen = tuple(
            Inspected(line_no=no, quantity=amount, disposition=disposition) for no, amount in looked_at.items()
        )
        return returns.inspect(session, desk, subject, seen)

    steps: dict[str, Callable[[Session, Desk], Any]] = {
        "authorise": authorise,
        "receive": lambda session, desk: returns.receive(session, desk, subject),
        "inspect": inspect,
        "settle": lambda session, desk: returns.settle(session, desk, subject),
    }
    if step not in steps:
        raise typer.BadParameter(f"{step} is no step; expected one of {', '.join(steps)}")
    if step == "authorise" and not quantities:
        raise typer.BadParameter("name the lines that come back: --line LINE_NO=QUANTITY")
    _run(steps[step], lambda view: f"{view.number} is {view.state}", as_json=as_json)


def _run(verb: Callable[[Session, Desk], Any], words: Callable[[Any], str], *, as_json: bool) -> Any:
    """Run a verb in one transaction, then what follows from it, so that the next command finds it done."""
    with at_desk() as (transactions, desk):
        with transactions.begin() as session:
            view: BaseModel = verb(session, desk)
        Reactor(transactions, lambda actor, source: desk.acting_as(actor, source)).run_until_idle()
    show(view.model_dump(mode="json"), as_json=as_json, words=lambda: words(view))
    return view


def _number(session: Session, text: str) -> str:
    found = orders.find_number(session, text)
    if found is None:
        raise NotFound(number=text)
    return found


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise typer.BadParameter(f"{text!r} is no number") from error


def _quantities(lines: list[str] | None) -> dict[int, Decimal] | None:
    if not lines:
        return None
    pairs = [line.partition("=") for line in lines]
    if any(not number_text.isdigit() or not quantity for number_text, _, quantity in pairs):
        raise typer.BadParameter("expected --line LINE_NO=QUANTITY, as in --line 1=12")
    return {int(number_text): _decimal(quantity) for number_text, _, quantity in pairs}
