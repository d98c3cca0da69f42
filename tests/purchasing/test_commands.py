"""Buying by command: the list as a file, edited and ordered from; delayed and closed."""

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

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
    assert orderclerk(url, "supply", today=MONDAY) == said
    late = orderclerk(
        url, "supply", "delay", "SUPO-1001", "--due", "2011-12-12", "--reason", "storm", "--json", today=MONDAY
    )  # fmt: skip
    assert json.loads(late)["due_date"] == "2011-12-12"
    closed = orderclerk(url, "supply", "close", "SUPO-1001", "--reason", "sold out", today=MONDAY)
    assert closed.endswith("is closed 1. TIN: 89 ordered, 0 received, 89 given up")
    refused = orderclerk(url, "supply", "confirm", "SUPO-1001", status=1, today=MONDAY)
    assert refused == "refused All of SUPO-1001 has come or was given up, so nothing is to come."


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
