"""Goods with a number that nobody orders: refused, missing or received already, or only thought about.

What governs an article are the words of its clause before it, and those right behind it; what stands after a comma or
"and" without a verb of its own goes on from the article before.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.intake.rules.gathering import Gathered
from domain.intake.rules.phrases import JOINS, VERBS
from domain.intake.rules.stretches import Item, sku_of
from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import STOP, TALK, words

#: A person has to look at goods that may not be wanted.
DOUBT = "perhaps not wanted"
_BARRED = "=unwanted"
_MARKS = frozenset(".;:!?,()-–—\n\t|")
_TURNS = words("but so then while since because although though unless hence")
#: So many words of a clause are looked at before an article, and behind it.
_BEFORE, _BEHIND = 12, 7


class Stance(StrEnum):
    """What the words around an article make of it."""

    WANTED = "wanted"
    REFUSED = "refused"
    MISSING = "missing"
    RECEIVED = "received"
    UNDECIDED = "undecided"
    QUOTED = "quoted"


_NOT = r"(?:dont|doesnt|didnt|wont|wouldnt|shouldnt|do not|does not|did not|will not|would not|never|no longer|not|nor)"
_WANT = r"(?:want|need|require|take|order|buy|like|send|ship|include|book|add|supply|deliver|accept|ask for)"
_LACK = r"(?:didnt|havent|hasnt|hadnt|did not|have not|has not|had not|never|not yet|yet to)"
_COME = r"(?:get|got|gotten|receive|received|had|have|seen|come|came|arrive|arrived|turn|turned|been|sent|delivered)"
#: Words that deny and want all the same: "don't forget", "can't do without", "not only".
_ALL_THE_SAME = re.compile(
    r"\b(?:dont|do not|never|not|cant|cannot|didnt) (?:\w+ )?(?:forget|miss|mind|hesitate|let|wait)\b|"
    r"\b(?:cant|cannot|couldnt|wont|not) (?:\w+ )?(?:do|manage|go|live|be) without\b|\bnot (?:only|just|enough|many)\b|"
    r"\bwhy not\b|\b(?:dont|do not) (?:you )?(?:think|suppose)\b|\bwhy dont\b"
)
_STANCES = (
    (Stance.MISSING, re.compile(
        rf"\b{_LACK} (?:\w+ ){{0,3}}{_COME}\b|\bdid (?:\w+ ){{1,4}}(?:get|receive)\b|\bwait(?:ing|ed)? (?:on|for)\b|"
        r"\b(?:missing|short|lacking|owed)(?: of| by)?$|\bwhat happened to\b|\bno sign of\b|\bchas(?:e|ing)(?: up)?\b"
    )),
    (Stance.REFUSED, re.compile(
        rf"\b{_NOT} (?:\w+ ){{0,2}}{_WANT}\b|"
        r"\b(?:isnt|arent|not|no longer) (?:\w+ )?(?:wanting|needing|taking|after)\b|"
        r"\bnot$|\b(?:cancel(?:l?ed|s|ling)?|refus(?:ed?|es|ing)|reject(?:ed|s|ing)?|returned|sent back|said no to)\b|"
        r"\bno need (?:for|of)\b|\bchanged (?:\w+ )?minds? (?:about|on)\b"
    )),
    (Stance.UNDECIDED, re.compile(
        r"\b(?:may|might) (?:also |well |even |still )?(?:want|need|take|like|order|be|go|have|do)\b|"
        r"\b(?:maybe|perhaps|possibly|probably)\b|\b(?:thinking (?:of|about)|considering|toying|tempted|not sure)\b"
    )),
    (Stance.QUOTED, re.compile(r"^(?:\w+ ){0,2}(?:quote|quotation for|estimate for)(?: \w+){0,3}$")),
    (Stance.RECEIVED, re.compile(
        r"\b(?:you|u|they|we|i|she|he|it)(?:ve| have)? (?:just |only |already |also )?"
        r"(?:sent|delivered|shipped|got|had|received|bought|sold|gave)\b|^(?:got|received|arrived|came|sold)\b"
    )),
)  # fmt: skip
_BEHIND_IT = (
    (Stance.MISSING, re.compile(
        r"^(?:\w+ ){0,3}(?:never|not|havent|hasnt|didnt|still|are|is|were|was) (?:\w+ ){0,2}"
        r"(?:come|came|arrive|arrived|turn|turned|missing|short)\b|^(?:missing|short)\b"
    )),
    (Stance.REFUSED, re.compile(
        r"^(?:\w+ ){0,3}(?:no longer|not) (?:be )?(?:needed|wanted|required)\b|^(?:\w+ ){0,2}cancelled\b|"
        r"^any ?more\b|^(?:\w+ )?(?:she|he|they|we|i) (?:dont|doesnt|no longer) (?:want|need)\b"
    )),
    (Stance.RECEIVED, re.compile(r"^too many\b|^(?:arrived|came|turned up)\b")),
)  # fmt: skip
_WANTS = re.compile(r"\b(?:want|need|please|pls|can|could|would|ll|to be|wants|needs|send|like)\b")


@dataclass(frozen=True)
class Apart:
    """A message with what is wanted alone, how what was found in it stands, and whether a person has to look."""

    gathered: tuple[Gathered, ...]
    stances: tuple[Stance, ...]
    is_doubtful: bool


def apart(gathered: Sequence[Gathered]) -> Apart:
    """Take out what is plainly refused beside other goods; whatever else may not be wanted is for a person."""
    told = [list(_told(one)) for one in gathered]
    stances = tuple(stance for of_one in told for _, stance in of_one)
    wanted = [sku_of(item) for of_one in told for item, stance in of_one if stance is Stance.WANTED]
    out, is_doubtful = [], False
    for one, of_one in zip(gathered, told, strict=True):
        refused = [item for item, stance in of_one if stance is Stance.REFUSED]
        is_plain = bool(wanted) and not any(sku_of(item) in wanted for item in refused)
        is_doubtful |= any(stance is not Stance.WANTED for _, stance in of_one) and not (
            is_plain and all(stance in (Stance.WANTED, Stance.REFUSED) for _, stance in of_one)
        )
        out.append(_without(one, refused) if refused and is_plain else one)
    return Apart(tuple(out), stances, is_doubtful)


def _told(one: Gathered) -> Iterator[tuple[Item, Stance]]:
    """The articles of a sentence that have a number, each with its stance."""
    tokens = one.sentence.tokens
    before, last_end = Stance.WANTED, 0
    for item in sorted(one.items, key=lambda each: each.first):
        lead = _lead(one, item, last_end)
        stance = _stance(lead)
        if stance is None:
            between = tokens[last_end : item.first]
            goes_on = last_end > 0 and all(token.norm in JOINS or token.norm == "," for token in between)
            stance = before if goes_on else Stance.WANTED
        stance = _behind(tokens, item) or stance
        before, last_end = stance, item.last
        if item.quantity is not None and (item.names_one or stance is not Stance.WANTED):
            yield item, stance


def _lead(one: Gathered, item: Item, since: int) -> list[str]:
    """The words of the clause before an article, with those that were taken for words of its name."""
    tokens, end = one.sentence.tokens, item.first
    while end < item.last and (tokens[end].kind[0] == "=" or (tokens[end].kind == "word" and _is_small(tokens[end]))):
        end += 1
    start = end
    while start > max(since, end - _BEFORE) and not _is_border(tokens[start - 1]):
        start -= 1
    said = (_word(one, index) for index in range(start, end))
    return [word for word in said if word]


def _word(one: Gathered, index: int) -> str:
    """A word as itself, whoever or whenever is named as somebody; "not the" is a "not" that excluded no article."""
    token = one.sentence.tokens[index]
    if token.kind == "=barred":
        excluded = one.sentence.barred.get(index, ())
        return "excluded" if any(each.norm not in STOP and each.norm not in VERBS for each in excluded) else "not"
    return "" if token.kind == "mark" else token.norm if token.kind == "word" else "somebody"


def _is_small(token: Token) -> bool:
    return token.norm in STOP or token.norm in VERBS or token.norm in TALK or token.norm in _GOVERNING


_GOVERNING = words(
    "cancel cancelled canceled cancels refused refuse rejected returned received receive delivered shipped missing "
    "short waiting wait quote quoted never didnt doesnt dont wont might maybe perhaps possibly probably considering "
    "needed wanted required longer arrived arrive came"
)


def _is_border(token: Token) -> bool:
    return (token.kind == "mark" and token.norm in _MARKS) or token.norm in _TURNS


def _stance(lead: Sequence[str]) -> Stance | None:
    """What the words before an article make of it; None where they have no say."""
    said = " ".join(lead)
    if not said or _ALL_THE_SAME.search(said):
        return Stance.WANTED if said else None
    for stance, pattern in _STANCES:
        if pattern.search(said) and not (stance is Stance.RECEIVED and _WANTS.search(said)):
            return stance
    return None if all(word in JOINS for word in lead) else Stance.WANTED


def _behind(tokens: Sequence[Token], item: Item) -> Stance | None:
    """What the words right behind an article make of it."""
    start = item.last
    while start > item.first and (tokens[start - 1].kind == "mark" or _is_small(tokens[start - 1])):
        start -= 1
    end = start
    while end < min(len(tokens), start + _BEHIND) and not _is_border(tokens[end]) and tokens[end].kind == "word":
        end += 1
    said = " ".join(token.norm for token in tokens[start:end])
    return next((stance for stance, pattern in _BEHIND_IT if pattern.search(said)), None) if said else None


def _without(one: Gathered, refused: Sequence[Item]) -> Gathered:
    """A sentence without what it refuses."""
    tokens = tuple(
        replace(token, kind=_BARRED) if any(item.start <= token.start < item.end for item in refused) else token
        for token in one.sentence.tokens
    )
    left = tuple(item for item in one.items if item not in refused)
    return replace(one, sentence=replace(one.sentence, tokens=tokens), items=left)
