"""Decides when goods leave and arrive: availability, then cut-off and picking of the warehouse, then transit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from domain.carriers.schemas import Place
from domain.orders.schemas import PlannedPart
from domain.shared.calendar import WorkingCalendar
from domain.shared.desk import Desk
from domain.stock.schemas import SupplyPart, SupplySource, WarehouseView


@dataclass(frozen=True)
class Timetable:
    """How long goods take, seen from one moment: `now` in company time; `transit` in working days of the company, by
    warehouse and place, `transit_days` where no carrier says.
    """

    now: datetime
    company: WorkingCalendar
    warehouses: Mapping[str, WarehouseView]
    transit_days: int
    transit: Mapping[tuple[str, Place], int | None] = field(default_factory=dict)
    reserve_days: int = 0

    @classmethod
    def of(
        cls,
        desk: Desk,
        warehouses: Iterable[WarehouseView],
        transit: Mapping[tuple[str, Place], int | None] | None = None,
    ) -> "Timetable":
        """The timetable at a desk."""
        zone = ZoneInfo(desk.company.time_zone)
        known = {view.warehouse: view for view in warehouses}
        days = desk.policy.delivery.transit_days
        return cls(desk.now.astimezone(zone), desk.calendar, known, days, transit or {}, desk.policy.stock.reserve_days)

    def ship_date(self, warehouse: str, available: date) -> date:
        """The day goods leave: after the cut-off of today the work starts tomorrow, then the picking days.

        Days on which the warehouse is closed, and the holidays of its country, count for nothing.
        """
        place = self.warehouses.get(warehouse)
        start = max(available, self.now.date())
        if place and start == self.now.date() and self.now.time() >= place.cutoff_time:
            start += timedelta(days=1)
        return self._calendar(place).add_working_days(start, place.picking_days if place else 1)

    def _calendar(self, place: WarehouseView | None) -> WorkingCalendar:
        if place is None:
            return self.company
        return WorkingCalendar(
            place.country or self.company.country, self.company.time_zone, closed=closed_days(place.closing_days)
        )

    def days_on_the_way(self, warehouse: str, to: Place | None) -> int:
        """Working days from leaving a warehouse to being with the customer."""
        days = self.transit.get((warehouse, to)) if to else None
        return self.transit_days if days is None else days

    def arrival_date(self, warehouse: str, ship_date: date, to: Place | None = None) -> date:
        """The working day on which goods that leave then are with the customer."""
        return self.company.add_working_days(ship_date, self.days_on_the_way(warehouse, to))

    def part(self, supply: SupplyPart, *, is_firm: bool, to: Place | None = None) -> PlannedPart:
        """A part of a line with all its dates."""
        leaves = self.ship_date(supply.warehouse, supply.available_date)
        return PlannedPart(
            quantity=supply.quantity,
            warehouse=supply.warehouse,
            source=supply.source,
            available_date=supply.available_date,
            ship_date=leaves,
            arrival_date=self.arrival_date(supply.warehouse, leaves, to),
            supplier_order=supply.supplier_order,
            is_firm=is_firm and supply.source is SupplySource.ON_HAND,
        )

    def is_far_off(self, wanted: date | None) -> bool:
        """Whether goods wanted on a day take no stock yet, because that is done only some days before."""
        far = self.now.date() + timedelta(days=self.reserve_days)
        return bool(self.reserve_days and wanted and wanted > far)

    def leaving_for(self, part: PlannedPart, wanted: date | None, to: Place | None) -> PlannedPart:
        """The part leaving as late as it may to arrive on the day when it is wanted, unless it arrives later anyway."""
        if wanted is None or part.arrival_date is None or part.warehouse is None or part.arrival_date >= wanted:
            return part
        leaves = wanted
        while leaves > self.now.date() and (
            not self.company.is_working_day(leaves) or self.arrival_date(part.warehouse, leaves, to) > wanted
        ):
            leaves -= timedelta(days=1)
        return part.model_copy(
            update={"ship_date": leaves, "arrival_date": self.arrival_date(part.warehouse, leaves, to)}
        )

    def arriving(self, part: PlannedPart, to: Place | None) -> PlannedPart:
        """The part with the day on which it arrives when it leaves as it says."""
        if part.ship_date is None or part.warehouse is None:
            return part
        return part.model_copy(update={"arrival_date": self.arrival_date(part.warehouse, part.ship_date, to)})


@lru_cache(maxsize=1_000)
def closed_days(text: str) -> frozenset[date]:
    """The days on which a warehouse is closed, as it keeps them: ISO dates, one per word."""
    return frozenset(date.fromisoformat(word) for word in text.split())


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
