"""The door of the reader: indexes are built once per process, then each message is read without any database.

Beside it stand the verbs that remember readings: what was drafted, what people corrected, what a confirmed draft
teaches.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy import delete
from sqlalchemy.orm import Session

from domain.catalog import queries as catalog_queries
from domain.catalog import service as catalog
from domain.catalog.schemas import AliasView, Lesson, ProductView
from domain.customers.schemas import DirectoryEntry
from domain.intake import queries
from domain.intake.models import DraftedReading, ReadingCase
from domain.intake.rules import directory as directory_index
from domain.intake.rules import indexing
from domain.intake.rules.accounting import Accountant
from domain.intake.rules.aliases import aliases_of, explained
from domain.intake.rules.asides import answered_beside
from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.combining import Spoken, TextReader, with_sheets
from domain.intake.rules.comparing import compared, differences
from domain.intake.rules.directory import Directory
from domain.intake.rules.drafts import draft_after
from domain.intake.rules.lessons import phrase_of, taught, worth_learning
from domain.intake.rules.memory import changes_something, is_usual, wants_undo
from domain.intake.rules.preparing import prepare
from domain.intake.rules.reading import read_message
from domain.intake.rules.recalling import read_with_memory, with_history
from domain.intake.rules.replies import read_reply
from domain.intake.rules.second_reading import asking, still_suggested, suggestions
from domain.intake.schemas import (
    CaseView,
    Confirmed,
    ConfirmedLine,
    Correction,
    DraftState,
    Message,
    Reading,
    Replayed,
    SecondAnswer,
    SecondAsk,
)
from domain.orders.schemas import OrderRequest, OrderView
from domain.shared.database import upsert
from domain.shared.desk import Desk

__all__ = [
    "Catalogue",
    "Directory",
    "SecondReader",
    "build_catalogue",
    "build_directory",
    "changes_something",
    "corrected",
    "draft_after",
    "drafted",
    "forget",
    "from_wire",
    "is_usual",
    "learn_from",
    "look_again",
    "read",
    "replayed",
    "to_wire",
    "wants_undo",
    "with_aliases",
    "with_history",
]

#: Tokens of the text that nobody may pass over.
_COUNTING = ("num", "code", "many", "size")
#: What asks for something earlier is asked like anything else that could not be found, or that could be several.
_ABOUT = {"recall": "unknown_item", "usual_item": "which_item"}


class SecondReader(Protocol):
    """Somebody else to ask what open pieces mean; what it says is only ever suggested."""

    @property
    def model(self) -> str:
        """Its name, as the audit trail keeps it."""

    def ask(self, asked: SecondAsk) -> SecondAnswer | None:
        """What it takes the pieces for; None where it has no answer in time. Never raises for what it is told."""


def build_catalogue(
    products: Iterable[ProductView],
    customer_items: Mapping[str, Mapping[str, str]] | None = None,
    aliases: Mapping[str, Sequence[AliasView]] | None = None,
) -> Catalogue:
    """Index the articles; `customer_items` maps customer id to part number to SKU, `aliases` to what stands."""
    return with_aliases(indexing.build(products, customer_items or {}), aliases or {})


def with_aliases(catalogue: Catalogue, aliases: Mapping[str, Sequence[AliasView]]) -> Catalogue:
    """The same index with what was learned since; the articles are not indexed anew."""
    return replace(catalogue, aliases=aliases)


def build_directory(entries: Iterable[DirectoryEntry]) -> Directory:
    """Index the customers by names, nicknames, domains and places."""
    return directory_index.build(entries)


def read(message: Message, catalogue: Catalogue, directory: Directory, draft: DraftState | None = None) -> Reading:
    """Read one message; pure, bounded work, never raises on any text."""
    reading = read_with_memory(lambda said, held: _read(said, catalogue, directory, held), message, draft)
    if not message.attachments:
        return reading
    made = prepare(message, catalogue, directory, draft)
    accountant = Accountant(catalogue, made.matcher, made.clean, message.text)
    left = tuple(accountant.span(t.start, t.end) for one in made.gathered for t in one.free if t.kind in _COUNTING)
    reader = _reader_of_sheets(message, catalogue, directory)
    spoken = Spoken(reading, made.header, left)
    return with_sheets(spoken, message, catalogue, reader, in_thread=draft is not None)


def _read(message: Message, catalogue: Catalogue, directory: Directory, draft: DraftState | None) -> Reading:
    """Read the words of a message, by what is known of this customer's words as well."""
    made = prepare(message, catalogue, directory, draft)
    accountant = Accountant(catalogue, made.matcher, made.clean, message.text)
    if draft is None:

        def rest_of(text: str) -> Reading:
            rest = prepare(message.model_copy(update={"text": text}), catalogue, directory, None)
            return read_message(rest, Accountant(catalogue, rest.matcher, rest.clean, text))

        reading = answered_beside(read_message(made, accountant), made, accountant, rest_of)
    else:
        reading = read_reply(made, draft, accountant)
    return explained(reading, draft, aliases_of(catalogue, reading.customer_id), catalogue)


def _reader_of_sheets(message: Message, catalogue: Catalogue, directory: Directory) -> TextReader:
    """How words in the cells of sheets are read: like those of a message, but of no mail with quotes and signature."""

    def words(text: str) -> Message:
        alone = {"text": text, "subject": None, "attachments": (), "channel": "slack", "context_skus": ()}
        return message.model_copy(update=alone)

    return TextReader(
        read=lambda text: read(words(text), catalogue, directory),
        header=lambda text: prepare(words(text), catalogue, directory, None).header,
    )


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


def drafted(session: Session, desk: Desk, number: str, message: Message, *, reading: Reading) -> None:
    """Remember of which message and reading a draft was made; a message read anew begins from its new reading."""
    values = {
        "order_number": number, "message": message.model_dump(mode="json"), "reading": reading.model_dump(mode="json"),
        "corrections": [], "corrected_by": [], "kept_at": desk.now,
    }  # fmt: skip
    upsert(session, DraftedReading, [values])


def corrected(session: Session, desk: Desk, number: str, before: OrderRequest, *, after: OrderRequest) -> None:
    """Remember that somebody changed what a draft asks for, and what that says about the words of its message.

    Nothing is learned yet. A draft that no message made remembers nothing.
    """
    row = queries.drafted_for_update(session, number)
    if row is None or before == after:
        return
    actor = desk.actor
    row.corrected_by = list(dict.fromkeys((*row.corrected_by, actor.id)))
    new = [Correction(**each._asdict(), owner=actor, source=desk.source) for each in taught(before, after)]
    row.corrections = [*row.corrections, *(each.model_dump(mode="json") for each in new)]


def learn_from(session: Session, desk: Desk, order: OrderView, request: OrderRequest) -> int:
    """Learn from the corrections of a draft that is confirmed; says how many aliases that made.

    Each is its corrector's own word. What the confirmed order does not hold teaches nothing, nor does anybody who
    may not teach this customer's words. A draft that was corrected becomes a case of the company's own corpus.
    """
    row = queries.drafted_for_update(session, order.number)
    if row is None or order.customer_id is None:
        return 0
    corrections = [Correction.model_validate(each) for each in row.corrections]
    made = _learned(session, desk, order, corrections)
    confirmed = _confirmed(order, request)
    reading = Reading.model_validate(row.reading)
    # What words about something earlier meant can not be told from them alone: such a message is no case.
    if not reading.recalls and differences(reading, confirmed):
        case = {
            "order_number": order.number, "message": row.message, "reading": row.reading,
            "confirmed": confirmed.model_dump(mode="json"), "corrected_by": row.corrected_by, "kept_at": desk.now,
        }  # fmt: skip
        upsert(session, ReadingCase, [case])
    session.delete(row)
    session.flush()
    return made


def _learned(session: Session, desk: Desk, order: OrderView, corrections: Sequence[Correction]) -> int:
    customer_id, held = order.customer_id or "", {line.sku for line in order.lines}
    said = [(phrase_of(each.text, each.quantity), each) for each in corrections]
    last = {phrase.words: (phrase, each) for phrase, each in said}
    named = {sku for _, each in last.values() for sku in (each.sku, each.instead_of) if sku}
    products = catalog_queries.products(session, named)
    made = 0
    for phrase, each in last.values():
        worth = each.sku in held and worth_learning(phrase, each, products)
        if worth and catalog.may_teach(each.owner, customer_id):
            lesson = Lesson(
                customer_id=customer_id, phrase=" ".join(phrase.words), said=phrase.said, sku=each.sku,
                order_number=order.number, source=each.source, source_text=each.text,
            )  # fmt: skip
            made += catalog.learn_alias(session, desk.acting_as(each.owner, each.source), lesson)
    return made


def _confirmed(order: OrderView, request: OrderRequest) -> Confirmed:
    return Confirmed(
        customer_id=order.customer_id,
        lines=tuple(ConfirmedLine(sku=line.sku, base_quantity=line.base_quantity) for line in order.lines),
        requested_date=request.requested_date,
        customer_po=request.customer_po,
        ship_to=request.ship_to,
    )


def replayed(case: CaseView, catalogue: Catalogue, directory: Directory) -> Replayed:
    """A case read again by the reader as it is now; nothing is changed."""
    return compared(case, read(case.message, catalogue, directory))


def forget(session: Session, desk: Desk) -> int:
    """Delete cases, and readings of drafts that were never confirmed, older than the policy keeps them."""
    policy = desk.policy.learning
    cases = delete(ReadingCase).where(ReadingCase.kept_at < desk.now - timedelta(days=policy.keep_cases_days))
    readings = delete(DraftedReading).where(
        DraftedReading.kept_at < desk.now - timedelta(days=policy.keep_unconfirmed_days)
    )
    gone = [
        *session.execute(cases.returning(ReadingCase.order_number)),
        *session.execute(readings.returning(DraftedReading.order_number)),
    ]
    return len(gone)
