"""Every question to the tariffs: what is in force, how long goods travel, what it costs and who takes them."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files

from pydantic import ValidationError
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from domain.carriers.errors import BadTariff, NoCarrier, UnknownCarrier
from domain.carriers.models import CarrierTariff
from domain.carriers.rules.choosing import choose
from domain.carriers.rules.table_rate import TableRate, rate_of
from domain.carriers.schemas import (
    Carrier,
    CarrierAdapter,
    Choice,
    Consignment,
    PassedOver,
    Place,
    Quote,
    Route,
    ServiceKind,
    Tariff,
    TariffVersion,
)
from domain.shared.desk import Desk

#: Where app puts the adapters of carriers that answer by wire, by name, into the sessions it opens.
ADAPTERS = "carrier_adapters"
_BUILT_IN: Mapping[str, CarrierAdapter] = {"table_rate": TableRate()}
_BY_DAY = (CarrierTariff.valid_from, CarrierTariff.id)
_KINDS = (ServiceKind.OWN_FLEET, ServiceKind.PARCEL, ServiceKind.PALLET)


@lru_cache(maxsize=16)
def understood(text: str) -> Tariff:
    """A file of carriers as a tariff; raises BadTariff naming everything that is wrong."""
    try:
        return Tariff.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadTariff(problems=str(error)) from error
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise BadTariff(problems=problems) from error


@lru_cache(maxsize=1)
def shipped_text() -> str:
    """The carriers that ship with the product, as their file."""
    return files("domain.carriers.rules").joinpath("carriers.toml").read_text(encoding="utf-8")


def tariff(session: Session, day: date) -> Tariff:
    """The tariff in force on a day: the latest that is valid from then or before, else the one that ships."""
    return understood(_text_in_force(session, day))


_LATEST = (
    select(CarrierTariff.text)
    .where(CarrierTariff.valid_from <= bindparam("day"))
    .order_by(CarrierTariff.valid_from.desc(), CarrierTariff.id.desc())
    .limit(1)
)


def _text_in_force(session: Session, day: date) -> str:
    return session.connection().scalar(_LATEST, {"day": day}) or shipped_text()


def versions(session: Session) -> tuple[TariffVersion, ...]:
    """Every tariff that was ever put in force, in the order of their days."""
    return tuple(map(_version, session.scalars(select(CarrierTariff).order_by(*_BY_DAY))))


def version_of(session: Session, text: str, day: date) -> TariffVersion | None:
    """The tariff that stands from a day on, if it is this very file."""
    rows = session.scalars(select(CarrierTariff).where(CarrierTariff.valid_from == day).order_by(*_BY_DAY)).all()
    return _version(rows[-1]) if rows and rows[-1].text == text else None


def _version(row: CarrierTariff) -> TariffVersion:
    names = tuple(carrier.carrier for carrier in understood(row.text).carriers)
    return TariffVersion(id=row.id, valid_from=row.valid_from, configured_by=row.configured_by, carriers=names)


def adapter_of(session: Session, carrier: Carrier) -> CarrierAdapter:
    """What answers for a carrier; raises UnknownCarrier for an adapter that nobody plugged in."""
    known: dict[str, CarrierAdapter] = {**_BUILT_IN, **session.info.get(ADAPTERS, {})}
    if carrier.adapter not in known:
        raise UnknownCarrier(carrier=f"{carrier.carrier} ({carrier.adapter})", known=", ".join(sorted(known)))
    return known[carrier.adapter]


def usual(session: Session, desk: Desk, *, warehouse: str, place: Place, service: str | None = None) -> Route | None:
    """How goods usually go from a warehouse to a place by the tariff; None where no one goes there.

    `service` is the one that is wished: `parcel`, `parcel/express` or a carrier's name. Otherwise, as nothing is
    weighed yet, own fleet goes before parcel before pallet, then the order of the tariff.
    """
    return _usual(tariff(session, desk.today), warehouse, place, service)


def _usual(in_force: Tariff, warehouse: str, place: Place, service: str | None) -> Route | None:
    wished, _, named = (service or "").partition("/")
    found = []
    only = in_force.carrier_named(wished)
    for carrier in in_force.carriers:
        if (only and carrier is not only) or (carrier.warehouses and warehouse not in carrier.warehouses):
            continue
        for offered in carrier.services:
            rate = rate_of(carrier, offered, place)
            if rate is not None and named in ("", offered.service):
                found.append(Route(carrier=carrier, service=offered, rate=rate))
    return min(found, key=lambda route: _KINDS.index(route.service.kind), default=None)


def transit_days(
    session: Session, desk: Desk, *, warehouse: str, country: str | None, postcode: str | None = None,
    service: str | None = None,
) -> int | None:  # fmt: skip
    """Working days from leaving a warehouse to arriving at a place, by `usual`; None where no carrier says."""
    place = Place(country=country, postcode=postcode)
    found = usual(session, desk, warehouse=warehouse, place=place, service=service)
    return found.rate.transit_days if found else None


def transit_table(
    session: Session, desk: Desk, *, warehouses: Iterable[str], places: Iterable[Place]
) -> dict[tuple[str, Place], int | None]:
    """`transit_days` from each of these warehouses to each of these places, by one SELECT."""
    latest = _text_in_force(session, desk.today)
    trips = [(warehouse, place) for place in set(places) for warehouse in warehouses]
    return {trip: _transit(latest, *trip) for trip in trips}


@lru_cache(maxsize=10_000)
def _transit(text: str, warehouse: str, place: Place) -> int | None:
    found = _usual(understood(text), warehouse, place, None)
    return found.rate.transit_days if found else None


def quotes(session: Session, desk: Desk, consignment: Consignment) -> tuple[list[Quote], list[PassedOver]]:
    """What every service would cost, in the order of the tariff, and those that do not take the goods, with why."""
    offered, refused = list[Quote](), list[PassedOver]()
    in_force = tariff(session, desk.today)
    for carrier in in_force.carriers:
        adapter = adapter_of(session, carrier)
        for service in carrier.services:
            answer = adapter.quote(
                carrier, service, consignment, currency=in_force.currency, calendar=desk.calendar
            )  # fmt: skip
            if isinstance(answer, Quote):
                offered.append(answer)
            else:
                refused.append(answer)
    return offered, refused


def choice(session: Session, desk: Desk, consignment: Consignment, *, wished: str | None = None) -> Choice:
    """Who takes a consignment by the rule of the house (`rules.choosing`), with the reasons.

    `wished` is a carrier by key or name, or `carrier/service`. Raises UnknownCarrier for one that is not in force, and
    NoCarrier where no service takes the goods, or none of the carrier that is wished.
    """
    in_force = tariff(session, desk.today)
    carrier = _named(in_force, wished) if wished else None
    service = (wished or "").partition("/")[2]
    offered, refused = quotes(session, desk, consignment)
    if carrier:
        offered = [quote for quote in offered if quote.carrier != carrier.carrier or service in ("", quote.service)]
    chosen = choose(
        offered, refused, wished=carrier.carrier if carrier else None, weight_kg=consignment.weight_kg,
        parcel_up_to_kg=in_force.parcel_up_to_kg,
    )  # fmt: skip
    if chosen is None or (carrier and chosen.reason != "WISHED"):
        raise _nobody(consignment, refused, carrier)
    return chosen


def require_named(session: Session, desk: Desk, wished: str) -> None:
    """Raise UnknownCarrier unless the tariff in force knows this carrier, or CARRIER/SERVICE."""
    _named(tariff(session, desk.today), wished, is_own_possible=True)


def _named(in_force: Tariff, wished: str, *, is_own_possible: bool = False) -> Carrier:
    name, _, service = wished.partition("/")
    carrier = in_force.carrier_named(name)
    if carrier is None or service not in ("", *(offered.service for offered in carrier.services)):
        known = ", ".join(
            f"{each.carrier}/{offered.service}" for each in in_force.carriers for offered in each.services
        )
        raise UnknownCarrier(carrier=wished, known=known, own=is_own_possible)
    return carrier


def _nobody(consignment: Consignment, refused: list[PassedOver], carrier: Carrier | None) -> NoCarrier:
    place = " ".join(part for part in (consignment.place.country, consignment.place.postcode) if part)
    told = [each for each in refused if carrier is None or each.carrier == carrier.carrier]
    reasons = ", ".join(f"{each.carrier}/{each.service} {each.reason}" for each in told)
    return NoCarrier(place=place or "an unknown country", reasons=reasons)
