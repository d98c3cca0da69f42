"""What a message means that speaks of something earlier, as far as it can be told without history.

What history would have to tell becomes a question, and stands among the recalls of the reading.
"""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from domain.intake.rules.acts import is_request
from domain.intake.rules.memory import Phrase, fitting, live_length, phrases, without
from domain.intake.schemas import DraftState, History, Message, Question, Reading, ReadLine, Span

Read = Callable[[Message, DraftState | None], Reading]

#: What else a message with such words may be: whatever it is about otherwise, it orders nothing of before.
_MAY_ORDER = frozenset({"order", "not_actionable", "order_status", "order_change", "draft_edit", "draft_confirm"})
_ORDERING = re.compile(
    r"\b(?:want|wants|need|needs|send|order|please|pls|add|can|could|like|put|get|take|plus)\b", re.I
)
_CHANGING = re.compile(
    r"\b(?:make|add|drop|swap|change|instead|also|plus|ship|deliver|send|want|need|take|remove|double|halve|but|po)\b",
    re.I,
)
_CONFIRMING = re.compile(r"\b(?:confirm(?:ed)?|go ahead|(?:book|place|ship|send) it|put it through|good to go)\b", re.I)
_DRAFTING = frozenset({"order", "draft_edit", "draft_confirm", "draft_discard"})
MOST_ARTICLES = 10


def read_with_memory(read: Read, message: Message, draft: DraftState | None) -> Reading:
    """Read a message with `read`, and account for its words about something earlier."""
    found = phrases(message.text)
    if not found:
        return read(message, draft)
    whole = [one for one in found if one.recall.kind != "usual_part"]
    parts = [one for one in found if one.recall.kind == "usual_part"]
    if not whole:
        return _with_articles(read, message, draft, parts)
    match whole[0].recall.kind:
        case "undo":
            return _undone(read, message, draft, whole[0])
        case "same_for":
            return _same_for(read, message, draft, whole[0])
        case "save_usual" | "show_usual":
            return _as_before(message, draft, "not_actionable", whole[0])
    reading = _order_of_before(read, message, draft, whole[0])
    return _asking(reading, parts, read, message) if reading.recalls else reading


def _less(message: Message, found: Sequence[Phrase]) -> Message:
    return message.model_copy(update={"text": without(message.text, found)})


def _as_before(message: Message, draft: DraftState | None, intent: str, phrase: Phrase) -> Reading:
    """Nothing of the draft changes by these words alone."""
    held = draft or DraftState(customer_id=message.customer_id)
    return Reading(
        id=message.id, intent=intent, customer_id=held.customer_id, lines=held.lines, questions=held.questions,
        unexplained=tuple(Span(start=0, end=0, text=text) for text in held.unexplained),
        requested_date=held.requested_date, customer_po=held.customer_po, ship_to=held.ship_to, note=held.note,
        recalls=(phrase.recall,), confidence=0.8,
    )  # fmt: skip


def asked(phrase: Phrase) -> Question:
    """What has to be asked while nobody knows what was before."""
    about = "unknown_item" if phrase.recall.kind == "undo" else "recall"
    return Question.model_validate({"about": about, "text": phrase.recall.span.text, "span": phrase.recall.span})


def _undone(read: Read, message: Message, draft: DraftState | None, phrase: Phrase) -> Reading:
    """The draft as it was before its last changes, and whatever else the message changes in that."""
    before = draft
    for _ in range(phrase.recall.steps):
        before = before.before if before else None
    if before is None:
        reading = _as_before(message, draft, "draft_edit" if draft else "order_change", phrase)
        return reading.model_copy(update={"questions": (*reading.questions, asked(phrase))})
    restored = _as_before(message, before, "draft_edit", phrase)
    rest = _less(message, [phrase])
    words = rest.text[: live_length(message.text)]
    if _CHANGING.search(words):
        further = read(rest, before)
        if further.intent == "draft_edit":
            return further.model_copy(update={"recalls": (phrase.recall,)})
    also = ("draft_confirm",) if _CONFIRMING.search(words) else ()
    unexplained = (*restored.unexplained, *_strange_numbers(words, before))
    settled = bool(before.lines) and not before.questions and not unexplained and before.customer_id is not None
    return restored.model_copy(
        update={
            "also": also, "unexplained": unexplained, "ready": settled, "confidence": 0.95 if settled else 0.5,
        }
    )  # fmt: skip


def _strange_numbers(words: str, before: DraftState) -> list[Span]:
    """The numbers beside an undo that the draft it goes back to does not have."""
    known = {line.quantity for line in before.lines} | {line.base_quantity for line in before.lines}
    return [
        Span(start=found.start(), end=found.end(), text=found.group())
        for found in re.finditer(r"\d{1,9}", words)
        if Decimal(found.group()) not in known
    ]


def _same_for(read: Read, message: Message, draft: DraftState | None, phrase: Phrase) -> Reading:
    """The same lines for another customer; in a thread those of its draft."""
    rest = _less(message, [phrase])
    named = read(rest, None)
    if draft is None:
        return _asking_whole(named.model_copy(update={"intent": "order"}), phrase)
    if named.customer_id in (None, draft.customer_id):
        return _plain_or_asked(read, message, draft, phrase)
    return repeated(read, rest, draft.lines, named.customer_id, marked="same_order").model_copy(
        update={"recalls": (phrase.recall,)}
    )


def repeated(
    read: Read, rest: Message, lines: Sequence[ReadLine], customer_id: str | None, *, marked: str | None = None
) -> Reading:
    """An order of these lines again, changed by the other words of the message; never ready by itself."""
    again = tuple(
        line.model_copy(update={"stated_price": None, "inferred": (marked,) if marked else line.inferred})
        for line in lines
    )
    base = DraftState(customer_id=customer_id, lines=again)
    reading = read(rest, base)
    if reading.intent not in _MAY_ORDER:
        reading = reading.model_copy(update={"lines": again, "questions": ()})
    return reading.model_copy(
        update={"intent": "order", "also": (), "customer_id": customer_id, "ready": False, "confidence": 0.5}
    )


def _order_of_before(read: Read, message: Message, draft: DraftState | None, phrase: Phrase) -> Reading:
    plain, rest = read(message, draft), read(_less(message, [phrase]), draft)
    if plain.intent not in _MAY_ORDER and not is_request(message.text):
        return plain
    if draft is not None and draft.lines and not phrase.joined and _has_words(message, phrase):
        return _plain_or_asked(read, message, draft, phrase)
    if draft is None:
        own = [one for one in (*rest.lines, *rest.questions) if getattr(one, "about", "") != "customer"]
        if own and not (phrase.goes_on or phrase.joined):
            # "same lot as last month" beside a list of articles tells something about them and asks for nothing.
            return plain
        rest = rest.model_copy(update={"intent": "order"})
    else:
        rest = rest.model_copy(update={"intent": "draft_edit", "also": ()})
    return _asking_whole(rest, phrase)


def _asking_whole(reading: Reading, phrase: Phrase) -> Reading:
    questions = [*reading.questions, asked(phrase)]
    if reading.customer_id is None and not any(one.about == "customer" for one in questions):
        questions.insert(0, Question(about="customer", text="customer", candidates=reading.customer_candidates))
    return reading.model_copy(
        update={"questions": tuple(questions), "recalls": (phrase.recall,), "also": (), "ready": False}
    )


def _has_words(message: Message, phrase: Phrase) -> bool:
    left = without(message.text, [phrase])[: live_length(message.text)]
    return bool(re.sub(r"\b(?:please|pls|thanks|thx|ta|cheers|again|ok|and|then)\b|\W", "", left, flags=re.I))


def _plain_or_asked(read: Read, message: Message, draft: DraftState, phrase: Phrase) -> Reading:
    """What the words change in the draft; where they change nothing they are asked about, never passed over."""
    plain = read(message, draft)
    is_same = (
        [(line.sku, line.base_quantity) for line in plain.lines]
        == [(line.sku, line.base_quantity) for line in draft.lines]
        and len(plain.questions) == len(draft.questions)
        and len(plain.unexplained) == len(draft.unexplained)
        and (plain.customer_id, plain.requested_date, plain.customer_po, plain.ship_to)
        == (draft.customer_id, draft.requested_date, draft.customer_po, draft.ship_to)
    )
    if not is_same or plain.intent not in _MAY_ORDER:
        return plain
    questions = (*plain.questions, asked(phrase))
    return plain.model_copy(update={"intent": "draft_edit", "also": (), "questions": questions, "ready": False})


def _with_articles(read: Read, message: Message, draft: DraftState | None, parts: Sequence[Phrase]) -> Reading:
    plain, rest = read(message, draft), read(_less(message, parts), draft)
    if plain.intent not in _MAY_ORDER:
        return plain
    orders = (
        draft is not None
        or "order" in (plain.intent, rest.intent)
        or _ORDERING.search(message.text)
        or any(one.recall.quantity for one in parts)
    )
    return _asking(rest, parts, read, message, draft=draft) if orders else plain


def _asking(
    reading: Reading, parts: Sequence[Phrase], read: Read, message: Message, *, draft: DraftState | None = None
) -> Reading:
    """A question for each article that is only called usual, with those of the catalogue that the word fits."""
    if not parts:
        return reading
    questions = [*reading.questions]
    if reading.customer_id is None and not any(one.about == "customer" for one in questions):
        questions.insert(0, Question(about="customer", text="customer", candidates=reading.customer_candidates))
    for part in parts:
        questions.append(_usual_item(part, read, message))
    return reading.model_copy(
        update={
            "intent": "order" if draft is None else "draft_edit",
            "also": (),
            "questions": tuple(questions),
            "recalls": (*reading.recalls, *(part.recall for part in parts)),
            "ready": False,
        }
    )


def _usual_item(part: Phrase, read: Read, message: Message) -> Question:
    recall = part.recall
    alone = message.model_copy(update={"text": f"please send 5 {recall.article}", "subject": None})
    found = read(alone, None)
    named = [sku for question in found.questions if question.about != "customer" for sku in question.candidates]
    named += [line.sku for line in found.lines]
    return Question(
        about="usual_item", text=recall.span.text, span=recall.span, candidates=tuple(named[:MOST_ARTICLES]),
        quantity=recall.quantity,
    )  # fmt: skip


def with_history(read: Read, message: Message, reading: Reading, history: History) -> Reading:
    """The reading with its recalls answered from history: lines offered again, articles that the customer buys."""
    phrase = next((one for one in phrases(message.text) if one.recall.kind != "usual_part"), None)
    if phrase is not None and history.again is not None and _is_open(reading, phrase):
        again = repeated(read, _less(message, [phrase]), history.again, history.customer_id)
        kept = [one for one in reading.questions if one.about == "usual_item"]
        reading = again.model_copy(
            update={"questions": (*again.questions, *kept), "recalls": reading.recalls, "intent": reading.intent}
        )
    questions = tuple(_of_bought(one, reading, history) for one in reading.questions)
    return reading.model_copy(update={"questions": questions})


def _is_open(reading: Reading, phrase: Phrase) -> bool:
    """Whether the phrase still asks for an order of before, and not for changes of a draft that has lines."""
    asks = any(one.about == "recall" and one.text == phrase.recall.span.text for one in reading.questions)
    return asks and reading.intent == "order"


def _of_bought(question: Question, reading: Reading, history: History) -> Question:
    """The question with the articles that the customer buys and the word fits, where there are any."""
    recall = next((one for one in reading.recalls if one.kind == "usual_part" and one.span == question.span), None)
    if recall is None:
        return question
    fits = fitting(recall.article, [(one.sku, one.name) for one in history.bought])
    fits = fits or tuple(one.sku for one in history.bought if one.sku in question.candidates)
    usually = {one.usually for one in history.bought if one.sku in fits}
    quantity = question.quantity or (usually.pop() if fits and len(usually) == 1 else None)
    if not fits:
        # Nothing that they buy fits: those of the catalogue are offered for what they are.
        about = "which_item" if question.candidates else "usual_item"
        return question.model_copy(update={"about": about, "quantity": quantity})
    return question.model_copy(update={"candidates": fits[:MOST_ARTICLES], "quantity": quantity})
