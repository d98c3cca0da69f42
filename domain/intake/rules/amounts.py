"""Numbers and places in a clause: which are wanted, which are refused, which belong to the article itself."""

from collections.abc import Sequence
from dataclasses import replace

from domain.intake.rules.skipping import is_measured
from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import words

PLACES = {
    name: place
    for place, names in enumerate(("first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th"))
    for name in names.split()
}
_AWAY = ("out", "off")
_SETS = words("set box pack packet case pk sets boxes packs packets tin tins bag bags tube tubes")


def without_pronouns(tokens: Sequence[Token]) -> list[Token]:
    """ "that one", "one is for show": a one that counts nothing."""
    out: list[Token] = []
    for index, token in enumerate(tokens):
        after = tokens[index + 1].norm if index + 1 < len(tokens) else ""
        before = out[-1].norm if out else ""
        if (
            token.kind == "num"
            and token.times == "word"
            and token.value == 1
            and token.unit is None
            and token.norm in ("1", "one")
        ):
            counts = after in ("of", "more", "less", "fewer", "each", "only", "please") or before in (
                "just", "only", "to", "be", "make", "than", "as", "add", "",
            )  # fmt: skip
            counts = counts or (before == "the" and bool(after) and after not in ("is", "was", "are"))
            if not counts or after in ("is", "was", "in", "on") or (before == "the" and not after):
                token = replace(token, kind="word", norm="one")
        out.append(token)
    return out


def placed(tokens: Sequence[Token]) -> tuple[list[Token], tuple[int, ...]]:
    """Tokens without those that point at a line by its place; -1 is the last."""
    out: list[Token] = []
    places: list[int] = []
    skip = 0
    names = [token.norm for token in tokens]
    for index, token in enumerate(tokens):
        if skip:
            skip -= 1
            continue
        after = names[index + 1] if index + 1 < len(names) else ""
        is_number = index + 1 < len(tokens) and tokens[index + 1].kind == "num" and tokens[index + 1].value <= 20
        if token.norm in ("line", "item", "row") and is_number:
            places.append(int(tokens[index + 1].value) - 1)
            skip = 1
        elif token.norm in ("last", "final", "bottom") and after in ("", "one", "line", "item", "1", *_AWAY):
            places.append(-1)
            skip = 1 if after and after not in _AWAY else 0
        elif token.norm in (*PLACES, "top") and (
            after in ("", "one", "line", "item", "to", "should", "is", "out")
            or (token.norm[0].isdigit() and is_number)
            or (after == "off" and token.norm != "first")
        ):
            places.append(PLACES.get(token.norm, 0))
            skip = 1 if after in ("one", "line", "item") else 0
        else:
            out.append(token)
    return out, tuple(places)


def describes(tokens: Sequence[Token], index: int) -> bool:
    """ "12 in the set", "7\" single": a number of the article itself."""
    after = [token.norm for token in tokens[index + 1 : index + 4]]
    before = [token.norm for token in tokens[max(0, index - 2) : index]]
    if len(before) == 2 and before[1] == "of" and before[0] in _SETS:
        return True
    if after[:1] in (['"'], ["'"], ["inch"], ["in"]) and after[1:2] != ["the"] and after[:1] != ["in"]:
        return True
    return after[:1] in (["in"], ["to"], ["per"]) and bool(_SETS & set(after[1:3]))


def numbers_of(tokens: Sequence[Token]) -> tuple[tuple[Token, ...], Token | None]:
    """The numbers that are wanted, and one behind "not", "from", "instead of"."""
    wanted: list[Token] = []
    refused: Token | None = None
    numbers = [index for index, token in enumerate(tokens) if token.kind == "num"]
    if (
        len(numbers) == 2
        and tokens[numbers[1] - 1].norm in ("to", "into", "be")
        and tokens[numbers[0]].value != tokens[numbers[1]].value
    ):
        return (tokens[numbers[1]],), tokens[numbers[0]]
    for index, token in enumerate(tokens):
        if token.kind != "num" or is_measured(tokens, index) or describes(tokens, index):
            continue
        before = [one.norm for one in tokens[max(0, index - 3) : index]]
        denied = before[-1:] in (["not"], ["from"], ["than"], ["nt"]) or before[-2:] in (
            ["instead", "of"],
            ["not", "the"],
        )
        if denied or before[-2:] == ["rather", "than"] or before[-3:] == ["instead", "of", "the"]:
            refused = token
        else:
            wanted.append(token)
    return tuple(wanted), refused
