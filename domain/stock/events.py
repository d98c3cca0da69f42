"""What happens in stock."""

from datetime import date
from typing import ClassVar

from domain.shared.events import Event
from domain.shared.quantity import Quantity


class GoodsReceived(Event):
    """A supplier's goods arrived and are on hand."""

    kind: ClassVar[str] = "goods_received"

    sku: str
    warehouse: str
    quantity: Quantity
    supplier_order: str


class StockFreed(Event):
    """Allocated or returned stock became available to others."""

    kind: ClassVar[str] = "stock_freed"

    skus: tuple[str, ...]


class ReceiptChanged(Event):
    """More or less is due by a supplier order line than before: it is new, was changed, or its rest will not come."""

    kind: ClassVar[str] = "receipt_changed"

    sku: str
    supplier_order: str
    line_no: int
    old_quantity: Quantity
    new_quantity: Quantity


class ReceiptMoved(Event):
    """A supplier order line got another due date."""

    kind: ClassVar[str] = "receipt_moved"

    sku: str
    supplier_order: str
    line_no: int
    old_due_date: date
    new_due_date: date
