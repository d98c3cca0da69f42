"""The door of the reader: indexes are built once per process, then each message is read without any database."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from domain.catalog.schemas import ProductView
from domain.customers.schemas import DirectoryEntry
from domain.intake.rules import catalogue as catalogue_index
from domain.intake.rules import directory as directory_index
from domain.intake.rules.accounting import Accountant
from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.directory import Directory
from domain.intake.rules.reading import prepare, read_message
from domain.intake.rules.replies import read_reply
from domain.intake.rules.second_reading import asking, still_suggested, suggestions
from domain.intake.schemas import DraftState, Message, Reading, SecondAnswer, SecondAsk

__all__ = [
    "Catalogue",
    "Directory",
    "SecondReader",
    "build_catalogue",
    "build_directory",
    "from_wire",
    "look_again",
    "read",
    "to_wire",
]


class SecondReader(Protocol):
    """Somebody else to ask what open pieces mean; what it says is only ever suggested."""

    @property
    def model(self) -> str:
        """Its name, as the audit trail keeps it."""

    def ask(self, asked: SecondAsk) -> SecondAnswer | None:
        """What it takes the pieces for; None where it has no answer in time. Never raises for what it is told."""


def build_catalogue(
    products: Iterable[ProductView], customer_items: Mapping[str, Mapping[str, str]] | None = None
) -> Catalogue:
    """Index the articles; `customer_items` maps customer id to their part numbers to SKU."""
    return catalogue_index.build(products, customer_items or {})


def build_directory(entries: Iterable[DirectoryEntry]) -> Directory:
    """Index the customers by names, nicknames, domains and places."""
    return directory_index.build(entries)


def read(message: Message, catalogue: Catalogue, directory: Directory, draft: DraftState | None = None) -> Reading:
    """Read one message; pure, bounded work, never raises on any text."""
    made = prepare(message, catalogue, directory, draft)
    accountant = Accountant(catalogue, made.matcher, made.clean, message.text)
    if draft is not None:
        return read_reply(made, draft, accountant)
    return read_message(made, accountant)


def look_again(
    reading: Reading, draft: DraftState | None, catalogue: Catalogue, second: SecondReader | None
) -> Reading:
    """The reading with what a second reader, if there is one, suggests for the pieces that stayed open.

    Nothing but `suggestions` is touched. It may wait for a network, so never call it within a transaction.
    """
    kept = still_suggested(reading, draft)
    asked = asking(reading, draft, catalogue) if second is not None else SecondAsk()
    answer = second.ask(asked) if second is not None and asked.pieces else None
    found = suggestions(reading, asked, answer, catalogue, model=second.model) if second and answer else ()
    return reading.model_copy(update={"suggestions": (*kept, *found)})


def to_wire(reading: Reading) -> dict[str, Any]:
    """A reading as `orderclerk read` writes it: quantities in single sales units of the SKU."""
    return {
        "id": reading.id,
        "intent": reading.intent,
        "also": list(reading.also),
        "customer_id": reading.customer_id,
        "lines": [{"sku": line.sku, "quantity": _number(line.base_quantity)} for line in reading.lines],
        "questions": [
            {"about": question.about, "text": question.text, "candidates": list(question.candidates)}
            for question in reading.questions
        ],
        "unexplained": [span.text for span in reading.unexplained],
        "requested_date": reading.requested_date.isoformat() if reading.requested_date else None,
        "customer_po": reading.customer_po,
        "ship_to": reading.ship_to,
        "ready": reading.ready,
        "confidence": reading.confidence,
    }


def _number(value: Any) -> int | float:
    return int(value) if value == int(value) else float(value)


def from_wire(row: Mapping[str, Any]) -> Message:
    """A message from a line of `orderclerk read`'s input; raises pydantic's ValidationError for a bad one."""
    fields = {name: row[name] for name in Message.model_fields if name in row}
    return Message.model_validate(fields | {"sender": row.get("from", row.get("sender"))})
