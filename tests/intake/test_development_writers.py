"""The reader on the messages of the writers it may learn from: figures, not sentences."""

import csv
import json
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from domain.catalog.schemas import ProductView, UnitFactor
from domain.customers.schemas import DirectoryEntry
from domain.intake.schemas import DraftState
from domain.intake.service import (
    Catalogue,
    Directory,
    build_catalogue,
    build_directory,
    draft_after,
    from_wire,
    read,
    to_wire,
)

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
UNSEEN = Path(__file__).parents[2] / "training" / "corpora" / "w9.jsonl"
needs_data = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the reference data is not beside the project: put it at ../shared/data"
)


def rows(name: str) -> list[dict[str, str]]:
    """A table of the wholesaler."""
    with (SHARED / "wholesaler" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def wholesaler_catalogue() -> Catalogue:
    """The wholesaler's articles with their units and the customers' part numbers."""
    units: dict[str, list[UnitFactor]] = defaultdict(list)
    for row in rows("units"):
        units[row["sku"]].append(UnitFactor(unit=row["unit"], factor=Decimal(row["factor"])))
    own: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows("customer_items"):
        own[row["customer_id"]][row["customer_part_number"]] = row["sku"]
    products = (
        ProductView(
            sku=row["sku"],
            name=row["name"],
            status=row["status"],
            replaced_by=row["replaced_by"] or None,
            barcode=row["barcode"] or None,
            aliases=tuple(filter(None, row["aliases"].split(";"))),
            units=tuple(units[row["sku"]]),
        )
        for row in rows("products")
    )
    return build_catalogue(products, own)


def wholesaler_directory() -> Directory:
    """The wholesaler's customers with their places and mail addresses."""
    labels: dict[str, list[str]] = defaultdict(list)
    for row in rows("addresses"):
        if row["kind"] == "ship_to":
            labels[row["customer_id"]].append(row["label"])
    emails: dict[str, list[str]] = defaultdict(list)
    for row in rows("contacts"):
        emails[row["customer_id"]].append(row["email"])
    return build_directory(
        DirectoryEntry(
            customer_id=row["customer_id"],
            name=row["name"],
            nickname=row["nickname"] or None,
            email_domain=row["email_domain"] or None,
            ship_to_labels=tuple(labels[row["customer_id"]]),
            emails=tuple(emails[row["customer_id"]]),
        )
        for row in rows("customers")
    )


def figures_of(messages: list[dict[str, Any]], readings: list[dict[str, Any]], folder: Path) -> dict[str, Any]:
    """The scorer's figures: counts as numbers, shares in percent."""
    for name, written in (("messages", messages), ("readings", readings)):
        (folder / name).write_text("\n".join(map(json.dumps, written)), encoding="utf-8")
    scorer = str(SHARED / "order_messages" / "score.py")
    command = [sys.executable, scorer, str(folder / "messages"), str(folder / "readings"), "--json"]
    figures = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return {name: value[2] if isinstance(value, list) else value for name, value in figures.items()}


def rows_of(name: str) -> list[dict[str, Any]]:
    """The rows of a file of messages."""
    return list(map(json.loads, (SHARED / "order_messages" / name).read_text(encoding="utf-8").splitlines()))


def figures_of_reading(messages: list[dict[str, Any]], folder: Path) -> dict[str, Any]:
    """Every message read by itself and scored."""
    catalogue, directory = wholesaler_catalogue(), wholesaler_directory()
    return figures_of(messages, [to_wire(read(from_wire(row), catalogue, directory)) for row in messages], folder)


@needs_data
@pytest.mark.data
def test_six_writers_are_read(tmp_path: Path) -> None:
    """Most orders need nobody and next to none is wrong in silence, by the data's own scorer."""
    figures = figures_of_reading(rows_of("dev.jsonl"), tmp_path)
    assert figures["messages"] == 660
    assert figures["touchless"] >= 84
    assert figures["silent_error"] <= 0.5
    assert figures["silent_header_error"] <= 0.5
    assert figures["intent"] >= 99
    assert figures["asked"] >= 92


@needs_data
@pytest.mark.data
def test_a_writer_who_was_never_learned_from_is_read(tmp_path: Path) -> None:
    """What a new writer meets: the weights and the rules have not seen these messages."""
    lines = UNSEEN.read_text(encoding="utf-8").splitlines()
    figures = figures_of_reading(list(map(json.loads, lines)), tmp_path)
    assert figures["messages"] == 100
    assert figures["touchless"] >= 60
    assert figures["silent_error"] <= 1
    assert figures["intent"] >= 96
    assert figures["asked"] >= 80


@needs_data
@pytest.mark.data
def test_conversations_are_followed_turn_by_turn(tmp_path: Path) -> None:
    """Each turn is read with the draft that the turns before have left."""
    catalogue, directory = wholesaler_catalogue(), wholesaler_directory()
    messages = rows_of("dev_conversations.jsonl")
    drafts: dict[str, DraftState] = {}
    readings = []
    for row in messages:
        before = drafts.get(row["thread"])
        reading = read(from_wire(row), catalogue, directory, before)
        drafts[row["thread"]] = draft_after(reading, before)
        readings.append(to_wire(reading))
    figures = figures_of(messages, readings, tmp_path)
    assert figures["messages"] == 217
    assert figures["touchless"] >= 84
    assert figures["silent_error"] <= 1
    assert figures["intent"] >= 98
