"""The kinds of trade: orders, invoices and payments."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from app.importing.kinds.kind import Kind
from app.importing.kinds.known import Known, unknown
from app.importing.rows.trade import InvoiceRow, OrderRow, PaymentRow
from app.importing.schemas import Fault
from domain.billing import service as billing
from domain.billing.queries.listing import all_invoices, all_unapplied
from domain.billing.schemas import ImportedInvoice, ImportedPayment, RefusedRow
from domain.orders.queries.importing import ImportedLine, stored_lines, stored_orders
from domain.orders.service.importing import import_orders, settle_history
from domain.shared.money import Money

_REASONS = {
    "ORDER_IS_OURS": ("order_no", "is an order that was taken here"),
    "ORDER_MOVED_ON": ("order_no", "is open here and has other lines or quantities by now"),
    "ORDER_NUMBER_TAKEN": ("order_no", "is of our own series and given already"),
    "ALREADY_ACTED_ON": ("", "was issued, paid, credited or disputed here since"),
    "IN_OUR_NUMBER_SERIES": ("number", "is a number that our own invoices will get"),
    "OPEN_ABOVE_TOTAL": ("open_amount", "is more than the amount"),
    "NOT_POSITIVE": ("amount", "must be more than 0"),
}
_SAME_ON_EVERY_LINE = ("customer_id", "placed_at", "customer_po", "requested_date", "ship_to")


def _check_orders(rows: Sequence[OrderRow], known: Known) -> Iterator[Fault]:
    yield from unknown(rows, "sku", known.base_units, "sku")
    yield from unknown(rows, "customer_id", known.customers, "customer")
    firsts: dict[str, OrderRow] = {}
    for index, row in enumerate(rows):
        first = firsts.setdefault(row.order_no, row)
        if first is not row:
            for column in _SAME_ON_EVERY_LINE:
                if getattr(row, column) != getattr(first, column):
                    yield Fault(index, column, f"differs from line {first.line_no} of the same order")


def _line(row: OrderRow) -> ImportedLine:
    shipped = row.quantity_shipped
    invoiced = row.invoiced if row.invoiced is not None else shipped if row.status == "closed" else Decimal(0)
    return ImportedLine(
        number=row.order_no,
        line_no=row.line_no,
        placed_at=row.placed_at,
        customer_id=row.customer_id,
        sku=row.sku,
        quantity=row.quantity,
        unit_price=row.unit_price,
        is_open=row.status == "open",
        shipped=shipped,
        invoiced=invoiced,
        requested_date=row.requested_date,
        customer_po=row.customer_po,
        ship_to=row.ship_to,
    )


def _store_orders(rows: Sequence[OrderRow], known: Known) -> Iterator[Fault]:
    lines = [_line(row) for row in rows]
    for refused in import_orders(known.session, known.desk, lines, told=known.tick):
        yield Fault(refused.index, *_REASONS[refused.code])


def _listed_orders(session: Session) -> Iterator[OrderRow]:
    for line in stored_lines(session):
        yield OrderRow.model_construct(
            order_no=line.number,
            line_no=line.line_no,
            placed_at=line.placed_at,
            customer_id=line.customer_id,
            sku=line.sku,
            quantity=line.quantity,
            unit_price=line.unit_price,
            status="open" if line.is_open else "closed",
            shipped=line.shipped,
            invoiced=line.invoiced,
            requested_date=line.requested_date,
            customer_po=line.customer_po,
            ship_to=line.ship_to,
        )


def _check_invoices(rows: Sequence[InvoiceRow], known: Known) -> Iterator[Fault]:
    yield from unknown(rows, "customer_id", known.customers, "customer")
    numbers = {row.order_no for row in rows if row.order_no is not None}
    yield from unknown(rows, "order_no", stored_orders(known.session, numbers), "order")


def _store_invoices(rows: Sequence[InvoiceRow], known: Known) -> Iterator[Fault]:
    refused = billing.import_invoices(known.session, known.desk, (_invoice(row, known) for row in rows))
    settle_history(known.session, _unpaid_orders(rows))
    return _told({row.number: index for index, row in enumerate(rows)}, refused)


def _unpaid_orders(rows: Sequence[InvoiceRow]) -> dict[str, bool]:
    unpaid: dict[str, bool] = {}
    for row in rows:
        if row.order_no is not None:
            unpaid[row.order_no] = unpaid.get(row.order_no, False) or row.open_amount > 0
    return unpaid


def _invoice(row: InvoiceRow, known: Known) -> ImportedInvoice:
    payer = known.customers[known.customers[row.customer_id].bill_to_id]
    return ImportedInvoice(
        number=row.number,
        order_number=row.order_no,
        bill_to=payer.customer_id,
        issued_date=row.issued,
        due_date=row.due,
        total=Money(row.amount, payer.currency),
        open_amount=Money(row.open_amount, payer.currency),
        disputed=row.flag == "disputed",
    )


def _listed_invoices(session: Session) -> Iterator[InvoiceRow]:
    for invoice in all_invoices(session):
        yield InvoiceRow.model_construct(
            number=invoice.number,
            order_no=invoice.order_number,
            customer_id=invoice.bill_to,
            issued=invoice.issued_date,
            due=invoice.due_date,
            amount=invoice.total.amount,
            open_amount=invoice.open_amount.amount,
            flag="disputed" if invoice.disputed else "",
        )


def _check_payments(rows: Sequence[PaymentRow], known: Known) -> Iterator[Fault]:
    return unknown(rows, "customer_id", known.customers, "customer")


def _store_payments(rows: Sequence[PaymentRow], known: Known) -> Iterator[Fault]:
    refused = billing.import_payments(known.session, known.desk, (_payment(row, known) for row in rows))
    return _told({row.payment_id: index for index, row in enumerate(rows)}, refused)


def _payment(row: PaymentRow, known: Known) -> ImportedPayment:
    payer = known.customers[known.customers[row.customer_id].bill_to_id]
    return ImportedPayment(
        payment_id=row.payment_id,
        bill_to=payer.customer_id,
        received_date=row.date,
        amount=Money(row.amount, payer.currency),
        reference=row.reference,
    )


def _listed_payments(session: Session) -> Iterator[PaymentRow]:
    for payment in all_unapplied(session):
        yield PaymentRow.model_construct(
            payment_id=payment.payment_id,
            customer_id=payment.bill_to,
            date=payment.received_date,
            amount=payment.amount.amount,
            reference=payment.reference,
        )


def _told(index_of: dict[str, int], refused: Iterable[RefusedRow]) -> Iterator[Fault]:
    for row in refused:
        yield Fault(index_of[row.key], *_REASONS.get(row.reason, ("", row.reason)))


ORDERS = Kind("orders", OrderRow, _check_orders, _store_orders, _listed_orders)
INVOICES = Kind("invoices", InvoiceRow, _check_invoices, _store_invoices, _listed_invoices)
PAYMENTS = Kind("payments", PaymentRow, _check_payments, _store_payments, _listed_payments)
