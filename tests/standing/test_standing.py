"""What a customer has again and again is drafted in time, each occurrence once, on days that people work."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from domain.customers import queries as customers
from domain.customers import service as customers_service
from domain.employees import service as employees
from domain.employees.schemas import EmployeeView
from domain.orders import queries as order_queries
from domain.shared.actors import Role, system
from domain.shared.calendar import WorkingCalendar
from domain.shared.errors import IllegalTransition, NotAllowed, StaleRevision
from domain.shared.outbox import OutboxEvent
from domain.standing import queries, rules
from domain.standing import service as standing
from domain.standing.errors import NoSuchOccurrence, StandingBlocked
from domain.standing.schemas import MonthDay, Rhythm, RhythmKind, StandingOrderView
from domain.stock import service as stock
from tests.support.world import MIA, OLD, OWL, TIN, WILL, World, wanted

BRITAIN = WorkingCalendar("GB", ZoneInfo("Europe/London"))
MAX = EmployeeView(email="max@wholesaler.example", name="Max", roles=frozenset({Role.SALES_MANAGER}))
EVERY_MONDAY = Rhythm(kind=RhythmKind.WEEKS, weekday=0)
K = RhythmKind


def days(rhythm: Rhythm, starts_on: date, count: int = 4) -> list[str]:
    """The first days on which it is wanted."""
    every = rules.occurrences(rhythm, BRITAIN, starts_on=starts_on, ends_on=None)
    return [each.day.isoformat() for each in islice(every, count)]


@pytest.mark.parametrize(
    ("rhythm", "starts_on", "expected"),
    [
        (EVERY_MONDAY, date(2011, 11, 15), ["2011-11-21", "2011-11-28", "2011-12-05", "2011-12-12"]),
        (Rhythm(kind=K.WEEKS, weekday=0, every=2), date(2011, 12, 12), ["2011-12-12", "2011-12-28", "2012-01-09",
                                                                       "2012-01-23"]),
        (Rhythm(kind=K.MONTHS, day=31), date(2012, 1, 1), ["2012-01-31", "2012-02-29", "2012-04-02", "2012-04-30"]),
        (Rhythm(kind=K.MONTHS, month_day=MonthDay.FIRST_WORKING), date(2011, 12, 2), ["2012-01-03", "2012-02-01",
                                                                                      "2012-03-01", "2012-04-02"]),
        (Rhythm(kind=K.MONTHS, month_day=MonthDay.LAST_WORKING), date(2011, 12, 1), ["2011-12-30", "2012-01-31",
                                                                                     "2012-02-29", "2012-03-30"]),
        (Rhythm(kind=K.WORKING_DAYS, every=3), date(2011, 12, 21), ["2011-12-21", "2011-12-28", "2012-01-03",
                                                                    "2012-01-06"]),
    ],
)  # fmt: skip
def test_days_follow_the_rhythm_and_move_off_holidays(rhythm: Rhythm, starts_on: date, expected: list[str]) -> None:
    """26 December is none of ours, nor 2 January in 2012; a month without a 31st has its last day."""
    assert days(rhythm, starts_on) == expected


@pytest.mark.parametrize(
    "wrong", [{"kind": "weeks"}, {"kind": "months"}, {"kind": "months", "day": 1, "month_day": "first_working"},
              {"kind": "weeks", "weekday": 7}, {"kind": "working_days", "every": 0}],
)  # fmt: skip
def test_a_rhythm_that_says_no_day_is_refused(wrong: dict[str, object]) -> None:
    """Weeks need a weekday, months one day, and every nothing is never."""
    with pytest.raises(ValidationError):
        Rhythm.model_validate(wrong)


def set_up(world: World, *lines: tuple[str, object], key: str = "s", **more: object) -> StandingOrderView:
    """Mia sets it up for every Monday from now on."""
    with world.working() as session:
        return standing.set_up(
            session, world.desk(), wanted(*lines), EVERY_MONDAY, key=key, starts_on=date(2011, 11, 15), **more,  # type: ignore[arg-type]
        )  # fmt: skip


def drafted(world: World) -> int:
    """The job of this morning."""
    desk = world.desk(system("standing orders"))
    with world.working() as session:
        numbers = queries.active_numbers(session)
    drafts = 0
    for number in numbers:
        with world.working() as session:
            drafts += standing.draft_due(session, desk, number)
    return drafts


def now(world: World, view: StandingOrderView) -> StandingOrderView:
    """The standing order as it stands."""
    with world.working() as session:
        return queries.standing_order(session, world.desk(), view.number)


def on(world: World, day: int) -> World:
    """Nine in the morning of a day in November."""
    return world.on(world.now + timedelta(days=day - 14))


def test_each_occurrence_is_drafted_once_two_working_days_before(world: World) -> None:
    """For Monday the 21st nothing on Wednesday, a draft of Mia's on Thursday, and none more when the job runs again."""
    view = set_up(world, (TIN, 6))
    assert (view.number, [each.day.day for each in view.next[:2]]) == ("ST-1001", [21, 28])
    assert drafted(on(world, 16)) == 0
    assert (drafted(on(world, 17)), drafted(on(world, 17)), drafted(on(world, 18))) == (1, 0, 0)
    after = now(on(world, 18), view)
    (past,) = after.past
    with world.working() as session:
        order = order_queries.order(session, world.desk(), past.order_number or "")
    assert (order.state, order.requested_date, order.author) == ("draft", date(2011, 11, 21), "Mia")
    assert (past.outcome, [each.day.day for each in after.next[:1]]) == ("drafted", [28])
    with world.working() as session:
        events = list(session.scalars(select(OutboxEvent.data).where(OutboxEvent.kind == "standing_order_drafted")))
    assert [(event["order_number"], event["author_id"]) for event in events] == [(order.number, MIA.email)]


def test_it_is_confirmed_by_itself_only_where_nothing_is_wrong(world: World) -> None:
    """Six tins are confirmed, three hundred are held for credit; an article that is gone waits as a draft."""
    small = set_up(world, (TIN, 6), confirm=True)
    large = set_up(world, (TIN, 300), key="large", confirm=True)
    assert drafted(on(world, 17)) == 2
    assert [now(world, view).past[0].outcome for view in (small, large)] == ["confirmed", "held"]
    assert drafted(on(world, 24)) == 2
    assert now(world, small).past[0].outcome == "confirmed"


def test_pause_skip_and_end(world: World) -> None:
    """A skipped Monday is left out, what passed in a pause is not made up for, and what has ended drafts no more."""
    view = set_up(world, (TIN, 6))
    with world.working() as session:
        view = standing.skip(session, world.desk(), view.number, date(2011, 11, 21), revision=view.revision)
        with pytest.raises(NoSuchOccurrence):
            standing.skip(session, world.desk(), view.number, date(2011, 11, 22), revision=view.revision)
    assert (drafted(on(world, 17)), view.next[0].day.day) == (0, 28)
    with world.working() as session:
        view = standing.pause(session, world.desk(), view.number, revision=view.revision)
    assert (view.next, drafted(on(world, 24))) == ((), 0)
    later = on(world, 29)
    with later.working() as session:
        view = standing.resume(session, later.desk(), view.number, revision=view.revision)
    assert (drafted(later), view.next[0].day) == (0, date(2011, 12, 5))
    with later.working() as session:
        view = standing.end(session, later.desk(), view.number, revision=view.revision)
    assert drafted(later.on(later.now + timedelta(days=3))) == 0
    with pytest.raises(IllegalTransition), later.working() as session:
        standing.resume(session, later.desk(), view.number, revision=view.revision)


def test_what_could_not_be_ordered_is_not_set_up(world: World) -> None:
    """An article that is gone, a rhythm that is over before it begins, somebody of the warehouse, an old revision."""
    with pytest.raises(StandingBlocked):
        set_up(world, (OLD, 1))
    with pytest.raises(StandingBlocked) as caught:
        set_up(world, (TIN, 6), ends_on=date(2011, 11, 18))
    assert caught.value.facts["codes"] == "NEVER_DUE"
    with pytest.raises(NotAllowed), world.working() as session:
        standing.set_up(
            session, world.desk(WILL), wanted((TIN, 6)), EVERY_MONDAY, key="w", starts_on=date(2011, 11, 15)
        )
    view = set_up(world, (TIN, 6))
    assert set_up(world, (TIN, 6)) == view
    with pytest.raises(StaleRevision), world.working() as session:
        standing.end(session, world.desk(), view.number, revision=7)
    with world.working() as session:
        assert [each.number for each in queries.standing_orders(session, world.desk(), "THISTLE")] == [view.number]


def told(world: World, kind: str) -> list[dict[str, object]]:
    """What was told of one kind."""
    with world.working() as session:
        return list(session.scalars(select(OutboxEvent.data).where(OutboxEvent.kind == kind).order_by(OutboxEvent.id)))


def test_one_that_is_refused_stops_no_other_and_its_author_hears_why(world: World) -> None:
    """Max is in the warehouse now: his is refused and told, Mia's is drafted; once he is back in sales his is too."""
    with world.working() as session:
        employees.import_employees(session, world.desk(system("import")), [MAX])
        standing.set_up(
            session, world.desk(MAX), wanted((TIN, 6)), EVERY_MONDAY, key="max", starts_on=date(2011, 11, 15)
        )
        moved = MAX.model_copy(update={"roles": WILL.roles})
        employees.import_employees(session, world.desk(system("import")), [moved])
    mine = set_up(world, (TIN, 7))
    assert drafted(on(world, 17)) == 1
    assert [(each["number"], each["code"], each["author_id"], each["day"]) for each in told(
        world, "standing_order_refused")] == [("ST-1001", "NOT_ALLOWED", MAX.email, "2011-11-21")]  # fmt: skip
    assert [each["number"] for each in told(world, "standing_order_drafted")] == [mine.number]
    with world.working() as session:
        employees.import_employees(session, world.desk(system("import")), [MAX])
    assert drafted(on(world, 18)) == 1


def test_what_cannot_be_confirmed_waits_as_a_draft(world: World) -> None:
    """They take no backorders, and others have all the owls by now: nothing is lost, its author looks at it."""
    with world.working() as session:
        meadow = customers.customer(session, "MEADOW")
        assert meadow is not None
        changed = meadow.model_copy(update={"delivery_policy": "no_backorders"})
        customers_service.import_customers(session, world.desk(system("import")), [changed])
        view = standing.set_up(
            session, world.desk(), wanted((OWL, 6), customer="MEADOW"), EVERY_MONDAY, key="s",
            starts_on=date(2011, 11, 15), confirm=True,
        )  # fmt: skip
        stock.import_stock(session, world.desk(system("import")), [("MAIN", OWL, Decimal(0))])
    assert drafted(on(world, 17)) == 1
    assert now(world, view).past[0].outcome == "drafted"


def test_the_same_key_again_is_the_same_standing_order_whatever_became_of_it(world: World) -> None:
    """It ran for November; told once more in December it is what it was, and a new one would never fall due."""
    november = {"ends_on": date(2011, 11, 30)}
    view = set_up(world, (TIN, 6), **november)
    december = on(world, 31)
    assert set_up(december, (TIN, 6), **november).number == view.number
    with pytest.raises(StandingBlocked):
        set_up(december, (TIN, 6), key="other", **november)
