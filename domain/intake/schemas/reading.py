"""Values that enter and leave the reader: messages, readings, and what a thread's draft holds."""

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

from domain.catalog.schemas import LearnedWords
from domain.orders.schemas import BoughtArticle, SuggestedAnswer

About = Literal["which_item", "quantity", "unknown_item", "customer", "recall", "usual_item"]
RecallKind = Literal["undo", "same_for", "last_order", "usual", "usual_part", "save_usual", "show_usual"]


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


class Recall(BaseModel):
    """Words that speak of something earlier: a change to take back, an order to take again, what is usual.

    `span` is where they stand. `steps` counts changes to take back, `quantity` is the number said before an article;
    `article` are the words that name it ("doorstops" of "their usual doorstops"), `customer` those that say whose.
    """

    model_config = ConfigDict(frozen=True)

    kind: RecallKind
    span: Span
    steps: int = 1
    article: str = ""
    customer: str = ""
    quantity: Decimal | None = None


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


class History(BaseModel):
    """What is known of before: the lines to take `again` (None: no such order), and the articles the customer buys."""

    model_config = ConfigDict(frozen=True)

    customer_id: str | None = None
    again: tuple[ReadLine, ...] | None = None
    bought: tuple[BoughtArticle, ...] = ()


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


class Enquiry(BaseModel):
    """A question beside an order: of which kind, as it was written, and what it is about."""

    model_config = ConfigDict(frozen=True)

    kind: str
    span: Span
    asked: Asked = Asked()


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
    `recalls` are its words about something earlier; each that is not settled by what is known here is a question too.

    `enquiries` are the questions beside an order, `also` their kinds.

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
    enquiries: tuple[Enquiry, ...] = ()
    files: tuple[SheetRead, ...] = ()
    recalls: tuple[Recall, ...] = ()
    ready: bool = False
    confidence: float = 0.0
    before: DraftState | None = None
    spoken: tuple[str, ...] = ()
    doubtful: bool = False
