"""Values that enter and leave the reader: messages, readings, and what a thread's draft holds."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from domain.catalog.schemas import LearnedWords
from domain.orders.schemas import SuggestedAnswer
from domain.shared.actors import Actor

About = Literal["which_item", "quantity", "unknown_item", "customer"]


class Sheet(BaseModel):
    """A table that came with a message: rows of cells as text, the first row of the file first.

    `part` names the worksheet where the file has several.
    """

    model_config = ConfigDict(frozen=True)

    file: str
    part: str = ""
    rows: tuple[tuple[str, ...], ...]


class Message(BaseModel):
    """One message as it was received; `customer_id` is the known sender's customer, dates are relative to `today`.

    `context_skus` are the articles the thread spoke of last, for a question that names none.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    channel: Literal["slack", "email"]
    sender: Literal["rep", "customer"]
    customer_id: str | None = None
    today: date
    subject: str | None = None
    text: str
    thread: str | None = None
    context_skus: tuple[str, ...] = ()
    attachments: tuple[Sheet, ...] = ()


class Span(BaseModel):
    """A piece of the message's text; `start` and `end` are offsets into it.

    What came from a table has its `file` and `row` (the first is 1) instead, and the row's cells as its text.
    """

    model_config = ConfigDict(frozen=True)

    start: int
    end: int
    text: str
    file: str = ""
    row: int = 0


class ReadLine(BaseModel):
    """An article and how much of it.

    `quantity` is as said, in `unit` (None where no unit was said); `base_quantity` is the same in base units of
    the SKU. `inferred` names what was concluded and not said; `learned` is whose word an alias is.
    """

    model_config = ConfigDict(frozen=True)

    sku: str
    quantity: Decimal
    unit: str | None = None
    base_quantity: Decimal
    stated_price: Decimal | None = None
    source: Span
    confidence: float = 1.0
    inferred: tuple[str, ...] = ()
    learned: LearnedWords | None = None


class Question(BaseModel):
    """What has to be asked back before the draft is complete; candidates are best first, at most ten."""

    model_config = ConfigDict(frozen=True)

    about: About
    text: str
    span: Span | None = None
    candidates: tuple[str, ...] = ()
    quantity: Decimal | None = None
    unit: str | None = None


class SheetRead(BaseModel):
    """How much of a sheet was understood.

    `same_as` is the file that orders exactly the same and was counted instead, empty for the message's text.
    """

    model_config = ConfigDict(frozen=True)

    file: str
    part: str = ""
    lines: int = 0
    questions: int = 0
    same_as: str | None = None


class Asked(BaseModel):
    """What a stock, price or status question is about; an article asked about without a number has quantity 0."""

    model_config = ConfigDict(frozen=True)

    items: tuple[ReadLine, ...] = ()
    order_numbers: tuple[str, ...] = ()
    wants_date: bool = False
    waiting: bool = False
    why: bool = False


class DraftState(BaseModel):
    """What the draft of the thread holds before a message; `unexplained` are words nobody has accounted for yet.

    `before` is the draft as it was one change ago, for "as you were"; `spoken` are the articles spoken of last.
    """

    model_config = ConfigDict(frozen=True)

    customer_id: str | None = None
    lines: tuple[ReadLine, ...] = ()
    questions: tuple[Question, ...] = ()
    unexplained: tuple[str, ...] = ()
    suggestions: tuple[SuggestedAnswer, ...] = ()
    requested_date: date | None = None
    customer_po: str | None = None
    ship_to: str | None = None
    note: str | None = None
    before: "DraftState | None" = None
    spoken: tuple[str, ...] = ()
    doubtful: bool = False


class Reading(BaseModel):
    """What a message means. In a thread with a draft, lines, questions and header are the draft after the message.

    `ready` holds only when nothing is left to ask and nothing that matters is unexplained. `suggestions` are what a
    second reader takes open pieces for; nothing else of a reading ever comes from it.
    `before` and `spoken` are for the draft after the message.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    intent: str
    also: tuple[str, ...] = ()
    customer_id: str | None = None
    customer_candidates: tuple[str, ...] = ()
    lines: tuple[ReadLine, ...] = ()
    questions: tuple[Question, ...] = ()
    unexplained: tuple[Span, ...] = ()
    suggestions: tuple[SuggestedAnswer, ...] = ()
    requested_date: date | None = None
    customer_po: str | None = None
    ship_to: str | None = None
    note: str | None = None
    asked: Asked = Asked()
    files: tuple[SheetRead, ...] = ()
    ready: bool = False
    confidence: float = 0.0
    before: DraftState | None = None
    spoken: tuple[str, ...] = ()
    doubtful: bool = False


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


class Article(BaseModel):
    """An article that a second reader may choose."""

    model_config = ConfigDict(frozen=True)

    sku: str
    name: str


class Piece(BaseModel):
    """Words that stayed open, numbered from 1, with the articles that they may mean, best first."""

    model_config = ConfigDict(frozen=True)

    piece: int
    text: str
    candidates: tuple[Article, ...] = ()


class SecondAsk(BaseModel):
    """All that a second reader is ever told: open pieces and candidates; no customer, price, date or address."""

    model_config = ConfigDict(frozen=True)

    pieces: tuple[Piece, ...] = ()


class PieceAnswer(BaseModel):
    """What a second reader takes one piece for, as it says so: nothing of it is believed yet."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    piece: int
    verdict: Literal["article", "not_an_item", "unsure"]
    sku: str | None = Field(None, max_length=200)
    quantity: int | None = None


class SecondAnswer(BaseModel):
    """The whole answer of a second reader: these fields and no others, or it is no answer."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    answers: tuple[PieceAnswer, ...] = Field(max_length=50)
