"""Commands for goods: receive, pick, ship, invoice, return. Each is one transaction."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from app.cli.console import AsJson, decimal
from app.cli.papers import write_paper
from app.cli.working import Lines, OrderNumber, order_number, quantities_of, run
from domain.orders import queries as orders
from domain.orders import service as order_verbs
from domain.orders.schemas import DeliveryPolicy
from domain.returns import queries as returned
from domain.returns import service as returns
from domain.returns.schemas import Inspected, ReturnAsk
from domain.shared.desk import Desk
from domain.shipping import service as shipping
from domain.stock import service as stock
from presentation.wording.amounts import money, number
from presentation.wording.times import day


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
    amount = decimal(quantity) if quantity else None
    run(
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
    run(
        lambda session, desk: order_verbs.set_delivery_policy(session, desk, order_number(session, order), policy),
        lambda view: f"{view.number} leaves as {view.delivery_policy}, promised {_promised(view.promised_date)}",
        as_json=as_json,
    )


def _promised(promised: date | None) -> str:
    return day(promised) if promised else "for no date"


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

    issued = run(
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
    quantities = quantities_of(line)

    def authorise(session: Session, desk: Desk) -> Any:
        asks = tuple(ReturnAsk(line_no=no, quantity=amount, reason=reason) for no, amount in (quantities or {}).items())
        return returns.authorise(session, desk, order_number(session, subject), asks)

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
    run(steps[step], lambda view: f"{view.number} is {view.state}", as_json=as_json)
