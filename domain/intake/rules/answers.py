"""Answers to the open questions of a draft: a number, a place in the list of candidates, words that pick some."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from domain.intake.rules.accounting import Accountant
from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.clauses import is_content, takes_away
from domain.intake.rules.matching import Matcher
from domain.intake.rules.sentences import Sentence
from domain.intake.rules.tokens import Token
from domain.intake.rules.vocabulary import STOP, words
from domain.intake.rules.words import stem
from domain.intake.schemas import Question, ReadLine, Span

_PLACES = re.compile(
    r"\b(?:(first|1st)|(second|2nd)|(third|3rd)|(fourth|4th)|(fifth|5th)|(last))\b(?: (?:one|option))?", re.I
)
_EACH = words("each apiece")
_OTHER_WORK = words("add plus remove change make swap drop instead chuck include")
_SKIPPED = re.compile(r"\b(?:leave|skip|forget|drop|scrap) (?:it|that|those|them)(?: (?:out|off))?\b|\bneither\b", re.I)
Picked = tuple[str, Decimal, str | None]


@dataclass
class State:
    """The draft while a message works on it; `focus` are the SKUs it spoke of last."""

    lines: list[ReadLine]
    questions: list[Question]
    unexplained: list[Span] = field(default_factory=list)
    changed: bool = False
    focus: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answering:
    """What is needed to work on a draft: the catalogue's matcher and the accountant of the message."""

    matcher: Matcher
    accountant: Accountant


def answer(sentence: Sentence, tokens: Sequence[Token], state: State, reader: Answering) -> bool:
    """Whether the words answer an open question: a number, a place in the list, words that pick candidates."""
    catalogue = reader.matcher.catalogue
    for place, question in enumerate(state.questions):
        picked = _picked(tokens, sentence.text, question, catalogue)
        lines = [_line(one, tokens, reader) for one in picked]
        if not picked or any(line is None for line in lines):
            continue
        is_about_draft = {*question.candidates} <= {line.sku for line in state.lines}
        if is_about_draft and any(quantity != question.quantity for _, quantity, _ in picked):
            continue
        del state.questions[place]
        for line in lines:
            if line is not None:
                merge(state, line, instead=is_about_draft)
        state.focus = tuple(sku for sku, _, _ in picked)
        return True
    return False


def let_go(sentence: Sentence, tokens: Sequence[Token], state: State) -> bool:
    """Whether the words give up what a question is about: "forget the raclette", "then without the forks"."""
    names = [token.norm for token in tokens]
    if any(token.kind == "num" for token in tokens) or not (takes_away(names) or _SKIPPED.search(sentence.text)):
        return False
    said = {stem(token.norm) for token in tokens if is_content(token)}
    open_ones = [question for question in state.questions if question.about != "customer"]
    for question in open_ones:
        asked = {stem(word) for word in re.findall(r"[a-z]+", question.text.lower())}
        if said & asked or (not said and len(open_ones) == 1 and _SKIPPED.search(sentence.text)):
            state.questions.remove(question)
            return True
    return False


def _picked(tokens: Sequence[Token], text: str, question: Question, catalogue: Catalogue) -> list[Picked]:
    numbers = [token for token in tokens if token.kind == "num"]
    content = _content(tokens, catalogue)
    if question.about == "quantity" and question.candidates:
        known = _best_of(content, question.candidates, catalogue) if content else question.candidates[:1]
        if len({number.value for number in numbers}) == 1 and len(known) == 1:
            return [(known[0], numbers[0].value, numbers[0].unit)]
        return []
    if question.about != "which_item" or not question.candidates:
        return []
    if _OTHER_WORK & {token.norm for token in tokens} or takes_away([token.norm for token in tokens]):
        return []
    return _split(tokens, text, question, catalogue) or _one(tokens, text, question, catalogue)


def _one(tokens: Sequence[Token], text: str, question: Question, catalogue: Catalogue) -> list[Picked]:
    numbers = [token for token in tokens if token.kind == "num"]
    content = _content(tokens, catalogue)
    code = [token.norm for token in tokens if token.kind == "code" and token.norm in question.candidates]
    chosen = code or _by_place(text, question.candidates)
    if not chosen and content:
        chosen = _best_of(content, question.candidates, catalogue)
    if len(chosen) != 1 or len({number.value for number in numbers}) > 1:
        return []
    quantity = numbers[0].value if numbers else question.quantity
    return [(chosen[0], quantity, numbers[0].unit if numbers else question.unit)] if quantity else []


def _split(tokens: Sequence[Token], text: str, question: Question, catalogue: Catalogue) -> list[Picked]:
    """ "2 blue, 3 red", "the red and the purple, 10 each", "half and half": the quantity parted."""
    if re.search(r"\bhalf (?:and half|of each|each)\b", text, re.I) and len(question.candidates) == 2:
        half = (question.quantity or Decimal(0)) / 2
        return [(sku, half, None) for sku in question.candidates] if half else []
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if (token.kind == "mark" and token.norm in ",&+;/") or token.norm in ("and", "plus"):
            parts.append([])
        else:
            parts[-1].append(token)
    picked: list[tuple[str, Token | None]] = []
    shared: Token | None = None
    for part in parts:
        numbers = [token for token in part if token.kind == "num"]
        content = _content(part, catalogue)
        if numbers and _EACH & {token.norm for token in part}:
            shared = numbers[0]
        if not content:
            if numbers and shared is None:
                return []
            continue
        chosen = _best_of(content, question.candidates, catalogue)
        if len(chosen) != 1 or len(numbers) > 1:
            return []
        picked.append((chosen[0], numbers[0] if numbers else None))
    told = [(sku, number or shared) for sku, number in picked]
    if len({sku for sku, _ in told}) < max(2, len(told)):
        return []
    return [(sku, number.value, number.unit) for sku, number in told if number] if all(n for _, n in told) else []


def _content(tokens: Sequence[Token], catalogue: Catalogue) -> list[Token]:
    return [
        t for t in tokens if t.kind in ("word", "size", "many") and t.norm not in STOP and catalogue.word(t.norm).hits
    ]


def _by_place(text: str, candidates: Sequence[str]) -> tuple[str, ...]:
    found = _PLACES.search(text)
    if found is None:
        return ()
    index = len(candidates) - 1 if found.group(6) else next(i for i in range(5) if found.group(i + 1))
    return (candidates[index],) if index < len(candidates) else ()


def _best_of(content: Sequence[Token], candidates: Sequence[str], catalogue: Catalogue) -> tuple[str, ...]:
    """Candidates that the words name best; one, if they tell it from the others and name nothing besides."""
    scores: dict[str, float] = {}
    written = [catalogue.word(token.norm) for token in content]
    places = {sku: catalogue.place.get(sku, -1) for sku in candidates}
    for sku, place in places.items():
        gains = [word.cost * word.gains[place].likeness for word in written if place in word.gains]
        scores[sku] = sum(gains)
    foreign = [
        word
        for word, token in zip(written, content, strict=True)
        if is_content(token) and word.cost >= 1.0 and not any(place in word.gains for place in places.values())
    ]
    best = max(scores.values(), default=0.0)
    if best < 0.8 or sum(word.cost for word in foreign) > best:
        return ()
    return tuple(sku for sku in candidates if scores[sku] >= best - 0.3)


def _line(picked: Picked, tokens: Sequence[Token], reader: Answering) -> ReadLine | None:
    sku, quantity, unit = picked
    if (
        reader.matcher.catalogue.article(sku) is None
        or not 0 < quantity <= 1_000_000
        or quantity != quantity.to_integral_value()
    ):
        return None
    dozen = unit == "dozen"
    return ReadLine(
        sku=sku, quantity=quantity / 12 if dozen else quantity, unit="dozen" if dozen else None, base_quantity=quantity,
        source=reader.accountant.span(tokens[0].start, tokens[-1].end), inferred=("answer",),
    )  # fmt: skip


def merge(state: State, line: ReadLine, *, instead: bool = False) -> None:
    """A line more, or more of one that is there; `instead` puts the new number in the place of the old."""
    for index, old in enumerate(state.lines):
        if old.sku == line.sku:
            total = line.base_quantity if instead else old.base_quantity + line.base_quantity
            state.lines[index] = old.model_copy(update={"base_quantity": total, "quantity": total, "unit": None})
            return
    state.lines.append(line)
