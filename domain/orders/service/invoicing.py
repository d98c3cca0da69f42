"""Owns the money side of a delivered order: its invoices, and closing it once all is paid."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.billing import queries as billing_queries
from domain.billing import service as billing
from domain.billing.schemas import InvoiceLineRequest, InvoiceRequest, InvoiceView
from domain.customers import queries as customers
from domain.orders.errors import NothingToInvoice, QuantityExceedsLine
from domain.orders.lifecycle import OrderState
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import line_view
from domain.orders.rules.amounts import taxable, upto_invoiced
from domain.orders.rules.progress import state_after
from domain.orders.schemas import LineQuantity, LineView
from domain.orders.service.access import INVOICERS
from domain.orders.service.crediting import lock_credit, lock_order
from domain.orders.service.fulfilment import advance
from domain.orders.service.recording import audited, commit_credit
from domain.orders.service.settling import close_if_settled
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.shared.money import Money
from domain.shared.quantity import plain

_ZERO = Decimal(0)


def invoice_shipment(
    session: Session, desk: Desk, number: str, shipment_number: str, *, lines: Sequence[LineQuantity]
) -> InvoiceView:
    """Invoice the shipped lines of one shipment; the last invoice of a line takes the exact rest.

    A shipment that has its invoice gets it back; what came back before is left out. Raises QuantityExceedsLine for more
    than is shipped and not invoiced, NothingToInvoice where all of it came back.
    """
    desk.actor.require(INVOICERS, to="invoice")
    order, _ = lock_order(session, number)
    known = billing_queries.invoice_of_shipment(session, desk, shipment_number, number)
    if known is not None:
        return known
    by_key = {line.line_key: line for line in rows.line_rows(session, [order.id])}
    before = upto_invoiced(line_view(line, order.currency) for line in by_key.values())
    asked = [_invoiced(by_key, part, order) for part in _kept(by_key, _summed(lines))]
    if not asked:
        raise NothingToInvoice(number=number, shipment_number=shipment_number)
    invoice = billing.issue_invoice(
        session,
        desk,
        InvoiceRequest(
            bill_to=order.bill_to or "",
            order_number=number,
            shipment_number=shipment_number,
            commitment_key=number,
            lines=tuple(asked),
            terms=order.terms or str(order.terms_days),
            before=before,
        ),
    )
    views = [line_view(line, order.currency) for line in by_key.values()]
    _settle_state(order, views)
    session.flush()
    commit_credit(session, desk, order, views, pending=False)
    after = {"invoice": invoice.number, "shipment": shipment_number, "total": str(invoice.total)}
    audited(session, desk, number, "invoiced", after=after)
    return invoice


def _summed(lines: Sequence[LineQuantity]) -> list[LineQuantity]:
    """One entry per line, however many parts left from different warehouses."""
    sums: dict[str, Decimal] = {}
    for part in lines:
        sums[part.line_key] = sums.get(part.line_key, _ZERO) + part.quantity
    return [LineQuantity(line_key=key, quantity=quantity) for key, quantity in sums.items()]


def _kept(by_key: dict[str, OrderLine], parts: list[LineQuantity]) -> list[LineQuantity]:
    """What of these parts is to be invoiced: what came back before its invoice is not."""
    kept = list[LineQuantity]()
    for part in parts:
        line = by_key.get(part.line_key)
        left = line.shipped - line.invoiced - line.returned_uninvoiced if line else Decimal(0)
        missing = line.returned_uninvoiced if line else Decimal(0)
        is_cut = left < part.quantity <= left + missing
        if not is_cut or left > 0:
            kept.append(part.model_copy(update={"quantity": left}) if is_cut else part)
    return kept


def _invoiced(by_key: dict[str, OrderLine], part: LineQuantity, order: SalesOrder) -> InvoiceLineRequest:
    """What a part costs; the line has it invoiced afterwards."""
    line = by_key.get(part.line_key)
    if line is None:
        raise NotFound(subject=f"line:{part.line_key}")
    possible = line.shipped - line.invoiced - line.returned_uninvoiced
    if not 0 < part.quantity <= possible:
        raise QuantityExceedsLine(line_key=part.line_key, asked=plain(part.quantity), possible=plain(possible))
    upto = taxable(line_view(line, order.currency), upto=line.invoiced + part.quantity)
    net = Money(upto.net.amount - line.invoiced_net, order.currency)
    gross = Money(upto.gross.amount - (line.invoiced_gross or _ZERO), order.currency) if upto.gross else None
    line.invoiced += part.quantity
    line.invoiced_net = upto.net.amount
    line.invoiced_gross = upto.gross.amount if upto.gross else None
    return InvoiceLineRequest(
        line_key=line.line_key,
        sku=line.sku,
        name=line.name,
        quantity=part.quantity,
        unit_price=line.unit_price,
        net=net,
        rate=line.tax_rate,
        discount=line.discount,
        tax_place=line.tax_place,
        tax_reason=upto.reason,
        gross=gross,
        customer_po=order.customer_po,
    )


def _settle_state(order: SalesOrder, views: Sequence[LineView]) -> None:
    if order.state == OrderState.SHIPPED:
        advance(order, state_after(views))


def settle_closed(session: Session, desk: Desk, bill_to: str) -> tuple[str, ...]:
    """Close the orders of a bill-to that are delivered, invoiced and paid in full; returns their numbers."""
    if customers.customer(session, bill_to) is None:
        return ()
    lock_credit(session, bill_to)
    closed = []
    for order in rows.order_rows_for_update(session, rows.delivered_numbers_of(session, bill_to)):
        lines = rows.line_rows(session, [order.id])
        if close_if_settled(session, desk, order, lines):
            closed.append(order.number)
    session.flush()
    return tuple(closed)
