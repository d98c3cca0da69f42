"""The parts of a sentence: where they begin and end, what they say beside the article, where a number stands."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import BULK, CONTAINERS, STOP, TALK, words

_BORDER = words(', ; : . ! ? + / | - • * ( ) = > & " [ ]') | {"\t"}
_CUT_BEFORE = words("""
    and plus then also for to by on at from because so but with which who that as if when while
    where since in into via or please pls of they she he we i you need needs want wants send like
    take have make not both each a an another some
    """)
_CUT_AFTER = words("""
    and plus then also want wants need needs needed send take like please pls order for with of have
    get us them her him me add the some over more both have had to put through need supply is are
    was enter book do us please
    """)


_AFTER_LAST = words(
    "and plus then also for to by on at from please pls each ea thanks ta cheers only no not in her his "
    "they she he we i if"
)


JOINS = words("and plus & + also then or n")
VERBS = words("""
    want wants need needs send order like take get add put have has is are was were be do does did had
    come came said says told asked think know see got going gone will would can could should
    """)


def phrase_of(part: Sequence[Token], choice: int | None) -> list[Token]:
    """The tokens of a part that must be explained by the article: without its quantity, prices and marks."""
    doubled = part[choice].value if choice is not None else None
    out: list[Token] = []
    for index, token in enumerate(part):
        if index == choice or token.kind in ("mark", "price", "code") or token.kind.startswith("="):
            continue
        if token.kind == "num" and choice is not None and token.value == doubled and restates(part, index, choice):
            continue
        if token.kind == "num" and index and part[index - 1].norm == "@":
            continue
        is_unit = choice is not None and index == choice + 1 and token.norm in CONTAINERS and not token.aside
        out.append(replace(token, aside=True) if is_unit else token)
    return out


def restates(part: Sequence[Token], index: int, choice: int) -> bool:
    """3 (three), two (2): the same number again in brackets."""
    low, high = sorted((index, choice))
    between = part[low + 1 : high]
    return len(between) <= 1 and all(token.norm == "(" for token in between)


def start_of(part: Sequence[Token]) -> int:
    """Where a part begins without a verb in front of its number ("want 12 doorstops")."""
    is_led = len(part) > 1 and part[0].kind == "word" and part[0].norm in VERBS and part[1].kind == "num"
    return part[1].start if is_led else part[0].start


def end_of(part: Sequence[Token]) -> int:
    """Where a part ends without its trailing marks."""
    kept = [token for token in part if token.kind != "mark" or token.norm == ")"]
    return kept[-1].end if kept else part[-1].end


def price_in(part: Sequence[Token]) -> Decimal | None:
    """The price that a part states; pence as pounds."""
    for token in part:
        if token.kind == "price":
            digits = "".join(char for char in token.norm.replace(",", ".") if char.isdigit() or char == ".")
            value = Decimal(digits if digits.strip(".") else "0")
            return value / 100 if token.norm.endswith("p") and "." not in digits and "£" not in token.norm else value
    return None


def unit_in(part: Sequence[Token], choice: int | None) -> str | None:
    """The word between a number and its article."""
    if choice is None:
        return None
    for token in part[choice + 1 : choice + 3]:
        if token.kind == "word" and (token.norm in CONTAINERS or token.norm in BULK):
            return token.norm
        if token.norm not in ("x", "of", "(", "the"):
            break
    return None


def is_telling(token: Token) -> bool:
    """Whether a token may tell one article from another."""
    return token.kind in ("word", "many", "size") and (token.norm not in STOP or len(token.norm) > 3)


def borders_of(tokens: Sequence[Token]) -> list[int]:
    """Places in a sentence where an item may begin or end."""
    found = {0, len(tokens)}
    for index, token in enumerate(tokens):
        if (
            token.kind in ("num", "code", "price")
            or token.kind.startswith("=")
            or (token.kind == "mark" and token.norm in _BORDER and not _inner(tokens, index))
        ):
            found |= {index, index + 1}
        elif token.kind == "word":
            if token.norm in _CUT_BEFORE:
                found.add(index)
            if token.norm in _CUT_AFTER or (token.norm in CONTAINERS and index and tokens[index - 1].kind == "num"):
                found.add(index + 1)
    return sorted(found)


def _inner(tokens: Sequence[Token], index: int) -> bool:
    """A hyphen or slash that joins two words."""
    if tokens[index].norm not in "-/" or not 0 < index < len(tokens) - 1:
        return False
    before, after = tokens[index - 1], tokens[index + 1]
    return (
        before.end == tokens[index].start and after.start == tokens[index].end and before.kind == after.kind == "word"
    )


def is_alone(part: Sequence[Token], choice: int) -> bool:
    """Whether no second number stands in the part, except the same one again."""
    others = [i for i, token in enumerate(part) if token.kind == "num" and i != choice and not token.aside]
    return all(part[i].value == part[choice].value and restates(part, i, choice) for i in others)


def is_set_apart(part: Sequence[Token], choice: int | None) -> bool:
    """Whether a mark divides the number from the words ("cake cases - 12", "tins | 3")."""
    if choice is None:
        return False
    behind = choice == len(part) - 1 and choice > 0 and part[choice - 1].kind == "mark"
    return behind or (choice == 0 and len(part) > 1 and part[1].kind == "mark")


def inner(part: Sequence[Token]) -> tuple[int, ...]:
    """How many commas, other marks, joins, stops, remarks, words of talk, small words and verbs stand inside."""
    commas = dashes = joins = stops = asides = talk = small = verbs = 0
    for index, token in enumerate(part[:-1]):
        norm = token.norm
        if token.aside:
            asides = 1
        elif token.kind == "mark":
            commas += norm == ","
            stops += norm in ".!?;"
            dashes += norm not in ",.!?;"
        elif norm in JOINS and index:
            joins += 1
        elif norm in VERBS:
            verbs += 1
        elif norm in TALK:
            talk += 1
        elif token.kind == "word" and norm in STOP:
            small += 1
    last = part[-1]
    return (
        commas,
        dashes,
        joins,
        stops,
        asides,
        talk,
        small + (last.kind == "word" and last.norm in STOP and not last.aside),
        verbs,
    )


def telling(part: Sequence[Token]) -> tuple[int, int, int]:
    """Where the words that tell an article begin and end, and where the last word of any kind stands."""
    content = [i for i, one in enumerate(part) if one.kind in ("word", "code", "size", "many") and not one.aside]
    tells = [i for i in content if part[i].norm not in STOP and part[i].norm not in CONTAINERS] or content
    return (tells[0], tells[-1], content[-1]) if tells else (0, 0, 0)
