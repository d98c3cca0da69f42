"""Typed tokens with spans: words, numbers in digits and in words, prices, marks. Nothing is masked or thrown away."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from domain.intake.rules.vocabulary import COUNTED, NUMBERS, SCALES, STOP, words

_MOST = Decimal(10) ** 12
_AFTER_ONE = words(
    "and is are was please pls for not with in on but if to as which that who again only too x though same"
)
_TOKEN = re.compile(
    r"""
    (?P<price>(?:£|€|\$|\bgbp|\beur|\busd)\s?\d{1,9}(?:[.,]\d{1,4})?(?:\s?(?:each|ea|p)\b)?|\b\d{1,4}\s?p\b|\b\d{0,6}\.\d{2,4}\b(?!\d)(?!\s?(?:cm|mm|m|kg|g)\b)|
       (?<![\d\w])\.\d{2}\b|\b\d{1,6}\s?(?:gbp|eur|quid|pounds)\b|\b\d{1,4},\d{2}\b(?!\d))
  | (?P<size>\b(?P<side>\d{2,3})\s?x\s?(?P=side)\s?cm\b|\b\d{2,4}x\d{1,4}cm\b|\b[2-9]\dx[2-9]\d\b|
       \b\d{1,4}(?:\.\d+)?\s?(?:cm|mm|ml|kg|ltr|litre|watt|metre|meter|inch)s?\b)
  | (?P<decade>\b(?:19)?[2-9]0\s?'?s\b)
  | (?P<many>\b\d{1,3}'?s\b)
  | (?P<setof>\b[sS]/(?=\d))
  | (?P<num>\d{1,3}(?:,\d{3})+(?!\d)|\d{1,18}(?:\.\d+)?)
  | (?P<word>b[/']day|\b[a-vx-z]/[a-z]{3,}\b|\b(?:[a-z]{1,3}-[a-z]{1,3}|x-mas)\b(?!-)|[^\W\d_]+(?:'[^\W\d_]+)*)
  | (?P<mark>[^\w\s]|\n|\t|_)
    """,
    re.X | re.I,
)
_TLIGHT = re.compile(r"\bt(?:ea)?[ -]?(lights?|lites?|lts?)\b", re.I)


@dataclass(frozen=True)
class Token:
    """One piece of the readable text; `kind` is word, num, price, size, many or mark.

    A num has `value` (single sales units, dozens already multiplied), `unit` where one was said, and `said`,
    the number before any unit. `times` tells 12x from x12 (before, after) where a multiplication sign stood.
    """

    start: int
    end: int
    norm: str
    kind: str
    value: Decimal = Decimal(0)
    said: Decimal = Decimal(0)
    unit: str | None = None
    times: str = ""
    aside: bool = False

    @property
    def is_num(self) -> bool:
        """Whether this can be a quantity."""
        return self.kind == "num"


def tokenize(text: str, base: int = 0) -> list[Token]:
    """Tokens of a stretch of text; offsets count from `base`."""
    raw = [_token(match, base) for match in _TOKEN.finditer(_one_tlight(text))]
    return _asides(_repeated(_pronouns(_counted(_words_to_numbers(_times(raw))))))


_REPEATS = (
    ("the", "same", "again"), ("same", "again"), ("the", "same", "number"), ("the", "same", "amount"), ("same", "number"),
    ("same", "amount"), ("same", "qty"), ("the", "same", "quantity"), ("same", "quantity"), ("likewise",), ("as", "many"),
)  # fmt: skip


def _repeated(tokens: list[Token]) -> list[Token]:
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
            last = token if token.kind == "num" else last
            index += 1
            continue
        end = tokens[index + len(said) - 1].end
        out.append(replace(last, start=token.start, end=end, norm=last.norm, times="word"))
        index += len(said)
    return out


_REPEATING = frozenset(one[0] for one in _REPEATS)


@lru_cache(maxsize=4096)
def _one_tlight(text: str) -> str:
    return _TLIGHT.sub(lambda m: ("tlight" + ("s" if m.group(1).endswith("s") else "")).ljust(len(m.group())), text)


def _signed(text: str, start: int) -> bool:
    """Whether a minus stands at the number itself, inside a row: "-5", not a dash between words or a list mark."""
    if start < 2 or text[start - 1] != "-" or not text[start - 2].isspace():
        return False
    return bool(text[: start - 1].rsplit("\n", 1)[-1].strip())


def _token(match: re.Match[str], base: int) -> Token:
    kind = "size" if match.group("size") else match.lastgroup or "mark"
    shown = match.group()
    norm = shown.lower()
    start, end = match.start() + base, match.end() + base
    if kind == "num":
        value = Decimal(norm.replace(",", ""))
        value = -value if _signed(match.string, match.start()) else value
        return Token(start, end, norm, "num", value, value)
    if kind == "setof":
        return Token(start, end, "set", "word")
    if kind == "decade":
        return Token(start, end, norm.replace(" ", "").replace("'", "").removeprefix("19"), "word")
    if kind == "many":
        value = Decimal(norm.rstrip("s").rstrip("'"))
        return Token(start, end, norm.replace("'", ""), "many", value, value)
    if kind == "word":
        norm = norm.removesuffix("'s").replace("'", "").replace("/", "").replace("-", "")
    if kind == "size":
        norm = norm.replace(" ", "").replace("metre", "meter").rstrip("s")
        norm += "cm" if norm[-1].isdigit() else ""
    return Token(start, end, norm, kind)


def _times(tokens: list[Token]) -> list[Token]:
    """12x, 12 x, x12: the sign belongs to its number."""
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        if token.kind == "num" and after and after.norm in ("x", "*") and after.start - token.end <= 1:
            more = tokens[index + 2] if index + 2 < len(tokens) else None
            if not (more and more.kind == "num" and _belongs_behind(token, after, more)):
                out.append(replace(token, end=after.end, times="before"))
                index += 2
                continue
        if token.norm in ("x", "*") and after and after.kind == "num" and after.start - token.end <= 1:
            out.append(replace(after, start=token.start, times="after"))
            index += 2
            continue
        out.append(token)
        index += 1
    return out


def _pronouns(tokens: list[Token]) -> list[Token]:
    """ "the red one", "LOVE one 6": a one that follows a describing word counts nothing."""
    out: list[Token] = []
    for index, token in enumerate(tokens):
        before = out[-1] if out else None
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        follows = (
            before is not None
            and before.kind == "word"
            and (before.norm not in STOP or before.norm in ("the", "ordinary", "plain"))
        )
        ends = after is None or after.kind in ("mark", "num", "price") or after.norm in _AFTER_ONE
        out.append(
            replace(token, kind="word") if token.norm == "1" and token.times == "word" and follows and ends else token
        )
    return [replace(token, norm="one") if token.kind == "word" and token.norm == "1" else token for token in out]


def _asides(tokens: list[Token]) -> list[Token]:
    """Tokens inside brackets are remarks: they may help, but need no explaining."""
    out = list(tokens)
    opened = -1
    for index, token in enumerate(tokens):
        if token.norm in ("(", "["):
            opened = index
        elif token.norm == "\n":
            opened = -1
        elif token.norm in (")", "]") and opened >= 0:
            inside = range(opened + 1, index)
            words = [place for place in inside if tokens[place].kind in ("word", "size")]
            if words:
                for place in inside:
                    out[place] = replace(tokens[place], aside=True)
            opened = -1
    return out


def _belongs_behind(number: Token, sign: Token, more: Token) -> bool:
    """22231 x 6, 22231 x6: the sign goes with the number behind it; 12 x 22231 has it with the number before."""
    if more.start - sign.end > 1:
        return False
    if more.start == sign.end:
        return True
    return len(number.norm) >= 5 > len(more.norm)


def _words_to_numbers(tokens: list[Token]) -> list[Token]:
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


def _counted(tokens: list[Token]) -> list[Token]:
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
    if first.kind == "num" and names[1:3] == ["and", "a"] and names[3] in _QUARTERS and index + 4 < len(tokens):
        if tokens[index + 4].norm in COUNTED:
            return _count(tokens, index, 5, first.value + _QUARTERS[names[3]]), 5
    if (
        names[0] == "pair"
        and names[1] == "of"
        and (index == 0 or tokens[index - 1].norm not in ("a", "one", "the", "each"))
    ):
        return _count(tokens, index, 1, Decimal(1)), 1
    if first.kind == "num" and first.times != "after":
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
    if names[0] == "a" and names[1] == "couple" and names[2] == "of" and names[3] in ("pairs", "pair"):
        return replace(_count(tokens, index, 2, Decimal(1)), end=tokens[index + 3].end, said=Decimal(2), unit="pair"), 4
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
    return Token(tokens[index].start, tokens[index + used - 1].end, str(value.normalize()), "num", min(value, _MOST),
                 said if unit else value, unit, times)  # fmt: skip
