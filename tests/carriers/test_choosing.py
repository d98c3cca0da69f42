"""Who carries what, for how much, and why not the others: pure decisions on the carriers that ship."""

from datetime import date, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.carriers import queries
from domain.carriers.errors import BadTariff
from domain.carriers.rules.choosing import choose
from domain.carriers.rules.numbers import mod10, sscc, tracking_number
from domain.carriers.rules.table_rate import TableRate, as_carried, chargeable_kg
from domain.carriers.rules.zones import zone_of
from domain.carriers.schemas import Choice, Consignment, HandlingUnit, NumberRange, PassedOver, Place, Quote, Tariff
from domain.shared.calendar import WorkingCalendar

MONDAY, TUESDAY, FRIDAY = date(2011, 11, 14), date(2011, 11, 15), date(2011, 11, 18)
BRITISH = WorkingCalendar("GB", ZoneInfo("Europe/London"))
LEEDS, NORWICH, PARIS = (Place(country="GB", postcode="ls1 1aa"), Place(country="GB", postcode="NR3 1AB"),
                         Place(country="FR", postcode="75001"))  # fmt: skip


def shipped() -> Tariff:
    """The carriers that ship with the product."""
    return queries.understood(queries.shipped_text())


def units(*weights: object) -> tuple[HandlingUnit, ...]:
    """Cartons of these weights that nobody measured."""
    return tuple(HandlingUnit(weight_kg=Decimal(str(weight))) for weight in weights)


def asked(
    place: Place, packed: tuple[HandlingUnit, ...], ready: date = MONDAY, wished: str | None = None
) -> Choice | None:
    """Who takes these to a place."""
    consignment = Consignment(warehouse="MAIN", place=place, units=packed, ready=ready)
    answers = [
        TableRate().quote(carrier, service, consignment, currency="GBP", calendar=BRITISH)
        for carrier in shipped().carriers
        for service in carrier.services
    ]
    offered = [answer for answer in answers if isinstance(answer, Quote)]
    refused = [answer for answer in answers if isinstance(answer, PassedOver)]
    return choose(offered, refused, wished=wished, weight_kg=consignment.weight_kg, parcel_up_to_kg=Decimal(60))


def told(choice: Choice | None) -> tuple[str, str, str, str, date]:
    """A choice in short."""
    assert choice is not None
    best = choice.quote
    return best.carrier, best.service, choice.reason, str(best.price), best.arrival_date


def why_not(choice: Choice | None) -> dict[str, str]:
    """Why each other service was not taken."""
    assert choice is not None
    return {f"{each.carrier}/{each.service}": each.reason for each in choice.passed_over}


def test_the_own_fleet_takes_what_goes_to_its_area_on_its_days() -> None:
    """On Tuesday the van brings two cartons to Leeds the same day; on Monday it does not drive and a parcel goes."""
    assert told(asked(LEEDS, units(12, 12), TUESDAY)) == ("fleet", "van", "OWN_FLEET", "6.00 GBP", TUESDAY)
    monday = asked(LEEDS, units(12, 12), MONDAY)
    assert told(monday) == ("parcel", "standard", "PARCEL_UP_TO_WEIGHT", "17.74 GBP", TUESDAY)
    assert why_not(monday) == {"parcel/express": "DEARER", "pallet/economy": "OTHER_KIND", "fleet/van": "NOT_THAT_DAY"}


def test_parcels_go_up_to_a_weight_and_pallets_above_it() -> None:
    """Sixty kilograms are four parcels, a gram more is a pallet; a parcel that is too heavy alone is a pallet too."""
    assert told(asked(NORWICH, units(15, 15, 15, 15)))[:4] == (
        "parcel", "standard", "PARCEL_UP_TO_WEIGHT", "35.48 GBP",
    )  # fmt: skip
    above = asked(NORWICH, units(15, 15, 15, "15.001"))
    assert told(above) == ("pallet", "economy", "PALLET_ABOVE_WEIGHT", "52.44 GBP", date(2011, 11, 16))
    assert why_not(above)["fleet/van"] == "NOT_SERVED"
    heavy = asked(NORWICH, units(31))
    assert told(heavy)[:3] == ("pallet", "economy", "CHEAPEST_LEFT")
    assert why_not(heavy)["parcel/standard"] == "TOO_HEAVY"


def test_the_carrier_that_a_customer_wishes_goes_first() -> None:
    """Even where the van drives; the van is then passed over for that reason."""
    wished = asked(LEEDS, units(12, 12), TUESDAY, wished="parcel")
    assert told(wished)[:4] == ("parcel", "standard", "WISHED", "17.74 GBP")
    assert why_not(wished)["fleet/van"] == "OTHER_CARRIER_WISHED"


def test_volume_counts_where_it_is_more_than_the_weight() -> None:
    """A light cube of forty centimetres counts 12.8 kg; what is too long for a parcel goes on a pallet."""
    cube = HandlingUnit(weight_kg=Decimal(3), length_cm=Decimal(40), width_cm=Decimal(40), height_cm=Decimal(40))
    standard = shipped().carriers[1].services[0]
    assert chargeable_kg(cube, standard) == Decimal("12.8")
    assert told(asked(NORWICH, (cube,)))[3] == "8.87 GBP"
    rod = HandlingUnit(weight_kg=Decimal(1), length_cm=Decimal(150), width_cm=Decimal(5), height_cm=Decimal(5))
    long = asked(NORWICH, (rod,))
    assert told(long)[0] == "pallet"
    assert why_not(long)["parcel/standard"] == "TOO_LONG"


def test_the_small_band_takes_only_small_things() -> None:
    """A kilogram costs the small price up to 61 cm and the next one above."""
    small = HandlingUnit(weight_kg=Decimal(1), length_cm=Decimal(61), width_cm=Decimal(10), height_cm=Decimal(10))
    longer = small.model_copy(update={"length_cm": Decimal(62)})
    assert told(asked(NORWICH, (small,)))[3] == "4.60 GBP"
    assert told(asked(NORWICH, (longer,)))[3] == "6.95 GBP"


def test_nobody_takes_what_no_zone_has() -> None:
    """No carrier goes to Japan, and nothing is guessed."""
    assert asked(Place(country="JP"), units(1)) is None
    assert asked(Place(), units(1)) is None
    assert told(asked(PARIS, units(5)))[:4] == ("parcel", "standard", "PARCEL_UP_TO_WEIGHT", "19.16 GBP")


def test_loose_cartons_are_stacked_on_as_few_pallets_as_may_be() -> None:
    """1,200 kg in cartons are two pallets of 600; a packed pallet stays what it is."""
    economy = shipped().carriers[2].services[0]
    pallets = as_carried(economy, units(*[30] * 40))
    assert [pallet.weight_kg for pallet in pallets] == [600, 600]
    packed = HandlingUnit(weight_kg=Decimal(900), package_type="pallet")
    assert [unit.weight_kg for unit in as_carried(economy, (packed, *units(30)))] == [900, 30]


@pytest.mark.parametrize(
    ("postcode", "zone"),
    [("LS1 1AA", "north"), ("ls118xx", "north"), ("L1 2AB", "north"), ("LN1 1AA", "rest"), ("BA1 1AA", "rest"),
     ("BD1 1AA", "north"), ("", "rest")],
)  # fmt: skip
def test_a_prefix_ends_where_letters_end(postcode: str, zone: str) -> None:
    """Liverpool's L is neither Leeds nor Lincoln, whatever the case and blanks."""
    assert zone_of(shipped().carriers[2], Place(country="GB", postcode=postcode)) == zone


def test_the_longest_prefix_wins() -> None:
    """Bute (PA20) is highlands, Paisley (PA2) is not; PH1 is not PH19."""
    parcel = shipped().carriers[1]
    places = {code: zone_of(parcel, Place(country="GB", postcode=code)) for code in ("PA20 7AA", "PA2 6AA", "PH1 9XX")}
    assert places == {"PA20 7AA": "highlands", "PA2 6AA": "mainland", "PH1 9XX": "mainland"}


def test_numbers_end_in_the_check_digits_of_the_trade() -> None:
    """The examples of the standards themselves: a postal item, and a serial shipping container code."""
    postal = NumberRange(prefix="RR", check="s10", suffix="GB", last=99_999_999)
    assert tracking_number(postal, 47312482) == "RR473124829GB"
    assert sscc("0614141", 123456789, extension=1) == "106141411234567897"
    assert tracking_number(NumberRange(prefix="7", digits=9, last=999_999_999), 1) == "70000000010"


@given(st.integers(min_value=0, max_value=10**12))
def test_a_package_number_has_eighteen_digits_that_check(serial: int) -> None:
    """Whatever the serial: with its check digit the weighted sum is a multiple of ten."""
    code = sscc("9521234", serial)
    assert len(code) == 18
    assert mod10(code[:-1]) == int(code[-1])
    assert sum(int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(code[:-1])) % 10 == (
        -int(code[-1]) % 10
    )


def test_a_service_says_when_it_collects() -> None:
    """A van that drives on Tuesday and Thursday takes Friday's goods on Tuesday."""
    van = shipped().carriers[0].services[0]
    assert (van.collected_on(FRIDAY, BRITISH), van.cutoff) == (date(2011, 11, 22), time(11))


@pytest.mark.parametrize(
    ("change", "problem"),
    [(('zone = "round"\ntransit', 'zone = "nowhere"\ntransit'), "does not have: nowhere"),
     (('up_to_kg = "900", price', 'up_to_kg = "90", price'), "must rise"),
     (('collects = [2, 4]', 'collects = [6]'), "collects on no working day"),
     (('carrier = "pallet"', 'carrier = "parcel"'), "a carrier stands twice"),
     (('currency = "GBP"', 'currency = "GBP'), "line"),
     (('fuel_surcharge = "0.14"', 'fuel_surcharge = "14"'), "less than or equal to 1"),
     (('last = 19999999', 'last = 199999999'), "longer than its digits")],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_what_is_wrong(change: tuple[str, str], problem: str) -> None:
    """Zones without rates, falling bands, no days, a name twice, no TOML, a surcharge of 1,400 %, too long a range."""
    text = queries.shipped_text()
    assert change[0] in text
    with pytest.raises(BadTariff, match=problem):
        queries.understood(text.replace(*change))
