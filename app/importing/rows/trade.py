"""Rows of trade: orders, returns, invoices and payments."""

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from app.importing.rows.cells import (
    Amount,
    Code,
    Day,
    Key,
    Label,
    LineNo,
    Moment,
    PositiveQuantity,
    Price,
    Quantity,
    Row,
    Text,
)


class OrderRow(Row):
    """One order line; `shipped` and `invoiced` are quantities, by default all of a closed line and none of an open."""

    key: ClassVar = ("order_no", "line_no")

    order_no: Code
    line_no: LineNo = 1
    placed_at: Moment
    customer_id: Key
    sku: Key
    quantity: PositiveQuantity
    unit_price: Price
    status: Literal["open", "closed"] = "closed"
    shipped: Quantity | None = None
    invoiced: Quantity | None = None
    requested_date: Day | None = None
    customer_po: Key | None = None
    ship_to: Label | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        shipped = self.quantity_shipped
        if shipped > self.quantity:
            raise ValueError("shipped is more than quantity")
        if self.invoiced is not None and self.invoiced > shipped:
            raise ValueError("invoiced is more than shipped")
        return self

    @property
    def quantity_shipped(self) -> Quantity:
        """What has left, with the default filled in."""
        if self.shipped is not None:
            return self.shipped
        return self.quantity if self.status == "closed" else self.quantity - self.quantity


class ReturnRow(Row):
    """One line of goods that came back."""

    key: ClassVar = ("return_no", "line_no")

    return_no: Code
    line_no: LineNo = 1
    returned_at: Moment
    customer_id: Key
    sku: Key
    quantity: PositiveQuantity
    unit_price: Price | None = None
    order_no: Code
    order_line_no: LineNo | None = None


class InvoiceRow(Row):
    """A claim with what is open of it."""

    key: ClassVar = ("number",)

    number: Code
    order_no: Code | None = None
    customer_id: Key
    issued: Day
    due: Day
    amount: Amount
    open_amount: Amount
    flag: Literal["", "disputed"] = ""

    @model_validator(mode="after")
    def _within(self) -> Self:
        if self.open_amount > self.amount:
            raise ValueError("open_amount is more than amount")
        return self


class PaymentRow(Row):
    """Cash that settled nothing yet."""

    key: ClassVar = ("payment_id",)

    payment_id: Key
    customer_id: Key
    date: Day
    amount: Amount
    reference: Text | None = None
