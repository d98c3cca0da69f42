"""References in a message: the customer's own PO number, and numbers of our orders."""

import re
from dataclasses import dataclass

_VALUE = r"(?P<value>(?:[A-Z]{1,6}[-/]?)?\d[A-Z\d]*(?:[-/.][A-Z\d]+)*|[A-Z]{1,5}(?:[-/][A-Z\d]+)+)"
_PO = r"p\.?\s?/?\s?o\b\.?|purchase\s+order|bestellung|commande|pedido"
_TOLD = (
    r"(?:\s+(?:is|was)\s+(?:wrong|missing|incorrect)\W{1,3}(?:it\s+)?)?"
    r"\s*(?:(?:should|to|must|will)\s+(?:be|read)|is(?:\s+now)?|was|now|changed\s+to)?"
)
_LABEL = re.compile(
    rf"""(?<![\w/])(?:
      (?:{_PO})(?:\s*(?:number|num|no|nr|ref(?:erence)?)\b\.?)?(?:{_TOLD})?
    | (?:(?:customer|cust|our|their|your|her|his|my|the|quote|quoting|with|under|as)\s{{1,3}}){{0,4}}
      (?:ref(?:erence)?|order\s*(?:no|number|num|nr|ref(?:erence)?|\#)|o/n|ord\s+no)\b\.?(?:\s*(?:no|number|num)\b\.?)?(?:{_TOLD}|\s+on\s+this\s+is)?
    | (?:(?:our|their|her|his|on|under|for)\s+)order
    | (?:order|bestellung)(?=\s*:?\s+[A-Z]{{1,4}}[-/]?\d)
    )\s*[:\#=.-]*\s*(?:PO\W{{0,2}})?{_VALUE}(?![\w])""",
    re.I | re.X,
)
_GLUED = re.compile(r"(?<![\w/])P\.?/?O\.?[#:\s-]{0,2}(?P<value>[A-Z]{0,4}-?\d[\w]*(?:[-/]\w+)*)(?![\w])", re.I)
_BEHIND = re.compile(
    r"(?<![\w/-])(?P<value>[A-Z]{1,5}[-/]\d[\w/-]*|[A-Z]{0,3}\d{4,}[\w/-]*)\s*,?\s*(?:is\s+(?:the|their|"
    r"our|her|his)\s+)?"
    r"(?:p\.?/?o\.?\s*(?:no|number|num)\b|order\s+(?:no|number)\b|(?:is\s+)?(?:their|our|the|her|"
    r"his)\s+(?:order\s+(?:no|number|ref)|ref(?:erence)?|po)\b)",
    re.I,
)
_OWN = re.compile(r"\b(?:SO|S\.O\.)[-\s]?(\d{3,8})\b", re.I)
_SPELLED = re.compile(r"\b(?:i'?ll\s+)?(?:spell|repeat)\s+(?:that|it)\b[^.\n]*", re.I)


@dataclass(frozen=True)
class Reference:
    """A PO number with the stretch of text that says it, label included."""

    start: int
    end: int
    value: str


def customer_references(text: str) -> list[Reference]:
    """PO numbers in order of the text; our own order numbers are none of them."""
    found: list[Reference] = []
    for pattern in (_LABEL, _GLUED, _BEHIND):
        for match in pattern.finditer(text):
            value = match.group("value").rstrip(".-/")
            if _plausible(value, match.group()) and not any(
                r.start < match.end() and match.start() < r.end for r in found
            ):
                found.append(Reference(match.start(), match.end(), value))
    return sorted(found, key=lambda one: one.start)


def _plausible(value: str, whole: str) -> bool:
    if re.fullmatch(r"SO[-\s]?\d+", value, re.I) or re.fullmatch(r"\d{1,2}[/.]\d{1,2}(?:[/.]\d+)?", value):
        return False
    digits = sum(char.isdigit() for char in value)
    if digits < 2 and not re.search(r"[-/]", value):
        return False
    return digits >= 3 or (digits >= 1 and len(value) >= 4 and bool(re.search(r"po|ref|number|no", whole, re.I)))


def own_orders(text: str) -> tuple[str, ...]:
    """Numbers of our orders ("SO-1042"), also a bare "1042" after "where is" or "order"."""
    found = [f"SO-{match.group(1)}" for match in _OWN.finditer(text)]
    for match in re.finditer(
        r"\b(?:where'?s|where\s+is|status\s+of|about|cancel|track)\s+(?:order\s+|no\.?\s*|#)?#?(\d{4,6})\b(?!\s*x)",
        text,
        re.I,
    ):
        found.append(f"SO-{match.group(1)}")
    return tuple(dict.fromkeys(found))


def spelled_out(text: str) -> list[tuple[int, int]]:
    """Stretches that only repeat a reference letter by letter."""
    return [match.span() for match in _SPELLED.finditer(text)]
