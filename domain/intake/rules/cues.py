"""The words that take back what was said before them, for numbers, for sentences and for doubts in one place."""

import re
from collections.abc import Sequence
from itertools import pairwise

from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import STOP, TALK, words

#: Words that say that what was just said is not meant.
SORRY = words("""
    no sorry wait actually mean make scratch correction oops rather lie call say apologies nope instead thoughts hang
    hold mistake strike scrap better
    """)
#: Words that may stand between a number and the one that replaces it.
LINKING = SORRY | words(
    "that it i on tell a second my let lets oh um er now be should you were as on we she he her his changed mind"
)
_TAKES_BACK = frozenset(
    (one, two)
    for one in ("scratch", "scrub", "scrap", "strike")
    for two in ("that", "it", "the", "this", "those", "last")
) | frozenset(tuple(pair.split("_")) for pair in words("hang_on hold_on double_it double_that my_mistake or_rather"))
_SAYINGS = (("tell", "a", "lie"), ("as", "you", "were"), ("on", "second", "thoughts"), ("on", "second", "thought"))
_ANNOUNCES = words("correction oops amend amendment edit")
_CHANGES = words("change changed amend alter bump raise increase reduce lower cut drop up put bring set knock")
_OUT = words("crossed misread misheard miscounted mistyped")
_HAVE = words("ive weve hes shes theyve have has i we")
_DONE = words("taken changed amended altered bumped upped raised increased reduced lowered cut dropped knocked brought")
_DROPS = words("ignore drop remove delete scratch lose cancel forget scrap scrub bin ditch skip strike leave omit")
_MILD = ("sorry", "wait", "actually")
_SHALL = words("should shd must shld")
_FILLS = words("ok okay oh ah ach um uh er erm right and but well , . - ( : ! so ooh hmm eek argh") | {"..", "…"}
_NEAR = 9
_SHORT = 6
CORRECTION = re.compile(
    r"\b(?:scratch|actually|correction|edit\b|make (?:it|that|the|them|those)|make \w+ \d+|instead|"
    r"sorry|wait|hang on|hold on|i mean|i meant|should (?:read|be|say)|tell a lie|"
    r"rather|change (?:that|the|it)|on second thoughts?|forget|drop (?:the|that)|"
    r"strike|ignore|leave (?:off|out)|double|halve|as you were|no\.\. ?|scrap|bump|"
    r"my mistake|oops|misread|apologies|not \d+|no,? \d+)\b",
    re.I,
)


#: A row that begins like this does not go on with the one above.
ANEW = re.compile(
    r"^\W*(?:sorry|edit\b|correction|actually|hang on|hold on|wait\b|oops|scratch|scrap|make (?:it|that)|leave off|"
    r"no,? (?:wait|sorry|hang|hold|make|\d)|amend|.{0,60}\b(?:should|shd|must) (?:be|read|say) (?:only |just )?\d)",
    re.I,
)


def corrects_at(tokens: Sequence[Token], index: int) -> bool:
    """Whether a correction of what was just said begins at a token, so that a sentence is cut there."""
    names = [token.norm for token in tokens[index : index + 4]] + [""] * 4
    kinds = [token.kind for token in tokens[index : index + 4]] + [""] * 4
    if (names[0], names[1]) in _TAKES_BACK or names[0] in ("correction", "oops", "amend"):
        return True
    if tuple(names[:3]) in _SAYINGS:
        return True
    if (names[0] == "i" and names[1] in ("mean", "meant")) or _contrasts_at(tokens, index):
        return True
    if names[0] == "no" and names[2 if names[1] == "," else 1] in ("wait", "sorry", "make", "hang", "hold"):
        return bool(index)
    if names[0] == "no" and (kinds[1] == "num" or (names[1] == "," and kinds[2] == "num")):
        return bool(index) and tokens[index - 1].kind == "mark"
    if (
        names[0] == "no"
        and names[1] == ","
        and kinds[2] == "word"
        and (names[2] == "the" or names[2] not in STOP | TALK)
    ):
        return bool(index) and tokens[index - 1].kind == "mark"
    if names[0] in _MILD and (names[1] in ("no", "make", "sorry", "that", "should", "only", ",") or kinds[1] == "num"):
        return bool(index)
    if names[0] != "make" or not index or tokens[index - 1].norm in ("i", "we", "to", "please"):
        return False
    return names[1] in ("it", "that", "them", "those") or (names[1] == "the" and _counted(tokens, index))


def is_leading_up(tokens: Sequence[Token]) -> bool:
    """Whether words only lead up to a correction ("oh no", "ah sorry")."""
    return bool(tokens) and all(token.norm in _FILLS or token.norm in SORRY for token in tokens)


def cue_of(tokens: Sequence[Token]) -> str:
    """How a sentence corrects: strong (it does), make (it sets something), told, weak or drop (it may); else empty."""
    index = 0
    while index < len(tokens) and (tokens[index].norm in _FILLS or _is_mild(tokens, index)):
        index += 1
    names = [token.norm for token in tokens[index : index + 3]] + [""] * 3
    is_meant = names[0] == "i" and names[1] in ("mean", "meant")
    if is_meant and names[2] in ("do", "dont", "send", "not"):
        return "strong"
    if is_meant or (names[0] in _MILD and names[1] == ","):
        return "" if tokens[index].aside else "weak"
    if names[0] == "make" and names[1] in ("it", "that", "them", "those", "the"):
        return "strong" if names[1] != "the" and names[2] in ("the", "a") else "make"
    if corrects_at([Token(0, 0, "", "mark"), *tokens[index:]], 1) or names[0] in _ANNOUNCES:
        return "make" if names[0] == "make" else "strong"
    if any(_should_be(tokens, at) or _not_that_many(tokens, at) or _changed(tokens, at) for at in range(len(tokens))):
        return "strong"
    if names[0] in ("no", "nope") and (not names[1] or names[1] in ".,!-"):
        return "strong" if len(tokens) <= _SHORT else "weak"
    if _OUT & {token.norm for token in tokens} or any(_did_change(tokens, at) for at in range(len(tokens))):
        return "told"
    if names[0] in _CHANGES and _to_number(tokens[index:]):
        return "make"
    if names[0] in _DROPS or (names[0] in ("no", "not") and _after_all(tokens)):
        return "drop"
    return "weak" if names[0] in _MILD or names[0] in ("apologies", "meant") else ""


def _is_mild(tokens: Sequence[Token], index: int) -> bool:
    """Whether a soft word only leads up to a plain one: "actually scrap that"."""
    return tokens[index].norm in _MILD and corrects_at(tokens, index + 1)


def _to_number(tokens: Sequence[Token]) -> bool:
    """ "change the owls to 6", "bump it up by 4"."""
    near = tokens[: _NEAR + 1]
    return any(one.norm in ("to", "by", "into") and two.kind == "num" for one, two in pairwise(near))


def _after_all(tokens: Sequence[Token]) -> bool:
    names = [token.norm for token in tokens]
    return any(names[at : at + 2] == ["after", "all"] for at in range(len(names)))


def _should_be(tokens: Sequence[Token], index: int) -> bool:
    """ "should read 30", "must be only 12": what a quantity has to be; "we should be obliged" is polite."""
    names = [token.norm for token in tokens[index : index + 2]]
    if names[:1] == ["should"] and names[1:] == ["read"]:
        return True
    if len(names) < 2 or names[0] not in _SHALL or names[1] not in ("be", "read", "say"):
        return False
    return any(token.kind == "num" for token in tokens[index + 2 : index + 4])


def _not_that_many(tokens: Sequence[Token], index: int) -> bool:
    """ "6 not 12", "48, not 96", "12 blue not 24", "not 12 but 10"."""
    if tokens[index].norm == "not" and [token.kind for token in tokens[index + 1 : index + 2]] == ["num"]:
        behind = tokens[index + 2 : index + 6]
        if any(
            token.norm == "but" and behind[i + 1 : i + 2] and behind[i + 1].kind == "num"
            for i, token in enumerate(behind)
        ):
            return True
    if tokens[index].kind != "num":
        return False
    for place in range(index + 1, min(index + _SHORT, len(tokens) - 1)):
        token = tokens[place]
        if token.norm == "not" or (token.norm == "of" and tokens[place - 1].norm == "instead"):
            return tokens[place + 1].kind == "num" and not _is_one(tokens[place + 1])
        near = place == index + 1 and token.norm in (",", "and", "-")
        if token.kind not in ("word", "many", "size") and token.norm != "/" and not near:
            return False
    return False


def _is_one(token: Token) -> bool:
    return token.times == "word" and token.value == 1


def _contrasts_at(tokens: Sequence[Token], index: int) -> bool:
    """Whether a clause begins that says one number and denies another: "..., ok 2 pink not 4"."""
    if (
        not index
        or index >= len(tokens)
        or tokens[index - 1].kind != "mark"
        or tokens[index - 1].end == tokens[index].start
    ):
        return False
    skip = index + 1 if tokens[index].norm in _FILLS else index
    return skip < len(tokens) and tokens[skip].kind == "num" and _not_that_many(tokens, skip)


def _changed(tokens: Sequence[Token], index: int) -> bool:
    """ "then she changed to 24"."""
    names = [token.norm for token in tokens[index : index + 2]]
    return names == ["changed", "to"] and any(token.kind == "num" for token in tokens[index + 2 : index + 3])


def _did_change(tokens: Sequence[Token], index: int) -> bool:
    """ "I've taken the sack down to 6", "have upped the mugs to 12"."""
    names = [token.norm for token in tokens[index : index + 2]]
    if len(names) < 2 or names[0] not in _HAVE or names[1] not in _DONE:
        return False
    return _to_number(tokens[index + 1 :])


def _counted(tokens: Sequence[Token], index: int) -> bool:
    return "num" in [token.kind for token in tokens[index : index + _NEAR]]
