"""The shelf by command: count, adjust, transfer, recount, and what the doctor says of the books."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from app.doctor import Health, examine
from app.migrating import migrate
from app.settings import load
from domain.shared.database import Transactions, open_engine
from tests.stock.shelves import stocked
from tests.support.commands import orderclerk


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A migrated database with two warehouses and ten bags."""
    name = f"sqlite:///{tmp_path / 'shelf.db'}"
    engine = open_engine(name)
    migrate(engine)
    with Transactions(engine).begin() as session:
        stocked(session, MAIN_BAG=10)
    engine.dispose()
    return name


def test_a_sheet_is_printed_counted_and_posted_once(url: str, tmp_path: Path) -> None:
    """Eight of ten are found; the same file again posts nothing."""
    assert orderclerk(url, "count", "MAIN") == "sku,counted,expected BAG,,10"
    sheet = tmp_path / "week46.csv"
    sheet.write_text("sku,counted,expected\nBAG,8,10\nBOX,,4\n", encoding="utf-8")
    assert orderclerk(url, "count", "MAIN", str(sheet)) == "1 article counted in MAIN, 1 with a difference"
    (row,) = json.loads(orderclerk(url, "count", "MAIN", str(sheet), "--json"))["results"]
    assert (row["is_new"], row["difference"], row["on_hand"]) == (False, "0", "8")
    sheet.write_text("article\nBAG\n", encoding="utf-8")
    orderclerk(url, "count", "MAIN", str(sheet), status=2)


def test_a_sheet_is_refused_with_every_line_that_is_not_understood(url: str, tmp_path: Path) -> None:
    """Two lines are wrong: both are named, and the good one is not posted; nor are unknown or doubled articles."""
    sheet = tmp_path / "week46.csv"
    sheet.write_text("sku,counted,expected\nBAG,many,10\nBAG,8,10\n,4,\n", encoding="utf-8")
    said = orderclerk(url, "count", "MAIN", str(sheet), status=2)
    assert "line 2: 'many' is no number" in said
    assert "line 4: no SKU" in said
    sheet.write_text("sku,counted,expected\nBAG,8,10\nGAB,1,\n", encoding="utf-8")
    said = orderclerk(url, "count", "MAIN", str(sheet), status=1)
    assert said == "refused Nobody knows GAB: neither the catalogue nor a shelf has it."
    sheet.write_text("sku,counted,expected\nBAG,8,10\nBAG,1,\n", encoding="utf-8")
    said = orderclerk(url, "count", "MAIN", str(sheet), status=1)
    assert said == "refused The sheet names BAG more than once. Please add the counts up."
    assert orderclerk(url, "count", "MAIN") == "sku,counted,expected BAG,,10"


def test_goods_are_set_apart_for_a_known_reason_and_found_sound_again(url: str) -> None:
    """Two are quarantined and two found sound again; sound goods cannot become sound, and a whim is no reason."""
    apart = ("adjust", "MAIN", "BAG", "2", "--reason", "found", "--as")
    assert orderclerk(url, *apart, "quarantined") == "2 BAG in MAIN are quarantined (found)"
    assert orderclerk(url, *apart, "sound", "--from", "quarantined") == "2 BAG in MAIN are sound (found)"
    assert orderclerk(url, *apart, "sound", status=1) == "refused BAG in MAIN is sound as it is."
    said = orderclerk(url, "adjust", "MAIN", "BAG", "2", "--reason", "whim", "--as", "damaged", status=1)
    assert said.startswith("refused “whim” is no reason that we know. Known are ")


def test_adjusting_takes_a_reason_and_transfers_are_checked(url: str) -> None:
    """One is lost, two are damaged, three go north; four more are not there."""
    assert orderclerk(url, "adjust", "MAIN", "BAG", "9", "--reason", "lost") == "9 BAG in MAIN on hand (lost)"
    assert orderclerk(url, "adjust", "MAIN", "BAG", "9", "--reason", "whim", status=1).startswith(
        "refused “whim” is no reason that we know."
    )
    said = orderclerk(url, "adjust", "MAIN", "BAG", "2", "--reason", "breakage", "--as", "damaged")
    assert said == "2 BAG in MAIN are damaged (breakage)"
    assert orderclerk(url, "transfer", "BAG", "3", "--from", "MAIN", "--to", "NORTH") == "3 BAG from MAIN to NORTH"
    refused = orderclerk(url, "transfer", "BAG", "5", "--from", "MAIN", "--to", "NORTH", status=1)
    assert refused == "refused MAIN has 4 BAG that could be taken; 5 is more."
    orderclerk(url, "transfer", "BAG", "1", "--from", "MAIN", "--to", "NORTH", "--arrives", "soon", status=2)


def test_the_doctor_finds_a_balance_that_nothing_explains_and_recount_sets_it_right(url: str) -> None:
    """Somebody changed a balance by hand."""
    engine = open_engine(url)
    with Transactions(engine).begin() as session:
        session.execute(text("UPDATE stock_balances SET on_hand = 7000000"))
    found = {each.part: each for each in examine(load(database_url=url))}["stock ledger"]
    assert (found.health, "on_hand of BAG in MAIN: 7 kept, 10 explained" in found.words) == (Health.ILL, True)
    assert orderclerk(url, "recount") == "1 balance set right"
    found = {each.part: each for each in examine(load(database_url=url))}["stock ledger"]
    assert found.health is Health.WELL
    engine.dispose()
