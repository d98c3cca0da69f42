"""Numbers in words and with units: one hundred and twenty, a dozen and a half, a couple of pairs, the same again."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import COUNTED, NUMBERS, SCALES

_MOST = Decimal(10) ** 12
_DOZEN = 12
_REPEATS = (
    ("the", "same", "again"),
    ("same", "again"),
    ("the", "same", "number"),
    ("the", "same", "amount"),
    ("same", "number"),
    ("same", "amount"),
    ("same", "qty"),
    ("the", "same", "quantity"),
    ("same", "quantity"),
    ("likewise",),
    ("as", "many"),
)


def repeated(tokens: list[Token]) -> list[Token]:
    """ "the same again of big love": as many as were said last, a number like any other."""
    out: list[Token] = []
    last: Token | None = None
    index = 0
    while index < len(tokens):
        token = tokens[index]
        said = (
            next((one for one in _REPEATS if tuple(t.norm for t in tokens[index : index + len(one)]) == one), None)
            if last is not None and token.norm in _REPEATING
            else None
        )
        if said is None or last is None:
            out.append(token)
            last = token if token.kind == "num" and not _names(tokens, index) else last
            index += 1
            continue
        end = tokens[index + len(said) - 1].end
        out.append(replace(last, start=token.start, end=end, norm=last.norm, times="word"))
        index += len(said)
    return out


def _names(tokens: list[Token], index: int) -> bool:
    """ "only one person": a one within a name counts nothing that could be repeated."""
    before = tokens[index - 1] if index else None
    is_one = tokens[index].times == "word" and tokens[index].value == 1
    return is_one and before is not None and before.norm == "only"


_REPEATING = frozenset(one[0] for one in _REPEATS)


def words_to_numbers(tokens: list[Token]) -> list[Token]:
    """Join number words: "one hundred and twenty", "twenty-five"; every other token stays."""
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        value, used = _number_words(tokens, index)
        if used:
            last = tokens[index + used - 1]
            out.append(
                Token(tokens[index].start, last.end, str(value), "num", Decimal(value), Decimal(value), times="word")
            )
            index += used
        else:
            out.append(tokens[index])
            index += 1
    return out


def _number_words(tokens: list[Token], index: int) -> tuple[int, int]:
    total = current = used = 0
    position, digits = index, 0
    while position < len(tokens) and position < index + 9:
        norm = tokens[position].norm
        if norm in NUMBERS:
            value = NUMBERS[norm]
            if (
                digits
                and not (current % 100 >= 20 and current % 10 == 0 and 0 < value < 10)
                and not (current and current % 100 == 0)
            ):
                break
            current, digits = current + value, digits + 1
        elif norm in SCALES and (current or norm):
            if not digits and not _is_a(tokens, index - 1):
                break
            current = max(1, current) * SCALES[norm]
            digits += 1
            if SCALES[norm] == 1000:
                total, current = total + current, 0
        elif norm in ("and", "-") and digits and position + 1 < len(tokens) and tokens[position + 1].norm in NUMBERS:
            joined = (norm == "and" and ((current % 100 == 0 and current) or (total and not current))) or (
                norm == "-" and current % 100 >= 20 and current % 10 == 0
            )
            if not joined:
                break
            position += 1
            continue
        else:
            break
        position += 1
        used = position - index
    return total + current, used


def _is_a(tokens: list[Token], index: int) -> bool:
    return index >= 0 and tokens[index].norm in ("a", "one")


_QUARTERS = {"half": Decimal(1) / 2, "quarter": Decimal(1) / 4}


def counted(tokens: list[Token]) -> list[Token]:
    """A dozen, two dozen, half a dozen, 5 doz, a couple, a pair: numbers with their unit."""
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        taken = _counted_at(tokens, index)
        if taken is None:
            out.append(tokens[index])
            index += 1
            continue
        token, used = taken
        out.append(token)
        index += used
        while index < len(tokens) and tokens[index].end <= token.end:
            index += 1
    return out


def _counted_at(tokens: list[Token], index: int) -> tuple[Token, int] | None:
    first = tokens[index]
    names = [token.norm for token in tokens[index : index + 4]] + [""] * 4
    behind = tokens[index + 4].norm if index + 4 < len(tokens) else ""
    if first.kind == "num" and names[1:3] == ["and", "a"] and names[3] in _QUARTERS and behind in COUNTED:
        return _count(tokens, index, 5, first.value + _QUARTERS[names[3]]), 5
    if (
        names[0] == "pair"
        and names[1] == "of"
        and (index == 0 or tokens[index - 1].norm not in ("a", "one", "the", "each"))
    ):
        return _count(tokens, index, 1, Decimal(1)), 1
    if first.kind == "num" and (first.times != "after" or COUNTED.get(names[1]) == _DOZEN):
        skip = 2 if names[1] == "-" and names[2] in COUNTED else 1
        if names[skip] in COUNTED:
            return _count(tokens, index, skip + 1, first.value), skip + 1
        return None
    if names[0] in _QUARTERS and names[1] in ("a", "of") and names[2] in COUNTED:
        return _count(tokens, index, 3, _QUARTERS[names[0]]), 3
    if names[0] in ("a", "another") and names[1] in _QUARTERS and names[2] in COUNTED:
        return _count(tokens, index, 3, _QUARTERS[names[1]]), 3
    if names[0] in _QUARTERS and names[1] in COUNTED:
        return _count(tokens, index, 2, _QUARTERS[names[0]]), 2
    if names[0] in _QUARTERS and names[1] == "-" and names[2] in COUNTED:
        return _count(tokens, index, 3, _QUARTERS[names[0]]), 3
    if names[0] == "a" and names[1] in ("couple", "pair") and names[2] == "of" and names[3] in ("pairs", "pair"):
        two = replace(_count(tokens, index, 2, Decimal(1)), value=Decimal(2), said=Decimal(2), unit="pair")
        return replace(two, end=tokens[index + 3].end), 4
    if names[0] in ("a", "another", "one") and names[1] in COUNTED:
        return _count(tokens, index, 2, Decimal(1)), 2
    if names[0] in ("a", "one", "just") and names[1] == "single":
        return Token(first.start, tokens[index + 1].end, "1", "num", Decimal(1), Decimal(1), times="word"), 2
    if names[0] in ("dozen", "doz", "gross"):
        return _count(tokens, index, 1, Decimal(1)), 1
    return None


def _and_a_half(tokens: Sequence[Token], index: int) -> tuple[Decimal, int]:
    """ "and a half", "n a quarter" behind a dozen: the part more, and how many tokens say it."""
    names = [token.norm for token in tokens[index : index + 3]] + ["", "", ""]
    if names[0] in ("and", "n", "&", "+"):
        skip = 2 if names[1] == "a" else 1
        if names[skip] in _QUARTERS:
            return _QUARTERS[names[skip]], skip + 1
    return Decimal(0), 0


def _count(tokens: list[Token], index: int, used: int, said: Decimal) -> Token:
    word = tokens[index + used - 1].norm
    factor = COUNTED[word]
    more, behind = _and_a_half(tokens, index + used) if factor in (12, 144, 20) else (Decimal(0), 0)
    said, used = said + more, used + behind
    unit = "dozen" if factor == 12 else "pair" if factor == 1 else None
    value = said * factor
    times = tokens[index].times if tokens[index].kind == "num" else "word"
    return Token(
        tokens[index].start,
        tokens[index + used - 1].end,
        str(value.normalize()),
        "num",
        min(value, _MOST),
        said if unit else value,
        unit,
        times,
    )
