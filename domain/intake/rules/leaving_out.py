"""Remarks that take a line out of a list that stands above or below them: "as ordered, but not the card"."""

import re
from collections.abc import Sequence

from domain.intake.rules.cues import cue_of
from domain.intake.rules.gathering import Gathered
from domain.intake.rules.speech import Clause, as_said, clauses_of
from domain.intake.rules.vocabulary import words

_LEADING = (
    r"^(?:(?:and|but|just|only|please|pls|also|so|oh|actually|though|maybe|sorry|all|everything|can you|could you) )*"
)
_POINTS = r"(?:the|that|those|these|any|my|our|her|his|their)"
_IDLE = (
    r"(?:rush|hurry|worr\w+|problems?|need|bother|fuss|idea|longer|more|one|doubt|later|other|reply|thanks|sooner|time|"
    r"order|orders|reason|matter|drama|stress|substitut\w+|subs|further|extra)"
)
_VERBS = r"(?:skip|drop|omit|forget|ignore|scrap|cancel|bin|ditch|lose|remove|delete|strike|exclude)"
#: Verbs that take something away, whatever it is.
_TAKES_AWAY = re.compile(
    rf"{_LEADING}(?:{_VERBS} {_POINTS} \w|(?:leave|miss|take|knock|cross) (?:out|off) \w|"
    rf"(?:leave|miss|take|knock|cross) {_POINTS} .*\b(?:out|off)\b|"
    rf"(?:do not|dont|does not|doesnt|no need to) (?:send|include|need|want|order|process) {_POINTS} \w)"
)
#: Words that take something away, or only tell one design from another.
_DENIES = re.compile(
    rf"{_LEADING}(?:not {_POINTS} \w|no (?!{_IDLE}\b)\w|"
    rf"(?:without|minus|except|except for|excluding|apart from|bar|none of) {_POINTS} \w)"
)
_OF_DESIGNS = re.compile(r"\b(?:ones?|version|kind|sort|type|design)\b")
#: What of a message is no goods: "ignore the last column".
_NO_GOODS = words("""
    column columns row rows price prices total totals note notes message mail email decimals figures numbers codes
    question questions vat part bit bits rest formatting typos spelling attachment attachments line lines date dates
    stuff below underneath order orders quote history thread chain list lists
    """)
_MORE = re.compile(rf"^{_POINTS}(?: \w+){{1,4}}$")
_CONDITION = re.compile(r"\b(?:if|unless|or|until|till|yet|just yet)\b")
_PUT_DOWN = re.compile(r"\b(?:at|to|round|by|into|over|with|in) ")
_LIST = re.compile(r"\b(?:below|underneath|as ordered|lists?|forward\w*|attached|as (?:it is|they are|is))\b", re.I)
_NOTES = ("make", "told", "strong", "drop")


def is_order(clause: Clause) -> bool:
    """Whether a clause takes something away beyond doubt, and does not only tell designs apart."""
    return bool(_TAKES_AWAY.search(clause.said))


def goes_on_from(clause: Clause) -> bool:
    """Whether a clause only names one thing more than the one before: "leave out the owls and the mugs"."""
    joined = clause.joined in ("and", "or", "nor", "&", "+")
    return joined and bool(_MORE.match(clause.said)) and not (clause.numbers or clause.states or clause.chatty)


def is_vague(clause: Clause) -> bool:
    """Whether a clause only says what is not wanted: "no doorstops please" may be said of an order without any."""
    return bool(re.search(rf"{_LEADING}no ", clause.said))


def is_of_list(one: Gathered) -> bool:
    """Whether a sentence speaks of a list that stands elsewhere."""
    return bool(_LIST.search(one.sentence.text))


def left_out(one: Gathered) -> list[Clause]:
    """The clauses of a remark that say what is to be left out; none where it stands beside the article it is about."""
    clauses = clauses_of(as_said(one.sentence.whole, one.sentence.text))
    out: list[Clause] = []
    for index, clause in enumerate(clauses):
        goes_on = bool(out) and out[-1] is clauses[index - 1] and goes_on_from(clause)
        if clause.tokens and (goes_on or _is_leaving_out(clause)):
            out.append(clause)
    if not out:
        return []
    start = out[0].tokens[0].start
    return [] if any(item.start < start for item in one.items) else out


def _is_leaving_out(clause: Clause) -> bool:
    if _NO_GOODS & {token.norm for token in clause.tokens}:
        return False
    if clause.numbers or clause.places or not clause.words or clause.tokens[0].aside or _CONDITION.search(clause.said):
        return False
    if is_order(clause):
        return not _PUT_DOWN.search(clause.said)
    return bool(_DENIES.search(clause.said)) and not _OF_DESIGNS.search(clause.said)


def in_turn(gathered: Sequence[Gathered]) -> list[Gathered]:
    """Sentences in the order in which they count: what a remark says of the list below it counts after the list."""
    forwarded = any(one.sentence.forwarded and one.items for one in gathered)
    late: list[int] = []
    for index, one in enumerate(gathered):
        if not one.sentence.forwarded and (left_out(one) or (forwarded and cue_of(one.sentence.whole) in _NOTES)):
            late.append(index)
        elif one.items:
            break
    return [one for index, one in enumerate(gathered) if index not in late] + [gathered[index] for index in late]
