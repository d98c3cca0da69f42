"""The live rows of a message cut into sentences, with corrections and exclusions told apart."""

import re
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.intake.rules.cleaning import Row
from domain.intake.rules.cues import ANEW, corrects_at, cue_of, is_leading_up
from domain.intake.rules.lattice import list_marks
from domain.intake.rules.token import COLUMN, Token
from domain.intake.rules.vocabulary import NUMBERS, STOP, words

MOST_TOKENS = 160
_NOT = frozenset(("not", "no", "none", "without", "except", "nothing", "nor", "minus"))
_NO_EXCLUSION = words("""
    rush hurry worries problem problems need bother fuss idea longer more one doubt later other sign
    reply charge thanks sooner time signal order orders no ref use . : # on yet sure answer reason
    matter drama stress but pressure panic substitutes subs
    """)
_UNWANTED = words("send want need include add ship order put deliver use take bother forget supply give book")
_SHORTENED = words("st no mr mrs ms approx qty pos pcs ea co vint asst incl ref nr")
_ENDS = words(", . ; ) ! ? : / | - ( &") | {"\n", "\t"}


@dataclass(frozen=True)
class Sentence:
    """Tokens between hard borders; `barred` are words said to be excluded, with the index where they stood.

    `whole` are the same tokens with the exclusions left in their place; `forwarded` where another wrote them. `pairs`
    are places where "to match" stood, which is no more among the tokens.
    """

    tokens: tuple[Token, ...]
    row: int
    text: str
    listed: bool = False
    barred: Mapping[int, tuple[Token, ...]] = field(default_factory=dict)
    asks: bool = False
    corrects: bool = False
    whole: tuple[Token, ...] = ()
    forwarded: bool = False
    pairs: tuple[tuple[int, int], ...] = ()

    def shown(self, start: int, end: int) -> str:
        """Its text between two places of the message."""
        base = (self.whole or self.tokens)[0].start
        return self.text[start - base : end - base]


_WRAPPED = 56
_QUOTED = frozenset(">|")
#: Words that end no row of a list.
_OPEN_END = STOP - words("please pls thanks ta each only too off here there in on not no")
#: A row that begins with a quantity or with the head of what it lists.
_LISTED = re.compile(
    rf"^[\s>|]*(?:\d{{1,4}} ?x? |(?:{'|'.join(sorted(NUMBERS))}|half|an?) (?:an? )?\w|[^\d:]{{3,40}}: .*\d)", re.I
)
#: A row with its number behind its words.
_COUNTED = re.compile(r"[^\W\d]\W+x? ?\d{1,4}\s*$", re.I)


def sentences_of(
    rows: Sequence[Row], tokens: Sequence[Token], text: str, *, answering: bool = False, whole: Collection[int] = ()
) -> list[Sentence]:
    """The live rows cut into sentences, exclusions taken out; in an answer "line 2" is a line of the draft.

    `whole` are rows of tables: each is a sentence of its own.
    """
    marks = dict.fromkeys(whole, 0) | list_marks(rows, answering=answering)
    widest = {kind: _widest(rows, kind) for kind in ("new", "forward")}
    starts = [token.start for token in tokens]
    out: list[Sentence] = []
    pending: list[Token] = []
    first_row = -1
    for index, row in enumerate(rows):
        if row.kind not in ("new", "forward"):
            continue
        pending += _inside(tokens, starts, row.start + marks.get(index, 0), row.end)
        first_row = index if first_row < 0 else first_row
        goes_over = index + 1 < len(rows) and index not in whole and index + 1 not in marks
        if goes_over and _goes_over(row, rows[index + 1], widest[row.kind]):
            continue
        for part in [pending[:MOST_TOKENS]] if index in whole else _cut(pending[: 4 * MOST_TOKENS], text):
            pieces = (part[:MOST_TOKENS], part[MOST_TOKENS : 2 * MOST_TOKENS])
            said = [_sentence(piece, first_row, text) for piece in pieces if piece]
            out += [replace(one, forwarded=row.kind == "forward") for one in said]
        pending, first_row = [], -1
    return out


def _inside(tokens: Sequence[Token], starts: Sequence[int], start: int, end: int) -> list[Token]:
    """The tokens of a row without quote marks in front and without leaders (".....")."""
    inside = [token for token in tokens[bisect_left(starts, start) : bisect_left(starts, end)] if token.norm != "\n"]
    while inside and inside[0].norm in _QUOTED:
        inside.pop(0)
    return [
        t
        for i, t in enumerate(inside)
        if not (t.norm in ".-_=" and t.kind == "mark" and i > 1 and inside[i - 1].norm == inside[i - 2].norm == t.norm)
    ]


def _widest(rows: Sequence[Row], kind: str) -> int:
    """The length of the longest row of a block."""
    return max((len(row.text.rstrip()) for row in rows if row.kind == kind), default=0)


def _goes_over(row: Row, below: Row, widest: int) -> bool:
    """Whether a row of prose was only broken to fit and goes on in the one below; rows of a list never are."""
    if row.kind != below.kind or len(row.text.strip()) < _WRAPPED or ANEW.match(below.text):
        return False
    if len(below.text) < _WRAPPED and _COUNTED.search(below.text):
        return False
    end, start = row.text.rstrip()[-1:], below.text.lstrip(" >|")[:1]
    if end == "," or not (end.isalpha() and start.islower()):
        return end == "," and start.islower()
    if row.text.split()[-1].lower() in _OPEN_END:
        return True
    return not _had_room(row, below, widest) and not (_LISTED.match(row.text) and _LISTED.match(below.text))


def _had_room(row: Row, below: Row, widest: int) -> bool:
    """Whether the first word below would have fitted on the row, so that it was broken on purpose."""
    return len(row.text.rstrip()) + 1 + len(below.text.lstrip(" >|").split()[0]) <= widest


def _cut(tokens: Sequence[Token], text: str) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for index, token in enumerate(tokens):
        parts[-1].append(token)
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        if (after and corrects_at(tokens, index + 1) and not is_leading_up(parts[-1])) or (
            token.norm in (".", "!", "?")
            and token.times != COLUMN
            and after
            and after.start > token.end
            and not _abbreviated(tokens, index, after, text)
        ):
            parts.append([])
    return [part for part in parts if part]


def _abbreviated(tokens: Sequence[Token], index: int, after: Token, text: str) -> bool:
    if after.norm in ("qty", "quantity", "x") or after.norm == "." or after.times == "after":
        return True
    before = tokens[index - 1].norm if index else ""
    if tokens[index].norm == "?" and after.norm == ")":
        return True
    if before in (".", ")") and after.kind == "num":
        return True
    if before in _SHORTENED:
        return True
    return tokens[index].norm == "." and after.kind == "mark" and text[after.start : after.start + 1] in ".,"


def _sentence(part: list[Token], row: int, text: str) -> Sentence:
    kept, barred = _exclusions(part)
    shown = text[part[0].start : part[-1].end]
    if cue_of(part) in ("strong", "make"):
        return Sentence(tuple(part), row, shown, corrects=True, whole=tuple(part))
    return Sentence(tuple(kept), row, shown, barred=barred, asks=shown.rstrip(" )x").endswith("?"), whole=tuple(part))


def _exclusions(tokens: list[Token]) -> tuple[list[Token], dict[int, tuple[Token, ...]]]:
    """Words after "not the", "no": out of the phrase, kept where they stood."""
    kept: list[Token] = []
    barred: dict[int, tuple[Token, ...]] = {}
    index = 0
    while index < len(tokens):
        end = _excluded_to(tokens, index)
        if end > index:
            words = tuple(t for t in tokens[index + 1 : end] if t.kind in ("word", "code", "many", "size"))
            barred[len(kept)] = (*barred.get(len(kept), ()), *words)
            kept.append(Token(tokens[index].start, tokens[end - 1].end, "not", "=barred"))
            index = end
        else:
            kept.append(tokens[index])
            index += 1
    return kept, barred


def _excluded_to(tokens: Sequence[Token], index: int) -> int:
    token = tokens[index]
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    anything = token.norm in ("anything", "but") and after is not None and after.norm in ("but", "not")
    rather = token.norm in ("rather", "instead") and after is not None and after.norm in ("than", "of")
    if not (token.kind == "word" and (token.norm in _NOT or anything or rather)) or after is None:
        return index
    if token.norm == "not" and index and tokens[index - 1].norm == "do" and after.norm not in _UNWANTED:
        return index
    if token.norm in _NOT and (after.norm in _NO_EXCLUSION or after.kind not in ("word", "code", "many", "size")):
        return index
    end = index + (2 if anything or rather else 1)
    while end < len(tokens) and tokens[end].norm not in _ENDS and end - index < 12 and tokens[end].kind != "price":
        if tokens[end].kind == "num" and (end > index + 2 or tokens[end].times != "word"):
            break
        if tokens[end].kind.startswith("=") or (
            tokens[end].norm in ("and", "plus", "but") and not _goes_on(tokens, end)
        ):
            break
        end += 1
    return end


def _goes_on(tokens: Sequence[Token], index: int) -> bool:
    after = tokens[index + 1].norm if index + 1 < len(tokens) else ""
    return after in ("not", "no", "definitely")
