"""Decides what a service costs by its table of rates. It is the adapter that every carrier has unless it names one."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from domain.carriers.rules.numbers import tracking_number
from domain.carriers.rules.zones import zone_of
from domain.carriers.schemas import (
    Band,
    Carrier,
    Consignment,
    HandlingUnit,
    PassedOver,
    Place,
    Quote,
    Service,
    ServiceKind,
    ZoneRate,
)
from domain.shared.calendar import WorkingCalendar
from domain.shared.money import Money
from domain.shared.quantity import exact


class TableRate:
    """The built-in adapter: everything it knows stands in the tariff."""

    def quote(
        self, carrier: Carrier, service: Service, consignment: Consignment, *, currency: str, calendar: WorkingCalendar
    ) -> Quote | PassedOver:
        """The price by zone and band of each unit (or the whole), with the surcharge rounded by itself; or why not."""
        rate = rate_of(carrier, service, consignment.place)
        why_not = _why_not(carrier, service, consignment, rate)
        collected = service.collected_on(consignment.ready, calendar, consignment.ready_at)
        if why_not is None and service.kind is ServiceKind.OWN_FLEET and collected != consignment.ready:
            why_not = "NOT_THAT_DAY"
        units = as_carried(service, consignment.units)
        bands = _bands(service, units, rate) if rate and not why_not else None
        if rate is None or why_not or bands is None:
            reason = why_not or "TOO_HEAVY"
            return PassedOver(carrier=carrier.carrier, service=service.service, reason=reason)
        freight = sum((band.price for band in bands), Decimal(0))
        surcharge = Money(freight * service.fuel_surcharge, currency)
        return Quote(
            carrier=carrier.carrier, carrier_name=carrier.name, service=service.service, service_name=service.name,
            kind=service.kind, zone=rate.zone, units=len(units),
            chargeable_kg=sum((chargeable_kg(unit, service) for unit in units), Decimal(0)),
            freight=Money(freight, currency), surcharge=surcharge, price=Money(freight, currency) + surcharge,
            transit_days=rate.transit_days, collected_date=collected,
            arrival_date=calendar.add_working_days(collected, rate.transit_days),
        )  # fmt: skip

    def tracking_number(self, carrier: Carrier, serial: int) -> str:
        """The number by the carrier's own range and check digit."""
        return tracking_number(carrier.tracking, serial)

    def routing(self, carrier: Carrier, service: Service, place: Place) -> str:
        """Zone and service in capitals."""
        return f"{zone_of(carrier, place) or ''} {service.service}".strip().upper()


def rate_of(carrier: Carrier, service: Service, place: Place) -> ZoneRate | None:
    """The rate of a service into the zone of a place; None where it does not go."""
    zone = zone_of(carrier, place)
    return next((rate for rate in service.rates if rate.zone == zone), None)


def chargeable_kg(unit: HandlingUnit, service: Service) -> Decimal:
    """What a unit counts for: its weight, or its volume by the divisor where that is more."""
    sides = (unit.length_cm, unit.width_cm, unit.height_cm)
    if service.volume_divisor is None or None in sides:
        return unit.weight_kg
    volume = Decimal(1)
    for side in sides:
        volume *= side or 0
    return max(unit.weight_kg, exact(volume / service.volume_divisor))


def as_carried(service: Service, units: Sequence[HandlingUnit]) -> tuple[HandlingUnit, ...]:
    """The units that the service takes: for pallets, what stands on none is stacked on as few as may be."""
    if service.kind is not ServiceKind.PALLET:
        return tuple(units)
    pallets = [unit for unit in units if unit.package_type == "pallet"]
    loose = sum((unit.weight_kg for unit in units if unit.package_type != "pallet"), Decimal(0))
    count = int((loose / service.maximum_kg).to_integral_value(ROUND_CEILING))
    stacked = [HandlingUnit(weight_kg=exact(loose / count), package_type="pallet") for _ in range(count)]
    return (*pallets, *stacked)


def _why_not(carrier: Carrier, service: Service, consignment: Consignment, rate: ZoneRate | None) -> str | None:
    if carrier.warehouses and consignment.warehouse not in carrier.warehouses:
        return "NOT_FROM_WAREHOUSE"
    if rate is None:
        return "NOT_SERVED"
    if service.maximum_cm is not None and any(
        (unit.longest_cm or 0) > service.maximum_cm for unit in consignment.units
    ):
        return "TOO_LONG"
    whole = service.maximum_shipment_kg
    if whole is not None and consignment.weight_kg > whole:
        return "TOO_HEAVY"
    carried = as_carried(service, consignment.units)
    return "TOO_HEAVY" if any(unit.weight_kg > service.maximum_kg for unit in carried) else None


def _bands(service: Service, units: Sequence[HandlingUnit], rate: ZoneRate) -> list[Band] | None:
    """The band of each unit, or the one of the whole shipment; None where one is beyond the last."""
    longest = max((unit.longest_cm or Decimal(0) for unit in units), default=Decimal(0))
    if service.charged_by == "shipment":
        wanted = [(sum((chargeable_kg(unit, service) for unit in units), Decimal(0)), longest)]
    else:
        wanted = [(chargeable_kg(unit, service), unit.longest_cm or Decimal(0)) for unit in units]
    found = [_band(rate, kilograms, centimetres) for kilograms, centimetres in wanted]
    bands = [band for band in found if band is not None]
    return bands if len(bands) == len(found) else None


def _band(rate: ZoneRate, kilograms: Decimal, centimetres: Decimal) -> Band | None:
    """The first band that holds it; equality fits."""
    return next(
        (b for b in rate.bands if kilograms <= b.up_to_kg and (b.up_to_cm is None or centimetres <= b.up_to_cm)), None
    )
