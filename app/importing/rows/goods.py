"""Rows of goods: warehouses, products, units, prices, stock and receipts due."""

from datetime import date, time
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from app.importing.rows.cells import (
    Code,
    Country,
    Currency,
    Day,
    Days,
    Key,
    LineNo,
    Name,
    Names,
    PositivePrice,
    PositiveQuantity,
    Price,
    Quantity,
    Row,
    Text,
    TimeOfDay,
)


class WarehouseRow(Row):
    """A place that keeps goods."""

    key: ClassVar = ("warehouse",)

    warehouse: Code
    name: Name
    country: Country | Literal[""] = ""
    cutoff_time: TimeOfDay = time(14)
    picking_days: Days = 1
    closing_days: Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d( \d{4}-\d\d-\d\d)*)?$")] = ""
    regions: Text = ""


class ProductRow(Row):
    """One article."""

    key: ClassVar = ("sku",)

    sku: Key
    name: Name
    base_unit: Code = "each"
    list_price: Price
    cost_price: Price | None = None
    tax_class: Code = "standard"
    weight_kg: Quantity | None = None
    status: Literal["active", "obsolete"] = "active"
    replaced_by: Key | None = None
    min_quantity: PositiveQuantity = Decimal(1)
    order_multiple: PositiveQuantity = Decimal(1)
    barcode: Key | None = None
    aliases: Names = ()
    lead_time_days: Days = 14


class UnitRow(Row):
    """A sales unit of an article."""

    key: ClassVar = ("sku", "unit")

    sku: Key
    unit: Code
    factor: PositiveQuantity


class PriceRow(Row):
    """A price from a quantity on, in a list or for a customer."""

    key: ClassVar = ("price_list", "customer_id", "sku", "min_quantity", "valid_from")

    price_list: Key | None = None
    customer_id: Key | None = None
    sku: Key
    min_quantity: PositiveQuantity = Decimal(1)
    price: PositivePrice
    valid_from: Day | None = None
    valid_to: Day | None = None

    @model_validator(mode="after")
    def _belongs_and_lasts(self) -> Self:
        if self.price_list is None and self.customer_id is None:
            raise ValueError("needs a price_list or a customer_id")
        if (self.valid_to or date.max) < (self.valid_from or date.min):
            raise ValueError("valid_to is before valid_from")
        return self


class ExchangeRateRow(Row):
    """What one unit of another currency costs in ours from a day on."""

    key: ClassVar = ("currency", "valid_from")

    currency: Currency
    valid_from: Day
    rate: PositivePrice


class StockRow(Row):
    """What is on hand."""

    key: ClassVar = ("warehouse", "sku")

    warehouse: Code
    sku: Key
    on_hand: Quantity


class ReceiptRow(Row):
    """A line of a supplier order that is still open."""

    key: ClassVar = ("supplier_order", "line_no")

    supplier_order: Key
    line_no: LineNo = 1
    sku: Key
    warehouse: Code
    quantity: PositiveQuantity
    due_date: Day
