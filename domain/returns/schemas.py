"""Values of returns that enter and leave. Quantities are in base units, lines are numbered like the order's."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

from domain.returns.errors import UnknownWord
from domain.shared.quantity import Quantity


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class ReturnReason(StrEnum):
    """Why goods come back."""

    WRONG_ITEM = "wrong_item"
    DAMAGED = "damaged"
    SURPLUS = "surplus"
    QUALITY = "quality"
    LATE = "late"
    PRICE = "price"


class Fault(StrEnum):
    """Whose fault it is that goods come back: it decides who pays for it."""

    CUSTOMER = "customer"
    SELLER = "seller"


class Disposition(StrEnum):
    """What becomes of goods that came back. Only RESTOCK may be sold again."""

    RESTOCK = "restock"
    QUARANTINE = "quarantine"
    REWORK = "rework"
    SCRAP = "scrap"
    RETURN_TO_CUSTOMER = "return_to_customer"
    RETURN_TO_VENDOR = "return_to_vendor"


class Settlement(StrEnum):
    """How a return is settled, whatever became of the goods: CREDIT_ONLY credits goods that the customer keeps."""

    CREDIT = "credit"
    REPLACE = "replace"
    REPAIR = "repair"
    REFUSE = "refuse"
    CREDIT_ONLY = "credit_only"


#: Goods with these dispositions stay in our building and are sold to nobody: to be judged, or known to be damaged.
KEPT_APART = frozenset({Disposition.QUARANTINE})
DAMAGED = frozenset({Disposition.REWORK, Disposition.RETURN_TO_VENDOR})

Word = TypeVar("Word", bound=StrEnum)


def _one_of(words: type[Word], word: Any) -> Word:
    if word not in [known.value for known in words]:
        raise UnknownWord(word=str(word)[:40], known=", ".join(words))
    return words(word)


class ReturnAsk(_Value):
    """A quantity of an order line that shall come back, of the shipment named where one is.

    Raises UnknownWord for an unknown reason.
    """

    line_no: int
    quantity: Quantity
    reason: Annotated[ReturnReason, BeforeValidator(lambda word: _one_of(ReturnReason, word))]
    shipment_number: str | None = None


class Inspected(_Value):
    """A part of what came back and what becomes of it; without a warehouse it goes where it was shipped from.

    Raises UnknownWord for an unknown disposition.
    """

    line_no: int
    quantity: Quantity
    disposition: Annotated[Disposition, BeforeValidator(lambda word: _one_of(Disposition, word))]
    warehouse: str | None = None


class DispositionView(_Value):
    """What became of a part of a line."""

    disposition: Disposition
    quantity: Quantity
    warehouse: str | None


class ReturnLineView(_Value):
    """A line of a return: authorised (`quantity`), received, and what became of it so far.

    `restocking_fee` is the share of the price that stays with us, `uninvoiced` what of `received` was on no invoice
    when it came.
    """

    line_no: int
    line_key: str
    sku: str
    name: str
    reason: ReturnReason
    quantity: Quantity
    received: Quantity = Decimal(0)
    uninvoiced: Quantity = Decimal(0)
    shipment_number: str | None = None
    fault: Fault = Fault.SELLER
    restocking_fee: Decimal = Decimal(0)
    dispositions: tuple[DispositionView, ...] = ()

    @property
    def inspected(self) -> Decimal:
        """How much of it somebody has looked at."""
        return sum((part.quantity for part in self.dispositions), Decimal(0))


class ReturnView(_Value):
    """A return as it is shown. `number` is its RMA number; `credit_notes` are the papers that settled it.

    It may come until `authorised_until`; `ended_reason` says why it was refused.
    """

    number: str
    order_number: str
    customer_id: str | None
    customer_name: str
    bill_to: str | None
    state: str
    authorised_date: date | None = None
    received_date: date | None = None
    inspected_date: date | None = None
    settled_date: date | None = None
    closed_date: date | None = None
    requested_date: date | None = None
    requested_by: str | None = None
    authorised_until: date | None = None
    ended_reason: str | None = None
    settlement: str | None = None
    replacement_order: str | None = None
    credit_notes: tuple[str, ...] = ()
    lines: tuple[ReturnLineView, ...] = ()

    @property
    def subject(self) -> str:
        """The key by which audit and messages know it."""
        return f"return:{self.number}"


class ReturnCause(_Value):
    """Why an article comes back, by whose fault, and how much: allowed (`quantity`) and `received`, base units."""

    reason: ReturnReason
    fault: Fault
    sku: str
    returns: int
    quantity: Quantity
    received: Quantity


#: Numbers of our returns begin with it: RMA-1001.
SERIES = "RMA"
#: One paper of another system may speak of several orders; ours speaks of one. The others get the order behind this.
JOINT = "/"


class ImportedReturn(_Value):
    """One line of goods that came back; without `order_line_no` it is the line of that SKU that has most to give."""

    return_no: str
    line_no: int
    returned_date: date
    sku: str
    quantity: Decimal
    order_number: str
    order_line_no: int | None = None
