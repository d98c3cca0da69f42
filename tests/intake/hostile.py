"""Texts that nobody writes to order something: made to keep a reader busy, the same each time."""

import random
from collections.abc import Callable, Iterator

from tests.intake.conftest import NAMES

SEED = 20111114
_WORDS = tuple(
    word
    for name in NAMES.values()
    for word in (
        *name.lower().split(),
        *("and", "the", "please", "want", "need", "not", "no", "dozen")[: len(name) % 9],
    )
)
_ODD = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\u202d\u2066\u2069\u200f\u0301\u0489"
_FOREIGN = "שלוםمرحباпривет你好ありがとう🙂👨‍👩‍👧‍👦𝕳𝖊𝖑𝖑𝖔ßẞİıſﬁ"
_MARKS = "-=_*.,;:!?/\\|()[]{}<>&@#'\"+~^%$£€`"

Writer = Callable[[random.Random], str]


def texts(count: int) -> Iterator[tuple[str, str]]:
    """So many texts, each with the name of what it is; every kind comes up as often as any other."""
    chance = random.Random(SEED)
    kinds = sorted(_KINDS)
    for index in range(count):
        kind = kinds[index % len(kinds)]
        yield kind, _KINDS[kind](chance)


def _several(chance: random.Random) -> int:
    """Mostly a few, now and then very many."""
    return chance.choice((3, 9, 30, 30, 100, 100, 300, 9_000))


def _words(chance: random.Random, count: int, between: str = " ") -> str:
    return between.join(chance.choice(_WORDS) for _ in range(count))


def _nested(chance: random.Random) -> str:
    depth = _several(chance)
    opening, closing = chance.choice(("()", "[]", "{}", "<>", '""', "“”"))
    return opening * depth + _words(chance, 3) + closing * chance.choice((depth, 0, depth // 2))


def _markup(chance: random.Random) -> str:
    piece = chance.choice(
        ("<mailto:a|", "<https://x.y/", "<@U", "<#C|<#C|", "&amp;amp;", "&lt;&gt;", "<div><table><tr>")
    )
    return piece * _several(chance) + _words(chance, 5)


def _bomb(chance: random.Random) -> str:
    """What patterns with a choice inside a repetition, or two repetitions side by side, are slow on."""
    piece, end = chance.choice((
        ("a", "!"), ("1 ", "x"), ("12,", "."), ("x x ", "1"), ("on the ", "wrot"), ("no ", "sorry"), ("0", "e"),
        ("thanks ", "\u2603"), ("and a half ", "?"), ("one hundred and ", ","), ("> ", "\n"), ("\t", "|"), ("a-a", "-"),
        ("po ", "#"), ("by 1/1/", "1"), (" ", "x"), ("\n", "5"), ("not ", "5 bags"), ("as many ", "7"), ("12 x ", "12"),
    ))  # fmt: skip
    return piece * _several(chance) + end


def _list(chance: random.Random) -> str:
    rows = chance.choice((2, 5, 9, 20, 40, 900))
    return "\n".join(f"{chance.randrange(1, 400)} x {_words(chance, chance.randrange(1, 9))}" for _ in range(rows))


def _one_breath(chance: random.Random) -> str:
    pieces = (
        chance.choice((str(chance.randrange(1, 99)), *_WORDS, ",", "and", "-", "/"))
        for _ in range(chance.choice((20, 50, 99, 200, 1_500)))
    )
    return " ".join(pieces)


def _quoted(chance: random.Random) -> str:
    return "\n".join(">" * (depth % 90) + " " + _words(chance, 4) for depth in range(min(_several(chance), 900)))


def _table(chance: random.Random) -> str:
    cell = chance.choice(("|", "\t", ";", "  ", " - "))
    row = cell.join(chance.choice((_words(chance, 2), str(chance.randrange(99)), "")) for _ in range(12))
    return "\n".join([row] * chance.choice((2, 4, 8, 400)))


def _codes(chance: random.Random) -> str:
    return chance.choice((" ", "/", "\n", ", ")).join(
        str(chance.randrange(10_000, 99_999)) for _ in range(chance.choice((99, 1_200)))
    )


def _sums(chance: random.Random) -> str:
    sign, so = chance.choice((("+", "="), ("plus", "so"), ("and another", "so"), ("per table,", "tables, so")))
    pieces = []
    for _ in range(min(_several(chance), 900)):
        one, other = chance.randrange(1, 99), chance.randrange(1, 99)
        pieces.append(f"{one} {sign} {other} {so} {chance.choice((one + other, one * other, one))}")
    return chance.choice((" ", ", ", "\n")).join(pieces)


def _noise(chance: random.Random) -> str:
    return "".join(
        chr(chance.choice((chance.randrange(1, 0xD800), chance.randrange(32, 127))))
        for _ in range(chance.choice((200, 2_000)))
    )


_KINDS: dict[str, Writer] = {
    "a mail of ten megabytes": lambda chance: (
        (_words(chance, chance.choice((1, 4, 40))) + chance.choice("\n. ")) * 50_000
    ),
    "brackets in brackets": _nested,
    "codes and nothing else": _codes,
    "commas": lambda chance: chance.choice((",", ", ", " , ", ",5,")) * _several(chance) + _words(chance, 2),
    "dashes": lambda chance: "\n".join(["-" * chance.choice((3, 80, 4_000))] * chance.choice((1, 40, 400))),
    "digits": lambda chance: "".join(chance.choice("0123456789") for _ in range(_several(chance))),
    "for patterns": _bomb,
    "letters that show nothing": lambda chance: "".join(
        letter + chance.choice(_ODD) * chance.randrange(4) for letter in _words(chance, _several(chance) // 9 + 3)
    ),
    "marks": lambda chance: "".join(chance.choice(_MARKS) for _ in range(_several(chance))),
    "markup": _markup,
    "noise": _noise,
    "numbers": lambda chance: chance.choice((" ", ", ", "\n", " x ")).join(
        str(chance.randrange(10 ** chance.randrange(1, 25))) for _ in range(min(_several(chance), 3_000))
    ),
    "one breath": _one_breath,
    "one word": lambda chance: chance.choice(("a", "ab", "bag", "regencyteaplate", "é", "x")) * _several(chance),
    "other scripts": lambda chance: "".join(chance.choice(_FOREIGN + " 12") for _ in range(_several(chance))),
    "a list without end": _list,
    "quotes of quotes": _quoted,
    "sums": _sums,
    "tables": _table,
    "words": lambda chance: _words(chance, _several(chance)),
    "words in rows": lambda chance: _words(chance, min(_several(chance), 4_000), "\n"),
}
