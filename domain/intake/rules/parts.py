"""What an order names beside its articles without a part: the day at its very end is wanted, the rest is a doubt."""

import re
from collections.abc import Sequence
from dataclasses import replace

from domain.intake.rules.gathering import Gathered
from domain.intake.rules.header import Header
from domain.intake.rules.roles import NO_PART, Unsaid

_SHORT = 12
_END = re.compile(r"\s*(?:pls|please|plz|thanks?|thx|ta|cheers)?[\s.!]*(?:\n|$)", re.I)


def with_parts(header: Header, gathered: Sequence[Gathered], text: str) -> Header:
    """The header with the day that ends a row of articles, and with a doubt where a place or a day stays open."""
    left = []
    for unsaid in header.unsaid:
        beside = next((one for one in gathered if one.items and _is_beside(one, unsaid, text)), None)
        if beside is None and not (unsaid.day and unsaid.is_needed and header.requested_date is None):
            continue
        if beside and unsaid.day and header.requested_date is None and _ends(beside, unsaid, text):
            header = replace(header, requested_date=unsaid.day)
        else:
            left.append(unsaid)
    doubts = (*header.doubts, NO_PART) if left else header.doubts
    return replace(header, doubts=doubts)


def _is_beside(one: Gathered, unsaid: Unsaid, text: str) -> bool:
    """Whether a stretch stands in a sentence, or in the same short row."""
    tokens = one.sentence.whole or one.sentence.tokens
    if tokens[0].start <= unsaid.start <= tokens[-1].end:
        return True
    start, end = text.rfind("\n", 0, unsaid.start) + 1, text.find("\n", unsaid.end)
    row = text[start : end if end >= 0 else len(text)]
    return start <= tokens[0].start <= start + len(row) and len(row.split()) <= _SHORT


def _ends(one: Gathered, unsaid: Unsaid, text: str) -> bool:
    """Whether a day stands directly behind an article and ends its row."""
    before = [token for token in one.sentence.tokens if token.end <= unsaid.start]
    return bool(before) and one.is_taken(before[-1]) and bool(_END.match(text, unsaid.end))
