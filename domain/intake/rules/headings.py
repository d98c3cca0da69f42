"""What the headings of tables mean, in the languages that orders come in."""

import re
from collections.abc import Sequence
from enum import StrEnum

_MARKS = re.compile(r"[\s.:*_/\\-]+")
LONGEST = 40


class Role(StrEnum):
    """What a column holds."""

    CODE = "code"
    OWN_CODE = "own_code"
    DESCRIPTION = "description"
    DETAIL = "detail"
    QUANTITY = "quantity"
    UNIT = "unit"
    PRICE = "price"
    AMOUNT = "amount"
    LINE = "line"
    DATE = "date"
    NOTE = "note"
    DISCOUNT = "discount"
    BESIDE = "beside"


# The first that fits counts; a heading may leave open what it means, the content decides then.
_MEANINGS: tuple[tuple[str, tuple[Role, ...]], ...] = (
    (r"(?:line|pos|position|lfd( nr)?|zeile|ln|row|ligne|riga|regel|s ?no|sr ?no|seq|#)( ?(?:no|nr|number|#))?",
     (Role.LINE,)),
    (r"(?:no|nr|n°|nº|num)", (Role.LINE, Role.CODE)),
    (r".*\b(?:stock(?! ?(?:code|no|nr|number|item|ref|id|sku)\b)|"
     r"on hand|available|availability|free|bestand|lager|delivered|shipped|received|invoiced|back ?ordere?d?|"
     r"outstanding|sold|sales|last|previous|prev|ly|left|in hand|have|got|remaining|where|room|"
     r"geliefert|min|minimum|mindest\w*|moq|multiples?|increments?|"
     r"per (?:case|"
     r"box|carton|pack|outer|pallet)|forecast|average|avg|budget|target)\b.*", (Role.BESIDE,)),
    (r"(?:pack|case|inner|outer|carton|ctn|box|vpe|ve|pallet)( ?(?:qty|quantity|size|of|units?|content|menge|"
     r"pieces|pcs))|units? of sale|pack|pk|pkt|packing|inner|inners|outer|verpackungseinheit|inhalt|colisage|"
     r"pcs pack", (Role.BESIDE,)),
    (r"(?:(?:order|ordered|required|req|reqd|total|your|new|bestell|wanted) ?)?(?:qty|qnty|quant|quantity|"
     r"quantities|quantit[ée]|"
     r"quantité|qté|qte|cantidad|cant|quantità|qtà|qta|aantal|menge|bestellmenge|anzahl|stückzahl|amount ordered)"
     r"( ?(?:order(?:ed)?|req(?:uired|d)?|wanted|needed|bestellt|to order))?( ?\(?[a-zü]{1,10}\)?)?|"
     r"ordered|order|orders|bestellt|to order|your order|how many|number (?:of units|required|wanted)|"
     r"no of (?:units|pieces|"
     r"items)|total (?:units|pieces|pcs)|pcs|pieces|stück|stk", (Role.QUANTITY,)),
    (r"wants?|wanted|(?:we |i )?(?:need|want)(?:ed)?|required|reqd|send", (Role.QUANTITY, Role.DATE)),
    (r"units|cases|boxes|dozens?|doz|packs|cartons|ctns|outers|pairs", (Role.QUANTITY, Role.UNIT)),
    (r"(?:unit|uom|u o m|u m|um|unit of measure|units? measure|einheit|me|mengeneinheit|unité|unidad|unità|eenheid|"
     r"order unit|sold in|measure)", (Role.UNIT,)),
    (r".*\b(?:discount|disc|rabatt|remise|sconto|korting)\b.*", (Role.DISCOUNT,)),
    (r".*\b(?:vat|tax|mwst|ust|tva|iva|btw|rrp|retail|srp|uvp|margin|currency|cur|währung|weight|gewicht|kg|volume|cbm|"
     r"category|group|gruppe|range|brand|marke|country|origin|ursprung|hs|tariff|commodity|page|seite|image|"
     r"picture|photo|"
     r"bild|status|location|bin|shelf|season|new|buyer|ok|checked|picked)\b.*", (Role.BESIDE,)),
    (r"(?:(?:delivery|required|due|req|need|needed|ship|wanted|arrival|eta|del)( ?(?:date|by|on))?|"
     r"liefer(?:termin|datum)|"
     r"date|datum|termin|date de livraison|wunschtermin)", (Role.DATE,)),
    (r"(?:special )?(?:notes?|remarks?|comments?|bemerkung(?:en)?|hinweise?|instructions|anmerkung(?:en)?|"
     r"observations?|"
     r"remarques?)", (Role.NOTE,)),
    (r"(?:line |net |ext(?:ended)? |goods |order )?(?:total|value|ext(?:ended|ension)?|subtotal|"
     r"sum)( ?(?:price|cost|net|"
     r"value|amount|gbp|eur|£|€|\(.{1,6}\)))*|gesamt(?:preis|betrag|wert)?|betrag|summe|montant( ht)?|total ht|"
     r"importe|importo|bedrag|totaal|net|net (?:price )?amount|netto(?:betrag)?|goods value", (Role.AMOUNT,)),
    (r"amount", (Role.AMOUNT, Role.QUANTITY)),
    (r".*\b(?:price|cost|rate|preis|einzelpreis|e preis|ep|prix|pu|precio|prezzo|prijs)\b.*|@|£|€|each|p u|stückpreis|"
     r"net each", (Role.PRICE,)),
    (r"(?:customer|cust|buyer'?s?|our|client|kunden|unsere?|uns) ?(?:part|item|product|art(?:icle|ikel)?|"
     r"stock)?( ?(?:no|nr|"
     r"nummer|number|code|ref(?:erence)?|#|sku))*", (Role.OWN_CODE,)),
    (r"(?:bar ?code|ean|gtin|upc|isbn|strichcode)( ?(?:no|nr|code|13|number))?", (Role.CODE,)),
    (r"(?:(?:supplier|vendor|your|manufacturer'?s?|mfr|mfg|lieferant(?:en)?|ihre|stock|cat(?:alogue)?|item|"
     r"product|prod|"
     r"art(?:icle|ikel)?|part|model|style|bestell|material) ?)?(?:sku|code|no|nr|nummer|number|#|id|ref(?:erence)?|"
     r"part (?:no|number)|item (?:no|number|code)|codice|código|référence|réf|artikelnummer|bestellnummer|n°)( ?code)?|"
     r"artnr|artikelnr|artikel ?nr|itemcode|productcode|partno|part|sku code|order code", (Role.CODE,)),
    (r"(?:item|product|artikel|article|produkt|produit|artículo|articolo|material|goods|title|style)",
     (Role.DESCRIPTION, Role.CODE, Role.LINE)),
    (r"(?:item |product |article |artikel ?|part |goods |full )?(?:desc(?:ription)?|name|details?|bezeichnung|"
     r"beschreibung|title)|artikelbezeichnung|désignation|designation|libellé|descripción|descrizione|"
     r"omschrijving|text",
     (Role.DESCRIPTION,)),
    (r"colou?r|size|farbe|größe|variant|pattern|couleur|taille|finish|scent", (Role.DETAIL,)),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern, re.I), roles) for pattern, roles in _MEANINGS)
_TELLING = {Role.CODE, Role.OWN_CODE, Role.DESCRIPTION, Role.QUANTITY}
_MONEY = {Role.PRICE, Role.AMOUNT, Role.UNIT}
_FIGURES = re.compile(r"\d{4}|\d[/.-]\d")
_COUNTING = re.compile(
    r"\b(cases|boxes|doz(?:ens?)?|packs|cartons|ctns|outers|pairs|case|box|dozen|pack|carton|pair)\b", re.I
)


def plain(heading: str) -> str:
    """A heading in small letters with single spaces and without marks."""
    return _MARKS.sub(" ", heading.casefold()).strip()


def meanings(heading: str) -> tuple[Role, ...]:
    """What a column of this heading may hold, likeliest first; empty where the heading says nothing."""
    words = plain(heading)
    if not words or len(words) > LONGEST or re.search(r"\d{2}", words.replace("13", "")):
        return ()
    return next((roles for pattern, roles in _COMPILED if pattern.fullmatch(words)), ())


def counts_in(heading: str) -> str | None:
    """The unit that a heading of quantities names: "Qty (cases)", "Dozens"."""
    found = _COUNTING.search(heading)
    return found.group(1).lower() if found else None


def is_heading(cells: Sequence[str]) -> bool:
    """Whether a row is the headings of a table: several that mean something, a quantity or an article among them."""
    known = [roles for roles in map(meanings, cells) if roles]
    firsts = {roles[0] for roles in known}
    filled = [cell for cell in cells if cell]
    if len(firsts) < 2 or 3 * len(known) < len(filled) or any(_FIGURES.search(cell) for cell in filled):
        return False
    return Role.QUANTITY in firsts or len(firsts & _TELLING) >= 2 or bool(firsts & _TELLING and firsts & _MONEY)
