"""Owns the values of what was asked for, before any checking."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from domain.catalog.schemas import LearnedWords
from domain.orders.schemas.delivery import DeliveryPolicy
from domain.shared.quantity import UnitPrice

_PICTURES = (".png", ".gif", ".jpg", ".jpeg", ".bmp", ".svg", ".webp")


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class PriceKind(StrEnum):
    """Whose word a price is: our lists', another system's, one of ours by hand, a quotation's, a replacement's."""

    LIST = "list"
    IMPORTED = "imported"
    AGREED = "agreed"
    QUOTED = "quoted"
    REPLACEMENT = "replacement"

    @property
    def is_agreed(self) -> bool:
        """Whether it holds for the quantity that it was given for, whatever the lists say."""
        return self in (PriceKind.AGREED, PriceKind.QUOTED, PriceKind.REPLACEMENT)


class AgreedPrice(_Value):
    """What one of ours agreed with the customer for a line: a price of one base unit (as the order's prices are), a
    discount (a share), or both. `by` agreed it and, known by `by_id`, does not approve it. `source` says where, so that
    a line can name it, `kind` what follows from it.
    """

    unit_price: UnitPrice | None = None
    discount: Decimal = Field(default=Decimal(0), ge=0, le=1)
    by: str
    by_id: str = ""
    reason: str = ""
    source: str = "agreed"
    kind: PriceKind = PriceKind.AGREED


class AgreedDiscount(_Value):
    """What one of ours agreed to take off a whole order: a share, or an amount as the order's prices are.

    `by` agreed it and, known by `by_id`, does not approve it.
    """

    share: Decimal = Field(default=Decimal(0), ge=0, le=1)
    amount: Decimal = Field(default=Decimal(0), ge=0)
    by: str
    by_id: str = ""
    reason: str = ""


class RequestedLine(_Value):
    """One article wanted: `quantity` in `unit` (None: not said). `text` is the piece of the message it came from,
    `learned` whose word it is that the text means this article, `agreed` what was agreed about its price.

    Nothing is checked here: whatever number was said can be carried to where it is answered.
    """

    sku: str
    quantity: Decimal = Field(allow_inf_nan=True)
    unit: str | None = None
    stated_price: Decimal | None = Field(default=None, allow_inf_nan=True)
    text: str = ""
    inferred: tuple[str, ...] = ()
    learned: LearnedWords | None = None
    agreed: AgreedPrice | None = None


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
    """What the words asked for, before any checking. `channel` is slack, email, api or import.

    `enquiries` are questions beside the order that a person answers. `warehouse` is the one that is wished; without a
    `delivery_policy` the customer's counts.
    """

    channel: str
    customer_id: str | None
    lines: tuple[RequestedLine, ...]
    questions: tuple[OpenQuestion, ...] = ()
    unexplained: tuple[str, ...] = ()
    enquiries: tuple[str, ...] = ()
    files: tuple[AttachedFile, ...] = ()
    suggestions: tuple[SuggestedAnswer, ...] = ()
    requested_date: date | None = None
    customer_po: str | None = None
    ship_to: str | None = None
    note: str | None = None
    source_text: str = ""
    confidence: Decimal = Decimal(1)
    delivery_policy: DeliveryPolicy | None = None
    warehouse: str | None = None
    agreed: AgreedDiscount | None = None
