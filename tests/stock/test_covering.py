"""What may be promised, and from where."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.shared.calendar import WorkingCalendar
from domain.shared.database import Transactions
from domain.stock import queries, rules, service
from domain.stock.schemas import Coverage, DatedDemand, ReceiptView, StockRequest
from tests.stock.shelves import CONFIGURATION, TODAY, desk_at, due, minutes, stocked, wish


def parts(coverage: Coverage) -> list[tuple[int, str, str, str]]:
    """The parts of a coverage, short."""
    return [
        (int(part.quantity), part.warehouse, str(part.source), part.available_date.isoformat())
        for part in coverage.parts
    ]


def test_t2_what_is_short_of_on_hand_comes_from_the_receipt_due(transactions: Transactions) -> None:
    """Sixty cakestands: fifty from two warehouses now, ten from the receipt of 22 November."""
    with transactions.begin() as session:
        stocked(session, MAIN_22423=40, NORTH_22423=10)
        due(session, "22423", 96, date(2011, 11, 22))
        covered = service.cover(session, desk_at(), [wish("SO-1/1", "22423", 60)])["SO-1/1"]
    assert parts(covered) == [
        (40, "MAIN", "on_hand", "2011-11-14"),
        (10, "NORTH", "on_hand", "2011-11-14"),
        (10, "MAIN", "receipt", "2011-11-22"),
    ]
    assert covered.short == 0


def test_the_wished_warehouse_comes_first_then_main(transactions: Transactions) -> None:
    """A line that names NORTH is served from NORTH before MAIN."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=40, NORTH_BAG=10)
        covered = service.cover(session, desk_at(), [wish("SO-1/1", "BAG", 12, warehouse="NORTH")])
    assert parts(covered["SO-1/1"])[0] == (10, "NORTH", "on_hand", "2011-11-14")
    assert parts(covered["SO-1/1"])[1] == (2, "MAIN", "on_hand", "2011-11-14")


def test_t3_nobody_is_promised_what_a_waiting_line_will_need(transactions: Transactions) -> None:
    """Twenty on hand and ten to come, but a line waits for thirty-five: nothing is left for others."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=5)
        due(session, "BAG", 30, date(2011, 11, 25))
        waiting = wish("SO-1/1", "BAG", 40, promised_date=date(2011, 11, 28))
        assert service.allocate(session, desk_at(), [waiting])["SO-1/1"].backordered == 35
        service.receive(session, desk_at(), "SUP-1", 1, quantity=Decimal(20))
        covered = service.cover(session, desk_at(), [wish("SO-2/1", "BAG", 20)])["SO-2/1"]
    assert parts(covered) == []
    assert covered.short == 20


def test_t3_nothing_within_the_horizon_is_no_date_and_never_a_guess(transactions: Transactions) -> None:
    """A receipt due after the horizon promises nothing."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=0)
        due(session, "BAG", 30, TODAY + timedelta(days=181))
        covered = service.cover(session, desk_at(), [wish("SO-1/1", "BAG", 7)])["SO-1/1"]
    assert covered.parts == ()
    assert covered.short == 7


def test_t3_a_late_receipt_is_expected_within_its_grace_and_then_no_more() -> None:
    """Due on Wednesday the 9th, three working days of grace: expected on Monday the 14th, on the 15th not at all."""
    calendar = WorkingCalendar("GB", desk_at().calendar.time_zone)

    def expected(today: date) -> date | None:
        return rules.expected_date(date(2011, 11, 9), today=today, grace_days=3, calendar=calendar)

    assert expected(date(2011, 11, 9)) == date(2011, 11, 9)
    assert expected(date(2011, 11, 10)) == date(2011, 11, 14)
    assert expected(date(2011, 11, 14)) == date(2011, 11, 14)
    assert expected(date(2011, 11, 15)) is None


def test_t4_two_lines_of_one_article_consume_one_after_another(transactions: Transactions) -> None:
    """Ten on hand: the first line gets eight, the second two, and the rest has no date."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=10)
        wishes = [wish("SO-1/1", "BAG", 8), wish("SO-1/2", "BAG", 8)]
        covered = service.cover(session, desk_at(), wishes)
    assert [covered[key].short for key in ("SO-1/1", "SO-1/2")] == [0, 6]


def test_u3_no_half_carton_is_ever_promised(transactions: Transactions) -> None:
    """Cartons of twelve: of 30 and 20 on hand, 24 and 12 may go; what is left does not make a carton."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=30, NORTH_BAG=20)
        covered = service.cover(session, desk_at(), [wish("SO-1/1", "BAG", 48, step=Decimal(12))])["SO-1/1"]
    assert [part[0] for part in parts(covered)] == [24, 12]
    assert covered.short == 12


def test_t1_a_draft_does_not_compete_with_its_own_reservation(transactions: Transactions) -> None:
    """Others see the stock less what a draft keeps, for as long as it keeps it; the draft itself sees it all."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=10)
        service.reserve(session, desk_at(), "SO-1", [wish("SO-1/1", "BAG", 7)], until=minutes(15))
        seen = queries.availability(session, desk_at(), ["BAG"])["BAG"]
        own = queries.availability(session, desk_at(), ["BAG"], excluding="SO-1/")["BAG"]
        later = queries.availability(session, desk_at(minutes(15)), ["BAG"])["BAG"]
    assert [seen.available, own.available, later.available] == [Decimal(3), Decimal(10), Decimal(10)]


def test_an_article_nobody_has_is_available_nowhere(transactions: Transactions) -> None:
    """A question about an unknown SKU has an answer."""
    with transactions.read() as session:
        found = queries.availability(session, desk_at(), ["NONE"])["NONE"]
    assert found.available == 0
    assert (found.balances, found.receipts, found.demand) == ((), (), ())


days = st.integers(-20, 40).map(lambda count: TODAY + timedelta(days=count))
quantities = st.integers(1, 60).map(Decimal)
receipts = st.builds(
    ReceiptView,
    supplier_order=st.sampled_from(["A", "B", "C"]), line_no=st.integers(1, 9), sku=st.just("BAG"),
    warehouse=st.sampled_from(["MAIN", "NORTH"]), quantity=quantities, due_date=days,
    expected_date=st.none() | days.filter(lambda day: day >= TODAY),
)  # fmt: skip


@given(
    st.dictionaries(st.sampled_from(["MAIN", "NORTH", "SOUTH"]), quantities),
    st.lists(receipts, max_size=6),
    st.lists(st.builds(DatedDemand, st.none() | days, quantities), max_size=6),
    st.lists(st.tuples(quantities, st.none() | st.just(Decimal(6))), max_size=4),
)
def test_t3_covering_never_lets_a_later_day_go_negative(
    free: dict[str, Decimal],
    supply: list[ReceiptView],
    demand: list[DatedDemand],
    wanted: list[tuple[Decimal, Decimal | None]],
) -> None:
    """Whatever is promised, every day from the first promised part on stays at zero or above, and sums agree."""
    end = TODAY + timedelta(days=CONFIGURATION.policy.stock.promise_horizon_days)
    outlook = rules.Outlook(today=TODAY, horizon=end, free=free, receipts=supply, demand=demand)
    calendar = [TODAY + timedelta(days=count) for count in range(181)]
    for index, (quantity, step) in enumerate(wanted):
        before = {day: outlook.available_on(day) for day in calendar}
        covered = outlook.take(StockRequest(line_key=f"SO-1/{index}", sku="BAG", quantity=quantity, step=step))
        assert sum((part.quantity for part in covered.parts), covered.short) == quantity
        assert all(part.quantity > 0 and part.quantity % (step or 1) == 0 for part in covered.parts)
        for day in calendar:
            taken = sum(part.quantity for part in covered.parts if part.available_date <= day)
            assert outlook.available_on(day) == before[day] - taken
            assert not taken or outlook.available_on(day) >= 0
