"""What is said about a draft, clause by clause: what each does, with which numbers, to what it points."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.intake.rules.amounts import PLACES, describes, numbers_of, placed, without_pronouns
from domain.intake.rules.phrases import unit_in
from domain.intake.rules.token import Token
from domain.intake.rules.tokens import tokenize
from domain.intake.rules.verbs import act_of, is_aside, is_name, is_polite, is_talk, sets
from domain.intake.rules.vocabulary import words

_MARKS = frozenset(",;:.!?()&+/=\n")


_JOINS = words("and or plus also but so then oh n while since")


ROLES = ("=ship_to", "=date", "=po", "=customer", "=chat", "=place")


_THINGS = words("thing things change changes amendment amendments correction corrections tweak tweaks bit bits")


_STOPPED = words("pcs pc doz no nos approx ea qty pkt pkts pk pks ctn ctns incl st mr mrs ms dr co stk")


#: Behind these "12s" is a number for each, and no article that holds twelve.
_EVERY = words("all them those both to")


@dataclass(frozen=True)
class Clause:
    """A stretch of a sentence between commas, stops and "and"; `said` are its words with # for each number."""

    tokens: tuple[Token, ...]
    joined: str
    act: str
    said: str
    numbers: tuple[Token, ...]
    refused: Token | None
    words: tuple[Token, ...]
    places: tuple[int, ...]
    roles: frozenset[str]
    article_a: bool = False
    strange: tuple[Token, ...] = ()

    @property
    def each(self) -> bool:
        """Whether a number counts for every one."""
        return bool(re.search(r"\b(?:each|apiece|every|both)\b|\beach\b|of each", self.said))

    def unit(self, number: Token) -> str | None:
        """The unit said with a number: its own, or the word behind it where it is a number of this clause."""
        at = next((i for i, one in enumerate(self.tokens) if (one.start, one.end) == (number.start, number.end)), None)
        return number.unit or unit_in(self.tokens, at)

    @property
    def whole(self) -> bool:
        """Whether it is about all of a kind, or all there is."""
        return bool(re.search(r"\b(?:all|both|everything|every|each|the lot|apiece)\b", self.said)) and not re.search(
            r"\bthat'?s all\b|\bafter all\b|\bat all\b", self.said
        )

    @property
    def points(self) -> bool:
        """Whether it points at what was spoken of last."""
        return bool(re.search(r"\b(?:it|them|those|these|that|this)\b", self.said))

    @property
    def states(self) -> bool:
        """Whether it has a verb of its own that tells how things are."""
        return bool(
            re.search(r"\b(?:is|are|was|were|has|have|had|be|been|will|would|can|could|does|do|did)\b", self.said)
        )

    @property
    def starts_with_one(self) -> bool:
        """ "and an ivory one": one is wanted."""
        return self.joined in ("and", "plus", "also", "+", "&") and self.said.split()[:1] in (
            ["a"],
            ["an"],
            ["another"],
        )

    @property
    def aside(self) -> bool:
        """Whether it tells of a time or a condition."""
        return is_aside(self.said)

    @property
    def chatty(self) -> bool:
        """Whether it tells something of people and wants nothing."""
        return self.aside or is_talk(self.tokens)

    @property
    def bare(self) -> bool:
        """Whether it is a number with words of politeness only."""
        return all(token.kind in ("num", "mark") or is_polite(token) for token in self.tokens)


def clauses_of(tokens: Sequence[Token]) -> list[Clause]:
    """The clauses of a sentence; header words mark the clause that has them and are gone from it."""
    out: list[Clause] = []
    held: list[Token] = []
    roles: set[str] = set()
    joined = ""
    prepared = _joined_up(_without_preface(tokens))
    names = [token.norm for token in prepared]
    halves = sum(
        1
        for i, name in enumerate(names)
        if name == "half" and names[i - 1 : i] != ["and"] and names[i + 1 : i + 2] not in (["and"], ["of"], ["a"])
    )
    for index, token in enumerate(prepared):
        cut = not _shortened(prepared, index) and (
            (token.kind == "mark" and token.norm in _MARKS) or token.norm in _JOINS or _dash(token)
        )
        if token.norm == "half" and halves > 1 and held:
            out += _several(held, joined, roles)
            joined, roles, held = ",", set(), []
        if token.kind in ROLES:
            roles.add(token.kind)
        elif not cut:
            held.append(token)
        if cut:
            if any(token.kind != "mark" for token in held):
                out += _several(held, joined, roles)
                joined, roles, held = token.norm, set(), []
            elif not held:
                joined = token.norm if joined in ("", ",") or token.norm in _JOINS else joined
    if held or roles:
        out += _several(held, joined, roles)
    return out


def _several(held: Sequence[Token], joined: str, roles: set[str]) -> list[Clause]:
    return [_clause(part, joined if not index else ",", roles) for index, part in enumerate(_split(held))]


def _split(held: Sequence[Token]) -> list[list[Token]]:
    """ "green lids 36 pots 12", "100 silver 200 gold": one stretch for each number."""
    numbers = [i for i, t in enumerate(held) if t.kind == "num" and not t.aside and not describes(held, i)]
    names = [index for index, token in enumerate(held) if is_name(token)]
    refused = numbers_of(held)[1]
    if len(numbers) < 2 or refused is not None or len(names) < 2:
        return [list(held)]
    leads = numbers[0] < names[0]
    cuts = numbers[1:] if leads else [index + 1 for index in numbers[:-1]]
    parts = [list(held[first:last]) for first, last in zip([0, *cuts], [*cuts, len(held)], strict=True)]
    return parts if all(any(is_name(token) for token in part) for part in parts) else [list(held)]


def _shortened(tokens: Sequence[Token], index: int) -> bool:
    """The stop of "pcs." and "doz." ends nothing."""
    before = tokens[index - 1] if index else None
    return tokens[index].norm == "." and before is not None and before.norm in _STOPPED and index + 1 < len(tokens)


def _dash(token: Token) -> bool:
    return token.kind == "mark" and token.norm in "-–—>"


def _joined_up(tokens: Sequence[Token]) -> list[Token]:
    """Without hyphens inside of words: "ten-inch" and "de-luxe" are no two clauses."""
    out: list[Token] = []
    for index, token in enumerate(tokens):
        before = tokens[index - 1] if index else None
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        if _dash(token) and before and after and before.end == token.start and token.end == after.start:
            continue
        out.append(token)
    return out


def _without_preface(tokens: Sequence[Token]) -> list[Token]:
    """Without "one more thing": its number counts nothing."""
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        ahead = [token.norm for token in tokens[index + 1 : index + 3]]
        is_count = tokens[index].kind == "num" and tokens[index].value <= 5
        told = next((i for i, name in enumerate(ahead, 1) if name in _THINGS), 0)
        if is_count and told:
            index += 1 + told
            continue
        if is_count and ahead[:1] == ["more"] and ahead[1:2] in ([":"], [","], ["-"], ["–"], ["—"], []):
            index += 2
            continue
        out.append(tokens[index])
        index += 1
    return out


def _clause(held: Sequence[Token], joined: str, roles: set[str]) -> Clause:
    tokens, places = placed(without_pronouns(held))
    said = " ".join("#" if token.kind == "num" else token.norm for token in tokens if token.kind != "mark")
    wanted, refused = numbers_of(tokens)
    content = tuple(token for token in tokens if is_name(token))
    act = act_of(said)
    if not act or (act == "keep" and wanted) or (act == "swap" and refused and not content[1:]):
        act = ("set" if sets(said) else "count") if wanted else act or ("name" if content or places else "")
    if "not" in said.split() and act in ("drop", "", "set", "count", "name", "add") and content:
        act = _contrasted(tokens, act)
    an = any(token.norm in ("a", "an", "another") and token.kind == "word" for token in tokens)
    return Clause(tuple(tokens), joined, act, said, wanted, refused, content, places, frozenset(roles), an)


def as_said(tokens: Sequence[Token], text: str) -> list[Token]:
    """The tokens as they were said: "same quantity" is no number, "line 2 should be 50" has two, "1st" is a place."""
    base = tokens[0].start if tokens else 0
    out: list[Token] = []
    for token in tokens:
        shown = text[token.start - base : token.end - base]
        before = out[-1] if out else None
        place = re.match(r"(\d{1,2})\W+[a-z]", shown) if before and before.norm in ("line", "item", "row") else None
        if token.kind == "num" and (re.search(r"same|as many|likewise", shown, re.I) or place):
            out += [one for one in tokenize(shown, token.start) if one.norm != "\n"]
        elif before and before.kind == "num" and before.end == token.start and before.norm + token.norm in PLACES:
            out[-1] = replace(before, kind="word", norm=before.norm + token.norm, end=token.end)
        elif token.kind == "many" and before and before.norm in _EVERY and re.fullmatch(r"\d{1,4}s", shown, re.I):
            out.append(replace(token, kind="num", norm=shown[:-1]))
        else:
            out.append(token)
    return out


def _contrasted(tokens: Sequence[Token], act: str) -> str:
    """ "blue not ivory" tells two apart; "not the blue" takes one away."""
    at = next(index for index, token in enumerate(tokens) if token.norm == "not")
    before = any(is_name(token) for token in tokens[:at])
    behind = [index for index in range(at + 1, len(tokens)) if is_name(tokens[index])]
    its = next((i for i in range(at + 1, len(tokens)) if tokens[i].norm in ("its", "it", "but")), len(tokens))
    if behind and behind[0] < its and (before or any(index > its for index in behind)):
        return "contrast"
    return act
