"""What part a place or a day of a message plays where that is said plainly, whatever was learned of others.

Wanted: alone between commas or at the end, "Ripon pls". Not wanted: "not Exeter", a place that is only billed.
What plays no part is open, and an order that names it beside its articles is never ready.
"""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from domain.intake.rules.candidates import MOST, Weighed
from domain.intake.rules.cleaning import Row
from domain.intake.rules.dates import DateMention
from domain.intake.rules.directory import Directory, Mention, Place, city_of
from domain.intake.rules.token import Token
from domain.intake.rules.verbs import is_talk

#: The doubt about a place or a day beside articles that nobody knows the part of.
NO_PART = "place or day without a part"
HALF = 0.5
_LONG, _FEW = 6, 4
_PLAIN, _BILL, _NOT = 0.9, -1.0, 0.0
_LIVE = ("new", "forward")
_REFUSED = re.compile(
    r"\b(?:not|instead of|rather than|except|no longer)\s+(?:(?:to|at|in|for|on|the|our|their)\s+)*$", re.I
)
_BILLED = (
    r"invoic\w+|inv|bill(?:ed|ing|s)?(?=\s*:|\s+(?:to|address)\b|\s+(?:the|our)?\s*$)|charged?|rechnung\w*|factur\w+"
)
_SHIPPED = r"deliver\w*|del|ship(?:ped|ping|ment)?|send|sent|dispatch\w*|despatch\w*|goods|lieferung|liefern"
_CUES = re.compile(rf"\b(?:(?P<billed>{_BILLED})|(?P<shipped>{_SHIPPED}))\b", re.I)
_TO_IT = r"(?:\s+(?:it|them|all|this|that|address|to|at|into|in|the|our|their|please|pls|is))*\W{0,3}$"
_DIRECT = re.compile(rf"\b(?:{_SHIPPED})\b{_TO_IT}", re.I)
_BOTH = re.compile(r"^\w*\s*(?:and|&|\+|/|und|et)\s*$", re.I)
_NOT_THE = re.compile(r"\W*(?:and |but )?not (?:(?:to|at|for|the|our) )*", re.I)
_EITHER = re.compile(r"\W*(?:or)?\W*", re.I)
_GOAL = re.compile(r"\b(?:for|to|by)\s+(?:the\s+|our\s+)?$", re.I)
#: Words that want goods, in the row before a day.
_NEEDED = re.compile(r"\b(?:(?:needs?|wants?)\b(?! to\b)|(?:send|deliver|ship|arrive|goods)\b)[^.;!?]{0,60}$", re.I)
_ENDED = re.compile(r"[.;\n](?=\s|$)")
_FRONT = re.compile(
    r"(?:^|[,;.:(/\n–—-])\s*(?:(?:to|for|by|at|into|on|del|delivery|deliver|due|needed|pls|please)\.?\s+)*$", re.I
)
_BACK = re.compile(
    r"^\s*(?:(?P<asked>pls|please|plz)\b)?\s*(?:instead|then|now|at the latest|latest)?\s*(?:thanks?|thx|ta|cheers)?"
    r"\s*(?:$|[\n,;.!)\"]|not\b|for (?:all|everything|the lot|it|them)\b)",
    re.I,
)


@dataclass(frozen=True)
class Unsaid:
    """A stretch that names a place or a day and says no part of it; `is_needed` where goods are wanted before it."""

    start: int
    end: int
    day: date | None = None
    is_needed: bool = False


@dataclass(frozen=True)
class Stood:
    """Places and days with their chances after what was said plainly, and the stretches that play no part."""

    places: list[Weighed[Place]]
    days: list[Weighed[DateMention]]
    unsaid: tuple[Unsaid, ...]


@dataclass(frozen=True)
class Told:
    """A message as its header is looked for: the text, its rows and tokens, whether it is a mail."""

    text: str
    rows: Sequence[Row]
    tokens: Sequence[Token]
    mail: bool

    def before(self, at: int) -> str:
        """What stands before a place in its row, with the row above where that is its heading ("Ship to:")."""
        row = self.text.rfind("\n", 0, at) + 1
        said = self.text[max(row, at - 120) : at]
        above = self.text[max(0, row - 60) : row].rstrip().rsplit("\n", 1)[-1]
        return f"{above} " if not said.strip() and above.endswith(":") else said

    def is_bare(self, start: int, end: int) -> bool:
        """Whether a stretch stands by itself behind something counted, is asked for, or is all there is."""
        back = _BACK.match(self.text[end : end + 40])
        row = next((one for one in self.rows if one.start <= start <= one.end), None)
        if back is None or row is None or row.kind not in _LIVE or not _FRONT.search(self.before(start)):
            return False
        counted = any(one.kind in ("num", "code") and row.start <= one.start < start for one in self.tokens)
        closes = not self.mail or any(one.kind == "signature" and one.start > end for one in self.rows)
        is_first = closes and not any(char.isalnum() for char in row.text[: start - row.start])
        is_short = not self.mail and len(row.text.split()) <= _FEW
        is_all = (is_first or is_short) and not is_talk(
            [one for one in self.tokens if row.start <= one.start < row.end]
        )
        return bool(counted or back.group("asked") or is_all)


def stand(
    told: Told,
    places: Sequence[Weighed[Place]],
    days: Sequence[Weighed[DateMention]],
    *,
    towns: Mapping[str, list[str]],
    customers: Sequence[Mention],
    today: date,
) -> Stood:
    """Give places and days the parts that are said plainly."""
    named = [*places, *_others(told, places, towns)]
    parted = _places(told, sorted(named, key=lambda one: one.thing.first), customers)
    wanted = _days(told, days, today)
    unsaid = [*_places_unsaid(told, parted), *_days_unsaid(told, wanted, today)]
    known = {(one.thing.first, one.thing.last) for one in places}
    kept = [one for one in parted if one.chance >= HALF or (one.thing.first, one.thing.last) in known]
    return Stood(kept, wanted, tuple(unsaid))


def _places_unsaid(told: Told, places: Sequence[Weighed[Place]]) -> list[Unsaid]:
    """Places without a part; beside the one that is wanted only another that goods may go to as well."""
    wanted = {one.thing.label for one in places if one.chance >= HALF}
    out = []
    for one in places:
        first, end = told.tokens[one.thing.first], told.tokens[one.thing.last].end
        is_named = one.thing.first < one.thing.last or _may_be_town(first, (one.thing.label.split()[0].lower(),))
        is_goal = _GOAL.search(told.before(first.start)) and one.chance > _NOT and one.thing.label not in wanted
        if is_named and one.chance != _BILL and (is_goal or not wanted):
            out.append(Unsaid(first.start, end))
    return out


def _days_unsaid(told: Told, days: Sequence[Weighed[DateMention]], today: date) -> list[Unsaid]:
    """Coming days without a part; beside the one that is wanted only another by which goods may be wanted."""
    wanted = {one.thing.day for one in days if one.chance >= HALF}
    coming = [one for one in days if one.thing.start >= 0 and one.thing.day > today and one.thing.day not in wanted]
    return [
        Unsaid(
            one.thing.start, one.thing.end, one.thing.day if one.chance else None,
            is_needed=bool(_NEEDED.search(told.before(one.thing.start))),
        )
        for one in coming
        if not wanted or (one.chance > _NOT and _GOAL.search(told.before(one.thing.start)))
    ]  # fmt: skip


def towns_of(directory: Directory, customer_id: str | None) -> dict[str, list[str]]:
    """The towns of a customer's places, each with the places there."""
    entry = directory.entries.get(customer_id or "")
    out: dict[str, list[str]] = {}
    for label in entry.ship_to_labels if entry else ():
        if " " in label:
            out.setdefault(label.split()[0].lower(), []).append(label)
    return out


def _others(told: Told, places: Sequence[Weighed[Place]], towns: Mapping[str, list[str]]) -> list[Weighed[Place]]:
    """Towns of the customer's places that stand anywhere else in the live rows, each with a chance next to none."""
    taken = {index for one in places for index in range(one.thing.first, one.thing.last + 1)}
    live = [row for row in told.rows if row.kind in _LIVE]
    out = []
    for index, token in enumerate(told.tokens if towns else ()):
        city = city_of(token.norm, towns) if _may_be_town(token, towns) and index not in taken else None
        if city and len(towns[city]) == 1 and any(row.start <= token.start <= row.end for row in live):
            out.append(Weighed(Place(towns[city][0], index, index, False), {}, 0.01))
    return out[:MOST]


def _may_be_town(token: Token, towns: Container[str]) -> bool:
    """Whether a word alone is a town: one misspelt has to be long, "well" is not Wells."""
    return token.kind == "word" and (token.norm in towns or len(token.norm) >= _LONG)


def _places(told: Told, named: Sequence[Weighed[Place]], customers: Sequence[Mention]) -> list[Weighed[Place]]:
    """Each place with its chance by what stands around it."""
    out: list[Weighed[Place]] = []
    behind = 0
    for one in named:
        start, end = told.tokens[one.thing.first].start, told.tokens[one.thing.last].end
        out.append(Weighed(one.thing, one.signs, _part(told, one, (max(behind, 0), start, end), customers)))
        behind = end
    plain = {one.thing.label for one in out if one.chance == _PLAIN}
    if len(plain) > 1:
        return [Weighed(one.thing, one.signs, min(one.chance, HALF / 2)) for one in out]
    for index, (before, after) in enumerate(pairwise(list(out))):
        said = told.text[told.tokens[before.thing.last].end : told.tokens[after.thing.first].start]
        if after.chance == _NOT and before.chance > _NOT and _NOT_THE.fullmatch(said):
            out[index] = Weighed(before.thing, before.signs, _PLAIN)
        elif _are_rivals(before, after) and _EITHER.fullmatch(said):
            out[index : index + 2] = [Weighed(one.thing, one.signs, HALF / 2) for one in (before, after)]
    return out


def _are_rivals(one: Weighed[Place], other: Weighed[Place]) -> bool:
    return one.thing.label != other.thing.label and min(one.chance, other.chance) > _NOT


def _part(told: Told, one: Weighed[Place], span: tuple[int, int, int], customers: Sequence[Mention]) -> float:
    behind, start, end = span
    said = told.before(start)
    if _REFUSED.search(said):
        return _NOT
    said = (
        said[max(0, len(said) - max(start - behind, 0)) :] if behind and "\n" not in told.text[behind:start] else said
    )
    said = _ENDED.split(said)[-1] if said.strip() else said
    cues = list(_CUES.finditer(said))
    if cues and cues[-1].group("billed"):
        both = len(cues) > 1 and cues[-2].group("shipped")
        return one.chance if both and _BOTH.match(said[cues[-2].end() : cues[-1].start()]) else _BILL
    if _DIRECT.search(said):
        return max(one.chance, _PLAIN)
    beside = any(told.tokens[m.last].end <= start and start - told.tokens[m.last].end <= 2 for m in customers)
    return max(one.chance, _PLAIN) if told.is_bare(start, end) and not beside else one.chance


def _days(told: Told, days: Sequence[Weighed[DateMention]], today: date) -> list[Weighed[DateMention]]:
    """Each day with its chance; one that stands by itself is wanted where no other is."""
    refused = [
        Weighed(one.thing, one.signs, _NOT) if one.thing.start >= 0 and _is_refused(told, one.thing) else one
        for one in days
    ]
    refused = _either(told, refused)
    if any(one.chance >= HALF for one in refused):
        return refused
    return [
        Weighed(one.thing, one.signs, _PLAIN)
        if one.chance > _NOT
        and one.thing.day > today
        and one.thing.start >= 0
        and told.is_bare(one.thing.start, one.thing.end)
        else one
        for one in refused
    ]


def _either(told: Told, days: Sequence[Weighed[DateMention]]) -> list[Weighed[DateMention]]:
    """ "Thursday or Friday": neither is wanted before somebody says which."""
    out = list(days)
    for index, (one, other) in enumerate(pairwise(days)):
        said = told.text[one.thing.end : other.thing.start] if one.thing.start >= 0 else ""
        if re.fullmatch(r"\s*(?:or|/)\s*(?:(?:on|the|by)\s+)*", said, re.I):
            out[index : index + 2] = [Weighed(each.thing, each.signs, HALF / 2) for each in (one, other)]
    return out


def _is_refused(told: Told, day: DateMention) -> bool:
    return bool(_REFUSED.search(told.before(day.start)))
