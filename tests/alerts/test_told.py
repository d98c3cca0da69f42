"""Nothing is said twice unless it changed, and nothing is said to somebody who sleeps."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from domain.alerts import service
from domain.shared.actors import system
from domain.shared.database import Transactions
from domain.shared.desk import Desk
from domain.shared.policy import shipped, understood

NOW = datetime(2011, 11, 14, 8, tzinfo=UTC)
DESK = Desk(now=NOW, actor=system("test"), configuration=understood(shipped()))


def test_j3_the_same_is_told_once_and_a_change_is_told_again(transactions: Transactions) -> None:
    """Late on the 22nd, still late on the 22nd, now late on the 25th."""
    with transactions.begin() as session:
        said = [service.tell_if_changed(session, "late:SO-1042/1", day, NOW) for day in ("22", "22", "25", "25", "22")]
    assert said == [True, False, True, False, True]


def test_j3_what_changed_during_a_snooze_is_told_after_it(transactions: Transactions) -> None:
    """A snooze hides the change until its end and does not swallow it."""
    end = NOW + timedelta(days=2)
    with transactions.begin() as session:
        service.tell_if_changed(session, "late:SO-1042/1", "22", NOW)
        service.snooze(session, DESK, "late:SO-1042/1", end)
        assert not service.tell_if_changed(session, "late:SO-1042/1", "25", NOW + timedelta(days=1))
        assert service.tell_if_changed(session, "late:SO-1042/1", "25", end)


def test_j3_what_is_over_is_told_again_when_it_comes_again(transactions: Transactions) -> None:
    """A forgotten key starts anew; others stay told."""
    with transactions.begin() as session:
        assert service.changed(session, {"a": "1", "b": "1"}, NOW) == {"a", "b"}
        service.forget(session, ["a"])
        assert service.changed(session, {"a": "1", "b": "1", "c": "1"}, NOW) == {"a", "c"}


def test_j3_of_four_jobs_at_once_one_tells(transactions: Transactions) -> None:
    """However many processes have a clock, a person hears it once."""

    def tell(_: int) -> bool:
        with transactions.begin() as session:
            return service.tell_if_changed(session, "digest", "2011-11-14", NOW)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(tell, range(4))) == [False, False, False, True]


def test_a_thousand_alerts_and_more_are_told_in_one_call(transactions: Transactions) -> None:
    """Many keys are worked in batches, each told once."""
    many = {f"late:SO-{number}/1": "22" for number in range(2500)}
    with transactions.begin() as session:
        assert len(service.changed(session, many, NOW)) == 2500
        assert service.changed(session, many, NOW) == frozenset()
