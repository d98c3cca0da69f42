"""What a message says about the whole order: customer, PO number, date, place; with the spans that say so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.intake.rules.cleaning import Row
from domain.intake.rules.dates import DateMention, find_dates
from domain.intake.rules.directory import Directory, Mention, Place, mentions, places
from domain.intake.rules.references import Reference, customer_references, spelled_out
from domain.intake.rules.tokens import Token, tokenize
from domain.intake.schemas import Message

MOST_DATES = 40
_STRONG = re.compile(
    r"(?:\b(?:by|before|for|w/?c|week commencing|week beginning|wk comm(?:encing)?|w/b|due|needed?|wanted|"
    r"wants?(?: (?:it|them|this|all|that))*|required|requested|"
    r"deliver(?:y|ed)?(?: (?:on|date|by|for))?|arriv\w+|arrive on|date|in by|no later than|latest|until|"
    r"till|there (?:on|by)|with (?:them|us|me|him|her) (?:on|by)|"
    r"when|asap|ready|her wanted date|put|ship(?:ped)?|goods for|to them|here|come|van|possible|is for|"
    r"lands?)\b[\s:,=|-]*(?:the|on|from|it|a|by|about|this)?\s*)$",
    re.I,
)
_WISHED = re.compile(
    r"\b(?:wants?|wanted|needs?|needed|like|req|reqd|required|after|deliver\w*|arrive|send|supply|receive|"
    r"put|goes|there|have it|with (?:him|her|them|us|me))\b[^.;]{0,40}$",
    re.I,
)
_WEAK = re.compile(r"\b(?:on|in|about|now)\s*(?:the\s*)?$|[,\-:>./(|]\s*$|^\s*$|\bpls\s*$|\bplease\s*$", re.I)
_AFTER = re.compile(
    r"^\W{0,3}(?:pls|please|plz|if pos|if you can|ideally|latest|would be|is fine|at the latest|delivery|"
    r"thanks|ta\b|cheers|our van|then|ok|will do|"
    r"as (?:requested|usual)|no later|at latest|$|\n|,|\.)",
    re.I,
)
_CHAT = re.compile(
    r"\b(?:open(?:s|ing|ed)?|closed?|shut|i'm|i am|i'll|i shall|i was|back (?:on|from|by|at)|rang|called|"
    r"saw|yesterday|last|since|invoice[ds]?|ring me|ring us|call me|"
    r"holiday|dated|ordered on|your .{0,20} of|meeting|lunch|party|wedding|dentist|starts?|statement|"
    r"catalogue|telephone conversation|quoted?|spoke|"
    r"trip|visit|will be in|said on|came|conversation|"
    r"in on|working day|goods inwards|birthday|fair|reopen|market|out of office|off on|was|were|mentioned)\b",
    re.I,
)


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


def read_header(
    message: Message, text: str, *, rows: Sequence[Row], tokens: Sequence[Token], directory: Directory
) -> Header:
    """Read the header from the rows that count; the subject helps with PO, customer and date."""
    live = [row for row in rows if row.kind in ("new", "forward")]
    spans: list[tuple[int, int, str]] = [(*span, "chat") for span in spelled_out(text)]
    customer, others, found = _customer(message, tokens, rows, directory)
    spans += [(tokens[m.first].start, tokens[m.last].end, "customer") for m in found]
    references = [r for row in live for r in _shifted(customer_references(row.text), row.start)]
    spans += [(r.start, r.end, "po") for r in references]
    in_subject = customer_references(message.subject or "")
    named = places(directory, tokens, customer)
    alive = [p for p in named if _kind_at(rows, tokens[p.first].start) in ("new", "forward")]
    spans += [(tokens[p.first].start, tokens[p.last].end, "ship_to") for p in alive]
    dates = [
        DateMention(d.start + row.start, d.end + row.start, d.day, d.kind)
        for row in live
        for d in find_dates(row.text, message.today)
    ]
    dates = [
        d for d in dates if not any(s < d.end and d.start < e for s, e, role in spans if role in ("po", "customer"))
    ]
    when, doubts, day_spans = _requested(message, text, dates[:MOST_DATES])
    spans += day_spans
    return Header(customer, others, _po(references, in_subject), when, _ship_to(alive), tuple(spans), doubts)


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


def _shifted(found: Sequence[Reference], by: int) -> list[Reference]:
    return [Reference(r.start + by, r.end + by, r.value) for r in found]


def _kind_at(rows: Sequence[Row], position: int) -> str:
    for row in rows:
        if row.start <= position <= row.end:
            return row.kind
    return "new"


def _po(references: Sequence[Reference], in_subject: Sequence[Reference]) -> str | None:
    values = [r.value for r in (*references, *in_subject)]
    if not values:
        return None
    best = values[0]
    longer = [value for value in values if best != value and value.upper().endswith(best.upper())]
    return min((best, *longer), key=len)


def _customer(
    message: Message, tokens: Sequence[Token], rows: Sequence[Row], directory: Directory
) -> tuple[str | None, tuple[str, ...], list[Mention]]:
    found = mentions(directory, tokens)
    sender = message.customer_id if message.customer_id in directory.entries else None
    if sender:
        return sender, (sender,), [m for m in found if m.customer_id == sender]
    live = [m for m in found if _kind_at(rows, tokens[m.first].start) != "quote"] or found
    if not live:
        return _elsewhere(message, directory)
    best = live[0]
    ids = tuple(dict.fromkeys(m.customer_id for m in live))
    rivals = {
        m.customer_id for m in live if m.score >= best.score - 0.15 and (m.first, m.last) == (best.first, best.last)
    }
    used = [m for m in live if m.customer_id == best.customer_id]
    if len(rivals) > 1:
        return None, ids[:10], used
    return best.customer_id, ids[:10], used


def _elsewhere(message: Message, directory: Directory) -> tuple[str | None, tuple[str, ...], list[Mention]]:
    """No name in the text: an address in it, or the subject."""
    from_text = re.findall(r"[\w.+-]{1,60}@([\w-]{1,60}(?:\.[\w-]{1,30}){1,4})", message.text[:8000])
    for domain in from_text:
        if domain.lower() in directory.by_email:
            return directory.by_email[domain.lower()], (directory.by_email[domain.lower()],), []
    if message.subject:
        found = mentions(directory, subject_tokens(message.subject))
        if found:
            return found[0].customer_id, tuple(dict.fromkeys(m.customer_id for m in found))[:10], []
    return None, (), []


def subject_tokens(subject: str) -> list[Token]:
    """The subject's tokens; offsets mean nothing in the text."""
    return tokenize(subject)


def _ship_to(found: Sequence[Place]) -> str | None:
    sure = [place for place in found if place.sure] or list(found)
    return sure[0].label if sure else None


def _requested(
    message: Message, text: str, dates: Sequence[DateMention]
) -> tuple[date | None, tuple[str, ...], list[tuple[int, int, str]]]:
    scored = [(_score(text, mention), mention) for mention in dates]
    good = [(score, mention) for score, mention in scored if score >= 1.5]
    spans = [(m.start, m.end, "date" if s >= 1.5 else "chat") for s, m in scored]
    near = [(score, mention) for score, mention in good if _is_near(mention.day, message.today)]
    if not near:
        fallback = _in_subject(message)
        odd = [mention.day for _, mention in good if mention.kind == "exact"]
        return (fallback, (), spans) if fallback or not odd else (odd[0], ("past or far date",), spans)
    best = max(score for score, _ in near)
    top = [mention for score, mention in near if score >= best - 0.3]
    doubts = ("second date",) if len({mention.day for mention in top}) > 1 else ()
    return top[0].day, doubts, spans


def _is_near(day: date, today: date) -> bool:
    """Whether a day can be a wanted one: not past, within a year."""
    return today <= day <= today + timedelta(days=370)


def _in_subject(message: Message) -> date | None:
    for mention in find_dates(message.subject or "", message.today):
        lead = (message.subject or "")[: mention.start]
        if _STRONG.search(lead) or mention.kind == "relative":
            return mention.day if mention.day > message.today else None
    return None


def _score(text: str, mention: DateMention) -> float:
    line_start = (
        max(
            text.rfind("\n", 0, mention.start), *(text.rfind(stop, 0, mention.start) + 1 for stop in (". ", "! ", "? "))
        )
        + 1
    )
    ends = [
        position for position in (text.find(stop, mention.end) for stop in ("\n", ". ", "! ", "? ")) if position >= 0
    ]
    lead, tail = text[line_start : mention.start], text[mention.end : min(ends, default=len(text))]
    score = {"exact": 0.8, "relative": 0.8, "weekday": 0.6, "ordinal": 0.3, "today": -0.5}[mention.kind]
    if _STRONG.search(lead[-40:]):
        score += 1.6
    elif _WEAK.search(lead[-12:]) or _WISHED.search(lead[-60:]):
        score += 0.9
    if _AFTER.match(tail + "\n"):
        score += 0.5
    clause = (
        re.split(r"[,;(]| but | and | as | because | since ", lead[-400:])[-1][-60:]
        + " "
        + re.split(r"[,;.(]| but | and ", tail[:400])[0][:40]
    )
    if _CHAT.search(clause):
        score -= 1.6
    if re.search(r"\?\s*$", tail[-3:]) and re.search(r"\b(?:could|would|can|will|if|when)\b", lead):
        score -= 0.4
    return score
