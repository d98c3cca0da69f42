"""Values of carriers that enter and leave: tariffs as they are configured, what is to be carried, quotes and choices.

Weights are in kilograms, lengths in centimetres, transit in working days, weekdays from 1 (Monday) to 7.
"""

import re
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from domain.shared.calendar import WorkingCalendar
from domain.shared.money import Money
from domain.shared.quantity import Quantity

Key = Annotated[str, Field(pattern="^[a-z0-9][a-z0-9_-]{0,39}$")]
Kilograms = Annotated[Quantity, Field(gt=0)]
Centimetres = Annotated[Quantity, Field(gt=0)]
Weekday = Annotated[int, Field(ge=1, le=7)]
LONGEST_URL, LONGEST_NOTE = 500, 250
_FOLLOWS = re.compile(rf"(?!.{{{LONGEST_URL + 1}}})https?://\S*\{{number\}}\S*")


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ServiceKind(StrEnum):
    """How a service carries: with our own vans, parcel by parcel, or on pallets."""

    OWN_FLEET = "own_fleet"
    PARCEL = "parcel"
    PALLET = "pallet"


class Band(_Value):
    """The price of what weighs at most `up_to_kg` (and is at most `up_to_cm` long), without surcharge and tax."""

    up_to_kg: Kilograms
    up_to_cm: Centimetres | None = None
    price: Annotated[Quantity, Field(ge=0)]


class ZoneRate(_Value):
    """What a service costs and how long it takes into one zone; bands from light to heavy."""

    zone: Key
    transit_days: int = Field(ge=0, le=90)
    bands: tuple[Band, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _bands_rise(self) -> Self:
        weights = [(band.up_to_kg, band.up_to_cm or Decimal("Infinity")) for band in self.bands]
        if weights != sorted(set(weights)):
            raise ValueError(f"the bands of zone {self.zone} must rise from light to heavy, none twice")
        return self


class Service(_Value):
    """One service of a carrier. Limits are of one handling unit, and of the whole shipment where that is said.

    `volume_divisor`: cubic centimetres that count as one kilogram; None where only the real weight counts.
    `fuel_surcharge` is a share of the price. `cutoff` is the company's time of day; later goods go a day later.
    """

    service: Key
    name: str
    kind: ServiceKind
    maximum_kg: Kilograms
    maximum_cm: Centimetres | None = None
    maximum_shipment_kg: Kilograms | None = None
    volume_divisor: Annotated[Quantity, Field(gt=0)] | None = None
    fuel_surcharge: Annotated[Quantity, Field(ge=0, le=1)] = Decimal(0)
    charged_by: Literal["unit", "shipment"] = "unit"
    cutoff: time = time(16)
    collects: tuple[Weekday, ...] = (1, 2, 3, 4, 5)
    rates: tuple[ZoneRate, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _collects_sometime(self) -> Self:
        if not set(self.collects) & {1, 2, 3, 4, 5}:
            raise ValueError(f"service {self.service} collects on no working day")
        return self

    def collected_on(self, ready: date, calendar: WorkingCalendar, at: time = time(0)) -> date:
        """The first working day on which the service collects goods that are ready on a day at a time."""
        day = calendar.working_day_on_or_after(ready + timedelta(days=1) if at > self.cutoff else ready)
        while day.isoweekday() not in self.collects:
            day = calendar.add_working_days(day, 1)
        return day


class Zone(_Value):
    """A part of a country: postcodes that begin so; without any, the whole country that no other zone has."""

    zone: Key
    country: str = Field(pattern="^[A-Z]{2}$")
    postcodes: tuple[str, ...] = ()


class NumberRange(_Value):
    """The tracking numbers that a carrier gave us: `first` to `last` between a prefix and a check digit.

    `check` says by which rule: `s10` (postal items, eight digits, then the country) or `mod10` (GS1).
    """

    prefix: str = Field(pattern="^[A-Z0-9]{0,10}$")
    first: int = Field(default=1, ge=0)
    last: int = Field(default=99_999_999, ge=1)
    digits: int = Field(default=8, ge=4, le=16)
    check: Literal["s10", "mod10"] = "mod10"
    suffix: str = Field(default="", pattern="^[A-Z]{0,2}$")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.first > self.last or len(str(self.last)) > self.digits:
            raise ValueError("the range of tracking numbers is empty or longer than its digits")
        if self.check == "s10" and self.digits != 8:
            raise ValueError("postal numbers (s10) have eight digits")
        return self


class Carrier(_Value):
    """Who carries. `adapter` names what answers for it: `table_rate` from this file, or one that app plugs in.

    `warehouses` it collects from; none named: all. `label_note` is printed on its labels. `tracking_url` is where one
    follows a shipment, with `{number}` in place of its tracking number. Old tariffs may say anything in these two.
    """

    carrier: Key
    name: str
    adapter: str = "table_rate"
    warehouses: tuple[str, ...] = ()
    tracking: NumberRange
    tracking_url: str | None = None
    label_note: str = ""
    zones: tuple[Zone, ...] = ()
    services: tuple[Service, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        zones = {zone.zone for zone in self.zones}
        places = [(zone.country, code.upper()) for zone in self.zones for code in zone.postcodes or ("",)]
        names = [service.service for service in self.services]
        unknown = sorted({rate.zone for service in self.services for rate in service.rates} - zones)
        if unknown:
            raise ValueError(f"carrier {self.carrier} has rates for zones that it does not have: {', '.join(unknown)}")
        if len(places) != len(set(places)):
            raise ValueError(f"carrier {self.carrier} has a postcode in two zones")
        if len(names) != len(set(names)):
            raise ValueError(f"carrier {self.carrier} has a service twice")
        return self

    @property
    def follow_url(self) -> str | None:
        """`tracking_url` where it is a link that takes a number and is not too long, else None."""
        return self.tracking_url if _FOLLOWS.fullmatch(self.tracking_url or "") else None


class Tariff(_Value):
    """Every carrier in force, in the order of preference, with prices in one currency.

    What weighs at most `parcel_up_to_kg` in all goes by parcel, more goes on pallets.
    """

    currency: str = Field(pattern="^[A-Z]{3}$")
    parcel_up_to_kg: Kilograms
    carriers: tuple[Carrier, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        names = [carrier.carrier for carrier in self.carriers]
        if len(names) != len(set(names)):
            raise ValueError("a carrier stands twice")
        return self

    def carrier_named(self, name: str | None) -> Carrier | None:
        """The carrier of that key or name, whatever the case; None where there is none."""
        said = (name or "").strip().casefold()
        return next((c for c in self.carriers if said in (c.carrier.casefold(), c.name.casefold())), None)


class Place(_Value):
    """Where goods go: country (ISO code) and postcode as far as they are known."""

    country: str | None = None
    postcode: str | None = None


class HandlingUnit(_Value):
    """One thing that a carrier takes: what it weighs and measures; lengths that nobody measured are None."""

    weight_kg: Kilograms
    length_cm: Centimetres | None = None
    width_cm: Centimetres | None = None
    height_cm: Centimetres | None = None
    package_type: str = "carton"

    @property
    def longest_cm(self) -> Decimal | None:
        """Its longest side; None while not all are known."""
        sides = (self.length_cm, self.width_cm, self.height_cm)
        known = [side for side in sides if side is not None]
        return max(known) if len(known) == len(sides) else None


class Consignment(_Value):
    """What is to be carried from one warehouse to one place, ready on a day at a time of it."""

    warehouse: str
    place: Place
    units: tuple[HandlingUnit, ...] = Field(min_length=1)
    ready: date
    ready_at: time = time(0)

    @property
    def weight_kg(self) -> Decimal:
        """What all of it weighs."""
        return sum((unit.weight_kg for unit in self.units), Decimal(0))


class Quote(_Value):
    """What a service would cost, before tax, and when it brings the goods."""

    carrier: str
    carrier_name: str
    service: str
    service_name: str
    kind: ServiceKind
    zone: str
    units: int
    chargeable_kg: Quantity
    freight: Money
    surcharge: Money
    price: Money
    transit_days: int
    collected_date: date
    arrival_date: date


class PassedOver(_Value):
    """A service that was not taken, with the reason in a code: NOT_SERVED, NOT_FROM_WAREHOUSE, TOO_HEAVY, TOO_LONG,
    NOT_THAT_DAY, OTHER_CARRIER_WISHED, OTHER_KIND, DEARER.
    """

    carrier: str
    service: str
    reason: str
    price: Money | None = None


class Choice(_Value):
    """The service that takes the goods, why (WISHED, OWN_FLEET, PARCEL_UP_TO_WEIGHT, PALLET_ABOVE_WEIGHT,
    CHEAPEST_LEFT), and every other one with the reason why not.
    """

    quote: Quote
    reason: str
    passed_over: tuple[PassedOver, ...]


class Route(_Value):
    """How goods go to a place: the carrier, its service and the rate of the zone."""

    carrier: Carrier
    service: Service
    rate: ZoneRate

    @property
    def name(self) -> str:
        """What a pick list is made for, like 'fleet round'."""
        return f"{self.carrier.carrier} {self.rate.zone}"


class CarrierAdapter(Protocol):
    """What answers for a carrier. The built-in one reads the table of rates; app may plug in others."""

    def quote(
        self, carrier: Carrier, service: Service, consignment: Consignment, *, currency: str, calendar: WorkingCalendar
    ) -> Quote | PassedOver:
        """What the service would cost and when it would bring the goods, or why it does not take them."""

    def tracking_number(self, carrier: Carrier, serial: int) -> str:
        """The tracking number with its check digit for the next number of the carrier's range."""

    def routing(self, carrier: Carrier, service: Service, place: Place) -> str:
        """What the carrier wants to read on the label to sort by, like 'NORTH 24H'."""


class TariffVersion(_Value):
    """A tariff as it was put in force: from which day, when and by whom."""

    id: int
    valid_from: date
    configured_by: str
    carriers: tuple[str, ...]
