"""Four months of trade at Larkfield & Co: orders, the invoices for them, and what is still owed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from app.sample.articles import Article, Row, price_of
from app.sample.parties import BUYERS, Buyer
from app.sample.stories import OPEN_ORDERS, RETURNS, TODAY, UNPAID_INVOICES, Wanted
from domain.shared.money import rounded

SEED = 20_260_511
FIRST_DAY = date(2026, 1, 5)
#: Routine orders end here, so that all of them are delivered today.
LAST_DAY = date(2026, 5, 1)
CLOSED_DAYS = {date(2026, 4, 3), date(2026, 4, 6)}
TAX = Decimal("0.20")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was ordered, with its price."""

    article: Article
    price: Decimal
    quantity: int
    shipped: int
    invoiced: int

    @property
    def net(self) -> Decimal:
        """What the line costs."""
        return rounded(self.price * self.quantity)


@dataclass(frozen=True, slots=True)
class Order:
    """An order; `days_late` says of its invoice that it is unpaid so long after its due date."""

    buyer: Buyer
    placed_at: datetime
    lines: tuple[Line, ...]
    is_open: bool = False
    requested: date | None = None
    customer_po: str = ""
    ship_to: str = ""
    days_late: int | None = None
    is_disputed: bool = False

    @property
    def gross(self) -> Decimal:
        """The sum of the order with tax."""
        return self._gross(sum((line.net for line in self.lines), Decimal(0)))

    @property
    def gross_invoiced(self) -> Decimal:
        """What of it is on an invoice, with tax."""
        return self._gross(sum((rounded(line.price * line.invoiced) for line in self.lines), Decimal(0)))

    def _gross(self, net: Decimal) -> Decimal:
        return net + (rounded(net * TAX) if self.buyer.country == "GB" else 0)


@dataclass(frozen=True, slots=True)
class Books:
    """The rows of the files of trade, and what each bill-to owes or will owe."""

    orders: list[Row]
    invoices: list[Row]
    returns: list[Row]
    owed: Mapping[str, Decimal]
    sold: Mapping[str, int]


def books(every: Sequence[Article]) -> Books:
    """Everything that was ordered, numbered by when it was."""
    chance = Random(SEED)
    by_name = {one.name: one for one in every}
    orders = [*_routine(chance, every), *_open(by_name), *_unpaid(by_name)]
    orders.sort(key=lambda order: (order.placed_at, order.buyer.customer_id))
    numbered = {f"SO-{1001 + index}": order for index, order in enumerate(orders)}
    owed: dict[str, Decimal] = {}
    invoices = list(_invoices(chance, numbered, owed))
    sold: dict[str, int] = {}
    for order in orders:
        for line in order.lines:
            sold[line.article.sku] = sold.get(line.article.sku, 0) + line.quantity
    rows = [row for number, order in numbered.items() for row in _order_rows(number, order)]
    return Books(rows, invoices, list(_returns(numbered)), owed, sold)


def _routine(chance: Random, every: Sequence[Article]) -> Iterator[Order]:
    shelves = {one.customer_id: _shelf(chance, one, every) for one in BUYERS}
    day = FIRST_DAY
    while day <= LAST_DAY:
        if day.weekday() < 5 and day not in CLOSED_DAYS:
            for _ in range(1 + int(chance.random() * 3)):
                buyer = BUYERS[int(chance.random() * len(BUYERS))]
                yield _routine_order(chance, day, buyer, shelves[buyer.customer_id])
        day += timedelta(days=1)


def _shelf(chance: Random, buyer: Buyer, every: Sequence[Article]) -> list[Article]:
    """What a customer sells: some forty articles of their tastes."""
    tasty = [one for one in every if one.sku[:2] in buyer.tastes.split()]
    return [tasty[int(chance.random() * len(tasty))] for _ in range(40)]


def _routine_order(chance: Random, day: date, buyer: Buyer, shelf: Sequence[Article]) -> Order:
    wanted: dict[str, Wanted] = {}
    by_name = {one.name: one for one in shelf}
    for _ in range(2 + int(chance.random() * 5)):
        one = shelf[int(chance.random() * len(shelf))]
        boxes = (1, 1, 1, 2, 2, 4)[int(chance.random() * 6)]
        wanted[one.name] = Wanted(one.name, one.box * boxes)
    moment = time(8 + int(chance.random() * 9), int(chance.random() * 60))
    place = buyer.places[int(chance.random() * 1.4) % len(buyer.places)]
    lines = _lines(buyer, by_name, wanted.values(), is_delivered=True)
    return Order(buyer, datetime.combine(day, moment), lines, ship_to=place[0])


def _open(by_name: Mapping[str, Article]) -> Iterator[Order]:
    buyers = {one.customer_id: one for one in BUYERS}
    for index, told in enumerate(OPEN_ORDERS):
        buyer = buyers[told.customer_id]
        yield Order(
            buyer,
            datetime.combine(told.placed, time(10, 3 * index)),
            _lines(buyer, by_name, told.lines),
            is_open=True,
            requested=told.requested,
            customer_po=told.customer_po,
            ship_to=told.ship_to or buyer.places[0][0],
        )


def _unpaid(by_name: Mapping[str, Article]) -> Iterator[Order]:
    buyers = {one.customer_id: one for one in BUYERS}
    for told in UNPAID_INVOICES:
        buyer = buyers[told.customer_id]
        placed = _working_day(TODAY - timedelta(days=told.days + buyer.terms + 2))
        yield Order(
            buyer,
            datetime.combine(placed, time(11, 15)),
            _lines(buyer, by_name, told.lines, is_delivered=True),
            ship_to=buyer.places[0][0],
            days_late=told.days,
            is_disputed=told.is_disputed,
        )


def _working_day(day: date) -> date:
    while day.weekday() > 4 or day in CLOSED_DAYS:
        day -= timedelta(days=1)
    return day


def _lines(
    buyer: Buyer, by_name: Mapping[str, Article], wanted: Iterable[Wanted], *, is_delivered: bool = False
) -> tuple[Line, ...]:
    lines = []
    for one in wanted:
        article = by_name[one.name]
        price = price_of(article, one.quantity, customer_id=buyer.customer_id, price_list=buyer.price_list)
        shipped = one.quantity if is_delivered else one.shipped
        lines.append(Line(article, price, one.quantity, shipped, one.quantity if is_delivered else one.invoiced))
    return tuple(lines)


def _invoices(chance: Random, numbered: Mapping[str, Order], owed: dict[str, Decimal]) -> Iterator[Row]:
    """One invoice for what is invoiced of each order; old ones are paid, young ones mostly not yet."""
    number = 3000
    for order_no, order in numbered.items():
        payer = order.buyer.bill_to_id or order.buyer.customer_id
        due = order.placed_at.date() + timedelta(days=2 + order.buyer.terms)
        if order.days_late is not None:
            due = TODAY - timedelta(days=order.days_late)
        is_paid = order.days_late is None and (due < TODAY or chance.random() < 0.25)
        amount = order.gross_invoiced
        unpaid = Decimal(0) if is_paid else amount
        owed[payer] = owed.get(payer, Decimal(0)) + unpaid + (order.gross - amount if order.is_open else 0)
        if amount:
            number += 1
            yield {
                "number": f"INV-{number}", "order_no": order_no, "customer_id": order.buyer.customer_id,
                "issued": (due - timedelta(days=order.buyer.terms)).isoformat(), "due": due.isoformat(),
                "amount": str(amount), "open_amount": str(unpaid), "flag": "disputed" if order.is_disputed else "",
            }  # fmt: skip


def _order_rows(number: str, order: Order) -> Iterator[Row]:
    for line_no, line in enumerate(order.lines, start=1):
        yield {
            "order_no": number, "line_no": str(line_no), "placed_at": f"{order.placed_at:%Y-%m-%d %H:%M}",
            "customer_id": order.buyer.customer_id, "sku": line.article.sku, "quantity": str(line.quantity),
            "unit_price": str(line.price), "status": "open" if order.is_open else "closed",
            "shipped": str(line.shipped), "invoiced": str(line.invoiced),
            "requested_date": order.requested.isoformat() if order.requested else "",
            "customer_po": order.customer_po, "ship_to": order.ship_to,
        }  # fmt: skip


def _returns(numbered: Mapping[str, Order]) -> Iterator[Row]:
    for index, (customer_id, quantity, day) in enumerate(RETURNS, start=1):
        theirs = [
            (number, order) for number, order in numbered.items()
            if order.buyer.customer_id == customer_id and not order.is_open and order.placed_at.date() < day
        ]  # fmt: skip
        number, order = theirs[-1]
        line = order.lines[0]
        yield {
            "return_no": f"RMA-{100 + index}", "line_no": "1", "returned_at": f"{day.isoformat()} 10:30",
            "customer_id": customer_id, "sku": line.article.sku, "quantity": str(quantity),
            "unit_price": str(line.price), "order_no": number, "order_line_no": "1",
        }  # fmt: skip
