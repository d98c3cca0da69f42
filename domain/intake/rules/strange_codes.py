"""Codes beside a quantity that are nobody's article: they are asked about, and never the number of a purchase order."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal

from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.cleaning import Row
from domain.intake.rules.references import Reference
from domain.intake.schemas import Question, Span

#: The role of a stretch that is asked about as a whole, so that no item takes a part of it.
ROLE = "stranger"
_LIVE = ("new", "forward")
_LONGEST = 400
#: Letters and digits, or digits alone from a length on that no quantity has; "84997A/B x 12" leaves open for which.
_CODE = r"[A-Z]{1,5}-?(?=[-A-Z]{0,6}\d{2})[A-Z\d]{2,10}(?:-[A-Z\d]{1,6}){0,2}|\d{5,14}[A-Z]{0,2}(?:/[A-Z]\b)*"
_COUNT = r"(?P<{}>\d{{1,4}})"
_COUNTED = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?<![\w/.#-])(?P<code>{_CODE})\s{{0,2}}[x×*]\s{{0,2}}{_COUNT.format('count')}(?![\w.,]?\d|\s?(?:cm|mm)\b)",
        rf"(?<![\w/.,#-]){_COUNT.format('count')}\s{{0,2}}[x×*]\s{{0,2}}(?P<code>{_CODE})(?![\w/-])",
    )
)
_NAMED = re.compile(r"(?:\bp\.?\s?/?o\b\.?|\bref(?:erence)?|\border|\bno|\bnumber)[\s:#.]*$", re.I)


@dataclass(frozen=True)
class Stranger:
    """A code that no article has, with the quantity beside it and the stretch of the text that says both."""

    start: int
    end: int
    code: str
    count: Decimal


def strangers_in(
    rows: Sequence[Row], catalogue: Catalogue, own: Mapping[str, str], taken: AbstractSet[str]
) -> tuple[Stranger, ...]:
    """Codes with a multiplication sign and a count beside them that are no article's, nor one of the `taken` names."""
    out: list[Stranger] = []
    for row in rows:
        if row.kind not in _LIVE or not any(map(str.isdigit, row.text)):
            continue
        text, free = row.text[:_LONGEST], 0
        for found in sorted((m for one in _COUNTED for m in one.finditer(text)), key=lambda match: match.start()):
            code = found["code"].upper()
            if found.start() < free or _NAMED.search(text[max(0, found.start() - 20) : found.start()]):
                continue
            if code in taken or not _is_strange(code, catalogue, own):
                continue
            free = found.end()
            place = row.start + found.start(), row.start + found.end()
            out.append(Stranger(*place, found["code"], Decimal(found["count"])))
    return tuple(out)


def is_stranger(reference: Reference, strangers: Sequence[Stranger]) -> bool:
    """Whether what may be a PO number without any word that says so is a code that stands beside a count."""
    return not reference.labelled and any(one.start < reference.end and reference.start < one.end for one in strangers)


def questions_about(
    strangers: Sequence[Stranger], asked: Sequence[Question], span: Callable[[int, int], Span]
) -> Iterator[Question]:
    """What has to be asked about these codes, where it is not asked already."""
    spans = [one.span for one in asked if one.span is not None]
    for one in strangers:
        here = span(one.start, one.end)
        if not any(other.start < here.end and here.start < other.end for other in spans):
            yield Question(about="unknown_item", text=here.text, span=here, quantity=one.count)


def _is_strange(code: str, catalogue: Catalogue, own: Mapping[str, str]) -> bool:
    """Whether nobody knows a code; one that lacks but its letter is asked about elsewhere."""
    digits = "".join(char for char in code if char.isdigit())
    bare = re.sub(r"[-/\s]", "", code)
    known = any(one in catalogue.codes or one in own for one in (code, bare))
    is_half = digits == code and (code in catalogue.families or len(code) == catalogue.usual_length)
    letters = re.split(r"[^A-Z]", code)[0].lower()
    is_word = len(digits) < 3 or (len(letters) > 2 and catalogue.lexicon.knows(letters))
    return not (known or is_half or is_word)
