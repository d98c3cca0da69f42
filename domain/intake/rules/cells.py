"""What stands in one cell of a table: a number, a quantity with its unit, or no quantity at all."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from domain.intake.rules.tokens import tokenize
from domain.intake.rules.vocabulary import BULK, CONTAINERS, DOZENS, pairs

#: The unit of what was said to be counted piece by piece.
EACH = "each"
#: What stands between the cells of a row that is quoted.
CELLS = " | "
_SPACES = re.compile("[\\s\u00a0\u2009\u202f']+")
_CURRENCY = re.compile(r"(?:£|€|\$|\b(?:gbp|eur|usd|chf)\b\.?)", re.I)
_COMMA_DECIMAL = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d+),\d{1,2}(?!\d)")
_POINT_DECIMAL = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{1,2}(?!\d)")
_GROUPED = {",": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"), ".": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")}
_NOTHING = re.compile(
    r"[-–—_./\\\s]*|[-+]?0+(?:[.,]0+)?|nil|none|n/?a|zero|no|keine?r?|aucune?|ninguno|0 ?\w{1,6}", re.I
)
_COUNTED = re.compile(r"(?:x\s?)?(?P<number>[-+]?[\d.,' \u00a0]*\d)\s?x?\s?(?P<unit>[^\W\d][^\d]{0,14})?", re.I)
_MOST_DIGITS = 15

# How units are written, in some languages, and the word that the conversion knows; empty for words that only count.
_UNITS = {
    written: unit
    for unit, text in pairs(
        """
        each: ea each pc pcs piece pieces stk stck stück stücke stueck stuecke st pce pces pièce pièces pza pieza piezas
        un uds ud single singles stuk stuks pz pezzi c62; : unit units no nos item items off x;
        pair: pair pairs pr prs paar paire paires par pares; gross: gross gro grs;
        case: case cases cs; carton: carton cartons ctn ctns karton kartons kart kar colis; outer: outer outers;
        crate: crate crates kiste kisten; pallet: pallet pallets palette paletten;
        box: box boxes bx bxs schachtel; pack: pack packs pk pks pkt pkts packet packets pak ve vpe paquet paquets
        """
    ).items()
    for written in text.split()
} | dict.fromkeys(DOZENS.split(), "dozen")


@dataclass(frozen=True)
class Counted:
    """A quantity as a cell says it: the number and the word of its unit, None where none was said."""

    number: Decimal
    unit: str | None = None


@dataclass(frozen=True)
class Numbers:
    """How a table writes its numbers; `comma` where the comma stands before decimals."""

    comma: bool = False

    def number(self, text: str) -> Decimal | None:
        """The number that is all of a cell, currency aside; None for anything else."""
        bare = _SPACES.sub("", _CURRENCY.sub("", text)).removesuffix(",-").removesuffix(".-")
        sign = -1 if bare.startswith("-") or (bare.startswith("(") and bare.endswith(")")) else 1
        bare = bare.strip("()+-")
        if not bare or len(bare) > _MOST_DIGITS + 6 or not re.fullmatch(r"\d*(?:[.,]\d+)*", bare):
            return None
        plain = self._plain(bare)
        return None if plain is None else sign * Decimal(plain)

    def _plain(self, bare: str) -> str | None:
        decimal, group = (",", ".") if self.comma else (".", ",")
        if _GROUPED[group].fullmatch(bare):
            return bare.replace(group, "").replace(decimal, ".")
        if bare.count(".") + bare.count(",") > 1:
            return None
        return "0" + bare.replace(",", ".") if bare[0] in ".," else bare.replace(",", ".")

    def quantity(self, text: str) -> Counted | None:
        """The quantity that a cell says, also in words and with a unit; None where it cannot be read for certain."""
        found = _COUNTED.fullmatch(text.strip())
        if found:
            number = self.number(found["number"])
            word = (found["unit"] or "").strip(" .()").lower()
            if number is None or not word:
                return None if number is None else Counted(number)
            return Counted(number, word) if is_unit(word) else None
        tokens = [token for token in tokenize(text[:60]) if token.kind != "mark" and token.norm not in ("of", "x")]
        numbers = [token for token in tokens if token.kind == "num"]
        others = [token for token in tokens if token.kind != "num"]
        if len(numbers) != 1 or len(others) > 1 or not all(is_unit(token.norm) for token in others):
            return None
        unit = numbers[0].unit or (others[0].norm if others else None)
        return Counted(numbers[0].said if numbers[0].unit else numbers[0].value, unit)


def numbers_of(cells: Iterable[str]) -> Numbers:
    """How these cells write decimals; a point where they do not show it."""
    commas = points = 0
    for cell in cells:
        commas += bool(_COMMA_DECIMAL.search(cell)) and len(cell) < 20
        points += bool(_POINT_DECIMAL.search(cell)) and len(cell) < 20
    return Numbers(commas > points)


def is_nothing(text: str) -> bool:
    """Whether a cell for a quantity says that none is wanted."""
    return _NOTHING.fullmatch(text.strip()) is not None


def is_unit(word: str) -> bool:
    """Whether a word is one that quantities are counted in."""
    bare = word.strip(" .()").lower()
    return bare in _UNITS or bare in CONTAINERS or bare in BULK


def unit_of(word: str | None) -> str | None:
    """The unit as the conversion knows it, `EACH` for pieces; None where none was said."""
    bare = (word or "").strip(" .()").lower()
    return _UNITS.get(bare, bare) or None


def says_each(word: str | None) -> bool:
    """Whether a word says that single pieces are counted, and not only that something is."""
    return unit_of(word) == EACH
