"""What a message asks beside what it orders: each question of another kind is found, taken out, and kept to answer."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from domain.intake.rules.accounting import Accountant
from domain.intake.rules.acts import QUESTION, is_request, orders, strongest
from domain.intake.rules.enquiring import NEXT
from domain.intake.rules.preparing import Prepared
from domain.intake.rules.reading import OF_ARTICLES
from domain.intake.rules.references import own_orders
from domain.intake.schemas import Enquiry, Reading, Span

#: What can be asked beside an order.
KINDS = ("order_status", "stock_query", "price_query", "credit_query", "billing_query", "return_request")
#: Longer messages are not looked through, and so many questions of one are told apart: each is read by itself.
LONGEST, MOST = 3_000, 5
#: Questions of no kind that a person answers: they speak of what we do for customers.
OTHER = "other"
_OURS = re.compile(
    r"\b(?:discounts?|invoices?|deliver\w*|parcels?|pallets?|carriage|vat|accounts?|catalogues?|returns?|send back|"
    r"credit|minimum|collect\w*|reps?|samples?)\b",
    re.I,
)
_CONDITION = re.compile(r"\b(?:if|unless|depending|provided|assuming)\b", re.I)
#: Words for what was named before.
_POINTS = re.compile(r"\b(?:em|them|it|those|these|that|they|both|any|enough|some|all)\b", re.I)
#: How something else follows a question.
_GOES_ON = re.compile(r"\W*(?:and|plus|also)\b", re.I)
_OWING = re.compile(r"\bwhat (?:do|does) (?:they|we|he|she|i|[\w&' ]{2,30}) owe\b", re.I)
#: Such a question asks for nothing, whatever words of ordering follow.
_SURELY = re.compile(r"\W*(?:when|how|what|where|(?:do|have) (?:we|you))\b", re.I)
#: What a cue in plain words weighs.
_PLAIN = 1.4
#: How sure at most a reading is that somebody has to look at.
_UNSURE = 0.5
_SENTENCE = re.compile(r"(?<=[!?\n])|(?<=[.;])(?![\d.])")
_JOIN = r"(?:(?:and|also|but|plus|oh|btw|separately|secondly|finally|lastly|meanwhile|p\.?s)\b[\s:,.-]*)*"
_ASKS = (
    r"(?:how (?:many|much|long|soon)|what(?:'?s| is| are| do| does| has| have| would)|when(?:'?s)?|where(?:'?s)?|why|"
    r"am i|(?:do|have|has|did|are|is|will|can|could|would) (?:we|you|they|i|he|she|it|there|the|that|this|any\w*|SO\b)|"
    r"has|any (?:chance|news|word|idea|update)|(?:can|could) you (?:also |please )*(?:tell|check|confirm|let)|"
    r"(?:please )?(?:let me know|tell me|confirm) (?:if|when|where|how|what|whether))"
)
_OPENS = re.compile(rf"(?:^\W*|[,:]\s*|\s[-–—]+\s*|\b(?:and|also|but|plus)\s+){_JOIN}(?={_ASKS}\b)", re.I)
#: Where a question ends and ordering goes on within a sentence.
_ENDS = re.compile(rf"{NEXT}(?:send|add|book|put|order|ship|get)\b)|(?:,|,? and|,? plus)(?= \d+ (?:x|of)\b)", re.I)


@dataclass(frozen=True)
class Aside:
    """A stretch of a text that asks something of a kind."""

    kind: str
    start: int
    end: int


def asides_in(text: str) -> list[Aside]:
    """The questions of a text, first to last; not those that ask for goods. Neighbours of one kind are one."""
    found = list[Aside]()
    for start, end in _sentences(text):
        opened = [(start + one.start(), start + one.end()) for one in _OPENS.finditer(text[start:end])]
        for (begin, said), (until, _) in pairwise([*opened, (end, end)]):
            stop = _ENDS.search(text, said, until)
            last = stop.start() if stop else until
            kind = _kind(text[said:last])
            if kind and found and (found[-1].kind, found[-1].end) == (kind, begin):
                found[-1] = replace(found[-1], end=last)
            elif kind:
                found.append(Aside(kind, begin, last))
    return found


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for part in _SENTENCE.split(text):
        if part.strip():
            yield start, start + len(part)
        start += len(part)


def _kind(said: str) -> str | None:
    """What a stretch asks about; None for what asks nothing, or asks for goods."""
    if is_request(said) or not ("?" in said or QUESTION.match(said)):
        return None
    if _OWING.search(said):
        return "credit_query"
    kind, weight = strongest(said)
    if kind in KINDS and weight >= _PLAIN:
        is_ordering = kind in OF_ARTICLES and orders(said) and not _SURELY.match(said)
        return None if is_ordering else kind
    if own_orders(said):
        return "order_status"
    return OTHER if "?" in said and _OURS.search(said) else None


def answered_beside(
    reading: Reading, made: Prepared, accountant: Accountant, read: Callable[[str], Reading]
) -> Reading:
    """A reading with what is asked beside what is ordered; `read` reads a text as a message of the same sender.

    Where the questions outweighed the order, the rest of the message is read by itself, and a person looks at it.
    """
    text = made.clean.text
    if made.is_bounded or len(text) > LONGEST or reading.intent not in ("order", *KINDS):
        return reading
    told = [_enquiry(one.kind, accountant.span(one.start, one.end), read) for one in asides_in(text)[:MOST]]
    is_order = reading.intent == "order"
    outweighs = not is_order or any(_is_line(one, reading) for one in told)
    rest = _rest(made, told, read) if told and outweighs else None
    if rest is not None:
        return _with(rest, told)
    return _with(reading, [one for one in told if not _is_read(one, reading)]) if told and is_order else reading


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _enquiry(kind: str, span: Span, read: Callable[[str], Reading]) -> Enquiry:
    """A question with what it is about, as if it were all of the message."""
    alone = read(span.text)
    asked = alone.asked.model_copy(update={"items": alone.asked.items or alone.lines})
    return Enquiry(kind=kind, span=span, asked=asked)


def _is_line(enquiry: Enquiry, reading: Reading) -> bool:
    """Whether what is only asked about was taken for ordered."""
    return enquiry.kind in OF_ARTICLES and any(_meet(enquiry.span, line.source) for line in reading.lines)


def _is_read(enquiry: Enquiry, reading: Reading) -> bool:
    """Whether something of a question is ordered, or asked about where that may be an article."""
    taken = [line.source for line in reading.lines] + [one.span for one in reading.enquiries]
    if enquiry.kind in (*OF_ARTICLES, OTHER):
        taken += [one.span for one in reading.questions if one.span]
    return any(_meet(enquiry.span, other) for other in taken)


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _rest(made: Prepared, told: Sequence[Enquiry], read: Callable[[str], Reading]) -> Reading | None:
    """The message without its questions, where that orders something by itself.

    What is refused, for later or on a condition does not, and neither do articles that a question is about: "16 zinc
    hearts, have we got them?", "where is our order? 12 signs, keyed on Monday".
    """
    text = made.message.text
    for one in told:
        if one.kind in OF_ARTICLES and not one.asked.items and _POINTS.search(one.span.text):
            return None
        text = text[: one.span.start] + _blank(one.span.text) + text[one.span.end :]
    if made.evidence.refused or made.evidence.future or _CONDITION.search(text):
        return None
    goes_on = any(map(orders, text.split("\n"))) or any(_GOES_ON.match(text, one.span.end) for one in told)
    if any(one.kind == "order_status" for one in told) and not goes_on:
        return None
    rest = read(text)
    is_order = rest.intent == "order" and rest.lines
    return rest.model_copy(update={"ready": False, "confidence": min(rest.confidence, _UNSURE)}) if is_order else None


def _with(reading: Reading, told: Sequence[Enquiry]) -> Reading:
    """The reading with its questions, which are neither asked about nor left over any more."""

    def is_told(span: Span | None) -> bool:
        return span is not None and any(_meet(span, one.span) for one in told)

    enquiries = (*reading.enquiries, *told)
    return reading.model_copy(
        update={
            "enquiries": enquiries,
            "also": tuple(dict.fromkeys(one.kind for one in enquiries)),
            "questions": tuple(one for one in reading.questions if not is_told(one.span)),
            "unexplained": tuple(span for span in reading.unexplained if not is_told(span)),
        }
    )
