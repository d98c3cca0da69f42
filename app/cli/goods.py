"""Commands for goods: receive, deliver, invoice. Each is one transaction."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from app.cli.console import AsJson, decimal
from app.cli.papers import write_paper
from app.cli.working import OrderNumber, order_number, run
from domain.orders import queries as orders
from domain.orders import service as order_verbs
from domain.orders.schemas import DeliveryPolicy
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
    accept_excess: Annotated[
        str | None, typer.Option(help="Why more than was ordered is taken; kept with the receipt.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Receive goods of a supplier order; backorders are covered in order."""
    amount = decimal(quantity) if quantity else None
    run(
        lambda session, desk: stock.receive(
            session, desk, supplier_order, line_no, quantity=amount, warehouse=warehouse, excess_reason=accept_excess
        ),
        lambda view: (
            f"{number(view.received)} {view.sku} received for {view.supplier_order}/{view.line_no}, "
            f"{number(view.quantity)} still to come"
        ),
        as_json=as_json,
    )


def leaves(
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
