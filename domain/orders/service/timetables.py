"""Owns how long goods of orders take: the warehouses' calendars, and the carriers' days to where they go."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from domain.carriers import queries as carriers
from domain.carriers.schemas import Place
from domain.orders.models import SalesOrder
from domain.orders.rules.dates import Timetable
from domain.shared.desk import Desk
from domain.stock import queries as stock_queries


def place_of(order: SalesOrder) -> Place:
    """Where an order goes, as carriers know places."""
    ship_to = order.ship_to or {}
    return Place(country=ship_to.get("country"), postcode=ship_to.get("postcode"))


def timetable_for(session: Session, desk: Desk, orders: Iterable[SalesOrder]) -> Timetable:
    """The timetable for orders: warehouses, and how long carriers take from each to where these orders go."""
    warehouses = stock_queries.warehouses(session)
    names = [view.warehouse for view in warehouses]
    transit = carriers.transit_table(session, desk, warehouses=names, places=[place_of(order) for order in orders])
    return Timetable.of(desk, warehouses, transit)
