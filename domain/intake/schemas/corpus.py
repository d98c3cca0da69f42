"""Values of what people corrected: corrections, cases of the company's own corpus, and how a reading compares."""

from datetime import date, datetime
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from domain.intake.schemas.reading import Message, Reading
from domain.shared.actors import Actor


class Correction(BaseModel):
    """A person said which article words of a message mean: `text` as it was read with its `quantity`, if any.

    `instead_of` is the article that the reader had taken for it; None where the reader had asked. It teaches when
    the draft is confirmed.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    quantity: Decimal | None
    sku: str
    instead_of: str | None = None
    owner: Actor
    source: str | None = None


class ConfirmedLine(BaseModel):
    """An article and how much of it was confirmed, in base units."""

    model_config = ConfigDict(frozen=True)

    sku: str
    base_quantity: Decimal


class Confirmed(BaseModel):
    """What an order was when it was confirmed; `ship_to` is None where nobody named a place."""

    model_config = ConfigDict(frozen=True)

    customer_id: str | None
    lines: tuple[ConfirmedLine, ...]
    requested_date: date | None = None
    customer_po: str | None = None
    ship_to: str | None = None


class CaseView(BaseModel):
    """A case of the company's own corpus: a message, the reading that was made of it, and what was confirmed."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    order_number: str
    message: Message
    reading: Reading
    confirmed: Confirmed
    corrected_by: tuple[str, ...]
    kept_at: datetime


class Difference(BaseModel):
    """One thing in which a reading is not what was confirmed: what was read, what was right ('' for nothing)."""

    model_config = ConfigDict(frozen=True)

    about: str
    read: str
    right: str


class Replayed(BaseModel):
    """A case read again: what was right and is not (`losses`), what was wrong and is right (`gains`)."""

    model_config = ConfigDict(frozen=True)

    case: CaseView
    was_right: bool
    is_right: bool
    gains: tuple[Difference, ...]
    losses: tuple[Difference, ...]
