"""Owns who carries a shipment: chosen by rule or named, its tracking number, and what it costs."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.carriers import queries as carrier_queries
from domain.carriers import service as carriers
from domain.carriers.errors import NoCarrier
from domain.carriers.schemas import LONGEST_NOTE, Choice, Consignment, HandlingUnit
from domain.customers import queries as customers
from domain.orders.schemas import OrderView
from domain.shared.desk import Desk
from domain.shipping.errors import CarrierMissing
from domain.shipping.service.listing import place_of


@dataclass(frozen=True, slots=True)
class Carriage:
    """Who carries, with what on the papers. Without a choice it is a carrier of nobody's tariff."""

    carrier: str
    tracking_number: str | None
    expected_date: date
    carrier_key: str | None = None
    routing: str | None = None
    tracking_url: str | None = None
    label_note: str = ""
    choice: Choice | None = None


def carriage(
    session: Session,
    desk: Desk,
    order: OrderView,
    units: tuple[HandlingUnit, ...],
    *,
    warehouse: str,
    carrier: str | None,
    tracking_number: str | None,
) -> Carriage:
    """The carrier that was named, or agreed for the order, or that the customer wishes, or the one by rule, with its
    next tracking number where none is given.

    A name that the tariff does not know is somebody the customer sends: nothing is computed for it. Raises
    CarrierMissing for an empty name, NoCarrier (also where the one that was named or agreed does not take the goods; a
    wish that cannot be met is passed over), NumbersUsedUp.
    """
    if carrier is not None and not carrier.strip():
        raise CarrierMissing(number=order.number)
    given = (tracking_number or "").strip() or None
    in_force = carrier_queries.tariff(session, desk.today)
    customer = customers.customer(session, order.customer_id or "")
    named = carrier or order.carrier
    wish = named or (customer.carrier if customer else None)
    if wish is not None and in_force.carrier_named(wish.partition("/")[0]) is None:
        arrives = desk.calendar.add_working_days(desk.today, desk.policy.delivery.transit_days)
        return Carriage(carrier=wish.strip(), tracking_number=given, expected_date=arrives)
    here = desk.now.astimezone(ZoneInfo(desk.company.time_zone))
    consignment = Consignment(
        warehouse=warehouse, place=place_of(order.ship_to), units=units, ready=here.date(), ready_at=here.time()
    )
    choice = _choice(session, desk, consignment, wish, is_named=named is not None)
    chosen = next(each for each in in_force.carriers if each.carrier == choice.quote.carrier)
    service = next(each for each in chosen.services if each.service == choice.quote.service)
    routing = carrier_queries.adapter_of(session, chosen).routing(chosen, service, consignment.place)
    return Carriage(
        carrier=chosen.name, tracking_number=given or carriers.next_tracking_number(session, chosen),
        expected_date=choice.quote.arrival_date, carrier_key=chosen.carrier, routing=routing, choice=choice,
        tracking_url=chosen.follow_url, label_note=chosen.label_note[:LONGEST_NOTE],
    )  # fmt: skip


def _choice(session: Session, desk: Desk, consignment: Consignment, wish: str | None, *, is_named: bool) -> Choice:
    try:
        return carrier_queries.choice(session, desk, consignment, wished=wish)
    except NoCarrier:
        if wish is None or is_named:
            raise
        return carrier_queries.choice(session, desk, consignment)
