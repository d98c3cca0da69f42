"""Answers to the open questions of a draft: a number, a place in the list of candidates, words that pick one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from domain.intake.rules.accounting import Accountant
from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.lattice import Sentence
from domain.intake.rules.matching import Matcher
from domain.intake.rules.tokens import Token
from domain.intake.rules.vocabulary import STOP
from domain.intake.schemas import Question, ReadLine, Span

_PLACES = re.compile(
    r"\b(?:(first|1st)|(second|2nd)|(third|3rd)|(fourth|4th)|(fifth|5th)|(last))\b(?: (?:one|option))?", re.I
)


@dataclass
class State:
    """The draft while a message works on it."""

    lines: list[ReadLine]
    questions: list[Question]
    unexplained: list[Span] = field(default_factory=list)
    changed: bool = False


@dataclass(frozen=True)
class Answering:
    """What is needed to work on a draft: the catalogue's matcher and the accountant of the message."""

    matcher: Matcher
    accountant: Accountant


def answer(sentence: Sentence, tokens: Sequence[Token], state: State, reader: Answering) -> bool:
    """Whether the words answer an open question: a number, a place in the list, words that pick a candidate."""
    for place, question in enumerate(state.questions):
        picked = _picked(tokens, sentence.text, question, reader.matcher.catalogue)
        if not picked:
            continue
        lines = [_line((sku, quantity, unit), tokens, reader) for sku, quantity, unit in picked]
        if any(line is None for line in lines):
            continue
        del state.questions[place]
        for line in lines:
            if line is not None:
                merge(state, line)
        return True
    return False


def _picked(
    tokens: Sequence[Token], text: str, question: Question, catalogue: Catalogue
) -> list[tuple[str, Decimal, str | None]]:
    numbers = [token for token in tokens if token.kind == "num"]
    content = [
        t for t in tokens if t.kind in ("word", "size", "many") and t.norm not in STOP and catalogue.word(t.norm).hits
    ]
    if question.about == "quantity" and question.candidates:
        known = _best_of(content, question.candidates, catalogue) if content else question.candidates[:1]
        if len(numbers) == 1 and len(known) == 1:
            return [(known[0], numbers[0].value, numbers[0].unit)]
        return []
    if question.about != "which_item" or not question.candidates:
        return []
    code = [token.norm for token in tokens if token.kind == "code" and token.norm in question.candidates]
    chosen = (
        code
        or _by_place(text, question.candidates)
        or (_best_of(content, question.candidates, catalogue) if content else ())
    )
    if len(chosen) != 1:
        return []
    quantity = numbers[0].value if len(numbers) == 1 else question.quantity
    return [(chosen[0], quantity, question.unit if not numbers else numbers[0].unit)] if quantity else []


def _by_place(text: str, candidates: Sequence[str]) -> tuple[str, ...]:
    found = _PLACES.search(text)
    if found is None:
        return ()
    index = len(candidates) - 1 if found.group(6) else next(i for i in range(5) if found.group(i + 1))
    return (candidates[index],) if index < len(candidates) else ()


def _best_of(content: Sequence[Token], candidates: Sequence[str], catalogue: Catalogue) -> tuple[str, ...]:
    """Candidates that the words name best; one, if they tell it from the others."""
    scores: dict[str, float] = {}
    for sku in candidates:
        place = catalogue.place.get(sku)
        gains = [catalogue.word(t.norm) for t in content]
        scores[sku] = (
            sum(word.cost * word.gains[place].likeness for word in gains if place in word.gains)
            if place is not None
            else 0.0
        )
    best = max(scores.values(), default=0.0)
    return tuple(sku for sku in candidates if best >= 0.8 and scores[sku] >= best - 0.3)


def _line(picked: tuple[str, Decimal, str | None], tokens: Sequence[Token], reader: Answering) -> ReadLine | None:
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


def merge(state: State, line: ReadLine) -> None:
    """A line more, or more of one that is there."""
    for index, old in enumerate(state.lines):
        if old.sku == line.sku:
            total = old.base_quantity + line.base_quantity
            state.lines[index] = old.model_copy(update={"base_quantity": total, "quantity": total, "unit": None})
            return
    state.lines.append(line)
