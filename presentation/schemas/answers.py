"""Data of the answers to questions, and of the small words in a thread."""

from datetime import date

from domain.billing.schemas import CreditExposure, InvoiceView
from domain.catalog.schemas import AliasView
from domain.orders.schemas import AttachedFile, OrderView, PlannedPart, Usual, WaitingLine
from domain.shared.quantity import Quantity, UnitPrice
from domain.stock.schemas import Availability, DemandView, ReceiptView
from presentation.schemas.base import Message


class StockItem(Message):
    """An article that was asked about; `wanted` in base units, None when no number was said."""

    name: str
    base_unit: str
    wanted: Quantity | None = None
    availability: Availability


class StockAnswer(Message):
    """What we have of these articles; `not_found` was asked about and is no article of ours."""

    items: tuple[StockItem, ...]
    not_found: tuple[str, ...] = ()


class PromiseItem(Message):
    """When a quantity could be there: its planned parts, and the receipts and other orders behind the dates."""

    sku: str
    name: str
    base_unit: str
    wanted: Quantity
    parts: tuple[PlannedPart, ...]
    available: Quantity
    receipts: tuple[ReceiptView, ...] = ()
    demand: tuple[DemandView, ...] = ()


class PromiseAnswer(Message):
    """When we could do it."""

    items: tuple[PromiseItem, ...]
    not_found: tuple[str, ...] = ()


class ShipmentSummary(Message):
    """A shipment in one line."""

    shipment_number: str
    shipped_date: date
    carrier: str | None = None
    tracking_number: str | None = None


class OrderStatusAnswer(Message):
    """Where an order is; `why` adds the reasons behind each date."""

    order: OrderView
    shipments: tuple[ShipmentSummary, ...] = ()
    invoices: tuple[InvoiceView, ...] = ()


class WaitingAnswer(Message):
    """What a customer waits for."""

    customer_name: str
    lines: tuple[WaitingLine, ...]


class PriceItem(Message):
    """The price of an article at a quantity (base units); no price where none is set."""

    sku: str
    name: str
    base_unit: str
    quantity: Quantity
    unit_price: UnitPrice | None = None
    source: str = ""


class PriceAnswer(Message):
    """Prices for a customer, or for nobody in particular."""

    customer_name: str | None = None
    currency: str
    items: tuple[PriceItem, ...]
    not_found: tuple[str, ...] = ()


class CreditAnswer(Message):
    """What a bill-to owes and may still order; for employees only."""

    customer_name: str
    exposure: CreditExposure


class AliasesAnswer(Message):
    """What is known of a customer's words, oldest first; what stands for different articles is in dispute."""

    customer_name: str
    aliases: tuple[AliasView, ...]
    article_names: dict[str, str]


class AliasUndone(Message):
    """What was learned of a customer's words is forgotten; `still` is what others said of the same words."""

    customer_name: str
    alias: AliasView
    still: tuple[AliasView, ...] = ()


class UsualAnswer(Message):
    """What a customer usually orders (None: they never ordered), as found or as just saved in place of `replaced`."""

    customer_name: str
    usual: Usual | None = None
    replaced: Usual | None = None
    is_saved: bool = False


class Hint(Message):
    """A short word: refusals, things to put right. Lines are sentences without markup."""

    lines: tuple[str, ...]


class HelpAnswer(Message):
    """What one can ask for; `text` quotes a message that asked for nothing we can do, `files` are what came with it.

    Thanks get a short word back.
    """

    text: str | None = None
    files: tuple[AttachedFile, ...] = ()
    is_thanks: bool = False


class StaffTask(Message):
    """Something a colleague has to see to, because the system cannot."""

    title: str
    lines: tuple[str, ...] = ()
