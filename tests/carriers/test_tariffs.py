"""Tariffs in force: configured from a day on by those who may, asked for transit, quotes and numbers."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from domain.carriers import queries, service
from domain.carriers.errors import BadTariff, NoCarrier, NumbersUsedUp, UnknownCarrier
from domain.carriers.models import CarrierTariff
from domain.carriers.schemas import Carrier, Consignment, HandlingUnit, PassedOver, Place
from domain.shared import audit
from domain.shared.actors import system
from domain.shared.database import Transactions
from domain.shared.errors import NotAllowed
from tests.support.world import MORNING, VERA, WILL, World

LEEDS = Place(country="GB", postcode="LS1 1AA")


@pytest.fixture
def world(transactions: Transactions) -> World:
    """Only the people: carriers need nothing else."""
    return World(transactions)


def cartons(place: Place, *weights: int) -> Consignment:
    """Cartons of these weights, ready on Monday."""
    units = tuple(HandlingUnit(weight_kg=Decimal(weight)) for weight in weights)
    return Consignment(warehouse="MAIN", place=place, units=units, ready=date(2011, 11, 14))


def test_transit_is_asked_by_warehouse_place_and_service(world: World) -> None:
    """Leeds is the van's (none), the Highlands take three days, France four, Japan nobody says."""

    def days(country: str, postcode: str | None = None, wish: str | None = None) -> int | None:
        with world.transactions.read() as session:
            return queries.transit_days(
                session, world.desk(), warehouse="MAIN", country=country, postcode=postcode, service=wish
            )

    assert [days("GB", "LS1 1AA"), days("GB", "LS1 1AA", "parcel"), days("GB", "IV1 1AA"), days("GB")] == [0, 1, 3, 1]
    assert [days("FR"), days("FR", None, "pallet"), days("GB", "LS1 1AA", "Pallet Network"), days("JP")] == [
        4, 5, 2, None,
    ]  # fmt: skip


def test_a_tariff_stands_from_its_day_on(world: World) -> None:
    """A dearer one from December leaves November alone; the same file again changes nothing."""
    dearer = queries.shipped_text().replace('price = "8.10"', 'price = "9.10"')
    for _ in range(2):
        with world.working() as session:
            version = service.configure_carriers(session, world.desk(VERA), dearer, valid_from=date(2011, 12, 1))
    assert (version.id, version.valid_from, version.carriers) == (1, date(2011, 12, 1), ("fleet", "parcel", "pallet"))
    with world.working() as session:
        november = queries.choice(session, world.desk(), cartons(LEEDS, 12))
        later = world.on(MORNING + timedelta(days=17))
        december = queries.choice(session, later.desk(), cartons(LEEDS, 12))
        assert (str(november.quote.price), str(december.quote.price)) == ("8.87 GBP", "9.96 GBP")
        assert [entry.action for entry in audit.trail(session, "carriers")] == ["carriers.configured"]
        assert queries.versions(session) == (version,)


def test_a_wrong_tariff_or_person_changes_nothing(world: World) -> None:
    """No TOML, an adapter that nobody plugged in, prices in yen, somebody from the warehouse: all refused."""
    text = queries.shipped_text()
    foreign = text.replace('name = "Own fleet"', 'name = "Own fleet"\nadapter = "wire"')
    for who, wrong, refusal in ((VERA, "carriers = 3", BadTariff), (VERA, foreign, UnknownCarrier),
                                (VERA, text.replace('"GBP"', '"JPY"'), BadTariff),
                                (WILL, text, NotAllowed)):  # fmt: skip
        with pytest.raises(refusal), world.working() as session:
            service.configure_carriers(session, world.desk(who), wrong)
    with world.working() as session:
        assert session.scalar(select(func.count()).select_from(CarrierTariff)) == 0


def test_who_takes_a_consignment_is_answered_with_reasons(world: World) -> None:
    """By rule, by wish with a service, and the refusals: nobody goes there, nobody of that name, not so heavy."""
    with world.working() as session:
        desk = world.desk()
        assert queries.choice(session, desk, cartons(LEEDS, 12)).reason == "PARCEL_UP_TO_WEIGHT"
        express = queries.choice(session, desk, cartons(LEEDS, 12), wished="parcel/express")
        assert (express.quote.service, express.reason, str(express.quote.price)) == ("express", "WISHED", "19.40 GBP")
        with pytest.raises(UnknownCarrier):
            queries.choice(session, desk, cartons(LEEDS, 12), wished="Royal Mail")
        with pytest.raises(NoCarrier) as nobody:
            queries.choice(session, desk, cartons(Place(country="JP"), 12))
        assert nobody.value.facts["place"] == "JP"
        with pytest.raises(NoCarrier) as heavy:
            queries.choice(session, desk, cartons(LEEDS, 31), wished="parcel")
        assert heavy.value.facts["reasons"] == "parcel/standard TOO_HEAVY, parcel/express TOO_HEAVY"


def test_tracking_numbers_are_given_once_until_the_range_ends(world: World) -> None:
    """Two numbers with their check digits, then the range of two is used up and stays so."""
    carrier = queries.understood(queries.shipped_text()).carriers[1]
    short = carrier.model_copy(update={"tracking": carrier.tracking.model_copy(update={"last": 10000002})})
    taken = []
    for _ in range(2):
        with world.working() as session:
            taken.append(service.next_tracking_number(session, short))
    assert taken == ["PL100000017GB", "PL100000025GB"]
    with pytest.raises(NumbersUsedUp), world.working() as session:
        service.next_tracking_number(session, short)
    with world.working() as session:
        assert service.next_tracking_number(session, carrier) == "PL100000034GB"
        assert service.next_ssccs(session, world.desk(), 2) == [
            "095212340000000013", "095212340000000020",
        ]  # fmt: skip


class Postbox:
    """A carrier's own service as app would plug it in: it takes nothing today."""

    def quote(self, carrier: Carrier, service: object, consignment: Consignment, **_: object) -> PassedOver:
        """Closed."""
        return PassedOver(carrier=carrier.carrier, service="van", reason="NOT_THAT_DAY")

    def tracking_number(self, carrier: Carrier, serial: int) -> str:
        """Its own form."""
        return f"BOX-{serial}"

    def routing(self, *_: object) -> str:
        """No sorting."""
        return ""


def test_an_adapter_of_another_kind_answers_for_its_carrier(world: World) -> None:
    """What app plugs into the sessions is asked instead of the table."""
    plugged = replace(
        world, transactions=Transactions(world.transactions.engine, {queries.ADAPTERS: {"box": Postbox()}})
    )
    text = queries.shipped_text().replace('name = "Own fleet"', 'name = "Own fleet"\nadapter = "box"')
    with plugged.working() as session:
        service.configure_carriers(session, plugged.desk(system("import")), text)
    with plugged.transactions.read() as session:
        chosen = queries.choice(session, plugged.on(MORNING).desk(), cartons(LEEDS, 12))
        assert {each.carrier: each.reason for each in chosen.passed_over}["fleet"] == "NOT_THAT_DAY"
    with plugged.working() as session:
        fleet = queries.tariff(session, date(2011, 11, 14)).carriers[0]
        assert service.next_tracking_number(session, fleet) == "BOX-1"
