"""Owns the trade on paper: what a clerk with a pencil would expect, counted without a line of the product.

Tax is 20 %, every price has two decimals, and articles are counted in pieces.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from tests.support.world import BAG, OWL, STAND, TIN

NOTHING = Decimal(0)
PENNY = Decimal("0.01")
#: From how many pieces of an article on an order each of them costs what.
PRICES = {
    BAG: ((0, Decimal("2.08")), (60, Decimal("1.65"))), STAND: ((0, Decimal("12.75")), (14, Decimal("10.95"))),
    OWL: ((0, Decimal("4.95")),), TIN: ((0, Decimal("10")),),
}  # fmt: skip
LIMITS = {"THISTLE": Decimal(2500), "MEADOW": Decimal(4800), "WHARF": Decimal(1000), "FREE": None}
#: WHARF owes an old invoice, and is held whatever it orders while more than so much of it is open.
OPENING_CLAIMS = {"WHARF": Decimal(240)}
OVERDUE_FROM = Decimal(100)
#: Sales may agree on prices that leave so much of the listed ones away; more is held.
LET_OFF = Decimal("0.05")
OPENING_GOODS = {BAG: 1100, STAND: 50, OWL: 40, TIN: 100}
ON_THE_WAY = {"SUP-1": (STAND, 96), "SUP-2": (OWL, 200)}

Pieces = dict[str, Decimal]


def price_of(sku: str, pieces: Decimal) -> Decimal:
    """What one piece costs when so many are on the order."""
    return max((at, price) for at, price in PRICES[sku] if at <= pieces)[1]


def gross(net: Decimal) -> Decimal:
    """With tax, rounded once on the document."""
    return net + (net / 5).quantize(PENNY, ROUND_HALF_UP)


@dataclass
class PaperOrder:
    """An order on paper: what is wanted of each article, at which price, and what has left."""

    customer: str
    wanted: Pieces
    prices: Pieces = field(default_factory=dict)
    sent: Pieces = field(default_factory=lambda: defaultdict(Decimal))
    back: Pieces = field(default_factory=lambda: defaultdict(Decimal))
    agreed: set[str] = field(default_factory=set)
    is_accepted: bool = False
    is_over: bool = False

    def __post_init__(self) -> None:
        self.reprice()

    def reprice(self) -> None:
        """The price of the whole quantity holds for all of it, while none of it has left."""
        for sku, pieces in self.wanted.items():
            if not self.sent.get(sku) and sku not in self.agreed:
                self.prices[sku] = price_of(sku, pieces)

    @property
    def total(self) -> Decimal:
        """All of it, with tax."""
        return self._gross(self.wanted)

    @property
    def is_let_off_too_much(self) -> bool:
        """Whether the prices that were agreed leave more of the listed ones away than sales may."""
        listed = sum((count * price_of(sku, count) for sku, count in self.wanted.items()), NOTHING)
        asked = sum((count * self.prices[sku] for sku, count in self.wanted.items()), NOTHING)
        return listed - asked > listed * LET_OFF

    @property
    def to_come(self) -> Decimal:
        """What has not left yet, with tax: all of it less what has left, so that the parts make up the whole."""
        return self.total - self._gross(self.sent)

    def send(self, pieces: Mapping[str, Decimal]) -> Decimal:
        """Goods leave; what is billed for them, with tax."""
        before = self._gross(self.sent)
        for sku, count in pieces.items():
            self.sent[sku] += count
        return self._gross(self.sent) - before

    def _gross(self, pieces: Mapping[str, Decimal]) -> Decimal:
        return gross(sum((count * self.prices[sku] for sku, count in pieces.items()), NOTHING))


@dataclass
class Paper:
    """Every order, all goods, and what each customer was billed, has paid and was credited."""

    orders: dict[str, PaperOrder] = field(default_factory=dict)
    goods: Pieces = field(default_factory=lambda: {sku: Decimal(count) for sku, count in OPENING_GOODS.items()})
    coming: dict[str, Decimal] = field(
        default_factory=lambda: {order: Decimal(count) for order, (_, count) in ON_THE_WAY.items()}
    )
    claims: Pieces = field(default_factory=lambda: defaultdict(Decimal, OPENING_CLAIMS))
    paid: Pieces = field(default_factory=lambda: defaultdict(Decimal))
    credited: Pieces = field(default_factory=lambda: defaultdict(Decimal))

    def exposure(self, customer: str, *, without: str = "") -> Decimal:
        """Owed and about to be owed, each amount once."""
        coming = sum(
            (
                order.to_come
                for number, order in self.orders.items()
                if order.customer == customer and order.is_accepted and not order.is_over and number != without
            ),
            NOTHING,
        )
        return self.claims[customer] + coming - self.paid[customer] - self.credited[customer]

    def is_held(self, number: str) -> bool:
        """Whether somebody has to decide about the order now: about credit, or about its prices."""
        order = self.orders[number]
        limit = LIMITS[order.customer]
        after = self.exposure(order.customer, without=number) + order.to_come
        overdue = OPENING_CLAIMS.get(order.customer, NOTHING) - self.paid[order.customer]
        is_over_the_limit = limit is not None and after > limit
        return overdue > OVERDUE_FROM or is_over_the_limit or order.is_let_off_too_much

    def send(self, number: str, pieces: Mapping[str, Decimal]) -> None:
        """Goods of an order leave and are billed in one invoice."""
        order = self.orders[number]
        for sku, count in pieces.items():
            self.goods[sku] -= count
        self.claims[order.customer] += order.send(pieces)

    def take_back(self, number: str, sku: str, count: Decimal, *, is_scrapped: bool) -> None:
        """Goods come back and are credited at what they cost."""
        order = self.orders[number]
        order.back[sku] += count
        self.goods[sku] += NOTHING if is_scrapped else count
        self.credited[order.customer] += gross(count * order.prices[sku])
