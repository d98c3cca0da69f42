"""What the cells around a table say of the whole order: "PO number", "Deliver to", "Required by", notes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Cells = Sequence[str]
ADDRESS_ROWS = 6
LONGEST_PO = 60
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?|\b\d{1,2}(?:st|nd|rd|th)?\.? \w{3,9}", re.I)
_OUR_ORDER = re.compile(r"so[- ]?\d+", re.I)
_NUMBER = r"(?:\s*(?:no|nr|num|number|nummer|n°|nº|ref(?:erence)?|#))*"

# What labels mean; the first that fits counts. What means nothing to an order is known too, and no text of it.
_LABELS = tuple(
    (name, re.compile(rf"(?:{pattern})\s*[.:#=]*\s*(?P<rest>.*)", re.I))
    for name, pattern in (
        ("beside",
         r"(?:order |invoice |print(?:ed)? |our |issue )?date(?! (?:required|wanted|needed|due))(?: of order)?\b|"
         r"(?:bestell|auftrags)?datum\b|page\b|seite\b|tel(?:ephone|efon)?\b|phone\b|mob(?:ile)?\b|fax\b|e-?mail\b|"
         r"vat\b|ust\b|currency\b|währung\b|(?:payment )?terms\b|contact\b|ansprechpartner\b|att(?:n|ention)\b|from\b|"
         r"supplier\b|vendor\b|lieferant\b|raised by\b|ordered by\b|authori[sz]ed\b|signature\b|signed\b|approved by\b|"
         r"(?:company )?reg(?:istration|istered)?\b|web(?:site)?\b|iban\b|bank\b|sort code\b|buyer\b|prepared by\b|"
         r"(?:invoice|bill)(?: to| address)\b|rechnungs\w*|ship(?:ping)? (?:via|method)\b|delivery (?:terms|method)\b|"
         r"incoterms?\b|to\s*:|revision\b|version\b|status\b|department\b|quote\b|carrier\b|minimum order\b"),
        ("required",
         r"(?:date )?(?:required|needed|wanted|due)(?: ?(?:by|on|date|for|delivery))*\b|"
         r"(?:delivery|deliver|ship|shipping|dispatch|despatch|arrival|req|del)\.? ?(?:date|by|on|required)\b|"
         r"requested (?:delivery )?(?:date|by)\b|date (?:required|wanted|needed|due)\b|"
         r"(?:liefer|wunsch)(?:termin|datum)\b|lieferung (?:bis|am)\b|date de livraison(?: souhaitée)?\b|"
         r"fecha de entrega\b|leverdatum\b|data di consegna\b|eta\b"),
        ("ship_to",
         r"(?:deliver(?:y)?|ship(?:ping|ment)?|send|consign(?:ed)?|goods) ?(?:to|address|location|site|point)\b"
         r"(?: address)?|delivered to\b|liefer(?:adresse|anschrift|ort)\b|lieferung an\b|"
         r"adresse de livraison\b|livrer à|"
         r"livraison à|dirección de entrega\b|afleveradres\b|indirizzo di consegna\b|branch\b|store\b|shop\b|filiale\b|"
         r"delivery\s*:"),
        ("po",
         rf"(?:purchase order|p\.? ?/?o\.?|(?:customer |your |our |my |cust )?order|(?:customer |our )po|bestellung|"
         rf"bestell-?(?:nummer|nr)|auftrags?-?(?:nummer|nr)?|(?:bon de )?commande|pedido|inkooporder|ordine)"
         rf"{_NUMBER}(?=\s*[.:#=]|\s+\w*\d|$)|(?:(?:customer |your |our |my )?ref(?:erence)?){_NUMBER}(?=\s*[.:#=]|$)"),
        ("note", r"(?:special |delivery |order )?(?:notes?|comments?|remarks?|instructions?)\b|bemerkung(?:en)?\b|"
         r"hinweise?\b|anmerkung(?:en)?\b|remarques?\b"),
        ("customer", r"(?:customer|client|company|account|firma|kunde|business|shop|trading)(?: name| no| number)?"
         r"(?=\s*[.:#=]|$)|(?:account|customer|kunden)-?(?:nummer|nr|no|number)\b"),
    )
)  # fmt: skip
_TOTAL = re.compile(
    r"(?:sub|grand|order|net|gross|goods|invoice)?\s*-?\s*(?:total|totals|totaal|totale)\b.{0,30}|"
    r"(?:zwischen|gesamt)?-?summe\b.{0,20}|gesamt(?:betrag|preis|wert)?\b.{0,20}|(?:vat|mwst|ust|tva|iva|btw|"
    r"tax)\b.{0,20}|"
    r"net(?:to)?(?: amount| value)?|somme|montant\b.{0,20}|(?:number|no\.?) of (?:lines|items|pieces|units)\b.{0,10}|"
    r"sum|amount due|total ht|total ttc|end(?: of order)?|page \d+(?: of \d+)?",
    re.I,
)
_SENTENCE = re.compile(
    r"\b(?:please|pls|must|do not|don'?t|deliver|urgent(?:ly)?|only|instead|except|not|need|bitte|merci|ring|"
    r"call|before|"
    r"after|until|send|substitut\w*|asap|if|also|plus|and add|cancel|hold|same as)\b",
    re.I,
)


@dataclass
class Facts:
    """What cells with labels say, as written; `sentences` are what people wrote beside the table, with their rows."""

    po: list[str] = field(default_factory=list)
    required: list[str] = field(default_factory=list)
    ship_to: list[str] = field(default_factory=list)
    customer: list[str] = field(default_factory=list)
    note: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    sentences: list[tuple[int, str]] = field(default_factory=list)


def is_total(cells: Cells) -> bool:
    """Whether a row adds up: a total, a tax, a number of lines."""
    return any(_TOTAL.fullmatch(cell.strip(" :.*")) for cell in cells if cell)


def is_sentence(text: str) -> bool:
    """Whether a person tells something here, in words that an order may hang on."""
    return len(text.split()) >= 3 and bool(_SENTENCE.search(text))


def labelled(cell: str) -> tuple[str, str] | None:
    """The label a cell begins with, and what follows it in the cell; None where it begins with none."""
    for name, pattern in _LABELS:
        found = pattern.match(cell.strip())
        if found:
            rest = found["rest"].strip()
            has_mark = bool(re.search(r"[.:#=]\s*$", cell[: len(cell.strip()) - len(rest)]))
            # "Delivery to Leeds is late" tells a story; a label ends there, or at a mark.
            if not rest or has_mark or name == "beside" or (name == "po" and any(map(str.isdigit, rest[:30]))):
                return name, rest
            if name in ("required", "ship_to") and len(rest.split()) <= 8:
                return name, rest
    return None


def read_facts(rows: Sequence[tuple[int, Cells]]) -> Facts:
    """The facts in these rows (number of the row from 1, its cells), which are of no table."""
    facts = Facts()
    taken: set[tuple[int, int]] = set()
    by_number = dict(rows)
    for number, cells in rows:
        for place, cell in enumerate(cells):
            if cell and (number, place) not in taken:
                _read_cell((number, place), by_number, facts, taken)
    return facts


def _read_cell(at: tuple[int, int], rows: dict[int, Cells], facts: Facts, taken: set[tuple[int, int]]) -> None:
    number, place = at
    cell = rows[number][place]
    found = labelled(cell)
    if found is None:
        facts.loose.append(cell)
        if is_sentence(cell):
            facts.sentences.append((number, cell))
        return
    name, rest = found
    values = [rest] if rest else list(_beside(at, rows, taken))
    if name in ("ship_to", "note"):
        values += _below(at, rows, taken, most=ADDRESS_ROWS)
    elif not values and _may_be(name, rows.get(number + 1, ())[place : place + 1]):
        values += _below(at, rows, taken, most=1)
    _keep(name, [value for value in values if value], facts)


def _may_be(name: str, below: Cells) -> bool:
    """Whether the cell under a label is its value; under a title ("PURCHASE ORDER") anything may stand."""
    return name != "po" or any(_is_po(cell) for cell in below)


def _beside(at: tuple[int, int], rows: dict[int, Cells], taken: set[tuple[int, int]]) -> Iterable[str]:
    """The next cell to the right that says anything, unless it is a label of its own."""
    number, place = at
    cells = rows[number]
    for right in range(place + 1, len(cells)):
        if cells[right]:
            if labelled(cells[right]) is None:
                taken.add((number, right))
                yield cells[right]
            return


def _below(at: tuple[int, int], rows: dict[int, Cells], taken: set[tuple[int, int]], *, most: int) -> Iterable[str]:
    """What stands under a label, down to the first empty cell or the next label."""
    number, place = at
    for below in range(number + 1, number + 1 + most):
        cells = rows.get(below, ())
        if place >= len(cells) or not cells[place] or labelled(cells[place]) is not None:
            return
        taken.add((below, place))
        yield cells[place]


def _keep(name: str, values: list[str], facts: Facts) -> None:
    if name == "ship_to" and values and _DATE.fullmatch(values[0].strip()):
        name = "required"
    if name == "po":
        values = [value for value in values[:1] if _is_po(value)]
    if name != "beside":
        getattr(facts, name).extend(values)


def _is_po(value: str) -> bool:
    has_digit = any(map(str.isdigit, value))
    return has_digit and len(value) <= LONGEST_PO and not _OUR_ORDER.fullmatch(value) and not _DATE.fullmatch(value)
