"""The warehouse floor by command, on a small wholesaler: what was not on the shelf is counted."""

import json
from pathlib import Path

import pytest

from app.migrating import migrate
from domain.shared.database import Transactions, open_engine
from domain.shipping import queries
from tests.orders.stories import confirmed
from tests.support.commands import orderclerk
from tests.support.world import BAG, TIN, WILL, World, build


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


def test_k3_a_mistake_is_noted_by_command(url: str) -> None:
    """Two of another article were picked: noted for the line, counted by the figures; unknown kinds are said."""
    words = ("mistake", "SO-1001", "--line", "1", "--kind", "wrong_item", "--found", "85099B", "--quantity", "2")
    assert orderclerk(url, *words, "--by", WILL.email) == "wrong item at pick is noted for line SO-1001/1"
    engine = open_engine(url)
    with Transactions(engine).read() as session:
        (kept,) = queries.mistakes_of(session, ["SO-1001"])
    engine.dispose()
    assert (kept.step, kept.found_sku, kept.quantity, kept.noted_by) == ("pick", "85099B", 2, WILL.email)
    assert "line SO-1001/9" in orderclerk(url, *words[:3], "9", *words[4:], status=1)
    orderclerk(url, *words[:4], "--kind", "bad_luck", status=2)


def test_f1_a_list_walks_by_the_bins_that_were_imported(url: str, tmp_path: Path) -> None:
    """The bag lies before the tin once a file says so."""
    engine = open_engine(url)
    confirmed(World(Transactions(engine)), (TIN, 1), (BAG, 1), key="both")
    engine.dispose()
    file = tmp_path / "bins.csv"
    file.write_text(f"warehouse,sku,bin\nMAIN,{TIN},B-02\nMAIN,{BAG},A-01\n", encoding="utf-8")
    orderclerk(url, "import", "bins", str(file))
    orderclerk(url, "picklist", "make", "--order", "SO-1002")
    lines = json.loads(orderclerk(url, "picklist", "show", "PL-1001", "--json"))["pick_lists"][0]["lines"]
    assert [(line["sku"], line["bin"]) for line in lines] == [(BAG, "A-01"), (TIN, "B-02")]
