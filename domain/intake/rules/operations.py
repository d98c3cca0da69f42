"""Changes to lines that were said already, for a message and a thread: set, add, take away, double, drop."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.tokens import Token
from domain.intake.rules.vocabulary import CONTAINERS, STOP, words
from domain.intake.schemas import ReadLine

_DROP = words(
    "drop remove delete scratch lose cancel forget scrap scrub bin ditch skip without leave strike take knock minus no"
)
_ALWAYS_DROP = words("drop remove delete scratch lose cancel forget scrap scrub bin ditch skip strike")
_CUTS = words("and plus also but so then oh")
_FACTORS = {"double": Decimal(2), "treble": Decimal(3), "triple": Decimal(3), "halve": Decimal("0.5")}
_PLACES = {
    name: place
    for place, names in enumerate(("first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th"))
    for name in names.split()
}
_ALL = words("all both everything each every")
_QUIET = words("rest others stands stand stay stays same remain fine as")
MOST = Decimal(1_000_000)


@dataclass(frozen=True)
class Edit:
    """Lines after a change; `understood` is False where something said could not be carried out."""

    lines: tuple[ReadLine, ...]
    understood: bool
    changed: bool
    unclear: tuple[int, ...] = ()
    rest: tuple[tuple[Token, ...], ...] = ()


class Editor:
    """Carries out changes on lines; `focus` is what was spoken of last, across sentences."""

    def __init__(self, catalogue: Catalogue, *, sequel: bool) -> None:
        self.catalogue = catalogue
        self.sequel = sequel
        self.focus: tuple[int, ...] = ()

    def apply(self, tokens: Sequence[Token], lines: Sequence[ReadLine]) -> Edit:
        """Carry out what a clause says about the lines; parts that name nothing here are given back as `rest`."""
        self.lines = list(lines)
        self.gone: set[int] = set()
        self.changed = False
        understood = True
        rest: list[tuple[Token, ...]] = []
        later: list[list[Token]] = []
        last_number: Decimal | None = None
        unclear: tuple[int, ...] = ()
        for part in parts_of(tokens):
            outcome = self._part(part, last_number)
            if outcome == "unclear":
                later.append(part)
            elif outcome == "rest":
                rest.append(tuple(part))
            numbers = _numbers(part)
            last_number = numbers[0].value if numbers else last_number
        for part in later:
            left = [index for index in range(len(self.lines)) if index not in self.gone]
            self.focus = (left[0],) if len(left) == 1 else ()
            if len(left) != 1 or self._part(part, last_number) != "done":
                unclear, understood = tuple(left), False
        kept = tuple(line for index, line in enumerate(self.lines) if index not in self.gone)
        return Edit(kept, understood and not rest, self.changed, unclear, tuple(rest))

    def _part(self, part: Sequence[Token], before: Decimal | None) -> str:
        names = [token.norm for token in part]
        numbers = _numbers(part)
        hit = self.targets(part)
        refused = _refused(part)
        factor = next((_FACTORS[name] for name in names if name in _FACTORS), None)
        if factor is not None:
            return self._scale(hit or self._pronoun(), factor, numbers)
        if not numbers:
            return self._without_number(names, hit, before)
        values = {token.value for token in numbers}
        if len(values) > 1:
            return "rest"
        if not hit and refused is not None:
            hit = tuple(i for i, line in enumerate(self.lines) if line.base_quantity == refused.value)
        if not hit and _content(part, self.catalogue):
            return "rest"
        if not hit and any(name in _ALL for name in names):
            hit = tuple(range(len(self.lines)))
        hit = hit or self._pronoun()
        if not hit or (len(hit) > 1 and not any(name in _ALL for name in names) and not _plural_kind(part)):
            return "unclear"
        return self._set(hit, numbers[0], names)

    def _set(self, hit: Sequence[int], number: Token, names: Sequence[str]) -> str:
        for index in hit:
            old = self.lines[index].base_quantity
            value = number.value
            if "more" in names or "extra" in names or "another" in names:
                value = old + value
            elif "off" in names or "fewer" in names or "less" in names:
                value = old - value
            if not 0 < value <= MOST or value != value.to_integral_value():
                return "unclear"
            dozen = number.unit == "dozen" and value == number.value
            self.lines[index] = self.lines[index].model_copy(
                update={
                    "base_quantity": value,
                    "quantity": number.said if dozen else value,
                    "unit": "dozen" if dozen else None,
                }
            )
            self.gone.discard(index)
        self.focus, self.changed = tuple(hit), True
        return "done"

    def _scale(self, hit: Sequence[int], factor: Decimal, numbers: Sequence[Token]) -> str:
        if not hit:
            return "unclear"
        for index in hit:
            value = numbers[0].value if numbers else self.lines[index].base_quantity * factor
            if value != value.to_integral_value():
                return "unclear"
            self.lines[index] = self.lines[index].model_copy(
                update={"base_quantity": value, "quantity": value, "unit": None}
            )
        self.focus, self.changed = tuple(hit), True
        return "done"

    def _without_number(self, names: Sequence[str], hit: tuple[int, ...], before: Decimal | None) -> str:
        if hit and "same" in names and before is not None:
            return self._set(hit, Token(0, 0, "", "num", before, before), ())
        if hit and _drops(names) and not any(name in _QUIET for name in names):
            if len(hit) > 1 and not any(name in _ALL for name in names) and not self.sequel:
                self.focus = hit
                return "unclear"
            self.gone |= set(hit)
            self.focus, self.changed = hit, True
            return "done"
        if hit:
            self.focus = hit
        return "nothing"

    def _pronoun(self) -> tuple[int, ...]:
        if self.focus and all(index < len(self.lines) for index in self.focus):
            return self.focus
        if len(self.lines) == 1 or (not self.sequel and self.lines):
            return (len(self.lines) - 1,)
        return ()

    def targets(self, part: Sequence[Token]) -> tuple[int, ...]:
        """The lines that a clause names: by SKU, by place in the list, by words of the article."""
        names = [token.norm for token in part]
        for index, token in enumerate(part):
            if token.kind == "code":
                return tuple(i for i, line in enumerate(self.lines) if line.sku == token.norm)
            after = names[index + 1] if index + 1 < len(names) else ""
            if (
                token.norm in _PLACES
                and after
                in ("", "one", "line", "item", "to", "should", ",", ".", "off", "please", "is", "down", "up", "at")
                and _PLACES[token.norm] < len(self.lines)
            ):
                return (_PLACES[token.norm],)
            if token.norm == "last" and after in ("", "one", "line", "item", "off") and self.lines:
                return (len(self.lines) - 1,)
        scores = [self._score(part, line) for line in self.lines]
        best = max(scores, default=0.0)
        if best < 0.9:
            return ()
        return tuple(index for index, score in enumerate(scores) if score >= best - 0.3)

    def _score(self, part: Sequence[Token], line: ReadLine) -> float:
        place = self.catalogue.place.get(line.sku)
        score = 0.0
        for token in part:
            if token.kind not in ("word", "many", "size") or (
                token.norm in STOP and token.norm not in ("home", "love")
            ):
                continue
            word = self.catalogue.word(token.norm)
            meaning = word.gains.get(place) if place is not None else None
            if meaning is not None:
                score += word.cost * meaning.likeness
        return score


def _drops(names: Sequence[str]) -> bool:
    """Whether a clause takes something away: "no" and "take" only together with what follows them."""
    for index, name in enumerate(names):
        after = names[index + 1] if index + 1 < len(names) else ""
        if name in _ALWAYS_DROP and after not in ("that", "it", "this"):
            return True
        if name in ("take", "leave", "knock") and {"off", "out"} & set(names[index + 1 :]):
            return True
        if name in ("no", "without", "minus") and after and after not in STOP and after != "wait":
            return True
    return False


def parts_of(tokens: Sequence[Token]) -> list[list[Token]]:
    """A clause cut at commas, stops and "and"; "line 2" keeps its number as a place."""
    parts: list[list[Token]] = [[]]
    for token in _placed(tokens):
        cut = (token.kind == "mark" and token.norm in (",", ";", ".", "!", "?", ":", "(", ")")) or token.norm in _CUTS
        if cut:
            parts.append([])
            continue
        if not token.kind.startswith("="):
            parts[-1].append(token)
    return [part for part in parts if part]


def _placed(tokens: Sequence[Token]) -> list[Token]:
    out: list[Token] = []
    for token in tokens:
        if (
            token.kind == "num"
            and out
            and out[-1].norm in ("line", "item", "no", "number")
            and token.value <= 6
            and not token.unit
        ):
            place = next(name for name, at in _PLACES.items() if at == max(int(token.value) - 1, 0))
            out[-1] = replace(token, norm=place, kind="word")
        else:
            out.append(token)
    return out


def _numbers(part: Sequence[Token]) -> list[Token]:
    """Numbers that are wanted, not those behind "not", "from", "instead of"."""
    return [t for i, t in enumerate(part) if t.kind == "num" and not _denied(part, i)]


def _refused(part: Sequence[Token]) -> Token | None:
    return next((t for i, t in enumerate(part) if t.kind == "num" and _denied(part, i)), None)


def _denied(part: Sequence[Token], index: int) -> bool:
    before = part[index - 1].norm if index else ""
    earlier = part[index - 2].norm if index > 1 else ""
    return (
        before in ("not", "from") or (before == "of" and earlier == "instead") or (before == "the" and earlier == "not")
    )


def _content(part: Sequence[Token], catalogue: Catalogue) -> bool:
    """Whether a clause names some article at all."""
    return any(
        t.kind == "code"
        or (
            t.kind == "word"
            and t.norm not in STOP
            and t.norm not in CONTAINERS
            and t.norm not in _DROP
            and catalogue.lexicon.knows(t.norm)
        )
        for t in part
    )


def _plural_kind(part: Sequence[Token]) -> bool:
    """ "lunch bags to 8 doz": a plural kind means every line of it."""
    return any(t.kind == "word" and len(t.norm) > 3 and t.norm.endswith("s") and t.norm not in STOP for t in part)
