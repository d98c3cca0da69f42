"""References in a message: the customer's own PO number, and numbers of our orders."""

import re
from dataclasses import dataclass

_JOINED = r"(?:[A-Z]{1,6}[-/]?)?\d[A-Z\d]*(?:[-/.][A-Z\d]+)*|[A-Z]{1,5}(?:[-/][A-Z\d]+)+"
#: "PH 4090": letters that are written apart from the digits, behind a label only.
_APART = (
    r"(?-i:(?!(?:FOR|TO|IS|ON|NO|NOS|NR|NUM|REF|BY|AND|THE|QTY|PO|OF|AS|IN|SKU)\b)[A-Z]{1,4}(?:&[A-Z]{1,2})?)\s\d{3,}"
)
_VALUE = rf"(?P<value>{_APART}(?!\w|[./-]\w)|{_JOINED})"
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
    | (?:order|bestellung)(?=\s*:?\s+(?:[A-Z]{{1,4}}[-/]?\d|(?-i:[A-Z&]{{2,5}})\s\d{{3}}))
    )\s*[:\#=.-]*\s*(?:PO\W{{0,2}})?{_VALUE}(?![\w])""",
    re.I | re.X,
)
_GLUED = re.compile(r"(?<![\w/])P\.?/?O\.?[#:\s-]{0,2}(?P<value>[A-Z]{0,4}-?\d[\w]*(?:[-/]\w+)*)(?![\w])", re.I)
_BEHIND = re.compile(
    r"(?<![\w/-])(?P<value>[A-Z]{1,5}[-/]\d[\w/-]*|[A-Z]{0,3}\d{4}[\w/-]*)\s*,?\s*(?:is\s+(?:the|their|"
    r"our|her|his)\s+)?"
    r"(?:p\.?/?o\.?\s*(?:no|number|num)\b|order\s+(?:no|number)\b|(?:is\s+)?(?:their|our|the|her|"
    r"his)\s+(?:order\s+(?:no|number|ref)|ref(?:erence)?|po)\b)",
    re.I,
)
_OWN = re.compile(r"\b(?:SO|S\.O\.)[-\s]?(\d{3,8})\b", re.I)
_SPELLED = re.compile(r"\b(?:i'?ll\s+)?(?:spell|repeat)\s+(?:that|it)\b[^.\n]*", re.I)


_SHAPED = re.compile(
    r"(?<![\w/.-])(?:P\.?/?O\.?[#:\s-]{0,2})?#?(?P<value>(?:[A-Z]{1,6}[-/]?){0,2}\d[A-Z\d]*(?:[-/.][A-Z\d]+){0,4}|"
    r"[A-Z]{1,5}(?:[-/][A-Z\d]+){1,3})(?![\w])(?!\s?(?:cm|mm|kg|ml|pm|am)\b)",
    re.I,
)


@dataclass(frozen=True)
class Reference:
    """A PO number with the stretch of text that says it, label included; `labelled` where one stands before it."""

    start: int
    end: int
    value: str
    labelled: bool = True


def customer_references(text: str) -> list[Reference]:
    """What may be a PO number, in order of the text; our own order numbers are none of them."""
    found: list[Reference] = []
    taken = bytearray(len(text))
    for pattern in (_LABEL, _GLUED, _BEHIND, _SHAPED):
        for match in pattern.finditer(text):
            value = match.group("value").rstrip(".-/")
            labelled = pattern is not _SHAPED
            is_free = taken.find(1, match.start(), match.end()) < 0
            if not is_free or not _plausible(value, match.group() if labelled else "no"):
                continue
            if labelled or sum(char.isdigit() for char in value) >= 4:
                taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
                found.append(Reference(match.start(), match.end(), value, labelled))
    found += [one for one in _dictated(text) if taken.find(1, one.start, one.end) < 0]
    return sorted(found, key=lambda one: one.start)


_DIGIT_WORDS = {
    name: digit
    for digit, names in enumerate(
        ("zero oh o nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    )
    for name in names.split()
}
_SPOKEN = "|".join(sorted(_DIGIT_WORDS, key=len, reverse=True))
_DICTATED = re.compile(
    rf"\b(?P<value>(?:(?:[a-z]|tt|po)[\s,-]+){{0,3}}(?:(?:double[\s,-]+)?(?:{_SPOKEN})\b[\s,-]*){{4,}})", re.I
)


def _dictated(text: str) -> list[Reference]:
    """A number read out digit by digit ("one zero seven three five"), letters before it too."""
    out = []
    for match in _DICTATED.finditer(text):
        value, twice = "", False
        for word in re.findall(r"[a-z]+", match.group("value").lower()):
            if word == "double":
                twice = True
                continue
            value += str(_DIGIT_WORDS.get(word, word.upper())) * (2 if twice else 1)
            twice = False
        end = match.start() + len(match.group("value").rstrip(" ,-\n"))
        out.append(Reference(match.start(), end, value.removeprefix("PO")))
    return out


def shape(value: str) -> str:
    """How a reference is built: letters as A, runs of digits as their length."""
    return re.sub(r"\d+", lambda m: str(min(len(m.group()), 7)), re.sub(r"[A-Za-z]+", "A", value))


def _plausible(value: str, whole: str) -> bool:
    if re.fullmatch(r"SO[-\s]?\d+", value, re.I) or re.fullmatch(r"\d{1,2}[/.]\d{1,2}(?:[/.]\d+)?", value):
        return False
    if re.fullmatch(r"20\d\d-\d\d-\d\d|\d{1,3}(?:\.\d+)?x?", value, re.I):
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
