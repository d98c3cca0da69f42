"""The words around a place in the text, as signs for what was learned about such places."""

from bisect import bisect_left
from collections.abc import Sequence

from domain.intake.rules.token import Token

_NEAR, _FAR = 3, 7


def window(tokens: Sequence[Token], starts: Sequence[int], start: int, end: int) -> dict[str, float]:
    """Signs of the words before and behind a stretch of the text, near ones with their distance."""
    first, last = bisect_left(starts, start), bisect_left(starts, end)
    out: dict[str, float] = {}
    lead = [_word(token) for token in tokens[max(0, first - _FAR) : first]][::-1]
    tail = [_word(token) for token in tokens[last : last + _FAR]]
    for name, words in (("l", lead), ("r", tail)):
        rows = 0
        for distance, word in enumerate(words):
            rows += word == "<nl>"
            if rows > 1:
                break
            if distance < _NEAR:
                out[f"{name}{distance}:{word}"] = 1.0
            out[f"{name}:{word}"] = 1.0
        if not words:
            out[f"{name}0:<end>"] = 1.0
        if len(words) > 1:
            out[f"{name}01:{words[0]} {words[1]}"] = 1.0
    return out


def _word(token: Token) -> str:
    if token.norm == "\n":
        return "<nl>"
    if token.kind in ("num", "many"):
        return "<n>"
    if token.kind in ("price", "size"):
        return f"<{token.kind}>"
    return token.norm
