"""Owns how a request becomes the contents of an order: header, lines, dates, reservation, problems."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlalchemy.orm import Session

from domain.catalog import queries as catalog
from domain.customers import queries as customers
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.rules import headers
from domain.orders.rules.lines import shown
from domain.orders.rules.revisions import merged
from domain.orders.schemas import ContentLine, Contents, OrderRequest
from domain.orders.service.checking import check
from domain.orders.service.crediting import assess
from domain.orders.service.enquiring import keep_enquiries
from domain.orders.service.looking import Checked, CheckedLine
from domain.orders.service.promising import cut_problems, plan, request_of_line
from domain.orders.service.summing import set_sums
from domain.shared.actors import ActorKind
from domain.shared.desk import Desk
from domain.shared.errors import Problem
from domain.shared.money import Money
from domain.stock import service as stock

_UNTOUCHED = (
    "allocated",
    "picked",
    "shipped",
    "cancelled",
    "invoiced",
    "invoiced_net",
    "returned",
    "returned_uninvoiced",
    "returned_unsettled",
)


def compose(session: Session, desk: Desk, order: SalesOrder, request: OrderRequest) -> list[OrderLine]:
    """Give a draft these contents in place of what it had; returns its lines. Its stock is reserved anew."""
    with session.no_autoflush:
        return _composed(session, desk, order, check(session, desk, request))


def reprice(session: Session, desk: Desk, order: SalesOrder) -> bool:
    """Look again at the prices of a draft where they may have changed since (R3); whether anything became different.

    Then it is a new revision that says so. Nothing is looked at on the day of a draft while no price changed.
    """
    version = catalog.price_version(session)
    is_ours = order.currency == desk.company.currency
    if is_ours and order.priced_on == desk.today and order.price_version == version:
        return False
    with session.no_autoflush:
        checked = check(session, desk, OrderRequest.model_validate(order.request))
        if _says_the_same(session, order, checked):
            order.priced_on, order.price_version = desk.today, version
            return False
        before, order.revision = Money(order.total, order.currency), order.revision + 1
        _composed(session, desk, order, checked)
    facts = {"before": str(before), "after": str(Money(order.total, order.currency))}
    changed = Problem(code="PRICES_CHANGED", blocking=False, where="lines", facts=facts)
    order.problems = [changed.model_dump(mode="json"), *(order.problems or ())]
    return True


def _says_the_same(session: Session, order: SalesOrder, checked: Checked) -> bool:
    has = {line.line_no: line.unit_price for line in rows.line_rows(session, [order.id])}
    now = {line.line_no: line.item.unit_price for line in checked.lines}
    return has == now and order.total == checked.totals.total.amount and order.exchange_rate == checked.exchange.rate


def _composed(session: Session, desk: Desk, order: SalesOrder, checked: Checked) -> list[OrderLine]:
    with session.no_autoflush:
        lines = fill(session, desk, order, checked)
        plan(session, desk, order, lines)
        _note_findings(session, desk, order, checked, lines)
    session.add_all(lines)
    extend(session, desk, order, lines)
    return lines


def fill(session: Session, desk: Desk, order: SalesOrder, checked: Checked) -> list[OrderLine]:
    """Set header and sums of an order and make its lines (not added to the session); those it had are gone."""
    if order.revision > 1:
        session.execute(delete(OrderLine).where(OrderLine.order_id == order.id))
    _fill_header(order, checked)
    order.content_key = content_key(checked)
    if order.revision == 1 or desk.actor.kind is ActorKind.CONTACT:
        order.sent_key = order.content_key
    order.delivery_policy = _delivery_policy(desk, checked)
    order.priced_on, order.price_version = desk.today, catalog.price_version(session)
    order.touched_at = desk.now
    return [line_of(order, line) for line in checked.lines]


def _delivery_policy(desk: Desk, checked: Checked) -> str:
    """How the order leaves: as it was said of it, else as its customer wants all of theirs, else by the policy."""
    usual = checked.customer.delivery_policy if checked.customer else None
    return checked.request.delivery_policy or usual or desk.policy.delivery.default_policy


def content_key(checked: Checked) -> str:
    """By what the contents of a request are recognised when they come again."""
    basket = headers.basket_key(((line.product.sku, line.base_quantity) for line in checked.lines), checked.ship_to)
    return headers.content_key(basket, checked.request.requested_date, unclear(checked))


def unclear(checked: Checked) -> tuple[str, ...]:
    """What of a request is not understood for certain: open questions, lines that cannot stand, files not read."""
    standing = {line.line_no for line in checked.lines}
    lost = [
        line.text or f"{shown(line.quantity)} {line.sku}"
        for line_no, line in enumerate(checked.request.lines, start=1)
        if line_no not in standing
    ]
    missed = [file.name for file in checked.request.files if file.is_missed]
    return (*(question.text for question in checked.request.questions), *lost, *missed)


def wanted_contents(checked: Checked) -> Contents:
    """What a request asks for, to be laid beside an order."""
    return Contents(
        lines=merged(
            ContentLine(sku=line.product.sku, name=line.product.name, base_unit=line.product.base_unit,
                        quantity=line.base_quantity)
            for line in checked.lines
        ),
        ship_to=checked.ship_to,
        requested_date=checked.request.requested_date,
    )  # fmt: skip


def extend(session: Session, desk: Desk, order: SalesOrder, lines: Sequence[OrderLine]) -> None:
    """Keep the stock of a draft for the policy's minutes from now on."""
    until = desk.now + timedelta(minutes=desk.policy.stock.reservation_minutes)
    order.reserved_until = until if lines else None
    order.touched_at = desk.now
    session.flush()
    if lines:
        stock.reserve(session, desk, order.number, [request_of_line(desk, order, line) for line in lines], until=until)
    elif order.revision > 1:
        stock.release_reservation(session, order.number)


def _fill_header(order: SalesOrder, checked: Checked) -> None:
    request, customer, bill_to, sums = checked.request, checked.customer, checked.bill_to, checked.totals
    order.request = keep_enquiries(order, request).model_dump(mode="json")
    order.customer_id = customer.customer_id if customer else None
    order.customer_name = customer.name if customer else None
    order.bill_to = bill_to.customer_id if bill_to else None
    order.terms_days = bill_to.payment_terms_days if bill_to else 0
    order.terms = bill_to.payment_terms if bill_to else None
    order.invoicing = bill_to.invoicing if bill_to else "shipment"
    order.account_manager = customer.account_manager if customer else None
    order.priority = headers.priority_of(customer)
    order.ship_to = checked.ship_to.model_dump(mode="json") if checked.ship_to else None
    order.ship_to_choices = list(checked.ship_to_choices)
    order.customer_po = headers.po_shown(request.customer_po)
    order.po_key = headers.po_key(request.customer_po)
    order.basket_key = headers.basket_key(
        ((line.product.sku, line.base_quantity) for line in checked.lines), checked.ship_to
    )
    order.requested_date, order.note, order.source_text = request.requested_date, request.note, request.source_text
    order.exchange_rate, order.exchange_rate_date = checked.exchange.rate, checked.exchange.valid_from
    order.tax_included = checked.terms.tax_included
    order.discount_share, order.discount_amount = checked.terms.discount_share, checked.terms.discount_amount
    set_sums(order, sums)
    order.questions = _dumped(checked.questions)


def _note_findings(
    session: Session, desk: Desk, order: SalesOrder, checked: Checked, lines: Sequence[OrderLine]
) -> None:
    """Keep what was found: problems of the request, of its dates, a twin; and how credit looks."""
    problems = list(checked.problems)
    problems += headers.date_problems(order.requested_date, order.promised_date, desk.today) if checked.lines else []
    problems += cut_problems(order, lines)
    problems += _twin_problems(session, desk, order, checked)
    order.problems = _dumped(problems)
    limit = customers.limit(session, order.bill_to) if order.bill_to else None
    decision = assess(session, desk, order, limit)
    order.credit = decision.model_dump(mode="json") if decision else None


def _twin_problems(session: Session, desk: Desk, order: SalesOrder, checked: Checked) -> list[Problem]:
    """Whether it may be a second copy: by PO number, and where one of the two has none, by what is in it."""
    if order.bill_to is None or not checked.lines:
        return []
    twin = rows.twin_by_po(session, order) if order.po_key else None
    code, where = "DUPLICATE_PO", "customer_po"
    hours = desk.policy.duplicates.window_hours
    if twin is None and hours > 0:
        since = desk.now - timedelta(hours=hours)
        twin = rows.twin_by_basket(session, order, since)
        code, where = "DUPLICATE_BASKET", "lines"
    if twin is None:
        return []
    same = "yes" if twin.basket_key == order.basket_key else "no"
    zone = ZoneInfo(desk.company.time_zone)
    facts = {
        "number": twin.number, "state": twin.state, "same_content": same, "author": twin.author_name,
        "at": twin.created_at.astimezone(zone).isoformat(), "now": desk.now.astimezone(zone).isoformat(),
    }  # fmt: skip
    facts |= {"customer_po": order.customer_po} if order.customer_po else {}
    return [Problem(code=code, blocking=False, where=where, facts=facts)]


def line_of(order: SalesOrder, line: CheckedLine) -> OrderLine:
    """A line of an order, of which nothing has happened yet."""
    return OrderLine(
        order_id=order.id,
        line_no=line.line_no,
        line_key=f"{order.number}/{line.line_no}",
        sku=line.product.sku,
        name=line.product.name,
        customer_part_number=line.part_number,
        quantity=line.asked.quantity,
        unit=(line.asked.unit or line.product.base_unit).strip(),
        ordered=line.base_quantity,
        base_unit=line.product.base_unit,
        unit_price=line.item.unit_price,
        price_source=line.item.source,
        price_kind=line.price_kind,
        stated_price=line.asked.stated_price,
        our_price=line.our_price,
        cost_price=line.product.cost_price,
        priced_by=line.asked.agreed.by_id or None if line.asked.agreed else None,
        discount=line.discount,
        document_discount=line.amount.document_discount,
        net=line.amount.net,
        gross=line.amount.gross,
        invoiced_gross=None if line.amount.gross is None else Decimal(0),
        tax_rate=line.tax.rate,
        tax_place=line.tax.place,
        tax_reason=line.tax.reason,
        open=line.base_quantity,
        **dict.fromkeys(_UNTOUCHED, Decimal(0)),
        text=line.asked.text,
        inferred=list(line.asked.inferred),
    )


def _dumped(values: Sequence[Any]) -> list[Any]:
    return [value.model_dump(mode="json") for value in values]
