"""Owns what reporting sees of the tables of other contexts: by name, and only the columns that it reads.

A test compares them with the tables themselves. Nothing here can be written to.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Integer,
    String,
    TableClause,
    and_,
    column,
    literal_column,
    not_,
    table,
)

from domain.orders.lifecycle import OrderState
from domain.returns.lifecycle import ReturnState
from domain.shared.database import AmountColumn, MomentColumn, ScaledColumn

#: Nothing, of whatever kind the column beside it is.
NOTHING: ColumnElement[Any] = literal_column("0")


def _seen(name: str, **columns: Any) -> TableClause:
    return table(name, *(column(each, kind) for each, kind in columns.items()))


ORDERS = _seen(
    "sales_orders", id=Integer, number=String, state=String, channel=String, created_at=MomentColumn,
    confirmed_at=MomentColumn, closed_at=MomentColumn, requested_date=Date, exchange_rate=ScaledColumn,
    total=AmountColumn,
)  # fmt: skip
LINES = _seen(
    "order_lines", id=Integer, order_id=Integer, line_key=String, ordered=ScaledColumn, shipped=ScaledColumn,
    cancelled=ScaledColumn, open=ScaledColumn, net=AmountColumn, promised_date=Date, first_promised_date=Date,
)  # fmt: skip
CHANGES = _seen("order_changes", order_id=Integer, state=String)
HOLDS = _seen(
    "holds", id=Integer, order_id=Integer, reason=String, opened_at=MomentColumn, released_at=MomentColumn,
    ending=String,
)  # fmt: skip
PROMISES = _seen("promises", id=Integer, line_key=String, promised_date=Date, cause=String, at=MomentColumn)
APPROVALS = _seen(
    "approval_requests", id=Integer, subject=String, state=String, requested_at=MomentColumn, decided_at=MomentColumn
)
SHIPMENTS = _seen(
    "shipments", shipment_number=String, shipped_at=MomentColumn, shipped_date=Date, delivered_at=MomentColumn,
    is_damaged=Boolean,
)  # fmt: skip
SHIPPED = _seen("shipment_lines", shipment_number=String, line_key=String, order_number=String, quantity=ScaledColumn)
MISTAKES = _seen("mistakes", id=Integer, order_number=String, line_key=String, kind=String, noted_at=MomentColumn)
RETURNS = _seen("returns", number=String, order_number=String, state=String, authorised_date=Date, received_date=Date)
RETURNED = _seen("return_lines", number=String, line_no=Integer, line_key=String, reason=String)
RETURN_CREDITS = _seen("return_credits", credit_note=String)
INVOICES = _seen(
    "invoices", number=String, order_number=String, issued_date=Date, currency=String, total=AmountColumn,
    open_amount=AmountColumn,
)  # fmt: skip
INVOICE_SOURCES = _seen("invoice_sources", order_number=String, invoice_number=String)
INSTALMENTS = _seen("instalments", invoice_number=String, instalment_no=Integer, due_date=Date, amount=AmountColumn)
CREDIT_NOTES = _seen(
    "credit_notes", number=String, invoice_number=String, issued_date=Date, currency=String, total=AmountColumn,
    open_amount=AmountColumn,
)  # fmt: skip
CREDITED = _seen("credit_note_lines", document_number=String, line_key=String)
PAYMENTS = _seen("payments", payment_id=String, received_date=Date)
APPLIED = _seen("payment_applications", payment_id=String, invoice_number=String, amount=AmountColumn)
CREDIT_APPLIED = _seen(
    "credit_applications", credit_note_number=String, invoice_number=String, amount=AmountColumn, applied_date=Date
)
REFUNDS = _seen("refunds", credit_note_number=String, amount=AmountColumn, state=String)
ALLOWANCES = _seen("allowances", id=Integer, invoice_number=String, kind=String, amount=AmountColumn, granted_date=Date)
MOVEMENTS = _seen("stock_movements", sku=String, quantity=ScaledColumn, reason=String, moved_at=MomentColumn)
PRODUCTS = _seen("products", sku=String, cost_price=ScaledColumn)

_S = OrderState
_WORKED_ON = sorted({_S.CONFIRMED, _S.IN_FULFILMENT, _S.SHIPPED, _S.INVOICED, _S.CLOSED})
_NOT_COMING = sorted({ReturnState.REQUESTED, ReturnState.REFUSED})
_o = ORDERS.c
#: Orders that other systems closed before they were imported: nobody here promised or shipped anything of them.
IS_HISTORY: ColumnElement[bool] = and_(_o.channel == "import", _o.closed_at.is_not(None), _o.closed_at == _o.created_at)
#: Orders that were accepted and not cancelled since.
IS_WORKED_ON: ColumnElement[bool] = and_(_o.confirmed_at.is_not(None), _o.state.in_(_WORKED_ON), not_(IS_HISTORY))
#: Goods that come or came back with our consent.
IS_COMING_BACK: ColumnElement[bool] = RETURNS.c.state.not_in(_NOT_COMING)
