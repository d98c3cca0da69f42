"""Buying by command: the list as a file, edited and ordered from; delayed and closed."""

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.console import out
from app.cli.root import app
from app.migrating import migrate
from domain.shared.database import Transactions, open_engine
from tests.orders.stories import confirmed
from tests.support.commands import orderclerk
from tests.support.world import MORNING, TIN, build

MONDAY = (MORNING + timedelta(days=7)).date().isoformat()


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The small wholesaler in a migrated database; 24 tins were ordered a week ago."""
    name = f"sqlite:///{tmp_path / 'buying.db'}"
    engine = open_engine(name)
    migrate(engine)
    confirmed(build(Transactions(engine)), (TIN, 24))
    engine.dispose()
    return name


def test_the_reorder_list_becomes_a_supplier_order(url: str, tmp_path: Path) -> None:
    """Printed, kept as CSV, ordered from once, delayed, closed."""
    assert "Cake Tin" not in orderclerk(url, "reorder", "--sku", TIN, today=MONDAY)
    (row,) = json.loads(orderclerk(url, "reorder", "--sku", TIN, "--json", today=MONDAY))["proposals"]
    assert (row["quantity"], row["reorder_point"]) == ("89", "141")
    env = {"DATABASE_URL": url, "ORDERCLERK_TODAY": MONDAY}
    sheet = tmp_path / "list.csv"
    sheet.write_text(CliRunner().invoke(app, ["reorder", "--sku", TIN, "--csv"], env=env).stdout, encoding="utf-8")
    assert [line["quantity"] for line in csv.DictReader(sheet.open(encoding="utf-8"))] == ["89"]
    words = ("supply", "order", "Tinsmith", "--from", str(sheet), "--key", "w47")
    said = orderclerk(url, *words, today=MONDAY)
    assert said.startswith("SUPO-1001 of Tinsmith for MAIN is ordered 1. TIN: 89 ordered, 0 received, 89 due")
    assert orderclerk(url, *words, today=MONDAY) == said
    assert orderclerk(url, "reorder", "--sku", TIN, today=MONDAY) == "nothing is to be bought"
    assert orderclerk(url, "supply", today=MONDAY).startswith(f"{said} SUP-1 (not ordered here)")
    late = orderclerk(
        url, "supply", "delay", "SUPO-1001", "--due", "2011-12-12", "--reason", "storm", "--json", today=MONDAY
    )  # fmt: skip
    assert json.loads(late)["due_date"] == "2011-12-12"
    closed = orderclerk(url, "supply", "close", "SUPO-1001", "--reason", "sold out", today=MONDAY)
    assert closed.endswith("is closed 1. TIN: 89 ordered, 0 received, 89 given up")
    refused = orderclerk(url, "supply", "confirm", "SUPO-1001", status=1, today=MONDAY)
    assert refused == "refused All of SUPO-1001 has come or was given up, so nothing is to come."


def test_a_supplier_order_that_was_imported_is_listed_delayed_and_closed(url: str) -> None:
    """SUP-1 and SUP-2 came by file: known by number, moved, closed once, and not to be confirmed."""
    stand = "SUP-1 (not ordered here) for MAIN is ordered 1. 22423: 96 ordered, 0 received, 96 due Tue 22 Nov 2011"
    assert orderclerk(url, "supply", today=MONDAY).startswith(f"{stand} SUP-2 (not ordered here) for MAIN")
    assert orderclerk(url, "supply", "show", "SUP-1", today=MONDAY) == stand
    late = ("supply", "delay", "SUP-1", "--due", "2011-12-12", "--reason", "storm")
    assert orderclerk(url, *late, today=MONDAY).endswith("96 due Mon 12 Dec 2011")
    refused = orderclerk(url, "supply", "confirm", "SUP-1", status=1, today=MONDAY)
    assert refused.startswith("refused SUP-1 was not ordered here")
    orderclerk(url, "receive", "SUP-1", "--quantity", "90", today=MONDAY)
    close = ("supply", "close", "SUP-1", "--reason", "sold out")
    assert orderclerk(url, *close, today=MONDAY) == (
        "SUP-1 (not ordered here) for MAIN is closed 1. 22423: 96 ordered, 90 received, 6 given up"
    )
    again = orderclerk(url, *close, status=1, today=MONDAY)
    assert again == "refused All of SUP-1 has come or was given up, so nothing is to come."
    assert "200 given up" in orderclerk(url, "supply", "close", "SUP-2", "--reason", "sold out", today=MONDAY)
    assert orderclerk(url, "supply", today=MONDAY) == "no supplier order is open"
    assert orderclerk(url, "supply", "show", "SUP-2", status=1, today=MONDAY).startswith("refused I cannot find SUP-2")


def test_goods_on_their_way_from_another_warehouse_are_no_supplier_order(url: str) -> None:
    """Five tins go north until Thursday: no supplier brings them, so nobody closes them."""
    orderclerk(
        url, "transfer", TIN, "5", "--from", "MAIN", "--to", "NORTH", "--arrives", "2011-11-24", "--key", "van",
        today=MONDAY,
    )  # fmt: skip
    assert "van" not in orderclerk(url, "supply", today=MONDAY)
    orderclerk(url, "supply", "close", "van", "--reason", "lost", status=1, today=MONDAY)
    too_many = orderclerk(url, "receive", "van", "--quantity", "6", status=1, today=MONDAY)
    assert "up to 5 is taken" in too_many


def test_more_than_ordered_comes_in_only_on_purpose_by_command(url: str) -> None:
    """99999 of 96 stands are a slip of the finger; ten more that are kept have a reason."""
    refused = orderclerk(url, "receive", "SUP-1", "--quantity", "99999", status=1, today=MONDAY)
    assert refused == (
        "refused 99999 is more than can come of line 1 of supplier order SUP-1: 96 were ordered and 0 have come, so up "
        "to 100.8 is taken. Accept the rest on purpose, with a reason, or send it back."
    )
    accepted = ("receive", "SUP-1", "--quantity", "106", "--accept-excess", "a gift")
    assert orderclerk(url, *accepted, today=MONDAY) == "106 22423 received for SUP-1/1, 0 still to come"


def test_a_narrow_terminal_drops_figures_and_never_cuts_an_article(url: str) -> None:
    """At 80 columns every article and warehouse stands whole, beside what to buy."""
    env = {"DATABASE_URL": url, "ORDERCLERK_TODAY": MONDAY}
    for width, kept in ((80, False), (300, True)):
        out.width = width
        said = CliRunner().invoke(app, ["reorder", "--all"], env=env).stdout
        assert max(map(len, said.splitlines())) <= width
        assert all(word in said for word in ("85099B", "UNPRICED", "MAIN", "NORTH", "buy"))
        assert ("lead days" in said) is kept
        assert ("--csv and --json have every figure" in said) is not kept


@pytest.mark.parametrize(
    "words",
    [
        ("buy",),
        ("order", "Tinsmith"),
        ("order", "Tinsmith", "--line", "TIN=5"),
        ("order", "Tinsmith", "--line", "TIN", "--warehouse", "MAIN"),
        ("delay", "SUPO-1001", "--reason", "storm"),
        ("close", "SUPO-1001"),
        ("confirm",),
    ],
)
def test_wrong_usage_is_said(url: str, words: tuple[str, ...]) -> None:
    """Status 2 before anything is done."""
    orderclerk(url, "supply", *words, status=2, today=MONDAY)
