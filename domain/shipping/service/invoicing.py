"""Owns when shipments are invoiced, as agreed with who pays: each, with the whole order, or with a week or a month.

The agreement is that of each order: of a shipment that several left with, every part is invoiced when its order says.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.billing import queries as billing
from domain.billing.schemas import InvoiceView, of_return
from domain.customers import queries as customers
from domain.orders import queries as order_queries
from domain.orders import service as orders
from domain.orders.errors import NothingToInvoice
from domain.orders.schemas import COLLECTIVE, Invoicing, InvoicingAgreement, LineQuantity, ShipmentToInvoice
from domain.shared.desk import Desk
from domain.shared.errors import NotAllowed, Refusal
from domain.shipping import queries
from domain.shipping.queries.shipments import (
    bare_shipment,
    parts_to_invoice,
    shipments_for_update,
    unbilled_parts,
)
from domain.shipping.schemas import PeriodInvoices, RefusedInvoice

#: With these agreements goods that left may wait for their invoice.
_WAITING = COLLECTIVE | {Invoicing.COMPLETE_ORDER}
Agreements = Mapping[str, InvoicingAgreement]


def invoice(session: Session, desk: Desk, shipment_number: str) -> InvoiceView:
    """Invoice a shipment now, each of its orders by itself; one that has its invoices gets the first one back.

    Raises NotFound, NothingToInvoice where all of it came back, NotAllowed.
    """
    view = bare_shipment(session, shipment_number)
    orders.lock_orders(session, view.order_numbers)
    parts = parts_to_invoice(session, [view])
    issued = _issue(session, desk, [[part] for part in parts])
    if not issued:
        raise NothingToInvoice(number=view.order_number, shipment_number=shipment_number)
    return issued[0]


def invoice_as_agreed(session: Session, desk: Desk, shipment_number: str) -> tuple[InvoiceView, ...]:
    """Make the invoices that are due because a shipment left; none where the agreements let them wait.

    Where whole orders are invoiced, all that left of one that is complete is one invoice. Several orders are one
    invoice where the customer lets its POs stand together, else one for each. Raises NotFound, NotAllowed.
    """
    view = bare_shipment(session, shipment_number)
    orders.lock_orders(session, view.order_numbers)
    agreed = order_queries.invoicing_agreements(session, view.order_numbers)
    mixing = _mixing(session, agreed)
    due: dict[tuple[object, ...], list[ShipmentToInvoice]] = {}
    for part in parts_to_invoice(session, [view]):
        agreement = agreed[part.order_number]
        parts = _due_with(session, desk, agreement, part)
        apart = "" if agreement.bill_to in mixing else agreement.number
        due.setdefault((*agreement.paper, apart), []).extend(parts)
    return _issue(session, desk, [parts for parts in due.values() if parts])


def _due_with(
    session: Session, desk: Desk, agreement: InvoicingAgreement, part: ShipmentToInvoice
) -> list[ShipmentToInvoice]:
    """What is to be invoiced because this part of a shipment left."""
    is_whole = agreement.invoicing is Invoicing.COMPLETE_ORDER
    is_fulfilled = is_whole and order_queries.order(session, desk, agreement.number).fulfilled
    if not orders.is_due_on_shipment(agreement.invoicing, is_fulfilled=is_fulfilled):
        return []
    if not is_whole:
        return [part]
    return unbilled_parts(session, queries.shipments_of(session, agreement.number)) or [part]


def invoice_rest(session: Session, desk: Desk, number: str, rma_number: str) -> tuple[InvoiceView, ...]:
    """Make the invoices that an order waited for until a return of it was settled.

    Shipments that no invoice was made from are invoiced as agreed: now, or with their week or month. What invoices
    left out because it was in dispute has one of its own, at once: its time is over. Raises NotFound, NotAllowed.
    """
    orders.lock_orders(session, [number])
    waiting = unbilled_parts(session, queries.shipments_of(session, number))
    left = _left_out(session, desk, number, waiting)
    issued = list[InvoiceView]()
    if left:
        rest = ShipmentToInvoice(order_number=number, shipment_number=of_return(rma_number), lines=left)
        with suppress(NothingToInvoice):  # it costs nothing
            issued.append(orders.invoice_shipments(session, desk, [rest]))
    for part in waiting:
        issued += invoice_as_agreed(session, desk, part.shipment_number)
    return tuple(issued)


def _left_out(
    session: Session, desk: Desk, number: str, waiting: Sequence[ShipmentToInvoice]
) -> tuple[LineQuantity, ...]:  # fmt: skip
    """What an order has to be invoiced beyond all that its shipments without an invoice can be invoiced for."""
    coming = defaultdict[str, Decimal](Decimal)
    for part in waiting:
        for line in part.lines:
            coming[line.line_key] += line.quantity
    return tuple(
        LineQuantity(line_key=line.line_key, quantity=line.to_invoice - coming[line.line_key])
        for line in order_queries.order(session, desk, number).lines
        if line.to_invoice > coming[line.line_key]
    )


def invoice_periods(session: Session, desk: Desk) -> PeriodInvoices:
    """Make the collective invoices of the weeks and months that are over: one for each bill-to, period, currency and
    terms; one for each PO where the customer does not want them mixed.

    Each stands for itself: one that is refused is told beside the others. Goods that all came back have no invoice.
    All orders are locked before the first invoice takes its number: nobody waits for that who has a lock that this
    waits for. Raises NotAllowed.
    """
    issued, refused = list[InvoiceView](), list[RefusedInvoice]()
    # A look without locks: only these are to be locked, and looked at again.
    theirs = {part.order_number for parts in _periods_over(session, desk, None) for part in parts}
    orders.lock_orders(session, theirs)
    for parts in _periods_over(session, desk, theirs):
        try:
            with session.begin_nested():
                issued += _issue(session, desk, [parts])
        except NotAllowed:
            raise
        except Refusal as refusal:
            refused.append(
                RefusedInvoice(
                    order_numbers=tuple(dict.fromkeys(part.order_number for part in parts)),
                    shipment_numbers=tuple(dict.fromkeys(part.shipment_number for part in parts)),
                    code=refusal.code, facts={name: str(value) for name, value in refusal.facts.items()},
                )
            )  # fmt: skip
    return PeriodInvoices(issued=tuple(issued), refused=tuple(refused))


def _periods_over(session: Session, desk: Desk, among: Collection[str] | None) -> list[list[ShipmentToInvoice]]:
    """What is to be on one collective invoice each, of these orders or of all."""
    views = {view.shipment_number: view for view in queries.unbilled(session)}
    agreed = order_queries.invoicing_agreements(
        session, {each for view in views.values() for each in view.order_numbers}
    )
    mixing = _mixing(session, agreed)
    collective = {each.number for each in agreed.values() if each.invoicing in COLLECTIVE and each.bill_to}
    collective = collective if among is None else collective & set(among)
    groups: dict[tuple[object, ...], list[ShipmentToInvoice]] = {}
    for part in unbilled_parts(session, [view for view in views.values() if collective & {*view.order_numbers}]):
        agreement = agreed[part.order_number]
        if part.order_number in collective:
            end = _end(desk, agreement, views[part.shipment_number].shipped_date)
            if end < desk.today:
                apart = "" if agreement.bill_to in mixing else (agreement.customer_po or "")
                groups.setdefault((*agreement.paper, end.isoformat(), apart), []).append(part)
    return [parts for _, parts in sorted(groups.items(), key=repr)]


def _end(desk: Desk, agreement: InvoicingAgreement, shipped: date) -> date:
    return orders.period_end(agreement.invoicing, shipped, weekday=desk.policy.papers.collective_weekday)


def _mixing(session: Session, agreed: Agreements) -> set[str]:
    """The bill-tos that let their POs stand together."""
    payers = customers.customers(session, {each.bill_to for each in agreed.values() if each.bill_to})
    return {payer.customer_id for payer in payers.values() if payer.mixed_pos}


def _issue(session: Session, desk: Desk, papers: Sequence[Sequence[ShipmentToInvoice]]) -> tuple[InvoiceView, ...]:
    """One invoice for each group of parts that has anything to invoice, and note it on the shipments that are done.

    Their orders are locked.
    """
    parts = [part for of_paper in papers for part in of_paper]
    issued = list[InvoiceView]()
    on_paper: dict[tuple[str, str], str] = {}
    for of_paper in papers:
        try:
            made = orders.invoice_shipments(session, desk, of_paper)
        except NothingToInvoice:  # all of it came back, or costs nothing
            orders.settle_delivered(session, desk, {part.order_number for part in of_paper})
            continue
        issued.append(made)
        on_paper |= {(part.order_number, part.shipment_number): made.number for part in of_paper}
    _note(session, parts, on_paper)
    return tuple(issued)


def _note(session: Session, parts: Iterable[ShipmentToInvoice], on_paper: Mapping[tuple[str, str], str]) -> None:
    """Note on shipments of which no part waits any more the first of their invoices."""
    done = {(part.order_number, part.shipment_number) for part in parts}
    rows = shipments_for_update(session, {shipment for _, shipment in done})
    of_shipment: dict[str, list[tuple[str, str]]] = {number: [] for number in rows}
    for part in parts_to_invoice(session, queries.shipments(session, rows)):
        of_shipment[part.shipment_number].append((part.order_number, part.shipment_number))
    every = {key for keys in of_shipment.values() for key in keys}
    known = billing.made_from(session, every) | dict(on_paper)
    agreed = order_queries.invoicing_agreements(session, {number for number, _ in every})
    for number, row in rows.items():
        keys = of_shipment[number]
        waits = any(key not in known and key not in done and agreed[key[0]].invoicing in _WAITING for key in keys)
        first = next((known[key] for key in keys if key in known), None)
        if row.invoice_number is None and first and not waits:
            row.invoice_number = first
    session.flush()
