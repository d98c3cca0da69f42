"""Owns the trade on paper: what a clerk with a pencil would expect, counted without a line of the product.

Tax is 20 %, every price has two decimals, and articles are counted in pieces.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
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
#: A line of an order: its article, which may be on several, and its number.
Line = tuple[str, int]


def price_of(sku: str, pieces: Decimal) -> Decimal:
    """What one piece costs when so many are on the order."""
    return max((at, price) for at, price in PRICES[sku] if at <= pieces)[1]


def gross(net: Decimal) -> Decimal:
    """With tax, rounded once on the document."""
    return net + (net / 5).quantize(PENNY, ROUND_HALF_UP)


@dataclass
class PaperOrder:
    """An order on paper: what is wanted of each article, at which price, and what has left, and when.

    By line: what came back before its invoice and was credited is `never` billed, what is not settled is `disputed`.
    """

    customer: str
    wanted: Pieces
    prices: Pieces = field(default_factory=dict)
    sent: Pieces = field(default_factory=lambda: defaultdict(Decimal))
    never: dict[Line, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    disputed: dict[Line, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    left: list[tuple[date, Line, Decimal]] = field(default_factory=list)
    is_replacement: bool = False
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
        if self.is_replacement:
            return False
        listed = sum((count * price_of(sku, count) for sku, count in self.wanted.items()), NOTHING)
        asked = sum((count * self.prices[sku] for sku, count in self.wanted.items()), NOTHING)
        return listed - asked > listed * LET_OFF

    @property
    def to_come(self) -> Decimal:
        """What has not left yet, with tax: all of it less what has left, so that the parts make up the whole."""
        return self.total - self._gross(self.sent)

    @property
    def claim(self) -> Decimal:
        """What has left and is or will be billed, with tax: not what was credited before it was."""
        never: defaultdict[str, Decimal] = defaultdict(Decimal)
        for (sku, _), count in self.never.items():
            never[sku] += count
        return self._gross({sku: count - never[sku] for sku, count in self.sent.items()})

    def to_bill(self, key: Line) -> Decimal:
        """What of a line has left and is to be billed now or with its week: not what is in dispute."""
        sent = sum((count for _, line, count in self.left if line == key), NOTHING)
        return sent - self.never[key] - self.disputed[key]

    def of_open_weeks(self, key: Line, today: date) -> Decimal:
        """What of a line has left in the week that is not over: they end on Friday."""
        return sum((count for day, line, count in self.left if line == key and _friday(day) >= today), NOTHING)

    def _gross(self, pieces: Mapping[str, Decimal]) -> Decimal:
        return gross(sum((count * self.prices[sku] for sku, count in pieces.items()), NOTHING))


def _friday(day: date) -> date:
    return day + timedelta(days=(4 - day.weekday()) % 7)


@dataclass
class Back:
    """Goods of a line that came back and are not settled; what of them was not billed then is in dispute."""

    rma: str
    number: str
    line: Line
    count: Decimal
    disputed: Decimal


@dataclass
class Paper:
    """Every order, all goods, what each customer has paid and was credited, and what came back and is not settled."""

    orders: dict[str, PaperOrder] = field(default_factory=dict)
    goods: Pieces = field(default_factory=lambda: {sku: Decimal(count) for sku, count in OPENING_GOODS.items()})
    coming: dict[str, Decimal] = field(
        default_factory=lambda: {order: Decimal(count) for order, (_, count) in ON_THE_WAY.items()}
    )
    paid: Pieces = field(default_factory=lambda: defaultdict(Decimal))
    credited: Pieces = field(default_factory=lambda: defaultdict(Decimal))
    open_returns: list[Back] = field(default_factory=list)

    def claim(self, customer: str) -> Decimal:
        """What a customer was billed, or will be for what has left."""
        mine = (order.claim for order in self.orders.values() if order.customer == customer)
        return sum(mine, OPENING_CLAIMS.get(customer, NOTHING))

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
        return self.claim(customer) + coming - self.paid[customer] - self.credited[customer]

    def is_held(self, number: str) -> bool:
        """Whether somebody has to decide about the order now: about credit, or about its prices."""
        order = self.orders[number]
        limit = LIMITS[order.customer]
        after = self.exposure(order.customer, without=number) + order.to_come
        overdue = OPENING_CLAIMS.get(order.customer, NOTHING) - self.paid[order.customer]
        is_over_the_limit = limit is not None and after > limit
        return overdue > OVERDUE_FROM or is_over_the_limit or order.is_let_off_too_much

    def send(self, number: str, pieces: Mapping[Line, Decimal], day: date) -> None:
        """Goods of an order leave, and are billed now or with their week."""
        order = self.orders[number]
        for line, count in pieces.items():
            self.goods[line[0]] -= count
            order.sent[line[0]] += count
            order.left.append((day, line, count))

    def take_back(self, rma: str, number: str, line: Line, *, count: Decimal, billed: Decimal) -> Back:
        """Goods come back: first of all what is not billed yet, which is not until somebody settles it."""
        order = self.orders[number]
        back = Back(rma, number, line, count, min(count, order.to_bill(line) - billed))
        order.disputed[line] += back.disputed
        self.open_returns.append(back)
        return back

    def settle(self, back: Back, *, word: str, is_credited: bool) -> None:
        """Credited is what stays with us: what was billed by a paper, the rest by never billing it."""
        order, sku = self.orders[back.number], back.line[0]
        self.open_returns.remove(back)
        self.goods[sku] += back.count if word in ("restock", "quarantine") else NOTHING
        order.disputed[back.line] -= back.disputed
        if is_credited and word != "return_to_customer":
            order.never[back.line] += back.disputed
            self.credited[order.customer] += gross((back.count - back.disputed) * order.prices[sku])
