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
    Percent,
    PositivePrice,
    PositiveQuantity,
    Price,
    Quantity,
    Row,
    Text,
    TimeOfDay,
    YesNo,
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
    category: Key | None = None
    sold_by: Code | None = None


class UnitRow(Row):
    """A sales unit of an article."""

    key: ClassVar = ("sku", "unit")

    sku: Key
    unit: Code
    factor: PositiveQuantity
    per: PositiveQuantity = Decimal(1)


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
    currency: Currency | None = None
    tax_included: YesNo = False

    @model_validator(mode="after")
    def _belongs_and_lasts(self) -> Self:
        if self.price_list is None and self.customer_id is None:
            raise ValueError("needs a price_list or a customer_id")
        if (self.valid_to or date.max) < (self.valid_from or date.min):
            raise ValueError("valid_to is before valid_from")
        return self


class PriceRuleRow(Row):
    """A price for an article, a category or all; without price list and customer it is a promotion."""

    key: ClassVar = ("code",)

    code: Key
    customer_id: Key | None = None
    price_list: Key | None = None
    price_group: Key | None = None
    sku: Key | None = None
    category: Key | None = None
    min_quantity: PositiveQuantity = Decimal(1)
    unit: Code | None = None
    price: PositivePrice | None = None
    percent_off: Percent | None = None
    currency: Currency | None = None
    tax_included: YesNo = False
    valid_from: Day | None = None
    valid_to: Day | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.price is None) == (self.percent_off is None):
            raise ValueError("needs a price or a percent_off, and not both")
        if self.sku is not None and self.category is not None:
            raise ValueError("is for a sku or for a category, not for both")
        if self.percent_off is not None and (self.currency is not None or self.tax_included):
            raise ValueError("a percent_off has the currency and tax of the price that it is taken off")
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


class BinRow(Row):
    """Where an article lies in a warehouse."""

    key: ClassVar = ("warehouse", "sku")

    warehouse: Code
    sku: Key
    bin: Code


class ReceiptRow(Row):
    """A line of a supplier order that is still open."""

    key: ClassVar = ("supplier_order", "line_no")

    supplier_order: Key
    line_no: LineNo = 1
    sku: Key
    warehouse: Code
    quantity: PositiveQuantity
    due_date: Day
