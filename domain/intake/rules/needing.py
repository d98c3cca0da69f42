"""Whether a question is needed, or is about something that only stands beside what is ordered."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.intake.rules.acts import orders, wishes
from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.gathering import Gathered
from domain.intake.rules.phrases import JOINS, VERBS
from domain.intake.rules.skipping import is_measured
from domain.intake.rules.stretches import Item
from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import BULK, CONTAINERS, STOP, TALK, words
from domain.intake.schemas import Question

_WHO = words("i you we they he she it him her them us who that there")
_IF = re.compile(r"^\W*(?:\w+\W+){0,3}?(?:if|in case|unless)\b", re.I)
_CUES = tuple(
    (name, re.compile(pattern, re.I))
    for name, pattern in (
        ("if", r"\bif (?:you|we|they|there|u|\w+ exists?)\b|\bin case\b|\bunless\b"),
        ("should", r"\bshould (?:you|we|there)\b|\bany chance\b|\bwhether\b"),
        ("ever", r"\b(?:ever|anywhere|such a thing|exists?|to be had)\b"),
        ("have", r"\b(?:you|we|u) (?:ever |still |even |might )?(?:have|do|did|carry|stock|keep|sell|got|get|can)\b"),
        ("asked", r"\b(?:ask(?:s|ed|ing)? (?:about|for|after|if|whether)|mentioned|wonder(?:s|ed|ing)?)\b"),
        ("some", r"\b(?:some|any|a few|a couple|one or two)\b"),
        ("range", r"\b(?:range|catalogue|list(?:ed)?|book|code|find|found|sell|stock)\b"),
        ("take", r"(?:'d|would|'ll|will|could|might) (?:also |gladly |happily )?(?:have|take|like|want|be glad)\b"),
        ("they", r"\b(?:she|he|they|customer|owner)\b"),
    )
)


@dataclass(frozen=True)
class Posed:
    """A question with where it comes from: the piece of the sentence, its item if the search found one."""

    question: Question
    one: Gathered
    start: int
    end: int
    source: str
    item: Item | None = None


def signs(posed: Posed, gathered: Sequence[Gathered], catalogue: Catalogue) -> dict[str, float]:
    """What speaks for and against the question being needed."""
    one, about = posed.one, posed.question.about
    tokens = one.sentence.tokens
    inside = [i for i, token in enumerate(tokens) if posed.start <= token.start < posed.end]
    if not inside:
        return {f"from {posed.source}": 1.0}
    found = [*_of_item(posed), *_of_words(tokens, inside, catalogue), *_of_place(posed, gathered)]
    found += _of_number(tokens, inside, _quantities(one.items), _near_quantities(one, gathered))
    found += _of_borders(tokens, inside)
    out = {f"from {posed.source}": 1.0, f"about {about}": 1.0}
    for name, value in found:
        out[name] = out[f"{about} {name}"] = out[f"{posed.source} {name}"] = value
    return out


def _of_item(posed: Posed) -> Iterator[tuple[str, float]]:
    item = posed.item
    if item is None:
        return
    yield "margin", min(item.margin, 6.0) / 3
    yield "low margin", float(item.margin < 1.0)
    yield f"inferred {item.inferred[0] if item.inferred else 'nothing'}", 1.0
    if item.match.candidates:
        best = item.match.best
        yield "said", best.said
        yield "explained", min(best.explained, 6.0) / 3
        yield "unexplained", min(best.unexplained, 3.0)
        yield "fits", min(len(item.match.candidates), 10) / 5


def _of_words(tokens: Sequence[Token], inside: Sequence[int], catalogue: Catalogue) -> Iterator[tuple[str, float]]:
    words = [tokens[i] for i in inside if tokens[i].kind == "word"]
    content = [t for t in words if t.norm not in STOP and len(t.norm) > 2]
    goods = [t for t in content if t.norm not in CONTAINERS and t.norm not in BULK]
    strange = sum(not catalogue.word(t.norm).hits for t in goods)
    rare = sum(0 < len(catalogue.word(t.norm).hits) <= 40 for t in goods)
    yield "goods", min(len(goods), 4) / 2
    yield "no goods", float(not goods)
    yield "one word", float(len(goods) == 1)
    yield "all strange", float(bool(goods) and strange == len(goods))
    yield "strange", min(strange, 3) / 2
    yield "rare", min(rare, 3) / 2
    yield "known", min(len(goods) - strange - rare, 3) / 2
    if goods:
        last = goods[-1].norm
        is_strange = not catalogue.word(last).hits
        is_plural = last.endswith("s") and not last.endswith(("ss", "us"))
        yield "ends plural", float(is_plural)
        yield "ends strange", float(is_strange)
        yield "ends strange and plural", float(is_strange and is_plural)
        yield "ends like a verb", float(last.endswith(("ing", "ed", "ly", "'s", "'t")))
        yield "first plural", float(goods[0].norm.endswith("s"))
    yield "small words", min(len(words) - len(content), 4) / 2
    yield "verbs", float(any(t.norm in VERBS for t in words))
    yield "talk", float(any(t.norm in TALK for t in words))
    yield "who", float(any(t.norm in _WHO for t in words))
    yield "code inside", float(any(t.kind == "code" for t in (tokens[i] for i in inside)))


def _of_number(
    tokens: Sequence[Token], inside: Sequence[int], same: Collection[Decimal], near: Collection[Decimal]
) -> Iterator[tuple[str, float]]:
    index = next((i for i in inside if tokens[i].kind == "num" and not tokens[i].aside), None)
    if index is None:
        yield "no number", 1.0
        return
    number = tokens[index]
    yield "one in words", float(number.times == "word" and number.value == 1)
    yield "in words", float(number.times == "word" or not number.norm[:1].isdigit())
    yield "large", float(number.value > 300)
    yield "measured", float(is_measured(tokens, index))
    yield "restated", float(number.value in same)
    yield "restated near", float(number.value in near and number.value not in same)
    yield "number first", float(index == inside[0])
    yield "number last", float(index == inside[-1])
    yield "marked", float(number.times in ("before", "after"))
    behind = tokens[index + 1] if index + 1 < len(tokens) else None
    if behind is not None:
        yield "container behind", float(behind.norm in CONTAINERS)
        yield "who behind", float(behind.norm in _WHO)
        yield "verb behind", float(behind.norm in VERBS)
        if behind.norm in STOP:
            yield f"behind {behind.norm}", 1.0


def _of_place(posed: Posed, gathered: Sequence[Gathered]) -> Iterator[tuple[str, float]]:
    one = posed.one
    stated = [item for item in one.items if item.names_one and item is not posed.item]
    rows = {each.sentence.row for each in gathered if each.names_one}
    yield f"act {one.act}", 1.0
    yield "ordering", float(orders(one.sentence.text))
    yield "wishing", float(wishes(one.sentence.text))
    yield "listed", float(one.is_listed)
    yield "bare", float(one.is_bare)
    yield "items beside", min(len(stated), 4) / 2
    yield "alone", float(not stated)
    yield "behind all", float(bool(stated) and all(item.end <= posed.start for item in stated))
    yield "before all", float(bool(stated) and all(item.start >= posed.end for item in stated))
    if rows:
        yield "row above", float(one.sentence.row < min(rows))
        yield "row below", float(one.sentence.row > max(rows))
        yield "rows away", min(min(abs(one.sentence.row - row) for row in rows), 5) / 3
    yield "conditional", float(bool(_IF.match(_text_behind(posed))))
    for name, pattern in _CUES:
        yield f"says {name}", float(bool(pattern.search(one.sentence.text)))


def _of_borders(tokens: Sequence[Token], inside: Sequence[int]) -> Iterator[tuple[str, float]]:
    first, last = inside[0], inside[-1]
    before = tokens[first - 1] if first else None
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    for name, token in (("before", before), ("after", after)):
        if token is None:
            yield f"{name} nothing", 1.0
        elif token.kind == "mark":
            yield f"{name} {token.norm}", 1.0
        elif token.norm in JOINS:
            yield f"{name} join", 1.0
        elif token.norm in STOP or token.norm in VERBS:
            yield f"{name} {token.norm}", 1.0
        else:
            yield f"{name} {token.kind}", 1.0
    yield "aside", float(any(tokens[i].aside for i in inside))
    for far in (2, 3):
        if first >= far and tokens[first - far].kind == "word":
            norm = tokens[first - far].norm
            yield f"further before {norm if norm in STOP or norm in VERBS else 'a word'}", 1.0


def _quantities(items: Sequence[Item]) -> set[Decimal]:
    return {item.quantity for item in items if item.names_one and item.quantity is not None}


def _near_quantities(one: Gathered, gathered: Sequence[Gathered]) -> set[Decimal]:
    row = one.sentence.row
    return {q for each in gathered if abs(each.sentence.row - row) <= 2 for q in _quantities(each.items)}


def _text_behind(posed: Posed) -> str:
    tokens = posed.one.sentence.tokens
    return " ".join(token.norm for token in tokens if token.start >= posed.end)[:60]
