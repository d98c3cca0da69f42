"""The words by which a number is known as the result of a sum: "so 12 sets", "= 24", "a dozen all told"."""

from collections.abc import Sequence

from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import BULK, CONTAINERS, STOP, words

_CUES = words("so = making makes ie together altogether total hence")
_FILLS = words("that is it its makes make just only a i mean want comes to be about , : together thats still in all")
_PAIRS = frozenset((("which", "is"), ("that", "is"), ("which", "makes"), ("that", "makes"), ("comes", "to")))
_IDLE = STOP | CONTAINERS | BULK | words("all altogether together total between plus minus less another extra further")
_TOGETHER = frozenset((("all", "told"), ("in", "all"), ("all", "in"), ("in", "total"), ("all", "together")))
_ENDING = words("and but no please pls thanks so on for between altogether total more in all not to she he they we i")
_PIECES = words("pieces piece pcs pc items single singles units individual individually each")
_BACK = 4
#: "That's" is longer than the word it is read as.
_CONTRACTED = 5


def is_told(tokens: Sequence[Token], index: int) -> bool:
    """Whether words around a number say that it is what something comes to."""
    for place in range(index - 1, max(-1, index - 1 - _BACK), -1):
        token = tokens[place]
        before = tokens[place - 1].norm if place else ""
        is_that = token.norm in ("that", "thats") and token.end - token.start > _CONTRACTED
        if token.norm in _CUES or is_that or (before, token.norm) in _PAIRS:
            return True
        if token.norm not in _FILLS:
            break
    behind = [token.norm for token in tokens[index + 1 : index + 4] if token.norm not in CONTAINERS]
    return tuple(behind[:2]) in _TOGETHER or behind[:1] in (["altogether"], ["total"])


def closes(tokens: Sequence[Token], index: int) -> bool:
    """Whether nothing but a container and words without meaning follow a number, so that it counts no new article."""
    behind = [token for token in tokens[index + 1 : index + 6] if token.norm not in CONTAINERS]
    names = [token.norm for token in behind]
    if names[:1] == ["of"]:
        return names[1:2] in (["both"], ["each"], ["them"], ["those"], ["these"])
    return not behind or behind[0].kind == "mark" or behind[0].kind.startswith("=") or names[0] in _ENDING


def names_pieces(tokens: Sequence[Token], index: int) -> bool:
    """Whether a result counts what is inside of packs."""
    return any(token.norm in _PIECES for token in tokens[index + 1 : index + 3])


def is_fill(token: Token) -> bool:
    """Whether a token between two numbers of a sum names nothing."""
    return token.kind == "mark" or token.kind.startswith("=") or token.norm in _IDLE
