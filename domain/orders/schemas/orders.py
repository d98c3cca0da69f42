"""Owns the values of an order: what was asked for, and the order as everyone sees it."""

from datetime import date, datetime
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from domain.billing.schemas import CreditDecision, TaxRow
from domain.catalog.schemas import LearnedWords
from domain.orders.schemas.holds import HoldView
from domain.shared.errors import Problem
from domain.shared.money import Money
from domain.shared.quantity import Quantity, UnitPrice
from domain.stock.schemas import SupplySource

#: Problems that ask whether an order is a second copy of another.
DOUBTS = frozenset({"DUPLICATE_PO", "DUPLICATE_BASKET"})


_PICTURES = (".png", ".gif", ".jpg", ".jpeg", ".bmp", ".svg", ".webp")


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class RequestedLine(_Value):
    """One article wanted: `quantity` in `unit` (None: not said). `text` is the piece of the message it came from,
    `learned` whose word it is that the text means this article.

    Nothing is checked here: whatever number was said can be carried to where it is answered.
    """

    sku: str
    quantity: Decimal = Field(allow_inf_nan=True)
    unit: str | None = None
    stated_price: Decimal | None = Field(default=None, allow_inf_nan=True)
    text: str = ""
    inferred: tuple[str, ...] = ()
    learned: LearnedWords | None = None


class OpenQuestion(_Value):
    """Something to ask back; candidates best first. `about`: which_item, quantity, unknown_item, customer, recall (an
    order of before that nobody knows yet) or usual_item (one of the articles that the customer buys).
    """

    about: str
    text: str
    candidates: tuple[str, ...] = ()
    quantity: Decimal | None = Field(default=None, allow_inf_nan=True)
    unit: str | None = None


class AttachedFile(_Value):
    """A file that came with a message: how many lines and questions it gave, or by a code why it was not read.

    `remarks` are codes of what of it could not be read, each with what it is about; `same_as` names the file that
    orders exactly the same and was counted instead; it is empty for the words of the message.
    """

    name: str
    lines: int = 0
    questions: int = 0
    unread: str | None = None
    remarks: tuple[tuple[str, str], ...] = ()
    same_as: str | None = None

    @property
    def is_missed(self) -> bool:
        """Whether it was not read and may say something: not a picture, as mail programs put into signatures."""
        return self.unread is not None and not self.name.lower().endswith(_PICTURES)


class SuggestedAnswer(_Value):
    """What a second reader takes a piece of the words for: an article, or (no SKU) nothing that is ordered.

    `text` is the piece, of an open question or unexplained. Nothing follows from it until a person takes it.
    `quantity` in `unit` stands in the piece; `model` is who suggests.
    """

    text: str
    sku: str | None = None
    name: str = ""
    quantity: Decimal | None = None
    unit: str | None = None
    model: str


class OrderRequest(_Value):
    """What the words asked for, before any checking. `channel` is slack, email, api or import."""

    channel: str
    customer_id: str | None
    lines: tuple[RequestedLine, ...]
    questions: tuple[OpenQuestion, ...] = ()
    unexplained: tuple[str, ...] = ()
    files: tuple[AttachedFile, ...] = ()
    suggestions: tuple[SuggestedAnswer, ...] = ()
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
    what was known of this customer's words and made a line of the request.
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

    @property
    def is_perhaps_a_copy(self) -> bool:
        """Whether somebody has to look first: nothing that may be a second copy is accepted by itself."""
        return any(problem.code in DOUBTS for problem in self.problems)


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
