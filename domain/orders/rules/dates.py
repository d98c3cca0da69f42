"""Decides when goods leave and arrive: availability, then cut-off and picking of the warehouse, then transit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.orders.schemas import PlannedPart
from domain.shared.calendar import WorkingCalendar
from domain.shared.desk import Desk
from domain.stock.schemas import SupplyPart, SupplySource, WarehouseView


@dataclass(frozen=True)
class Timetable:
    """How long goods take, seen from one moment: `now` in company time, transit in working days."""

    now: datetime
    company: WorkingCalendar
    warehouses: Mapping[str, WarehouseView]
    transit_days: int

    @classmethod
    def of(cls, desk: Desk, warehouses: Iterable[WarehouseView]) -> "Timetable":
        """The timetable at a desk."""
        zone = ZoneInfo(desk.company.time_zone)
        known = {view.warehouse: view for view in warehouses}
        return cls(desk.now.astimezone(zone), desk.calendar, known, desk.policy.delivery.transit_days)

    def ship_date(self, warehouse: str, available: date) -> date:
        """The day goods leave: after the cut-off of today the work starts tomorrow, then the picking days."""
        place = self.warehouses.get(warehouse)
        start = max(available, self.now.date())
        if place and start == self.now.date() and self.now.time() >= place.cutoff_time:
            start += timedelta(days=1)
        calendar = WorkingCalendar(place.country, self.company.time_zone) if place and place.country else self.company
        return calendar.add_working_days(start, place.picking_days if place else 1)

    def arrival_date(self, ship_date: date) -> date:
        """The working day on which goods that leave then are with the customer."""
        return self.company.add_working_days(ship_date, self.transit_days)

    def part(self, supply: SupplyPart, *, is_firm: bool) -> PlannedPart:
        """A part of a line with all its dates."""
        leaves = self.ship_date(supply.warehouse, supply.available_date)
        return PlannedPart(
            quantity=supply.quantity,
            warehouse=supply.warehouse,
            source=supply.source,
            available_date=supply.available_date,
            ship_date=leaves,
            arrival_date=self.arrival_date(leaves),
            supplier_order=supply.supplier_order,
            is_firm=is_firm and supply.source is SupplySource.ON_HAND,
        )


def latest(days: Iterable[date | None]) -> date | None:
    """The last of some days; None if there are none, or one of them cannot be given."""
    every = list(days)
    known = [day for day in every if day is not None]
    return max(known) if known and len(known) == len(every) else None


def promised(parts: Iterable[Mapping[str, Any]]) -> date | None:
    """The day when the last of these parts, as a line keeps them, arrives; None where one of them has no date."""
    days = [part["arrival_date"] for part in parts]
    return latest(date.fromisoformat(day) if day else None for day in days)


def working_days_before(calendar: WorkingCalendar, moment: datetime, count: int) -> datetime:
    """The moment so many working days earlier, at the same time of day."""
    while count > 0:
        moment -= timedelta(days=1)
        if calendar.is_working_day(moment.astimezone(calendar.time_zone).date()):
            count -= 1
    return moment
