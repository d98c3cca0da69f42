"""What may be a PO number, a requested date or a place to ship to, each with the chance that it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.cleaning import Row
from domain.intake.rules.dates import DateMention, find_dates
from domain.intake.rules.directory import Directory, Mention, Place, places
from domain.intake.rules.learned import chance
from domain.intake.rules.references import Reference, customer_references, shape
from domain.intake.rules.token import Token
from domain.intake.rules.tokens import tokenize
from domain.intake.rules.vocabulary import STOP
from domain.intake.rules.windows import window
from domain.intake.schemas import Message

MOST = 40
_LIVE = ("new", "forward")
#: Up to how many days ahead a date is called what; "far" beyond.
_AHEAD = ((-1, "past"), (0, "today"), (14, "soon"), (45, "month"))
_CONTACT = re.compile(r"\b(?:tel|fax|mob|mobile|phone|vat|reg|ddi|ext|iban|company no|co\. ?no|account|a/c)\b", re.I)


Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Weighed(Generic[Thing]):
    """A candidate with the signs about it and the chance that it is what it may be."""

    thing: Thing
    signs: dict[str, float]
    chance: float


class Candidates:
    """Finds and weighs the header candidates of one message."""

    def __init__(self, message: Message, text: str, rows: Sequence[Row], tokens: Sequence[Token]) -> None:
        self.message, self.text, self.rows, self.tokens = message, text, rows, tokens
        self.starts = [token.start for token in tokens]
        self.subject = message.subject or ""

    def references(self, catalogue: Catalogue, own_codes: Sequence[str]) -> list[Weighed[Reference]]:
        """PO numbers of the live rows, then of the subject (with offsets that mean nothing in the text)."""
        out: list[Weighed[Reference]] = []
        for row in self.rows:
            if row.kind not in (*_LIVE, "signature"):
                continue
            for found in customer_references(row.text)[:MOST]:
                moved = Reference(found.start + row.start, found.end + row.start, found.value, found.labelled)
                out.append(self._reference(moved, row, catalogue, own_codes))
        tokens = tokenize(self.subject)
        starts = [token.start for token in tokens]
        for found in customer_references(self.subject)[:5]:
            signs = self._shape_signs(found, catalogue, own_codes) | window(tokens, starts, found.start, found.end)
            signs |= {"in subject": 1.0}
            out.append(Weighed(Reference(-1, -1, found.value, found.labelled), signs, chance("po", signs)))
        seen = {one.thing.value.upper() for one in out if one.thing.start < 0}
        return [self._also_in_subject(one, seen) for one in out]

    def _also_in_subject(self, one: Weighed[Reference], seen: set[str]) -> Weighed[Reference]:
        if one.thing.start < 0 or one.thing.value.upper() not in seen:
            return one
        signs = one.signs | {"subject too": 1.0}
        return Weighed(one.thing, signs, chance("po", signs))

    def _reference(
        self, found: Reference, row: Row, catalogue: Catalogue, own_codes: Sequence[str]
    ) -> Weighed[Reference]:
        value_at = self.text.find(found.value, found.start, found.end)
        signs = self._shape_signs(found, catalogue, own_codes)
        signs |= window(self.tokens, self.starts, max(value_at, found.start), found.end)
        signs |= {f"row:{row.kind}": 1.0, "contact row": float(bool(_CONTACT.search(row.text)))}
        signs["alone in row"] = float(len(row.text.strip(" .:,-")) <= found.end - found.start + 2)
        return Weighed(found, signs, chance("po", signs))

    def _shape_signs(self, found: Reference, catalogue: Catalogue, own_codes: Sequence[str]) -> dict[str, float]:
        value = found.value.upper()
        return {
            f"shape:{shape(value)}": 1.0,
            "labelled": float(found.labelled),
            "article": float(value in catalogue.codes or value in own_codes),
            "letters": float(any(char.isalpha() for char in value)),
            "digits": min(sum(c.isdigit() for c in value), 8) / 4,
        }

    def dates(self) -> list[Weighed[DateMention]]:
        """Dates of the live rows and of the subject."""
        out: list[Weighed[DateMention]] = []
        for index, row in enumerate(self.rows):
            if row.kind not in _LIVE:
                continue
            for found in find_dates(row.text, self.message.today)[:MOST]:
                moved = DateMention(found.start + row.start, found.end + row.start, found.day, found.kind)
                signs = window(self.tokens, self.starts, moved.start, moved.end)
                signs |= self._day_signs(moved) | {"first row": float(index == 0)}
                out.append(Weighed(moved, signs, max(chance("date", signs), _wished_plainly(signs))))
        tokens = tokenize(self.subject)
        starts = [token.start for token in tokens]
        for found in find_dates(self.subject, self.message.today)[:5]:
            signs = window(tokens, starts, found.start, found.end) | self._day_signs(found) | {"in subject": 1.0}
            out.append(Weighed(DateMention(-1, -1, found.day, found.kind), signs, chance("date", signs)))
        return out[:MOST]

    def _day_signs(self, found: DateMention) -> dict[str, float]:
        ahead = (found.day - self.message.today).days
        bucket = next((name for most, name in _AHEAD if ahead <= most), "far")
        end = min((at for at in (self.text.find(stop, max(found.end, 0)) for stop in "\n.?!") if at >= 0), default=-1)
        return {
            f"kind:{found.kind}": 1.0,
            f"ahead:{bucket}": 1.0,
            f"{found.kind} {bucket}": 1.0,
            "asked": float(end >= 0 and self.text[end] == "?"),
        }

    def customers(self, named: Sequence[Mention], catalogue: Catalogue) -> list[Weighed[Mention]]:
        """The customers named in the tokens, those of quoted rows only where no other is."""
        live = [m for m in named if kind_at(self.rows, self.tokens[m.first].start) != "quote"] or named
        best: dict[str, Weighed[Mention]] = {}
        for mention in live[: 2 * MOST]:
            signs = self._name_signs(mention, catalogue)
            one = Weighed(mention, signs, chance("customer", signs))
            if mention.customer_id not in best or one.chance > best[mention.customer_id].chance:
                best[mention.customer_id] = one
        return sorted(best.values(), key=lambda one: (-one.chance, -one.thing.score, one.thing.first))

    def is_ordinary(self, mention: Mention, catalogue: Catalogue) -> bool:
        """Whether a part of a name may as well be a word of an article ("green" of Greenfinch)."""
        told = mention.whole and mention.exact and mention.matched > 1
        return not told and _are_common(self.tokens[mention.first : mention.last + 1], catalogue)

    def _name_signs(self, mention: Mention, catalogue: Catalogue) -> dict[str, float]:
        tokens = self.tokens[mention.first : mention.last + 1]
        start = tokens[0].start
        signs = window(self.tokens, self.starts, start, tokens[-1].end)
        told = f"{min(mention.matched, 3)}{' whole' if mention.whole else ''}{' exact' if mention.exact else ''}"
        return signs | {
            f"told:{told}": 1.0,
            f"told:{told} ordinary": float(_are_common(tokens, catalogue)),
            "score": mention.score / 4,
            f"row:{kind_at(self.rows, start)}": 1.0,
            "first row": float("\n" not in self.text[:start].strip()),
            "capital": float(self.text[start : start + 1].isupper()),
            "length": min(sum(len(t.norm) for t in tokens), 20) / 10,
        }

    def places(self, directory: Directory, customer_id: str | None) -> list[Weighed[Place]]:
        """Places of the customer that the live rows name."""
        out: list[Weighed[Place]] = []
        for found in places(directory, self.tokens, customer_id)[:MOST]:
            start, end = self.tokens[found.first].start, self.tokens[found.last].end
            kind = kind_at(self.rows, start)
            if kind == "quote":
                continue
            signs = window(self.tokens, self.starts, start, end)
            signs |= {
                f"row:{kind}": 1.0,
                "with kind": float(found.sure and found.last > found.first),
                "sure": float(found.sure),
            }
            out.append(Weighed(found, signs, chance("place", signs)))
        return out


def _are_common(tokens: Sequence[Token], catalogue: Catalogue) -> bool:
    """Whether every word is one that articles or sentences have."""
    return all(catalogue.lexicon.knows(token.norm) or token.norm in STOP for token in tokens)


def _wished_plainly(signs: dict[str, float]) -> float:
    """ "by 3 November", also when it has passed, and "Required by: 30/11": wanted, whatever was learned of others."""
    passed = signs.get("ahead:past") or signs.get("ahead:far")
    bare = passed and any(f"l0:{word}" in signs for word in ("by", "before", "until"))
    labelled = (
        "l0::" in signs and "l1:by" in signs and any(f"l2:{w}" in signs for w in ("required", "needed", "wanted"))
    )
    return 0.6 if bare or labelled else 0.0


def kind_at(rows: Sequence[Row], position: int) -> str:
    """Of which block the row at a place is."""
    return next((row.kind for row in rows if row.start <= position <= row.end), "new")
