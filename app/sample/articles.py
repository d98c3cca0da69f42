"""Turns families into articles with units and prices, and knows what a quantity of one costs."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from app.sample.families import EVERY_FAMILY, Family
from domain.shared.money import rounded

STANDARD, STOCKIST = "standard", "stockist"
#: What a list takes off the list price from a box, and from a case on, in percent.
BREAKS = {STANDARD: (8, 15), STOCKIST: (12, 18)}
#: The stockist list takes this off single pieces too.
STOCKIST_OFF = 5
#: Two customers have prices of their own: from one piece on, in percent off the list price.
CONTRACTS = {"L1001": ("Terracotta Pot", 22), "L1006": ("Cast Iron", 20)}
CONTRACT_FROM = "2026-01-01"
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Article:
    """One article; prices in pounds."""

    sku: str
    name: str
    price: Decimal
    box: int
    family: Family

    @property
    def case(self) -> int:
        """How many come in a case."""
        return self.box * 4


def articles() -> list[Article]:
    """Every article, numbered by family: GA1001, GA1002, … are one, GA1101, … the next."""
    made = []
    block = dict.fromkeys(("GA", "KI", "HO"), 1000)
    for family in EVERY_FAMILY:
        for index, (name, price) in enumerate(_variants(family), start=1):
            made.append(Article(f"{family.prefix}{block[family.prefix] + index}", name, price, family.box, family))
        block[family.prefix] += 100
    return made


def _variants(family: Family) -> Iterator[tuple[str, Decimal]]:
    for first, second in product(family.first, family.second):
        words = [one if isinstance(one, str) else one[0] for one in (first, second)]
        percent = [100 if isinstance(one, str) else one[1] for one in (first, second)]
        price = rounded(Decimal(family.price * percent[0] * percent[1]) / 1_000_000)
        yield family.name.format(*words).strip(), price


def product_rows(every: list[Article]) -> list[Row]:
    """`products.csv`."""
    return [
        {
            "sku": one.sku,
            "name": one.name,
            "base_unit": "each",
            "list_price": str(one.price),
            "cost_price": str(rounded(one.price * Decimal("0.52"))),
            "tax_class": "standard",
            "weight_kg": f"{one.family.weight_grams / 1000:.3f}",
            "status": "obsolete" if one.name in OBSOLETE else "active",
            "replaced_by": next((other.sku for other in every if other.name == OBSOLETE.get(one.name)), ""),
            "min_quantity": "1",
            "order_multiple": str(one.box) if one.price < 1 else "1",
            "barcode": f"50{index:011d}",
            "aliases": ALIASES.get(one.name, ""),
            "lead_time_days": str(one.family.lead_days),
            "category": one.sku[:2],
        }
        for index, one in enumerate(every, start=60_110)
    ]


#: No longer made, and what to offer instead.
OBSOLETE = {"Storage Tin Sugar Cream": "Storage Tin Sugar Sage", "Garden Kneeler Navy": "Garden Kneeler Moss"}
#: What people call some of them.
ALIASES = {
    "Enamel Mug White": "classic enamel mug;camp mug",
    "Beech Wooden Spoon": "wooden spoon",
    "Ash Handled Trowel": "hand trowel",
    "Jute Twine Natural": "garden string",
    "Teapot 4 Cup Brown": "brown betty",
    "Wool Throw Heather": "heather blanket",
    "Cast Iron Casserole 26cm Damson": "big damson pot",
}


def unit_rows(every: list[Article]) -> list[Row]:
    """`units.csv`: a box, a case of four boxes, and a dozen of what is sold small."""
    rows = []
    for one in every:
        factors = {"box": one.box, "case": one.case}
        if one.price < 10:
            factors["dozen"] = 12
        rows += [{"sku": one.sku, "unit": unit, "factor": str(factor)} for unit, factor in sorted(factors.items())]
    return rows


def price_rows(every: list[Article]) -> list[Row]:
    """`prices.csv`: two lists with breaks from a box and from a case, and the contracts."""
    rows = []
    for one in every:
        for name, (box_off, case_off) in BREAKS.items():
            steps = [(one.box, box_off), (one.case, case_off)]
            if name == STOCKIST:
                steps.insert(0, (1, STOCKIST_OFF))
            rows += [_price((name, ""), one, step, _less(one.price, off)) for step, off in steps]
        for customer_id, (words, off) in CONTRACTS.items():
            if one.name.startswith(words):
                rows.append(_price(("", customer_id), one, 1, _less(one.price, off), valid_from=CONTRACT_FROM))
    return rows


def price_of(one: Article, quantity: int, *, customer_id: str, price_list: str) -> Decimal:
    """What one piece costs this customer when they take so many; the same that `price_rows` say."""
    words, off = CONTRACTS.get(customer_id, ("", 0))
    if words and one.name.startswith(words):
        return _less(one.price, off)
    box_off, case_off = BREAKS[price_list]
    if quantity >= one.case:
        return _less(one.price, case_off)
    if quantity >= one.box:
        return _less(one.price, box_off)
    return _less(one.price, STOCKIST_OFF) if price_list == STOCKIST else one.price


def _less(price: Decimal, percent: int) -> Decimal:
    return rounded(price * (100 - percent) / 100)


def _price(whose: tuple[str, str], one: Article, quantity: int, price: Decimal, *, valid_from: str = "") -> Row:
    price_list, customer_id = whose
    return {
        "price_list": price_list, "customer_id": customer_id, "sku": one.sku, "min_quantity": str(quantity),
        "price": str(price), "valid_from": valid_from, "valid_to": "",
    }  # fmt: skip
