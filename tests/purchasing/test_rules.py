"""The forecast and the figures of a proposal, each by hand; and what three real months say about the forecast."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.forecasting import errors, weekly
from domain.purchasing import rules
from domain.purchasing.lifecycle import SupplyState
from domain.purchasing.schemas import Forecast, ForecastMethod, Replenishment, StockPosition, SupplyLineView

HOW = Replenishment(lead_time_days=21, review_days=7, service_level=Decimal("0.95"))
STEADY = Forecast(
    method=ForecastMethod.SMOOTHED, per_week=Decimal(20), deviation=Decimal(10), weeks=12
)  # fmt: skip


def weeks(*quantities: int) -> list[Decimal]:
    """Quantities ordered week by week."""
    return [Decimal(quantity) for quantity in quantities]


def figures(*quantities: int) -> tuple[str, str, str, int]:
    """Method, forecast a week, deviation and weeks of a history."""
    found = rules.forecast(weeks(*quantities))
    return found.method.value, str(found.per_week), str(found.deviation), found.weeks


def test_what_is_ordered_alike_every_week_is_forecast_so() -> None:
    """Ten a week stay ten; weeks before the first order do not count."""
    assert figures(10, 10, 10, 10) == ("smoothed", "10.00", "0.00", 4)
    assert figures(0, 0, 10, 10, 10, 10) == ("smoothed", "10.00", "0.00", 4)


def test_a_spike_counts_as_three_medians_in_the_level_and_whole_in_the_deviation() -> None:
    """30 instead of 100: 15, 13.5, 12.45, 17.715, 15.4005; squares 25, 12.25, 7665.0025, 59.521225."""
    assert rules.without_spikes(weeks(10, 10, 100, 10)) == weeks(10, 10, 30, 10)
    assert figures(10, 10, 100, 10) == ("smoothed", "15.40", "44.05", 4)
    assert rules.without_spikes(weeks(10, 0, 100)) == weeks(10, 0, 100)


def test_what_is_ordered_now_and_then_is_forecast_by_how_often_times_how_much() -> None:
    """Likelihood 0.5, 0.65, 0.455, 0.3185, 0.52295; size 6, 6.4, 5.92; and it fades when nobody orders any more."""
    method, per_week, _, known = figures(0, 8, 0, 0, 4)
    assert (method, per_week, known) == ("intermittent", "3.10", 4)
    assert figures(0, 8, 0, 0, 4, 0)[:2] == ("intermittent", "2.17")


def test_of_nothing_nothing_is_forecast_and_of_little_little_is_known() -> None:
    """Without an order no forecast; of one week the deviation is the forecast itself."""
    assert figures(0, 0) == figures() == ("none", "0", "0", 0)
    assert figures(24) == ("smoothed", "24.00", "24.00", 1)


@given(st.lists(st.integers(0, 10_000).map(Decimal), max_size=30))
def test_no_forecast_is_below_nothing_or_above_the_largest_week(history: list[Decimal]) -> None:
    """Whatever was ordered."""
    found = rules.forecast(history)
    assert 0 <= found.per_week <= max(history, default=Decimal(0)) + Decimal("0.01")
    assert found.deviation >= 0


def test_safety_stock_is_z_times_deviation_times_root_of_weeks() -> None:
    """1.6449 × 10 × √4 = 32.898, rounded up; for an even chance none."""
    assert rules.safety_stock(Decimal(10), HOW) == 33
    assert rules.safety_stock(Decimal(10), HOW.model_copy(update={"service_level": Decimal("0.5")})) == 0
    assert rules.safety_stock(Decimal(10), HOW.model_copy(update={"service_level": Decimal("0.99")})) == 47


def test_bought_is_what_is_missing_up_to_the_level_in_whole_steps() -> None:
    """20 × 4 + 33 = 113, one more week 133; 50 + 30 − 7 = 73 there, so 60: in 24s 72, from 100 on 120."""
    place = StockPosition(free=Decimal(50), due=Decimal(30), waiting=Decimal(7))
    found = rules.proposed(STEADY, place, HOW)
    assert [int(found[name]) for name in ("safety_stock", "reorder_point", "order_up_to", "quantity")] == [
        33, 113, 133, 60,
    ]  # fmt: skip
    in_cases = HOW.model_copy(update={"order_multiple": Decimal(24)})
    assert rules.proposed(STEADY, place, in_cases)["quantity"] == 72
    from_hundred = in_cases.model_copy(update={"min_quantity": Decimal(100)})
    assert rules.proposed(STEADY, place, from_hundred)["quantity"] == 120


@pytest.mark.parametrize(("free", "quantity"), [(114, 0), (113, 20), (112, 21)])
def test_nothing_is_bought_above_the_reorder_point(free: int, quantity: int) -> None:
    """At the point of 113 it is."""
    place = StockPosition(free=Decimal(free), due=Decimal(0), waiting=Decimal(0))
    assert rules.proposed(STEADY, place, HOW)["quantity"] == quantity


def test_what_waits_is_bought_where_nothing_is_forecast_and_nothing_else_is() -> None:
    """Five wait and nobody ordered for months: five; none wait: none."""
    nothing = rules.forecast(())
    waits = StockPosition(free=Decimal(0), due=Decimal(0), waiting=Decimal(5))
    assert rules.proposed(nothing, waits, HOW)["quantity"] == 5
    assert rules.proposed(nothing, waits.model_copy(update={"waiting": Decimal(0)}), HOW)["quantity"] == 0


def test_demand_is_shared_as_goods_left_and_sums_to_one() -> None:
    """Two of three from MAIN; a third each leaves a ten thousandth for the first."""
    assert rules.shares({"NORTH": Decimal(1), "MAIN": Decimal(2)}) == {
        "MAIN": Decimal("0.6667"), "NORTH": Decimal("0.3333"),
    }  # fmt: skip
    thirds = rules.shares(dict.fromkeys("ABC", Decimal(1)))
    assert (thirds["A"], sum(thirds.values())) == (Decimal("0.3334"), 1)
    assert rules.shares({"MAIN": Decimal(0)}) == {}


@pytest.mark.parametrize(
    ("received", "still", "given_up", "state"),
    [
        (0, 10, 0, "confirmed"),
        (4, 6, 0, "partly_received"),
        (10, 0, 0, "received"),
        (4, 0, 6, "closed"),
    ],
)
def test_the_state_follows_what_has_come(received: int, still: int, given_up: int, state: str) -> None:
    """Of ten that the supplier confirmed."""
    line = SupplyLineView(
        line_no=1, sku="TIN", ordered=Decimal(10), received=Decimal(received), open=Decimal(still),
        given_up=Decimal(given_up), due_date=None,
    )  # fmt: skip
    assert rules.state_of(SupplyState.CONFIRMED, [line]) == state
    assert rules.state_of(SupplyState.CLOSED, [line]) == "closed"


@pytest.mark.data
@pytest.mark.parametrize(("horizon", "at_most", "naive_is"), [(1, "0.62", "0.779"), (4, "0.501", "0.560")])
def test_the_forecast_beats_the_last_period_on_three_real_months(
    reference_data: Path, horizon: int, at_most: str, naive_is: str
) -> None:
    """Weighted absolute percentage error over a rolling origin, September to November 2011."""
    ours, naive, _ = errors(weekly(reference_data / "wholesaler_replay" / "orders.csv.gz"), horizon)
    assert ours <= Decimal(at_most)
    assert naive.quantize(Decimal("0.001")) == Decimal(naive_is)
