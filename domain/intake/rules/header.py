"""What a message says about the whole order: customer, PO number, date, place; with the spans that say so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from domain.intake.rules.candidates import Candidates, Weighed
from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.cleaning import Row
from domain.intake.rules.dates import DateMention
from domain.intake.rules.directory import Directory, Mention, Place, mentions
from domain.intake.rules.references import Reference, spelled_out
from domain.intake.rules.roles import HALF, Told, Unsaid, stand, towns_of
from domain.intake.rules.strange_codes import ROLE, Stranger, is_stranger, strangers_in
from domain.intake.rules.token import Token
from domain.intake.rules.tokens import tokenize
from domain.intake.schemas import Message

Value = TypeVar("Value")


@dataclass(frozen=True)
class Header:
    """Header facts and the stretches of text that carried them, each with its role."""

    customer_id: str | None
    customers: tuple[str, ...]
    customer_po: str | None
    requested_date: date | None
    ship_to: str | None
    spans: tuple[tuple[int, int, str], ...]
    doubts: tuple[str, ...]
    unsaid: tuple[Unsaid, ...] = ()
    strangers: tuple[Stranger, ...] = ()


def read_header(
    message: Message,
    text: str,
    *,
    rows: Sequence[Row],
    tokens: Sequence[Token],
    directory: Directory,
    catalogue: Catalogue,
    known: str | None = None,
) -> Header:
    """Read the header from the rows that count and the subject; `known` is whose draft the message works on."""
    spans: list[tuple[int, int, str]] = [(*span, "chat") for span in spelled_out(text)]
    found_here = Candidates(message, text, rows, tokens)
    customer, others, found, doubtful = _customer(message, found_here, directory, catalogue)
    spans += [(tokens[m.first].start, tokens[m.last].end, "customer") for m in found]
    own = catalogue.customer_codes.get(customer or "", {})
    strangers = strangers_in(rows, catalogue, own, directory.entries.keys())
    references = _unexplained(found_here.references(catalogue, tuple(own)), strangers, customer, catalogue)
    named_by, told = customer or known, Told(text, rows, tokens, message.channel == "email")
    places, days, towns = found_here.places(directory, named_by), found_here.dates(), towns_of(directory, named_by)
    stood = stand(told, places, days, towns=towns, customers=found, today=message.today)
    named = stood.places
    spans += [*((one.start, one.end, ROLE) for one in strangers), *_spans_of(tokens, references, named)]
    dates = [w for w in stood.days if not _overlaps(w.thing, spans)]
    spans += [(w.thing.start, w.thing.end, "date" if w.chance >= HALF else "chat") for w in dates if w.thing.start >= 0]
    return Header(
        customer,
        others,
        _best([(w.thing.value, w.chance) for w in references]),
        _best([(w.thing.day, w.chance) for w in dates]),
        _best([(w.thing.label, w.chance) for w in named]),
        tuple(spans),
        (*_doubts(message, references, dates, named), *(["unsure customer"] if doubtful else ())),
        stood.unsaid,
        strangers,
    )


def _spans_of(
    tokens: Sequence[Token], references: Sequence[Weighed[Reference]], named: Sequence[Weighed[Place]]
) -> list[tuple[int, int, str]]:
    """The stretches of references and places."""
    spans = [(w.thing.start, w.thing.end, "po") for w in references if w.thing.start >= 0 and w.chance >= HALF]
    return spans + [
        (tokens[w.thing.first].start, tokens[w.thing.last].end, "ship_to" if w.chance >= HALF else "place")
        for w in named
    ]


def _unexplained(
    references: Sequence[Weighed[Reference]], strangers: Sequence[Stranger], customer: str | None, catalogue: Catalogue
) -> list[Weighed[Reference]]:
    """Those that are not explained by anything else than a PO number."""
    return [
        weighed
        for weighed in references
        if not (is_stranger(weighed.thing, strangers) or _is_known(weighed.thing, customer, catalogue))
    ]


def _is_known(reference: Reference, customer: str | None, catalogue: Catalogue) -> bool:
    """Whether what may be a PO number by no word's telling is the customer's own number, or articles ("84997A/B")."""
    is_list = "/" in reference.value and reference.value.split("/")[0].upper() in catalogue.codes
    return not reference.labelled and (reference.value == customer or is_list)


def _best(weighed: Sequence[tuple[Value, float]]) -> Value | None:
    """The likeliest of the candidates, none where none is likely."""
    top = max(weighed, key=lambda one: one[1], default=None)
    return top[0] if top is not None and top[1] >= HALF else None


def _overlaps(mention: DateMention, spans: Sequence[tuple[int, int, str]]) -> bool:
    return any(
        start < mention.end and mention.start < end
        for start, end, role in spans
        if role in ("po", "customer") and start >= 0
    )


def _doubts(
    message: Message,
    references: Sequence[Weighed[Reference]],
    dates: Sequence[Weighed[DateMention]],
    named: Sequence[Weighed[Place]],
) -> tuple[str, ...]:
    """What is unsure of the header: a candidate that is neither likely nor unlikely, two that are, a day long past."""
    out = []
    for name, told in (
        ("reference", [(w.thing.value.upper(), w.chance) for w in references]),
        ("date", [(w.thing.day, w.chance) for w in dates]),
        ("place", [(w.thing.label, w.chance) for w in named]),
    ):
        if any(0.2 < sure < 0.8 for _, sure in told):
            out.append(f"unsure {name}")
        if len({value for value, sure in told if sure >= HALF}) > 1:
            out.append(f"second {name}")
    if any(w.chance >= HALF and not _is_near(w.thing.day, message.today) for w in dates):
        out.append("past or far date")
    return tuple(out)


def _is_near(day: date, today: date) -> bool:
    """Whether a day can be a wanted one: not past, within a year."""
    return today <= day <= today + timedelta(days=370)


_FOR = re.compile(r"\b(?:for|customer|account|to be|meant|it'?s)\W{0,3}(?:the\s+|is\s+)?$", re.I)


def without_chance_customer(header: Header, text: str, known: str) -> Header:
    """In a thread whose customer is known, only "for ..." or a bare name is another one; a word of a name is none."""
    spans = [(start, end) for start, end, role in header.spans if role == "customer"]
    meant = any(
        _FOR.search(text[max(0, start - 24) : start]) or end - start >= 0.7 * len(text.strip()) for start, end in spans
    )
    if meant or header.customer_id == known:
        return header
    kept = tuple(span for span in header.spans if span[2] != "customer")
    return replace(header, customer_id=known, customers=(known,), spans=kept)


def _customer(
    message: Message, found_here: Candidates, directory: Directory, catalogue: Catalogue
) -> tuple[str | None, tuple[str, ...], list[Mention], bool]:
    """Who it is for, who it may be for, where that is said, and whether another may be meant."""
    sender = message.customer_id if message.customer_id in directory.entries else None
    named = mentions(directory, found_here.tokens)
    if sender:
        own = [m for m in named if m.customer_id == sender]
        return sender, (sender,), [m for m in own if not found_here.is_ordinary(m, catalogue)], False
    weighed = found_here.customers(named, catalogue)
    if not weighed or weighed[0].chance < HALF:
        who, others, spans = _elsewhere(message, directory)
        return who, others or tuple(one.thing.customer_id for one in weighed)[:10], spans, bool(weighed)
    best = weighed[0]
    ids = tuple(one.thing.customer_id for one in weighed if one.chance >= 0.05)[:10]
    used = [
        m
        for m in named
        if m.customer_id == best.thing.customer_id
        and ((m.first, m.last) == (best.thing.first, best.thing.last) or not found_here.is_ordinary(m, catalogue))
    ]
    rivals = [
        one
        for one in weighed[1:]
        if one.chance >= HALF
        and one.chance > best.chance - 0.2
        and (one.thing.first, one.thing.last) == (best.thing.first, best.thing.last)
    ]
    doubtful = best.chance < 0.85 or any(one.chance >= HALF for one in weighed[1:])
    return (None if rivals else best.thing.customer_id), ids, used, doubtful


def _elsewhere(message: Message, directory: Directory) -> tuple[str | None, tuple[str, ...], list[Mention]]:
    """No name in the text: an address in it, or the subject."""
    from_text = re.findall(r"[\w.+-]{1,60}@([\w-]{1,60}(?:\.[\w-]{1,30}){1,4})", message.text[:8000])
    for domain in from_text:
        if domain.lower() in directory.by_email:
            return directory.by_email[domain.lower()], (directory.by_email[domain.lower()],), []
    if message.subject:
        found = mentions(directory, tokenize(message.subject))
        if found:
            return found[0].customer_id, tuple(dict.fromkeys(m.customer_id for m in found))[:10], []
    return None, (), []
