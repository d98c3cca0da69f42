"""The door of the reader: indexes are built once per process, then each message is read without any database."""

from collections.abc import Iterable, Mapping
from typing import Any

from domain.catalog.schemas import ProductView
from domain.customers.schemas import DirectoryEntry
from domain.intake.rules import catalogue as catalogue_index
from domain.intake.rules import directory as directory_index
from domain.intake.rules.accounting import Accountant
from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.directory import Directory
from domain.intake.rules.memory import changes_something, is_usual, wants_undo
from domain.intake.rules.reading import prepare, read_message
from domain.intake.rules.recalling import draft_after, read_with_memory, with_history
from domain.intake.rules.replies import read_reply
from domain.intake.schemas import DraftState, Message, Reading

__all__ = [
    "Catalogue",
    "Directory",
    "build_catalogue",
    "build_directory",
    "changes_something",
    "draft_after",
    "from_wire",
    "is_usual",
    "read",
    "to_wire",
    "wants_undo",
    "with_history",
]

#: What asks for something earlier is asked like anything else that could not be found, or that could be several.
_ABOUT = {"recall": "unknown_item", "usual_item": "which_item"}


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
    return read_with_memory(lambda said, held: _read(said, catalogue, directory, held), message, draft)


def _read(message: Message, catalogue: Catalogue, directory: Directory, draft: DraftState | None) -> Reading:
    made = prepare(message, catalogue, directory, draft)
    accountant = Accountant(catalogue, made.matcher, made.clean, message.text)
    if draft is not None:
        return read_reply(made, draft, accountant)
    return read_message(made, accountant)


def to_wire(reading: Reading) -> dict[str, Any]:
    """A reading as `orderclerk read` writes it: quantities in single sales units of the SKU."""
    return {
        "id": reading.id,
        "intent": reading.intent,
        "also": list(reading.also),
        "customer_id": reading.customer_id,
        "lines": [{"sku": line.sku, "quantity": _number(line.base_quantity)} for line in reading.lines],
        "questions": [
            {
                "about": _ABOUT.get(question.about, question.about),
                "text": question.text,
                "candidates": list(question.candidates),
            }
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
