"""Who may ask for figures, of which period, in which form; and that they look at the tables as they are."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import TableClause

from app.cli import reporting
from app.migrating import migrate
from app.tables import every_table
from domain.orders import service as orders
from domain.reporting import queries
from domain.reporting.errors import BadPeriod, UnknownFigure
from domain.reporting.queries import tables
from domain.reporting.rules import bucket_ends, spread
from domain.reporting.schemas import NAMES, Bucket, Period, Share, Spread
from domain.shared.calendar import WorkingCalendar
from domain.shared.database import Transactions, open_engine
from domain.shared.errors import NotAllowed
from presentation.wording.figures import figure_rows, said
from tests.orders.stories import confirmed
from tests.reporting.counting import at, counted, left, of
from tests.support.commands import orderclerk
from tests.support.world import BAG, BUYER, FAY, MIA, OWL, SAM, STAND, VERA, WILL, World, build

JANUARY = {"first": date(2011, 1, 1), "last": date(2011, 1, 31)}


def test_k5_a_period_without_anything_has_no_rates_rather_than_zeros(world: World) -> None:
    """Nothing was due, shipped or decided in January: every share says so, no figure is an error."""
    rows = list(figure_rows(counted(world, **JANUARY)))
    assert {row.group for row in rows} == set(NAMES)
    shares = [row for row in rows if row.part is not None]
    assert len(shares) == 17
    assert {(row.value, row.part, row.base) for row in shares} == {(None, Decimal(0), Decimal(0))}
    words = {f"{row.group} {row.figure}": said(row) for row in rows}
    assert words["perfect_order perfect"] == "no orders due"
    assert words["cycle_time first days mean"] == "no orders shipped"
    assert words["receivables dso"] == "no credit sales"
    assert words["receivables open"] == "£0.00"


def test_k5_shares_of_their_base_are_at_most_one(world: World) -> None:
    """In a busy fortnight no part is larger than its base, and what was asked for alone is the same."""
    number = confirmed(world, (STAND, 60), (BAG, 60), customer="FREE").number
    left(world, number, at(15), {2: 24})
    left(world, number, at(16))
    confirmed(world, (OWL, 50), customer="FREE", key="b")
    found = counted(world)
    shares = [row for row in figure_rows(found) if row.part is not None]
    assert all(row.base is not None and row.part is not None and 0 <= row.part <= row.base for row in shares)
    assert counted(world, "fill").fill == found.fill
    assert counted(world, "fill").counts is None


def test_k9_an_order_that_was_held_and_released_is_late_by_the_first_promise_after_that(world: World) -> None:
    """While it is held nothing is promised and nothing due; released on Thursday it is promised for Monday."""
    view = confirmed(world, (STAND, 12), (BAG, 400), customer="WHARF")
    assert view.state == "pending_confirmation"
    assert of(_promised(world)) == "0/0"
    then = world.on(at(17, 10))
    with then.working() as session:
        released = orders.decide_hold(
            session, then.desk(VERA), view.holds[0].approval_id or 0, revision=view.revision, snapshot_hash=None,
            approve=True, comment=None,
        )  # fmt: skip
    assert released.promised_date == date(2011, 11, 21)
    left(world, view.number, at(21))
    assert of(_promised(world)) == "2/2"
    found = counted(world, "cycle-time", "holds")
    assert found.cycle_time is not None
    assert found.holds is not None
    assert found.cycle_time.first_days.mean == Decimal("7.13")
    assert found.holds.by_reason["OVERDUE"].approved == 1


def _promised(world: World) -> Share:
    found = counted(world, "promises").promises
    assert found is not None
    return found.kept


@pytest.mark.parametrize("who", [FAY, VERA, SAM])
def test_z2_finance_managers_and_directors_may_see_figures(world: World, who: object) -> None:
    """Whoever answers for the money or the people."""
    with world.working() as session:
        assert queries.figures(session, world.desk(who), Period(**JANUARY), ["fill"]).fill is not None


@pytest.mark.parametrize("who", [MIA, WILL, BUYER])
def test_z2_nobody_else_may_see_figures(world: World, who: object) -> None:
    """A rep, the warehouse and a customer see their own orders only."""
    with world.working() as session, pytest.raises(NotAllowed):
        queries.figures(session, world.desk(who), Period(**JANUARY))


def test_a_period_ends_after_it_begins_and_a_figure_has_a_name(world: World) -> None:
    """What cannot be is refused with what would work."""
    with pytest.raises(BadPeriod):
        Period(first=date(2011, 2, 1), last=date(2011, 1, 31))
    with pytest.raises(UnknownFigure) as refused:
        counted(world, "profit")
    assert "perfect-order" in refused.value.facts["known"]


def test_every_table_that_is_looked_at_is_there_as_it_is_seen() -> None:
    """Columns are named by hand, so that they are compared with the tables themselves."""
    seen = [each for each in vars(tables).values() if isinstance(each, TableClause)]
    assert len(seen) > 20
    for table in seen:
        real = every_table().tables[table.name].columns
        for column in table.columns:
            assert isinstance(real[column.name].type, type(column.type)), f"{table.name}.{column.name}"


def test_k1_business_hours_are_those_of_open_days() -> None:
    """From Friday at four over a weekend and the holiday of 2 January to Tuesday at ten: one hour and one."""
    calendar = WorkingCalendar("GB", ZoneInfo("Europe/London"))
    friday, tuesday = datetime(2011, 12, 30, 16, tzinfo=UTC), datetime(2012, 1, 3, 10, tzinfo=UTC)
    assert calendar.working_time_between(friday, tuesday) == timedelta(hours=2)
    assert calendar.working_time_between(tuesday, friday) == timedelta(0)


def test_k1_the_median_and_the_ninetieth_percentile() -> None:
    """Of one to ten the median is 5.5 and p90 is 9; of nothing there is none."""
    assert spread(map(Decimal, range(1, 11))) == Spread(
        count=10, mean=Decimal("5.5"), median=Decimal("5.5"), p90=Decimal(9)
    )
    assert spread([]) == Spread()


@given(some.lists(some.integers(0, 10**6), min_size=1, max_size=50))
def test_k1_p90_is_a_value_that_nine_of_ten_do_not_exceed(values: list[int]) -> None:
    """For any heap of values."""
    found = spread(map(Decimal, values))
    assert found.p90 in values
    assert sum(value <= found.p90 for value in values) * 10 >= len(values) * 9
    assert found.median is not None
    assert min(values) <= found.median <= max(values)


def test_k6_the_edges_of_the_buckets() -> None:
    """Due today is not past due; the thirtieth day is still in the first bucket."""
    assert bucket_ends(date(2011, 12, 31)) == [
        (date(2011, 12, 31), Bucket.NOT_DUE), (date(2011, 12, 1), Bucket.UP_TO_30),
        (date(2011, 11, 1), Bucket.UP_TO_60), (date(2011, 10, 2), Bucket.UP_TO_90),
    ]  # fmt: skip


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The small wholesaler in a migrated database: sixty bags left on Tuesday."""
    name = f"sqlite:///{tmp_path / 'report.db'}"
    engine = open_engine(name)
    migrate(engine)
    world = build(Transactions(engine))
    left(world, confirmed(world, (BAG, 60)).number, at(15))
    engine.dispose()
    return name


def test_the_command_reports_as_table_csv_and_json(url: str) -> None:
    """The same figures for people, for a spreadsheet and for programs; the month until today if nothing is said."""
    today = "2011-11-30"
    shown = orderclerk(url, "report", "fill", "perfect-order", today=today)
    assert "Fill (K5) │ lines │ 100% (1 of 1)" in shown
    assert "1 Nov" in shown
    told = json.loads(orderclerk(url, "report", "fill", "--format", "json", today=today))
    assert told["period"] == {"first": "2011-11-01", "last": "2011-11-30"}
    assert told["fill"]["units"] == {"part": "60", "base": "60", "rate": "1.000000"}
    assert told["holds"] is None
    empty = json.loads(
        orderclerk(url, "report", "fill", "--json", "--from", "2011-01-01", "--to", "2011-01-31", today=today)
    )
    assert empty["fill"]["lines"]["rate"] is None
    written = orderclerk(url, "report", "fill", "--format", "csv", today=today)
    assert written.split()[0] == "first,last,group,figure,value,unit,part,base"
    assert "2011-11-01,2011-11-30,fill,lines,1,,1,1" in written


def test_the_command_says_what_is_wrong(url: str) -> None:
    """Refusals end with status 1, what nobody can read with status 2."""
    assert "is no figure" in orderclerk(url, "report", "profit", status=1)
    assert "before it begins" in orderclerk(url, "report", "--from", "2011-02-01", "--to", "2011-01-31", status=1)
    orderclerk(url, "report", "--from", "yesterday", status=2)


def test_o6_no_cell_of_a_spreadsheet_is_a_formula(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """A cause that begins like a formula is text."""
    found = counted(world, "touchless")
    assert found.touchless is not None
    nasty = found.touchless.model_copy(update={"exceptions": {"=1+1": 3}})
    reporting.write_csv(found.model_copy(update={"touchless": nasty}), world.desk(FAY))
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["figure"] for row in rows] == ["rate", "exceptions =1+1"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
