"""The text of a message and the sheets that came with it as one reading: nothing added twice, nothing lost."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.intake.rules.aliases import aliases_of
from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.columns import Shelf
from domain.intake.rules.header import Header
from domain.intake.rules.sheet_facts import Facts
from domain.intake.rules.tables import SheetReading, quote, read_sheet
from domain.intake.schemas import Asked, Message, Question, Reading, ReadLine, Sheet, SheetRead, Span

_ORDER_WORDS = re.compile(
    r"\b(?:orders?|purchase|p\.?o\.?s?|bestell\w*|auftrag\w*|commandes?|pedidos?|ordine|supply|send us|"
    r"basket)\b|[-_ ]po\d",
    re.I,
)
_OTHER_WORDS = re.compile(
    r"\b(?:quot(?:e|ation|es)|offer|pric(?:e|ing) ?(?:list|file)|catalogue|invoices?|statements?|remittance|"
    r"credit notes?|"
    r"stock ?(?:list|take|count|check|level)s?|return(?:s|ed|ing)?|refund|damaged|faulty|delivery notes?|packing list|"
    r"pro ?-?forma|confirmation|availability|out of office|unsubscribe)\b",
    re.I,
)
_ASKING = ("stock_query", "price_query")
_TO_BE_JOINED = ("order", "draft_edit", "draft_confirm")
LONGEST_NOTE = 500


@dataclass(frozen=True)
class TextReader:
    """How words are read: as a message of their own, and for what they say of the whole order."""

    read: Callable[[str], Reading]
    header: Callable[[str], Header]


@dataclass(frozen=True)
class Spoken:
    """What the text of the message itself came to; `left` are its numbers that nothing accounts for."""

    reading: Reading
    header: Header
    left: tuple[Span, ...]


@dataclass
class _Whole:
    """The order as it grows from sheet to sheet."""

    lines: list[ReadLine]
    questions: list[Question]
    unexplained: list[Span]
    customer_id: str | None
    customer_po: str | None
    requested_date: date | None
    ship_to: str | None
    notes: list[str] = field(default_factory=list)
    files: list[SheetRead] = field(default_factory=list)
    doubts: set[str] = field(default_factory=set)


def with_sheets(
    spoken: Spoken, message: Message, catalogue: Catalogue, reader: TextReader, *, in_thread: bool
) -> Reading:
    """The reading of a message with its sheets; the text's own where it says that they are no order.

    `in_thread` where there is a draft that the message is about.
    """
    text = spoken.reading
    customer = message.customer_id or text.customer_id or spoken.header.customer_id
    if customer is None:
        customer = _customer_in_sheets([read_sheet(sheet, Shelf(catalogue)) for sheet in message.attachments], reader)
    shelf = Shelf(catalogue, catalogue.customer_codes.get(customer or "", {}), aliases_of(catalogue, customer))
    sheets = [(sheet, _read(sheet, shelf, reader)) for sheet in message.attachments]
    files = tuple(
        SheetRead(file=s.file, part=s.part, lines=len(r.lines), questions=len(r.questions)) for s, r in sheets
    )
    if not any(read.lines or read.questions for _, read in sheets):
        return text.model_copy(update={"files": files})
    if not _is_order(text, message, sheets):
        asked = _asked_with(text, sheets) if text.intent in _ASKING else text.asked
        return text.model_copy(update={"files": files, "asked": asked})
    whole = _begun(spoken, customer)
    for sheet, read in sheets:
        _add(whole, sheet, read, reader)
    return _joined(spoken, whole, in_thread=in_thread)


def _read(sheet: Sheet, shelf: Shelf, reader: TextReader) -> SheetReading:
    """A sheet of rows and cells; one that is all words, one cell a row, is read as what somebody wrote."""
    if any(len(row) > 1 for row in sheet.rows):
        return read_sheet(sheet, shelf)
    told = reader.read("\n".join(cell for row in sheet.rows for cell in row))
    facts = Facts(po=[told.customer_po] if told.customer_po else [])
    facts.required += [told.requested_date.isoformat()] if told.requested_date else []
    facts.ship_to += [told.ship_to] if told.ship_to else []

    def of_file(span: Span) -> Span:
        return Span(start=0, end=0, text=span.text, file=sheet.file)

    return SheetReading(
        lines=tuple(line.model_copy(update={"source": of_file(line.source)}) for line in told.lines),
        questions=tuple(
            question.model_copy(update={"span": of_file(question.span) if question.span else None})
            for question in told.questions
            if question.about != "customer"
        ),
        unexplained=tuple(of_file(span) for span in told.unexplained),
        facts=facts,
    )


def _customer_in_sheets(sheets: Sequence[SheetReading], reader: TextReader) -> str | None:
    """Whom cells name as the customer; else whom the words around the tables name, where it is one."""
    for read in sheets:
        for words in (read.facts.customer, read.facts.loose, read.facts.ship_to):
            found = reader.header("\n".join(words)[:4000]).customer_id if words else None
            if found:
                return found
    return None


def _is_order(text: Reading, message: Message, sheets: Sequence[tuple[Sheet, SheetReading]]) -> bool:
    """Whether the sheets are ordered from: the text orders, or says nothing that makes them anything else."""
    if text.intent in _TO_BE_JOINED:
        return True
    names = " ".join(sheet.file.replace("_", " ") for sheet in message.attachments)
    titles = " ".join(cell for _, read in sheets for cell in read.facts.loose[:5])[:500]
    said = f"{message.subject or ''} {message.text[:4000]}"
    if text.intent in _ASKING:
        return bool(_ORDER_WORDS.search(message.text[:4000])) and not _OTHER_WORDS.search(said)
    if text.intent != "not_actionable":
        return False
    is_named = bool(_ORDER_WORDS.search(f"{said} {names}"))
    return is_named or not _OTHER_WORDS.search(f"{said} {names} {titles}")


def _asked_with(text: Reading, sheets: Sequence[tuple[Sheet, SheetReading]]) -> Asked:
    items = tuple(line for _, read in sheets for line in read.lines)
    return text.asked.model_copy(update={"items": (*text.asked.items, *items)})


def _begun(spoken: Spoken, customer: str | None) -> _Whole:
    text, header = spoken.reading, spoken.header
    is_order = text.intent in _TO_BE_JOINED
    return _Whole(
        lines=list(text.lines), questions=[q for q in text.questions if not (q.about == "customer" and customer)],
        unexplained=[*text.unexplained, *(() if is_order else spoken.left)], customer_id=text.customer_id or customer,
        customer_po=text.customer_po or header.customer_po, requested_date=text.requested_date or header.requested_date,
        ship_to=text.ship_to or header.ship_to, notes=[text.note] if text.note else [], doubts=set(header.doubts),
    )  # fmt: skip


def _add(whole: _Whole, sheet: Sheet, read: SheetReading, reader: TextReader) -> None:
    twin = _twin_of(read, whole)
    counted = SheetRead(file=sheet.file, part=sheet.part, lines=len(read.lines), questions=len(read.questions))
    if twin is not None:
        whole.files.append(counted.model_copy(update={"same_as": twin}))
        whole.doubts.add("the same order twice")
        return
    whole.files.append(counted)
    _add_lines(whole, read.lines)
    whole.questions += read.questions
    whole.unexplained += read.unexplained
    whole.doubts |= set(read.doubts)
    _add_facts(whole, sheet, read.facts, reader)


def _twin_of(read: SheetReading, whole: _Whole) -> str | None:
    """The file that orders exactly the same, empty for the text: one order told twice is one order.

    A single line that the text says, too, may be meant on top of it.
    """
    basket = _basket(read.lines)
    for file in dict.fromkeys(line.source.file for line in whole.lines):
        same = _basket([line for line in whole.lines if line.source.file == file]) == basket
        if same and (file or len(read.lines) > 1):
            return file
    return None


def _basket(lines: Sequence[ReadLine]) -> Counter[tuple[str, object]]:
    return Counter((line.sku, line.base_quantity) for line in lines)


def _add_lines(whole: _Whole, lines: Sequence[ReadLine]) -> None:
    """Lines of a sheet; an article that was ordered before, in the text or in another file, is asked about."""
    before = {line.sku: line for line in whole.lines}
    doubled = [line for line in lines if line.sku in before]
    whole.lines = [line for line in whole.lines if line.sku not in {one.sku for one in doubled}]
    whole.lines += [line for line in lines if line.sku not in before]
    for sku in dict.fromkeys(line.sku for line in doubled):
        said = [before[sku].source.text, *(line.source.text for line in doubled if line.sku == sku)]
        span = next(line.source for line in doubled if line.sku == sku)
        whole.questions.append(Question(about="quantity", text=" / ".join(said), span=span, candidates=(sku,)))
    if len({line.sku for line in lines}) < len(lines):
        whole.doubts.add("twice")


def _add_facts(whole: _Whole, sheet: Sheet, facts: Facts, reader: TextReader) -> None:
    """What the sheet says of the order, where the text has not said it; what differs stays unexplained."""
    for po in facts.po[:1]:
        if _same(whole.customer_po, po):
            whole.customer_po = whole.customer_po or po
        else:
            whole.unexplained.append(quote(sheet, 0, [po]))
    for written in facts.required:
        day = reader.header(f"Required by: {written}").requested_date
        if day is None or whole.requested_date not in (None, day):
            whole.unexplained.append(quote(sheet, 0, [written]))
        else:
            whole.requested_date = day
    place = _place(facts, reader)
    if place and _same(whole.ship_to, place):
        whole.ship_to = whole.ship_to or place
    elif place:
        whole.unexplained.append(quote(sheet, 0, [place]))
    whole.notes += facts.note


def _same(known: str | None, new: str) -> bool:
    return known is None or re.sub(r"[\W_]+", "", known).casefold() == re.sub(r"[\W_]+", "", new).casefold()


def _place(facts: Facts, reader: TextReader) -> str | None:
    """The customer's place that an address names; the address as written where it names none that we know."""
    if not facts.ship_to:
        return None
    known = reader.header("Deliver to: " + ", ".join(facts.ship_to)).ship_to
    if known:
        return known
    rows = [row for row in facts.ship_to if any(map(str.isdigit, row)) or reader.header(row).customer_id is None]
    return ", ".join(rows)[:200] or None


def _joined(spoken: Spoken, whole: _Whole, *, in_thread: bool) -> Reading:
    text = spoken.reading
    questions = list(whole.questions)
    if whole.customer_id is None and not any(question.about == "customer" for question in questions):
        questions.append(Question(about="customer", text="customer", candidates=spoken.header.customers))
    was_order = text.intent in _TO_BE_JOINED
    settled = (text.ready or not was_order) and not (questions or whole.unexplained or whole.doubts)
    lowest = min((line.confidence for line in whole.lines), default=0.0)
    ready = settled and bool(whole.lines)
    return text.model_copy(update={
        "intent": "draft_edit" if in_thread else "order",
        "also": tuple(name for name in text.also if name != "draft_confirm"),
        "customer_id": whole.customer_id,
        "customer_candidates": text.customer_candidates or ((whole.customer_id,) if whole.customer_id else ()),
        "lines": tuple(whole.lines), "questions": tuple(questions), "unexplained": tuple(whole.unexplained),
        "requested_date": whole.requested_date, "customer_po": whole.customer_po, "ship_to": whole.ship_to,
        "note": "\n".join(dict.fromkeys(whole.notes))[:LONGEST_NOTE] or None, "asked": Asked(),
        "files": tuple(whole.files), "ready": ready, "confidence": lowest if ready else min(lowest, 0.5),
    })  # fmt: skip
