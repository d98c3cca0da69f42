"""Owns what is gathered while a request is looked at, and what comes of it."""

from dataclasses import dataclass, field
from decimal import Decimal

from domain.billing.schemas import DocumentTotals
from domain.catalog.schemas import PricedItem, ProductView
from domain.customers.schemas import CustomerView
from domain.orders.rules.amounts import NOTHING, LineAmount, PricedLine, Terms
from domain.orders.schemas import OrderRequest, PriceKind, QuestionView, RequestedLine, ShipTo
from domain.shared.desk import Desk
from domain.shared.errors import Problem
from domain.shared.exchange import ExchangeRate
from domain.shared.policy import TaxTreatment


@dataclass(frozen=True)
class CheckedLine:
    """A line that can stand in a draft: everything but its dates."""

    line_no: int
    asked: RequestedLine
    product: ProductView
    base_quantity: Decimal
    item: PricedItem
    tax: TaxTreatment
    part_number: str | None
    our_price: Decimal | None = None
    amount: LineAmount = NOTHING

    @property
    def discount(self) -> Decimal:
        """The share that one of ours agreed to take off."""
        return self.asked.agreed.discount if self.asked.agreed else Decimal(0)

    @property
    def price_kind(self) -> PriceKind:
        """Whose word its price is."""
        agreed = self.asked.agreed
        return PriceKind.LIST if agreed is None or agreed.unit_price is None else agreed.kind

    @property
    def priced(self) -> PricedLine:
        """What its amount follows from."""
        return PricedLine(
            quantity=self.base_quantity, unit_price=self.item.unit_price, tax=self.tax, discount=self.discount
        )

    @property
    def factor(self) -> Decimal:
        """Base units per unit as said."""
        return self.base_quantity / self.asked.quantity


@dataclass(frozen=True)
class Checked:
    """A request after the look: for whom and whereto, the lines that stand, the sums, what is wrong or asked."""

    request: OrderRequest
    customer: CustomerView | None
    bill_to: CustomerView | None
    ship_to: ShipTo | None
    ship_to_choices: tuple[str, ...]
    lines: tuple[CheckedLine, ...]
    terms: Terms
    exchange: ExchangeRate
    totals: DocumentTotals
    problems: tuple[Problem, ...]
    questions: tuple[QuestionView, ...]

    @property
    def blocking(self) -> tuple[str, ...]:
        """The codes of what forbids to order it as it stands, an open question among them."""
        codes = [problem.code for problem in self.problems if problem.blocking]
        return (*codes, *(["OPEN_QUESTIONS"] if self.questions else ()))


@dataclass
class Look:
    """What is gathered while looking."""

    desk: Desk
    customer: CustomerView | None
    currency: str
    rate: ExchangeRate
    ship_to: ShipTo | None = None
    problems: list[Problem] = field(default_factory=list)
    listed_rates: dict[str, ExchangeRate] = field(default_factory=dict)

    @property
    def buyer(self) -> CustomerView:
        """Who prices are for: the customer, or anybody while nobody knows for whom it is."""
        company = self.desk.company
        return self.customer or CustomerView(
            customer_id="", name="", bill_to_id="", currency=company.currency, country=company.country
        )
