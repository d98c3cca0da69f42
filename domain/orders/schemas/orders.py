"""Owns the values of an order as everyone sees it."""

from datetime import date, datetime
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from domain.billing.schemas import CreditDecision, TaxRow
from domain.catalog.schemas import LearnedWords
from domain.orders.schemas.delivery import DeliveryPolicy
from domain.orders.schemas.holds import HoldView
from domain.orders.schemas.requests import AttachedFile, PriceKind, SuggestedAnswer
from domain.shared.errors import Problem
from domain.shared.money import Money
from domain.shared.policy import TaxReason
from domain.shared.quantity import Quantity, UnitPrice
from domain.stock.schemas import SupplySource

#: Problems that ask whether an order is a second copy of another.
DOUBTS = frozenset({"DUPLICATE_PO", "DUPLICATE_BASKET"})


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class ShipTo(_Value):
    """Where an order goes, copied when it was drafted; carriers find their zone by the postcode."""

    label: str
    lines: tuple[str, ...]
    country: str | None
    region: str = ""
    postcode: str | None = None


class PlannedPart(_Value):
    """A part of a line: from which warehouse, when it is there, when it leaves and when it arrives.

    `is_firm` parts are allocated, the others wait for a receipt. All dates None: no date can be given.
    """

    quantity: Quantity
    warehouse: str | None
    source: SupplySource | None
    available_date: date | None
    ship_date: date | None
    arrival_date: date | None
    supplier_order: str | None = None
    is_firm: bool = False


class LineView(_Value):
    """One order line. Quantities after `base_quantity` are in base units; ordered = open + allocated + picked +
    shipped + cancelled, where `open` is what is not yet allocated (backordered once confirmed). Of what came
    back before its invoice, `returned_unsettled` waits for its return to be settled, `returned_uninvoiced` is credited.
    `unit_price` is per base unit, before `discount` (a share) and with tax where there is a `gross`; `net` of the whole
    line after all discounts, `document_discount` what it bears of that on the whole order.
    """

    line_no: int
    line_key: str
    sku: str
    name: str
    customer_part_number: str | None = None
    quantity: Quantity
    unit: str
    base_quantity: Quantity
    base_unit: str
    unit_price: UnitPrice
    price_source: str
    price_kind: PriceKind = PriceKind.LIST
    stated_price: UnitPrice | None = None
    discount: Decimal = Decimal(0)
    document_discount: Money | None = None
    net: Money
    gross: Money | None = None
    tax_rate: Decimal
    tax_place: str = ""
    tax_reason: TaxReason | None = None
    open: Quantity
    allocated: Quantity = Decimal(0)
    picked: Quantity = Decimal(0)
    shipped: Quantity = Decimal(0)
    cancelled: Quantity = Decimal(0)
    invoiced: Quantity = Decimal(0)
    invoiced_net: Money | None = None
    invoiced_gross: Money | None = None
    returned: Quantity = Decimal(0)
    returned_uninvoiced: Quantity = Decimal(0)
    returned_unsettled: Quantity = Decimal(0)
    parts: tuple[PlannedPart, ...] = ()
    promised_date: date | None = None
    text: str = ""
    inferred: tuple[str, ...] = ()

    @property
    def to_invoice(self) -> Decimal:
        """What has left and may be invoiced now, in base units: not what came back and is not settled."""
        return max(self.shipped - self.invoiced - self.never_or_later, Decimal(0))

    @property
    def never_or_later(self) -> Decimal:
        """What came back before its invoice: never invoiced once it is credited, not until its return is settled."""
        return self.returned_uninvoiced + self.returned_unsettled

    @property
    def is_free(self) -> bool:
        """Whether it costs nothing: a replacement, a sample. It is on an invoice only beside what costs something."""
        return self.wanted > 0 and not self.net.amount

    @property
    def wanted(self) -> Decimal:
        """What was ordered and not given up, in base units."""
        return self.base_quantity - self.cancelled

    @property
    def is_through(self) -> bool:
        """Whether everything of it is gone or given up: quantities decide, exactly."""
        return not (self.open or self.allocated or self.picked)


class CandidateView(_Value):
    """One possible answer to a question: a SKU or customer id with its name."""

    key: str
    name: str


class QuestionView(_Value):
    """An open question of a draft with its candidates named."""

    index: int
    about: str
    text: str
    candidates: tuple[CandidateView, ...]
    quantity: Quantity | None = None
    unit: str | None = None


class SuggestionView(SuggestedAnswer):
    """A suggested answer that can still be taken: its place, and that of its question (None: an unexplained piece)."""

    index: int
    question: int | None


class OrderView(_Value):
    """A draft or order as everyone sees it. Customer is None while nobody knows for whom it is.

    `credit` is the assessment at this moment for drafts, and the one that was decided on afterwards. `learned` is
    what was known of this customer's words and made a line of the request. `delivery`, `billing` and `payment` are
    none, partial or full; `fulfilled` says that all that was not given up has left, whoever paid.
    """

    number: str
    state: str
    revision: int
    channel: str
    customer_id: str | None
    customer_name: str | None
    bill_to: str | None
    ship_to: ShipTo | None
    ship_to_choices: tuple[str, ...] = ()
    requested_date: date | None
    promised_date: date | None
    customer_po: str | None
    note: str | None
    currency: str
    exchange_rate: Decimal = Decimal(1)
    exchange_rate_date: date | None = None
    invoicing: str = "shipment"
    terms: str | None = None
    tax_included: bool = False
    discount_share: Decimal = Decimal(0)
    discount_amount: Money | None = None
    lines: tuple[LineView, ...]
    net: Money
    tax: Money
    taxes: tuple[TaxRow, ...]
    total: Money
    credit: CreditDecision | None = None
    holds: tuple[HoldView, ...] = ()
    problems: tuple[Problem, ...] = ()
    questions: tuple[QuestionView, ...] = ()
    unexplained: tuple[str, ...] = ()
    enquiries: tuple[str, ...] = ()
    learned: tuple[LearnedWords, ...] = ()
    files: tuple[AttachedFile, ...] = ()
    suggestions: tuple[SuggestionView, ...] = ()
    source_text: str = ""
    reserved_until: datetime | None = None
    author: str
    author_id: str
    account_manager: str | None = None
    created_at: datetime
    confirmed_at: datetime | None = None
    delivery_policy: str = DeliveryPolicy.SHIP_PARTIAL
    carrier: str | None = None
    delivery: str = "none"
    billing: str = "none"
    payment: str = "none"
    fulfilled: bool = False

    @property
    def subject(self) -> str:
        """The key by which audit, cards and approvals know it."""
        return f"order:{self.number}"

    @property
    def may_be_cancelled(self) -> bool:
        """Whether it is confirmed or waits for that, and nothing of it is picked or gone."""
        is_open = self.state in ("pending_confirmation", "confirmed", "in_fulfilment")
        return is_open and not any(line.picked or line.shipped for line in self.lines)

    @property
    def may_be_confirmed(self) -> bool:
        """Whether nothing blocks confirming."""
        return self.state == "draft" and not self.questions and not any(p.blocking for p in self.problems)

    @property
    def is_perhaps_a_copy(self) -> bool:
        """Whether somebody has to look first: nothing that may be a second copy is accepted by itself."""
        return any(problem.code in DOUBTS for problem in self.problems)
