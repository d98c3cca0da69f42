"""The warehouse floor by command, on a small wholesaler: what was not on the shelf is counted."""

from pathlib import Path

import pytest

from app.migrating import migrate
from domain.shared.database import Transactions, open_engine
from tests.orders.stories import confirmed
from tests.support.commands import orderclerk
from tests.support.world import TIN, build


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The small wholesaler with an order over ten tins."""
    name = f"sqlite:///{tmp_path / 'floor.db'}"
    engine = open_engine(name)
    migrate(engine)
    confirmed(build(Transactions(engine)), (TIN, 10))
    engine.dispose()
    return name


def test_f2_a_shelf_that_lacked_goods_is_listed_and_counted_once(url: str) -> None:
    """Six of ten tins are not there: two are found later, four are lost; other figures for it are refused."""
    orderclerk(url, "picklist", "make")
    orderclerk(url, "picklist", "confirm", "PL-1001", "--line", "1=4")
    task = "task 1: 6 TIN missing in MAIN (PL-1001)"
    assert orderclerk(url, "count-task") == orderclerk(url, "count-task", "--warehouse", "MAIN") == task
    assert orderclerk(url, "count-task", "--warehouse", "NORTH") == "no shelf waits to be counted"
    orderclerk(url, "count-task", "1", status=2)
    assert orderclerk(url, "count-task", "1", "--found", "7", status=1).startswith("refused ")
    assert orderclerk(url, "count-task", "1", "--found", "2") == f"{task}, 2 found"
    assert orderclerk(url, "count-task") == "no shelf waits to be counted"
    again = orderclerk(url, "count-task", "1", "--found", "3", status=1)
    assert again == "refused Task 1 was counted already: 2 were found."
    assert orderclerk(url, "count", "MAIN").endswith("TIN,,96")
