"""Values of orders that enter and leave: what was asked for, and the order as everyone sees it."""

from datetime import date, datetime
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from domain.billing.schemas import CreditDecision, TaxRow
from domain.shared.errors import Problem
from domain.shared.money import Money
from domain.shared.quantity import Quantity, UnitPrice
from domain.stock.schemas import SupplySource


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class RequestedLine(_Value):
    """One article wanted: `quantity` in `unit` (None: not said). `text` is the piece of the message it came from.

    Nothing is checked here: whatever number was said can be carried to where it is answered.
    """

    sku: str
    quantity: Decimal = Field(allow_inf_nan=True)
    unit: str | None = None
    stated_price: Decimal | None = Field(default=None, allow_inf_nan=True)
    text: str = ""
    inferred: tuple[str, ...] = ()


class OpenQuestion(_Value):
    """Something to ask back; candidates best first. `about`: which_item, quantity, unknown_item, customer, recall (an
    order of before that nobody knows yet) or usual_item (one of the articles that the customer buys).
    """

    about: str
    text: str
    candidates: tuple[str, ...] = ()
    quantity: Decimal | None = Field(default=None, allow_inf_nan=True)
    unit: str | None = None


class OrderRequest(_Value):
    """What the words asked for, before any checking. `channel` is slack, email, api or import."""

    channel: str
    customer_id: str | None
    lines: tuple[RequestedLine, ...]
    questions: tuple[OpenQuestion, ...] = ()
    unexplained: tuple[str, ...] = ()
    requested_date: date | None = None
    customer_po: str | None = None
    ship_to: str | None = None
    note: str | None = None
    source_text: str = ""
    confidence: Decimal = Decimal(1)


class ShipTo(_Value):
    """Where an order goes, copied when it was drafted."""

    label: str
    lines: tuple[str, ...]
    country: str | None


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
    shipped + cancelled, where `open` is what is not yet allocated (backordered once confirmed).
    `unit_price` is per base unit; `net` of the whole line.
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
    stated_price: UnitPrice | None = None
    net: Money
    tax_rate: Decimal
    open: Quantity
    allocated: Quantity = Decimal(0)
    picked: Quantity = Decimal(0)
    shipped: Quantity = Decimal(0)
    cancelled: Quantity = Decimal(0)
    invoiced: Quantity = Decimal(0)
    returned: Quantity = Decimal(0)
    parts: tuple[PlannedPart, ...] = ()
    promised_date: date | None = None
    text: str = ""
    inferred: tuple[str, ...] = ()


class HoldView(_Value):
    """A reason that blocks picking and shipping, with the facts it was opened on."""

    reason: str
    opened_at: datetime
    released_at: datetime | None = None
    released_by: str | None = None
    comment: str | None = None
    approval_id: int | None = None


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


class OrderView(_Value):
    """A draft or order as everyone sees it. Customer is None while nobody knows for whom it is.

    `credit` is the assessment at this moment for drafts, and the one that was decided on afterwards.
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
    source_text: str = ""
    reserved_until: datetime | None = None
    author: str
    author_id: str
    account_manager: str | None = None
    created_at: datetime
    confirmed_at: datetime | None = None
    delivery: str = "none"
    billing: str = "none"
    payment: str = "none"

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


class LineQuantity(_Value):
    """A quantity of one line, in base units, at one warehouse where that matters."""

    line_key: str
    quantity: Quantity
    warehouse: str | None = None


class WaitingLine(_Value):
    """A line that a customer waits for, and why: the receipt behind its date."""

    order_number: str
    line_no: int
    sku: str
    name: str
    quantity: Quantity
    promised_date: date | None
    first_promised_date: date | None
    supplier_order: str | None
    due_date: date | None


class ChangeView(_Value):
    """One change of what a draft or held order asks for: `before` is what it asked for until then.

    `source` is the message, click or window that it came from, `revision` the one that it made.
    """

    revision: int
    state: str
    before: OrderRequest
    source: str | None
    made_by: str


class PastLine(_Value):
    """What was ordered of one article: `quantity` in `unit`."""

    sku: str
    name: str
    quantity: Quantity
    unit: str


class PastOrder(_Value):
    """An order as history: when it was taken, and what was in it."""

    number: str
    day: date
    lines: tuple[PastLine, ...]


class Usual(_Value):
    """What a customer usually orders: saved by somebody from an order, or found in the last `of_orders` orders."""

    lines: tuple[PastLine, ...]
    saved_from: str | None = None
    saved_by: str | None = None
    of_orders: int = 0


class SavedUsual(_Value):
    """What is a customer's usual basket from now on, and what was before."""

    customer_id: str
    customer_name: str
    now: Usual
    before: Usual | None = None


class BoughtArticle(_Value):
    """An article that a customer has bought: in how many orders, and how much of it usually, in base units."""

    sku: str
    name: str
    orders: int
    usually: Quantity
