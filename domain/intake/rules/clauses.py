"""Clauses of a change: where they are cut, which numbers are wanted, what is taken away."""

from collections.abc import Sequence
from dataclasses import replace

from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import CONTAINERS, STOP, words

_ALWAYS_DROP = words("drop remove delete scratch lose cancel forget scrap scrub bin ditch skip strike rid")
DROP = _ALWAYS_DROP | words("leave take knock minus no without")
_CUTS = words("and plus also but so then oh")
PLACES = {
    name: place
    for place, names in enumerate(("first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th"))
    for name in names.split()
}
ALL = words("all both everything each every apiece")
# Words that change lines and name no article.
_CHANGING = DROP | words("""
    make made change swap swop set reduce increase raise lower cut bump adjust update switch keep double
    treble triple halve rather instead total altogether extra fewer less rest others meant mean actually
    correction oops sorry draft back round swapped add added thing apiece
    """)
_POINTING = words("last that this other which same")


def parts_of(tokens: Sequence[Token]) -> list[list[Token]]:
    """A clause cut at commas, stops and "and"; "line 2" keeps its number as a place."""
    parts: list[list[Token]] = [[]]
    for token in pointed(_without_preface(tokens)):
        cut = (token.kind == "mark" and token.norm in ",;.!?:()&+") or token.norm in _CUTS
        if cut:
            parts.append([])
        elif not token.kind.startswith("="):
            parts[-1].append(token)
    return [part for part in parts if part]


def _without_preface(tokens: Sequence[Token]) -> list[Token]:
    """Without "one more thing": its number counts nothing."""
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        ahead = [token.norm for token in tokens[index + 1 : index + 3]]
        if tokens[index].norm in ("1", "one") and ahead[-1:] == ["thing"]:
            index += 3
            continue
        out.append(tokens[index])
        index += 1
    return out


def pointed(tokens: Sequence[Token]) -> list[Token]:
    """ "line 2" is a place, "the last one" points at a line: neither is a quantity."""
    out: list[Token] = []
    for token in tokens:
        before = out[-1] if out else None
        if token.kind == "num" and before is not None and not token.unit:
            if before.norm in ("line", "item", "no", "number") and token.value <= 6:
                place = next(name for name, at in PLACES.items() if at == max(int(token.value) - 1, 0))
                out[-1] = replace(token, norm=place, kind="word")
                continue
            if token.times == "word" and token.value == 1 and _points(before):
                out.append(replace(token, norm="one", kind="word"))
                continue
        out.append(token)
    return out


def _points(before: Token) -> bool:
    return before.norm in PLACES or before.norm in _POINTING or (before.kind == "word" and is_content(before))


def is_content(token: Token) -> bool:
    """Whether a word may name an article, and is none of those that only change lines."""
    return (
        token.kind == "word"
        and len(token.norm) > 2
        and token.norm not in STOP
        and token.norm not in CONTAINERS
        and token.norm not in _CHANGING
        and token.norm not in PLACES
    )


def numbers_of(part: Sequence[Token]) -> list[Token]:
    """Numbers that are wanted, not those behind "not", "from", "instead of"."""
    return [token for index, token in enumerate(part) if token.kind == "num" and not _denied(part, index)]


def refused_of(part: Sequence[Token]) -> Token | None:
    """The number behind "not", "from", "instead of"."""
    return next((token for index, token in enumerate(part) if token.kind == "num" and _denied(part, index)), None)


def _denied(part: Sequence[Token], index: int) -> bool:
    before = part[index - 1].norm if index else ""
    earlier = part[index - 2].norm if index > 1 else ""
    return (
        before in ("not", "from") or (before == "of" and earlier == "instead") or (before == "the" and earlier == "not")
    )


def takes_away(names: Sequence[str]) -> bool:
    """Whether a clause takes something away: "no" and "take" only together with what follows them."""
    for index, name in enumerate(names):
        after = names[index + 1] if index + 1 < len(names) else ""
        if name in _ALWAYS_DROP and (after not in ("that", "it", "this") or "one" in names[index + 2 : index + 3]):
            return True
        if name in ("take", "leave", "knock") and {"off", "out"} & set(names[index + 1 :]):
            return True
        if name in ("no", "without", "minus") and after and (after not in STOP or after == "the") and after != "wait":
            return True
    return False
