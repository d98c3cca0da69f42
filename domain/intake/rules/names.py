"""The words of an article's name as the index keeps them; names of nothing but plain words take a short way."""

import re

from domain.intake.rules.token import Token
from domain.intake.rules.tokens import tokenize
from domain.intake.rules.vocabulary import COUNTED, NUMBERS, SCALES, words
from domain.intake.rules.words import stem

_PLAIN = re.compile(r"[a-z]+(?: [a-z]+)*")
#: Words that may become something else beside others: numbers, dozens, "t light".
_CHANGING = frozenset((*NUMBERS, *SCALES, *COUNTED)) | words("a another one just single half quarter pair x t tea")
_LIGHT = ("tl", "teal")


def name_words(name: str) -> list[str]:
    """The words of a name: stems, and numbers as #N."""
    plain = name.lower()
    if _PLAIN.fullmatch(plain):
        each = plain.split(" ")
        if _CHANGING.isdisjoint(each) and not any(word.startswith(_LIGHT) for word in each):
            return [stem(word) for word in each]
    return [key for token in tokenize(name) if (key := key_of(token))]


def key_of(token: Token) -> str:
    """How the index writes a token; empty for marks."""
    if token.kind in ("num", "many"):
        return f"#{token.value.normalize():f}"
    if token.kind == "mark":
        return ""
    if token.kind == "price":
        return "#" + token.norm
    return stem(token.norm)
