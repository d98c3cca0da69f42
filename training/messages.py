"""The messages to learn from: the reference writers beside the project and our own, with what they mean."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from domain.intake.schemas import Message
from domain.intake.service import from_wire
from tests.intake.test_development_writers import SHARED

OWN = Path(__file__).parent / "corpora"
REFERENCE = SHARED / "order_messages" / "dev.jsonl"
#: Never learned from: what they show is what a new writer meets.
KEPT_APART = ("w9", "w10", "w11", "c2")


class Labelled:
    """A message with what it means and who wrote it."""

    def __init__(self, row: dict[str, Any], writer: str) -> None:
        self.row, self.writer = row, writer
        self.expect: dict[str, Any] = row["expect"]
        self.message: Message = from_wire(row)


def reference() -> list[Labelled]:
    """The messages of the reference writers, `dev_a` to `dev_f`."""
    rows = map(json.loads, REFERENCE.read_text(encoding="utf-8").splitlines())
    return [Labelled(row, row["id"].split("-")[0]) for row in rows]


def first_turns() -> list[Labelled]:
    """What opens a conversation, by the reference and by one of our own writers: short orders, often of siblings."""
    out: list[Labelled] = []
    for path, writer in ((REFERENCE.with_name("dev_conversations.jsonl"), "dev_conv"), (OWN / "c1.jsonl", "c1")):
        rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        out += [Labelled(row, writer) for row in rows if row["turn"] == 1]
    return out


def own(prefixes: Sequence[str] = ("w", "i"), *, kept_apart: bool = False) -> list[Labelled]:
    """Messages by our own writers: orders of every kind (w), and what only looks like one (i)."""
    out: list[Labelled] = []
    for path in sorted(OWN.glob("*.jsonl")):
        if path.stem[0] in prefixes and (path.stem in KEPT_APART) == kept_apart:
            out += [Labelled(json.loads(line), path.stem) for line in path.read_text(encoding="utf-8").splitlines()]
    return out
