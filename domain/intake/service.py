"""The door of the reader: indexes are built once per process, then each message is read without any database."""

from collections.abc import Iterable, Mapping

from domain.catalog.schemas import ProductView
from domain.customers.schemas import DirectoryEntry
from domain.intake.schemas import DraftState, Message, Reading


class Catalogue:
    """The index of the articles."""


class Directory:
    """The index of the customers."""


def build_catalogue(
    products: Iterable[ProductView], customer_items: Mapping[str, Mapping[str, str]] | None = None
) -> Catalogue:
    """Index the articles; `customer_items` maps customer id to their part numbers to SKU."""
    del products, customer_items
    return Catalogue()


def build_directory(entries: Iterable[DirectoryEntry]) -> Directory:
    """Index the customers by names, nicknames, domains and places."""
    del entries
    return Directory()


def read(
    message: Message, catalogue: Catalogue, directory: Directory, draft: DraftState | None = None
) -> Reading:
    """Read one message; pure, bounded work, never raises on any text."""
    del catalogue, directory, draft
    return Reading(id=message.id, intent="not_actionable")
