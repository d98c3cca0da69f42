"""Owns the offer itself: priced, revised, sent, and over when its last day has passed."""

from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

from sqlalchemy import delete
from sqlalchemy.orm import Session

from domain.orders import service as orders
from domain.orders.schemas import OrderRequest, PricedRequest
from domain.quotations import queries
from domain.quotations.errors import QuotationBlocked, QuotationTaken
from domain.quotations.events import QuotationExpired, QuotationSent
from domain.quotations.lifecycle import OPEN, QuotationState, moved
from domain.quotations.models import Quotation, QuotationLine
from domain.quotations.schemas import QuotationView
from domain.quotations.service.keeping import opened, recorded, refuse_over
from domain.shared import numbering
from domain.shared.actors import SALES_ROLES
from domain.shared.database import insert_ignoring
from domain.shared.desk import Desk
from domain.shared.errors import IllegalTransition

SERIES = "QU"


def quote(
    session: Session, desk: Desk, request: OrderRequest, *, key: str, valid_until: date | None = None
) -> QuotationView:
    """Offer what is asked for at today's prices, which are frozen until the day given (else the policy's days).

    Idempotent by `key`: the same key again returns the same quotation, whatever became of prices since. By somebody of
    sales. Raises QuotationBlocked for what is not valid or not clear, NotAllowed.
    """
    desk.actor.require(SALES_ROLES, to="quote prices")
    known = queries.quotation_of_key(session, key)
    if known is not None:
        return known
    priced = _priced(session, desk, request)
    placeholder = f"?{sha256(key.encode()).hexdigest()}"
    values = {
        "number": placeholder, "key": key, "state": QuotationState.DRAFT, "revision": 1, "created_at": desk.now,
        "author_id": desk.actor.id, "author_name": desk.actor.name,
        **_header(desk, request, priced, valid_until),
    }  # fmt: skip
    if not insert_ignoring(session, Quotation, values):  # somebody was first at this very moment: it is known now
        return quote(session, desk, request, key=key, valid_until=valid_until)
    row = queries.quotation_for_update(session, placeholder)
    row.number = f"{SERIES}-{numbering.next_number(session, SERIES)}"
    _write_lines(session, row, priced)
    return recorded(session, desk, row.number, action="quoted")


def revise(
    session: Session,
    desk: Desk,
    number: str,
    request: OrderRequest | None = None,
    *,
    revision: int,
    valid_until: date | None = None,
) -> QuotationView:
    """Quote anew at today's prices: something else, or the same with another last day. It is a draft again until sent.

    Raises QuotationBlocked, QuotationTaken once part of it is an order, StaleRevision, IllegalTransition, NotAllowed.
    """
    desk.actor.require(SALES_ROLES, to="revise a quotation")
    row = opened(session, number, revision)
    before = queries.quotation(session, number)
    if before.orders:
        raise QuotationTaken(number=number, orders=", ".join(before.orders))
    if not before.is_open:
        raise IllegalTransition(subject=number, from_state=row.state, to_state=QuotationState.DRAFT)
    wanted = request or OrderRequest.model_validate(row.request)
    priced = _priced(session, desk, wanted)
    for name, value in _header(desk, wanted, priced, valid_until).items():
        setattr(row, name, value)
    if row.state != QuotationState.DRAFT:
        row.state = moved(number, QuotationState(row.state), QuotationState.DRAFT)
    row.revision += 1
    session.execute(delete(QuotationLine).where(QuotationLine.quotation_id == row.id))
    _write_lines(session, row, priced)
    return recorded(session, desk, number, action="revised", before=before)


def send(session: Session, desk: Desk, number: str, *, revision: int) -> QuotationView:
    """Let the customer have it as it is; sending what was sent changes nothing. Raises like `revise`, QuotationOver."""
    desk.actor.require(SALES_ROLES, to="send a quotation")
    row = opened(session, number, revision)
    if row.state == QuotationState.SENT:
        return queries.quotation(session, number)
    refuse_over(desk, row)
    row.state, row.sent_at = moved(number, QuotationState(row.state), QuotationState.SENT), desk.now
    event = QuotationSent(number=number, revision=row.revision)
    return recorded(session, desk, number, action="sent", event=event)


def expire_quotations(session: Session, desk: Desk) -> int:
    """End the open quotations whose last day has passed, each with a word to its author; returns how many."""
    expired = 0
    for number in queries.numbers_over(session, desk.today):
        row = queries.quotation_for_update(session, number)
        if QuotationState(row.state) not in OPEN or row.valid_until >= desk.today:
            continue
        row.state, row.ended_at, row.revision = QuotationState.EXPIRED, desk.now, row.revision + 1
        recorded(
            session, desk, number, action="expired", event=QuotationExpired(number=number, author_id=row.author_id)
        )
        expired += 1
    return expired


def _priced(session: Session, desk: Desk, request: OrderRequest) -> PricedRequest:
    """What is asked for at today's prices, and those that sales agreed."""
    priced = orders.price_request(session, desk, request)
    if priced.blocking:
        raise QuotationBlocked(codes=", ".join(priced.blocking))
    return priced


def _header(desk: Desk, request: OrderRequest, priced: PricedRequest, valid_until: date | None) -> dict[str, object]:
    last_day = valid_until or desk.today + timedelta(days=desk.policy.quotations.valid_days)
    if last_day < desk.today:
        raise QuotationBlocked(codes="DATE_IN_PAST")
    return {
        "customer_id": priced.customer_id, "customer_name": priced.customer_name, "currency": priced.total.currency,
        "ship_to": priced.ship_to, "valid_until": last_day, "net": priced.net.amount, "tax": priced.tax.amount,
        "total": priced.total.amount, "request": request.model_dump(mode="json"),
    }  # fmt: skip


def _write_lines(session: Session, row: Quotation, priced: PricedRequest) -> None:
    session.add_all(
        QuotationLine(
            quotation_id=row.id, line_no=line.line_no, sku=line.sku, name=line.name, quantity=line.quantity,
            unit=line.unit, base_quantity=line.base_quantity, base_unit=line.base_unit, unit_price=line.unit_price,
            discount=line.discount, price_source=line.price_source, price_kind=line.price_kind,
            net=line.net.amount, taken=Decimal(0),
        )
        for line in priced.lines
    )  # fmt: skip
    session.flush()
