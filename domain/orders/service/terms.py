"""Owns the terms of a confirmed order that may still change: the day, the place, the carrier, who pays."""

from sqlalchemy.orm import Session

from domain.carriers import queries as carriers
from domain.customers import queries as customers
from domain.customers.queries import Limit
from domain.orders.errors import TermFixed
from domain.orders.models import SalesOrder
from domain.orders.queries import rows
from domain.orders.rules import amending as rules
from domain.orders.schemas import AmendmentRequest, OrderView
from domain.orders.service.crediting import lock_accounts
from domain.orders.service.looking import Checked
from domain.orders.service.recording import uncommit
from domain.shared.actors import SALES_ROLES, ActorKind
from domain.shared.desk import Desk
from domain.shared.errors import NotAllowed, NotFound


def lock_payers(session: Session, number: str, asked: AmendmentRequest) -> None:
    """Lock the accounts of whoever pays now and whoever is to pay, before the order itself."""
    if asked.bill_to:
        lock_accounts(session, {rows.order_row(session, number).bill_to or asked.bill_to, asked.bill_to})


def change_terms(
    session: Session,
    desk: Desk,
    order: SalesOrder,
    before: OrderView,
    *,
    checked: Checked,
    asked: AmendmentRequest,
    limit: Limit | None,
) -> Limit | None:
    """Set the terms that are asked for; returns the limit that counts afterwards.

    Raises TermFixed, NotAllowed, UnknownCarrier for a carrier of nobody's unless it is the customer's own.
    """
    if asked.currency and asked.currency != order.currency:
        why = rules.bill_to_fixed(before) or "other_currency"
        raise TermFixed(number=order.number, term="currency", why=why)
    if asked.requested_date and asked.requested_date != order.requested_date:
        _refuse_through(order, before, "requested_date")
        order.requested_date = asked.requested_date
    if asked.ship_to and checked.ship_to and checked.ship_to != before.ship_to:
        why = rules.ship_to_fixed(before, checked.ship_to.country)
        if why:
            raise TermFixed(number=order.number, term="ship_to", why=why)
        order.ship_to = checked.ship_to.model_dump(mode="json")
    if asked.carrier and asked.carrier != order.carrier:
        _refuse_through(order, before, "carrier")
        if not asked.own_carrier:
            carriers.require_named(session, desk, asked.carrier)
        order.carrier = asked.carrier
    if order.request is not None:
        place = (order.ship_to or {}).get("label")
        day = order.requested_date.isoformat() if order.requested_date else None
        order.request = order.request | {"requested_date": day, "ship_to": place}
    return _change_bill_to(session, desk, order, before, asked=asked, limit=limit)


def _refuse_through(order: SalesOrder, before: OrderView, term: str) -> None:
    if all(line.is_through for line in before.lines):
        raise TermFixed(number=order.number, term=term, why="shipped")


def _change_bill_to(
    session: Session, desk: Desk, order: SalesOrder, before: OrderView, *, asked: AmendmentRequest, limit: Limit | None
) -> Limit | None:
    """Let somebody else pay: another bill-to with the same currency, before the first invoice, by one of ours."""
    if not asked.bill_to or asked.bill_to == order.bill_to:
        return limit
    if desk.actor.kind is ActorKind.CONTACT:
        raise NotAllowed(actor=desk.actor.name, to="change who pays", needs=", ".join(sorted(SALES_ROLES)))
    payer = customers.customer(session, asked.bill_to)
    if payer is None or payer.bill_to_id != payer.customer_id:
        raise NotFound(customer_id=asked.bill_to)
    why = rules.bill_to_fixed(before) or ("other_currency" if payer.currency != order.currency else "")
    if why:
        raise TermFixed(number=order.number, term="bill_to", why=why)
    uncommit(session, desk, order.number)
    order.bill_to, order.terms_days, order.terms = payer.customer_id, payer.payment_terms_days, payer.payment_terms
    return customers.limit(session, payer.customer_id)
