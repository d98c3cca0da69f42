"""Numbers that name a place, a paper or a line to ring: "stall 14", "Dept 27", "24 Market Place", "01434 555 207"."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.cleaning import Row
from domain.intake.rules.vocabulary import STOP

ROLE = "label"
_LONGEST = 400
_CODE = (
    r"(?:[a-z]{1,4}[-/ ]?)?\d{1,5}(?:\.\d{1,2})?(?:\s?[-/]\s?\d{1,4})?[a-z]?\b"
    r"(?!\s*(?:x\b|off\b|each\b|ea\b|pcs\b|sets?\b|packs?\b))"
)
#: Words that are followed by the number of a room or a paper wherever they stand.
_ANYWHERE = (
    r"sections?|dept\.?|departments?|stall|bay|ward|rooms?|ext\.?|extension|gate|dock|suite|pitch|plot|aisle|"
    r"cost cent(?:re|er)|(?:buyer|budget|cost|project|dept|department|location|nominal|gl) code|"
    r"a/c(?: no\.?)?|account(?: no\.?| number)?|p\.?\s?o\.? box|junction|phase"
)
#: Words that count goods too: only at the beginning of a row, behind a comma, or where a place is told.
_IN_PLACE = r"unit|floor|level|flat|page|table|shop|building"
_STREETS = (
    r"street|st|road|rd|lane|avenue|ave|place|row|hill|quay|square|terrace|crescent|close|drive|gardens|arcade|"
    r"wharf|yard|parade|mews|buildings"
)
_ABROAD = r"(?:rue|boulevard|quai|viale|piazza|calle|carrer|passeig|avenida|rua)\s[^\d\n,(]{3,40}?,?\s"
_LABELS = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (rf"\b(?:{_ANYWHERE})\s(?:no\.?\s?)?{_CODE}", re.I),
        (rf"(?:^\W*|,\s*|\bat\s|\bto\s|\bour\s)(?:{_IN_PLACE})\s{_CODE}", re.I),
        # Capitals show that it is a name: "24 Market Place", "14-18 The Arcade".
        (
            rf"\b\d{{1,4}}(?:\s?[-/]\s?\d{{1,4}})?[a-zA-Z]?,?\s(?:[A-Z][\w'.]+\s){{1,3}}(?i:{_STREETS})\b\.?"
            r"(?=\s*(?:,|$|[A-Z]))",
            0,
        ),
        (rf"\b{_ABROAD}\d{{1,4}}\b(?:,\s*\d{{4,5}}\b)?", re.I),
        (r"\b\d{1,4},?\s(?:bis\s)?(?:rue|boulevard|quai)\s[^\d\n]{3,40}(?:,\s*\d{5}\b)?", re.I),
        (r"\b\w{3,30}(?:str(?:\.|aße|asse)|weg|gasse|platz|straat|laan)\s\d{1,4}[a-z]?\b(?:,\s*\d{4,5}\b)?", re.I),
        (r"\b(?:m8s?|l8r?|gr8|b4|2day|2moro|2nite|4u|4eva)\b", re.I),
        # No quantity begins with 0.
        (r"(?<![\d.,/-])\(?\+?0\d{2,4}\)?[ -]\d{2,4}(?:[ -]\d{2,4}){0,2}\b", 0),
    )
)  # fmt: skip


_BEFORE = re.compile(r"[^\W\d_]+\W{1,2}$")


def labels_in(rows: Sequence[Row], catalogue: Catalogue) -> Iterator[tuple[int, int, str]]:
    """The stretches of the text whose numbers are names, with their role; no words of an article are a place."""
    for row in rows:
        if not any(map(str.isdigit, row.text)):
            continue
        text = row.text[:_LONGEST]
        for found in (match for pattern in _LABELS for match in pattern.finditer(text)):
            before = _BEFORE.search(text[: found.start()])
            if not _of_article(f"{before.group() if before else ''}{found.group()}", catalogue):
                yield row.start + found.start(), row.start + found.end(), ROLE


def _of_article(text: str, catalogue: Catalogue) -> bool:
    """Whether several words stand together in the name of an article ("dads room", "circus parade")."""
    words = [word for word in re.findall(r"[^\W\d_]{2,}", text.lower()) if word not in STOP]
    hits = [catalogue.word(word).hits for word in words]
    return len(words) > 1 and any(one & other for one, other in pairwise(hits))
