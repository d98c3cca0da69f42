"""Owns the money side of a delivered order: its invoices, and closing it once all is paid."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.billing import queries as billing_queries
from domain.billing import service as billing
from domain.billing.schemas import InvoiceLineRequest, InvoiceRequest, InvoiceView, TaxableLine, of_revision
from domain.customers import queries as customers
from domain.orders.errors import MixedOrders, NothingToInvoice, QuantityExceedsLine
from domain.orders.lifecycle import LIVE, OrderState
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import line_view
from domain.orders.rules.amounts import taxable, upto_invoiced
from domain.orders.rules.charging import charge_lines
from domain.orders.rules.progress import state_after
from domain.orders.schemas import Invoicing, InvoicingAgreement, LineQuantity, LineView, ShipmentToInvoice
from domain.orders.service.access import INVOICERS
from domain.orders.service.crediting import lock_credit, lock_order
from domain.orders.service.recording import audited, commit_credit
from domain.orders.service.settling import advance, close_if_settled
from domain.shared.desk import Desk
from domain.shared.errors import IllegalTransition, NotFound
from domain.shared.money import Money
from domain.shared.quantity import plain

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Opened:
    """One order that is being invoiced: locked, with its lines by key and what was invoiced of them before."""

    order: SalesOrder
    by_key: dict[str, OrderLine]
    before: tuple[TaxableLine, ...]

    @property
    def views(self) -> list[LineView]:
        """Its lines as they are now."""
        return [line_view(line, self.order.currency) for line in self.by_key.values()]


def invoice_shipment(
    session: Session, desk: Desk, number: str, shipment_number: str, *, lines: Sequence[LineQuantity]
) -> InvoiceView:
    """Invoice the shipped lines of one shipment; the last invoice of a line takes the exact rest.

    A shipment that has its invoice gets it back; what came back before is left out. Raises QuantityExceedsLine for more
    than is shipped and not invoiced, NothingToInvoice where all of it came back.
    """
    shipment = ShipmentToInvoice(order_number=number, shipment_number=shipment_number, lines=tuple(lines))
    return invoice_shipments(session, desk, [shipment])


def invoice_shipments(session: Session, desk: Desk, shipments: Sequence[ShipmentToInvoice]) -> InvoiceView:
    """One invoice over shipments of one or several orders, with their charges; the PO stays on every line.

    The orders must have one bill-to, currency, payment terms and kind of price: raises MixedOrders. Where the first
    shipment has its invoice, that one is returned; and where all of it was invoiced with the order, before it left, the
    last one of the order. Goods that cost nothing have no invoice of their own. Raises what `invoice_shipment` does.
    """
    desk.actor.require(INVOICERS, to="invoice")
    first = shipments[0]
    opened = _opened(session, [shipment.order_number for shipment in shipments])
    known = billing_queries.invoice_from(session, desk, first.order_number, first.shipment_number)
    if known is not None:
        return known
    if all(_is_free(opened[shipment.order_number], shipment) for shipment in shipments):
        raise NothingToInvoice(number=first.order_number, shipment_number=first.shipment_number)
    lines = list[InvoiceLineRequest]()
    for shipment in shipments:
        mine = opened[shipment.order_number]
        parts = _kept(mine.by_key, _claimable(mine, _summed(shipment.lines)))
        goods = [_invoiced(mine, part, limit=_shipped_of) for part in parts]
        lines += [*goods, *charge_lines(shipment, [*lines, *goods], mine.order.customer_po)]
    if not lines:
        return _invoiced_before(session, desk, opened, first)
    sources = tuple((shipment.order_number, shipment.shipment_number) for shipment in shipments)
    return _issued(session, desk, opened, lines=lines, sources=sources)


def invoice_order(session: Session, desk: Desk, number: str) -> InvoiceView:
    """Invoice what an order asks for before it leaves: all that was not invoiced and not given up.

    Asked again at the same revision, that invoice is returned. Raises NothingToInvoice, IllegalTransition for an order
    that is not confirmed, NotAllowed.
    """
    desk.actor.require(INVOICERS, to="invoice")
    opened = _opened(session, [number])
    mine = opened[number]
    if mine.order.state not in LIVE - {OrderState.PENDING_CONFIRMATION}:
        raise IllegalTransition(subject=number, from_state=mine.order.state, to_state="invoiced")
    reference = of_revision(mine.order.revision)
    known = billing_queries.invoice_from(session, desk, number, reference)
    if known is not None:
        return known
    parts = [LineQuantity(line_key=view.line_key, quantity=_wanted_of(view)) for view in mine.views]
    is_free = all(view.is_free for view in mine.views if _wanted_of(view) > 0)
    lines = [] if is_free else [_invoiced(mine, part, limit=_wanted_of) for part in parts if part.quantity > 0]
    if not lines:
        raise NothingToInvoice(number=number, shipment_number=reference)
    return _issued(session, desk, opened, lines=lines, sources=((number, reference),))


def _is_free(mine: _Opened, shipment: ShipmentToInvoice) -> bool:
    """Whether everything that left of an order costs nothing, and its way too."""
    free = {view.line_key for view in mine.views if view.is_free}
    return bool(free) and not shipment.charges and free >= {part.line_key for part in shipment.lines}


def _claimable(mine: _Opened, parts: Sequence[LineQuantity]) -> list[LineQuantity]:
    """What of these parts was not invoiced before it left; all of it but for orders that are invoiced on order."""
    if mine.order.invoicing != Invoicing.ON_ORDER:
        return list(parts)
    left = {view.line_key: view.to_invoice for view in mine.views}
    cut = [part.model_copy(update={"quantity": min(part.quantity, left.get(part.line_key, _ZERO))}) for part in parts]
    return [part for part in cut if part.quantity > 0]


def _invoiced_before(
    session: Session, desk: Desk, opened: Mapping[str, _Opened], first: ShipmentToInvoice
) -> InvoiceView:
    """The invoice that claimed a shipment before it left; raises NothingToInvoice where there is none."""
    known = billing_queries.invoices_of_order(session, desk, first.order_number)
    if opened[first.order_number].order.invoicing == Invoicing.ON_ORDER and known:
        return known[-1]
    raise NothingToInvoice(number=first.order_number, shipment_number=first.shipment_number)


def _opened(session: Session, numbers: Sequence[str]) -> dict[str, _Opened]:
    """The orders by number, locked after their one bill-to and by id. Raises MixedOrders, NotFound."""
    wanted = sorted(set(numbers))
    by_id = [row.number for row in rows.order_rows(session, wanted)]
    missing = next((number for number in wanted if number not in by_id), None)
    if missing is not None:
        raise NotFound(number=missing)
    found, _ = lock_order(session, by_id[0])
    orders = [found, *(rows.order_rows_for_update(session, by_id[1:]) if by_id[1:] else ())]
    if len({InvoicingAgreement.model_validate(each).paper for each in orders}) > 1:
        raise MixedOrders(numbers=", ".join(sorted(set(numbers))))
    opened, lines = {}, rows.line_rows(session, [order.id for order in orders])
    for order in orders:
        by_key = {line.line_key: line for line in lines if line.order_id == order.id}
        before = upto_invoiced(line_view(line, order.currency) for line in by_key.values())
        opened[order.number] = _Opened(order, by_key, before)
    return opened


def _issued(
    session: Session,
    desk: Desk,
    opened: Mapping[str, _Opened],
    *,
    lines: Sequence[InvoiceLineRequest],
    sources: tuple[tuple[str, str], ...],
) -> InvoiceView:
    """Issue the invoice, and bring the orders and what they commit in line with it."""
    orders = [mine.order for mine in opened.values()]
    one = orders[0] if len(orders) == 1 else None
    places = {str(order.ship_to): order.ship_to for order in orders}
    invoice = billing.issue_invoice(
        session,
        desk,
        InvoiceRequest(
            bill_to=orders[0].bill_to or "",
            order_number=one.number if one else None,
            shipment_number=sources[0][1] if len(sources) == 1 else None,
            commitment_key=one.number if one else None,
            sources=sources,
            ship_to=ship_to_on_paper(orders[0]) if len(places) == 1 else None,
            lines=tuple(lines),
            terms=orders[0].terms or str(orders[0].terms_days),
            before=tuple(line for mine in opened.values() for line in mine.before),
        ),
    )
    for mine in opened.values():
        views = mine.views
        _settle_state(mine.order, views)
        session.flush()
        commit_credit(session, desk, mine.order, views, pending=False)
        references = ", ".join(reference for number, reference in sources if number == mine.order.number)
        after = {"invoice": invoice.number, "shipment": references, "total": str(invoice.total)}
        audited(session, desk, mine.order.number, "invoiced", after=after)
    return invoice


def ship_to_on_paper(order: SalesOrder) -> dict[str, object] | None:
    """Where the goods of an order go, as a paper names it."""
    place = order.ship_to
    if not place:
        return None
    lines = [line for line in place.get("lines", ()) if line]
    return {"name": order.customer_name or "", "lines": lines, "country": place.get("country")}


def _shipped_of(line: LineView) -> Decimal:
    return line.to_invoice


def _wanted_of(line: LineView) -> Decimal:
    return line.wanted - line.invoiced - line.never_or_later


def _summed(lines: Sequence[LineQuantity]) -> list[LineQuantity]:
    """One entry per line, however many parts left from different warehouses."""
    sums: dict[str, Decimal] = {}
    for part in lines:
        sums[part.line_key] = sums.get(part.line_key, _ZERO) + part.quantity
    return [LineQuantity(line_key=key, quantity=quantity) for key, quantity in sums.items()]


def _kept(by_key: dict[str, OrderLine], parts: list[LineQuantity]) -> list[LineQuantity]:
    """What of these parts is to be invoiced: not what came back before its invoice and is credited or not settled."""
    kept = list[LineQuantity]()
    for part in parts:
        line = by_key.get(part.line_key)
        missing = line.returned_uninvoiced + line.returned_unsettled if line else _ZERO
        left = line.shipped - line.invoiced - missing if line else _ZERO
        is_cut = left < part.quantity <= left + missing
        if not is_cut or left > 0:
            kept.append(part.model_copy(update={"quantity": left}) if is_cut else part)
    return kept


def _invoiced(mine: _Opened, part: LineQuantity, *, limit: Callable[[LineView], Decimal]) -> InvoiceLineRequest:
    """What a part costs; the line has it invoiced afterwards."""
    line = mine.by_key.get(part.line_key)
    if line is None:
        raise NotFound(subject=f"line:{part.line_key}")
    order, view = mine.order, line_view(line, mine.order.currency)
    possible = limit(view)
    if not 0 < part.quantity <= possible:
        raise QuantityExceedsLine(line_key=part.line_key, asked=plain(part.quantity), possible=plain(possible))
    upto = taxable(view, upto=line.invoiced + part.quantity)
    asked = line_request(order, line, quantity=part.quantity, upto=upto)
    line.invoiced += part.quantity
    line.invoiced_net = upto.net.amount
    line.invoiced_gross = upto.gross.amount if upto.gross else None
    return asked


def line_request(order: SalesOrder, line: OrderLine, *, quantity: Decimal, upto: TaxableLine) -> InvoiceLineRequest:
    """What a quantity of a line costs that follows what is invoiced of it; `upto` is what both come to."""
    currency = order.currency
    return InvoiceLineRequest(
        line_key=line.line_key,
        sku=line.sku,
        name=line.name,
        quantity=quantity,
        unit=line.base_unit,
        unit_price=line.unit_price,
        net=Money(upto.net.amount - line.invoiced_net, currency),
        rate=line.tax_rate,
        discount=line.discount,
        tax_place=line.tax_place,
        tax_reason=upto.reason,
        gross=Money(upto.gross.amount - (line.invoiced_gross or _ZERO), currency) if upto.gross else None,
        customer_po=order.customer_po,
        customer_part_number=line.customer_part_number,
    )


def _settle_state(order: SalesOrder, views: Sequence[LineView]) -> None:
    if order.state == OrderState.SHIPPED:
        advance(order, state_after(views))


def settle_closed(session: Session, desk: Desk, bill_to: str) -> tuple[str, ...]:
    """Close the orders of a bill-to that are delivered, invoiced and paid in full; returns their numbers."""
    if customers.customer(session, bill_to) is None:
        return ()
    lock_credit(session, bill_to)
    return settle_delivered(session, desk, rows.delivered_numbers_of(session, bill_to))


def settle_delivered(session: Session, desk: Desk, numbers: Collection[str]) -> tuple[str, ...]:
    """Close those of these orders that are delivered, invoiced and paid in full; the account of each is locked."""
    closed = []
    for order in rows.order_rows_for_update(session, numbers):
        lines = rows.line_rows(session, [order.id])
        if close_if_settled(session, desk, order, lines):
            closed.append(order.number)
    session.flush()
    return tuple(closed)
