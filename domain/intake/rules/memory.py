"""Words that speak of something earlier: "undo", "same again for Fettle", "same as last week but", "their usual mugs".

Only the words are recognised here, with where they stand; what they mean is found where history is known.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.intake.schemas import Recall, RecallKind, Span

#: Of an endless text only so much is looked at; nobody begins an order with more.
LOOKED_AT = 4000
_STEPS = {"two": 2, "both": 2, "three": 3, "2": 2, "3": 3}
_WHOSE = r"(?:the|their|our|my|his|her|its|your|(?:[\w&-]{1,40} ){0,2}[\w&-]{1,40}(?:'s|’s|s'|s’))"
_OWNER = re.compile(
    r"(?:\b(?:repeat|re-?order|copy|re-?do|duplicate)(?: of)? )?(?P<owner>[\w& -]+(?:'s|’s|s'|s’)) ", re.I
)
_OPENING = r"(?:^|(?<=[,.;:!?–—-] )|(?<=[\n,.;:!?–—(]))"
_POLITE = (
    r"(?:(?:no|oh|ah|ugh|oops|sorry|actually|wait|please|pls|just|so|then|and|right|ok|okay|can|could|you|we|would|"
    r"i'd like to|let's|better|hang on|hmm|well)[,.!… ]+){0,6}"
)
_ENDING = (
    r"(?=\s*(?:[,.;:!?)–—\n-]|$|"
    r"(?:please|pls|plz|thanks|thx|ta|cheers|again|then|now|and|but|so|will you|would you)\b))"
)
_WAS = r"(?:how|as|what|the way|like|where) (?:it|they|that|things|everything) (?:was|were)(?: before)?"
_UNDO = re.compile(
    rf"{_OPENING}\s{{0,40}}{_POLITE}(?P<said>"
    r"(?:undo|revert|reverse|roll back)(?: (?:it|that|this|them|all that))?"
    r"(?: ?(?:the|my|your|that|his|her)? ?(?:very )?(?:last|latest|previous) (?P<steps>two|three|both|2|3)? ?"
    r"(?:changes?|edits?|ones?|bits?|things?|steps?|amendments?)| (?:the|that|my) (?:change|edit))?(?: again)?"
    rf"|(?:put|set|turn|change|switch) (?:it|that|this|them|those|everything|things) (?:all )?back(?: to)?(?: {_WAS})?"
    r"|undo last|(?:restore|reinstate) (?:it|that|this|them)"
    rf"|(?:(?:(?:go |take it |get it )?back to|leave it|leave them|keep it|make it|put it|have it) )?{_WAS}"
    r"|(?:scratch|scrap|cancel|forget|ignore|drop|strike|bin|take back) (?:the|that|my) last (?:change|edit|amendment)"
    r"|as you were|go back (?:a|one) step|roll (?:it|that) back"
    rf"){_ENDING}",
    re.I,
)
_SAME = r"(?:the )?(?:exact(?:ly the)? )?(?:same|ditto)(?: (?:again|order|lot|thing|things|list|basket))*"
_SAME_FOR = re.compile(
    rf"(?P<said>\b(?:{_SAME}|repeat|another(?: one| order)?|"
    r"(?:repeat|copy|do|book|raise) (?:it|this|that)(?: (?:order|draft|lot))?(?: again)?)"
    r"(?: (?:please|pls))?) (?:for|to) (?P<who>(?!(?:the|them|me|us|him|her|it|all|both|each|every|these|those|this"
    r"|that|now|today|tomorrow|next|delivery|friday|monday|tuesday|wednesday|thursday|\d)\b)[^,.;:!?\n]{2,60})",
    re.I,
)
_WANT_SAME = re.compile(
    r"\b(?:want|wants|like|likes|have|has|take|takes|need|needs|ordering) "
    r"(?P<said>the (?:very |exact )?same)(?=\s*(?:again|too|please|pls|as well|as that|[.!]|$))",
    re.I,
)
_LAST = re.compile(
    r"(?<!was )(?<!is )(?<!are )(?<!were )(?<!was the )(?<!is the )(?<!are the )(?<!were the )\b(?P<said>"
    r"same again(?! for\b| in\b| but in\b)|(?:the )?same order again"
    rf"|(?:the )?(?:exact )?same(?: (?:order|thing|things|lot|stuff|list|basket|again))? as (?:{_WHOSE} )?"
    r"(?:last|previous)(?: (?:time|week|month|order|one|delivery|friday|monday|tuesday|wednesday|thursday))?"
    r"|(?:the )?(?:exact )?same(?: (?:order|thing|things|lot|stuff))? as before"
    r"|(?:the )?(?:exact )?same(?: (?:order|thing|things|lot|stuff))? as (?:they|we|i|he|she|you) (?:had|got|took)"
    r" last(?: (?:time|week|month))?"
    rf"|(?:repeat|re-?order|copy|re-?do|duplicate)(?: of)?(?: {_WHOSE})? (?:last|previous|latest|most recent)"
    r"(?: (?:order|one|lot|delivery))?"
    rf"|(?:repeat|copy|re-?do|duplicate) {_WHOSE} order(?: (?:from|of) last (?:week|month|time))?"
    rf"|{_WHOSE} (?:last|previous|latest) (?:order|one|lot|delivery) (?:again|once more)"
    r"|(?:what|whatever) (?:they|we|i|he|she) (?:had|got|ordered|took) last (?:time|week|month)"
    r"|repeat order|(?:(?<=^)|(?<=[,:;] ))as last time|re-?order(?=\s*(?:please|pls|for\b|[.!]|$))"
    r")(?!\w)",
    re.I,
)
_THINGS = r"(?:order|lot|stuff|things?|bits(?: and (?:bobs|pieces))?|basket|shop|list|top[- ]?up|restock|selection)"
_USUAL = re.compile(
    rf"(?P<said>(?<!\()\b(?:(?:the )?same as (?:always|usual|ever)|"
    rf"{_WHOSE} (?:usual|regular)(?: weekly| monthly)?(?: {_THINGS})?"
    rf"|(?:usual|regular)(?: weekly| monthly)? {_THINGS}|usual(?= (?:please|pls|for)\b)))"
    r"(?=\s*(?:[,.;!?+&–—\n-]|$|(?:please|pls|plz|again|for|by|plus|and|but|with|without|except|to|next|this|as|on|"
    r"thanks|ta|cheers|minus|less)\b))",
    re.I,
)
#: What is usual about an order without being an article of it.
_NO_GOODS = (
    r"(?!(?:address|account|a/c|acc|terms?|carrier|courier|place|plce|van|driver|day|days|time|times|slot|deliver\w*|"
    r"prices?|pricing|discount|rates?|way|ways|reasons?|contact|person|people|rep|reps|store|shop|branch|warehouse|depot|"
    r"site|office|invoic\w+|credit|payment|packing|packaging|note|notes|channel|process|email|buyer|supplier|service|"
    r"suspects?|route|door|entrance|gate|po|reference|method|paperwork|spot|haulier|transport|arrangements?|"
    rf"\d+ (?:days?|pm|am)|thirty|self|chaos|mess|problem|problems|issue|issues|{_THINGS})\b)"
)
_PART = re.compile(
    r"(?:(?<![\w-])(?P<number>\d{1,5})(?: ?x|(?P<dozen> ?doz(?:en)?))?(?: of)? |(?P<lead>\b\w+) )?"
    rf"(?P<said>\b{_WHOSE} (?:usual|regular) {_NO_GOODS}"
    r"(?P<article>(?!(?:and|plus|please|pls|by|for|with|to|but|of|on|at|as|next|this|in|from|without|except|again|thanks)"
    r"\b)[^\W\d_][\w'’/-]*(?: (?!(?:and|plus|please|pls|by|for|with|to|but|on|at|as|next|this|from|without|thanks|then)"
    r"\b)[\w'’/-]+){0,4}))",
    re.I,
)
_PLACED = frozenset({
    "to", "at", "on", "from", "by", "in", "via", "with", "under", "through", "inv", "invoice", "invoiced", "deliver",
    "delivered", "using", "per",
})  # fmt: skip
_SAVE = re.compile(
    r"\b(?P<said>(?:save|keep|store|remember|set|make|mark|record) (?:this|it|that|these|them)"
    r"(?: (?:order|draft|list|basket|one))? (?:down )?(?:as|to be) "
    rf"(?P<who>{_WHOSE}) (?:usual|regular)(?: {_THINGS})?)",
    re.I,
)
_SHOW = re.compile(
    rf"(?P<said>\b(?:what(?:'s|’s| is| are)|show(?: me| us)?|tell me|list|remind me of) (?P<who>{_WHOSE}) "
    rf"(?:usual|regular)(?: {_THINGS})?)(?=\s*(?:[?.!]|$))",
    re.I,
)
_QUOTED = re.compile(r"^\s*(?:[>|:]|-{2,}\s*original|on .{4,80} wrote:|from:\s|sent:\s|-- ?$)", re.I)
_GOES_ON = re.compile(
    r"\s*(?:please|pls|again)?\s*[,;]?\s*(?:plus|and|but|with|without|except|minus|less|\+|&)(?:\b|\s)", re.I
)
_JOINED = re.compile(r"(?:\b(?:and|plus|with|also|add)|[+&])\s*$", re.I)
_ASKS = re.compile(r"^[^.!\n]{0,80}\?")
_REQUEST = re.compile(r"\b(?:can|could|may|please|pls|want|wants|need|needs|like|send)\b", re.I)


@dataclass(frozen=True)
class Phrase:
    """A recalling phrase of a text, and how it stands among the other words."""

    recall: Recall
    goes_on: bool = False
    joined: bool = False


def live_length(text: str) -> int:
    """How much of a text was written now: up to the first quoted line, within `LOOKED_AT`."""
    place = 0
    for row in text[:LOOKED_AT].splitlines(keepends=True):
        if _QUOTED.match(row):
            break
        place += len(row)
    return place


def wants_undo(text: str) -> bool:
    """Whether the words take back what was said before."""
    return _UNDO.search(text[: live_length(text)]) is not None


def phrases(text: str) -> tuple[Phrase, ...]:
    """The recalling phrases of a text: at most one about a whole order or change, and any about single articles."""
    live = text[: live_length(text)]
    whole = next(_whole(live), None)
    parts = [part for part in _parts(live) if whole is None or not _overlap(part, whole)]
    found = ([whole] if whole else []) + parts
    return tuple(sorted(found, key=lambda one: one.recall.span.start))


def without(text: str, found: Sequence["Phrase"]) -> str:
    """The text with these phrases blanked out; every other word stays where it was."""
    for one in found:
        span = one.recall.span
        kept = _OWNER.match(span.text)
        said = " " * len(span.text)
        if kept:
            # Whose it is tells the customer, and says nothing about history.
            start, end = kept.span("owner")
            said = f"{said[:start]}{span.text[start:end]}{said[end:]}"
        text = f"{text[: span.start]}{said}{text[span.end :]}"
    return text


def _whole(live: str) -> Iterator[Phrase]:
    tries: tuple[tuple[RecallKind, re.Pattern[str]], ...] = (
        ("save_usual", _SAVE), ("show_usual", _SHOW), ("undo", _UNDO), ("same_for", _SAME_FOR),
        ("same_for", _WANT_SAME),
        ("last_order", _LAST), ("usual", _USUAL),
    )  # fmt: skip
    for kind, pattern in tries:
        for found in pattern.finditer(live):
            if not _only_asks(kind, live, found):
                yield _phrase(kind, live, found)


def _only_asks(kind: RecallKind, live: str, found: re.Match[str]) -> bool:
    """Whether the words stand in a question that wants to know and not to have."""
    if kind in ("undo", "save_usual", "show_usual"):
        return False
    start = max(live.rfind(stop, 0, found.start()) for stop in ".!?\n") + 1
    return bool(_ASKS.match(live[found.end() :])) and not _REQUEST.search(live[start : found.end() + 80])


def _phrase(kind: RecallKind, live: str, found: re.Match[str]) -> Phrase:
    start, end = found.span("said")
    named = found.groupdict()
    steps = _STEPS.get((named.get("steps") or "").lower(), 1)
    owner = re.sub(r"(?:'s|’s|(?<=s)['’])$", "", named.get("who") or "")
    whose = owner if kind in ("save_usual", "show_usual") and owner != named.get("who") else ""
    recall = Recall(kind=kind, span=Span(start=start, end=end, text=live[start:end]), steps=steps, customer=whose)
    return Phrase(
        recall=recall,
        goes_on=_GOES_ON.match(live[end:]) is not None,
        joined=_JOINED.search(live[:start]) is not None,
    )


def _parts(live: str) -> Iterator[Phrase]:
    for found in _PART.finditer(live):
        if (found["lead"] or "").strip().lower() in _PLACED:
            continue
        start = found.start("number") if found["number"] else found.start("said")
        end = found.end("said")
        yield Phrase(
            Recall(
                kind="usual_part",
                span=Span(start=start, end=end, text=live[start:end]),
                article=found["article"],
                quantity=Decimal(found["number"]) * (12 if found["dozen"] else 1) if found["number"] else None,
            )
        )


def _overlap(one: Phrase, other: Phrase) -> bool:
    first, second = one.recall.span, other.recall.span
    return first.start < second.end and second.start < first.end


def fitting(article: str, names: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The SKUs whose names (given with them) have every word of what was said, whatever its number."""
    said = {_singular(word) for word in re.findall(r"[a-z]+", article.lower()) if len(word) > 2}
    return tuple(
        sku for sku, name in names if said and said <= {_singular(word) for word in re.findall(r"[a-z]+", name.lower())}
    )


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    for ending in ("ches", "shes", "sses", "xes"):
        if word.endswith(ending):
            return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


_LATE = re.compile(
    r"\b(?:make (?:it|that|the|them|those)|drop|swap|change|instead|remove|take (?:off|out|away)|cancel|reduce|"
    r"increase|don'?t send|leave (?:off|out)|add|double|halve|scratch|forget|no longer|rather|ship it|send it to|"
    r"deliver it)\b",
    re.I,
)


def changes_something(text: str) -> bool:
    """Whether the words speak of changing what was ordered before, rather than of ordering."""
    return _LATE.search(text[: live_length(text)]) is not None


def is_usual(text: str) -> bool:
    """Whether a recalling phrase asks for what is usual, and not for the last order."""
    return any(one.recall.kind == "usual" for one in phrases(text))
