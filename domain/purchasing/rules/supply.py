"""Owns in which state a supplier order is, given what of it has come, and what one looks like that came by file."""

from collections.abc import Sequence
from decimal import Decimal

from domain.purchasing.lifecycle import SupplyState
from domain.purchasing.schemas import SupplierOrderView, SupplyLineView
from domain.stock.schemas import ReceiptLine


def state_of(kept: SupplyState, lines: Sequence[SupplyLineView]) -> SupplyState:
    """The state to show: closed as it was kept, else by what has come and what is open."""
    if kept is SupplyState.CLOSED:
        return kept
    if not any(line.open > 0 for line in lines):
        return SupplyState.CLOSED if any(line.given_up > 0 for line in lines) else SupplyState.RECEIVED
    return SupplyState.PARTLY_RECEIVED if any(line.received > 0 for line in lines) else kept


def told(lines: Sequence[ReceiptLine]) -> SupplierOrderView:
    """A supplier order that was not ordered here: what stock expects of it, one line at least."""
    views = tuple(
        SupplyLineView(
            line_no=line.line_no, sku=line.sku, ordered=line.expected, received=line.received,
            open=max(line.expected - line.received, Decimal(0)), given_up=Decimal(0),
            due_date=line.due_date if line.expected > line.received else None,
        )
        for line in lines
    )  # fmt: skip
    return SupplierOrderView(
        number=lines[0].supplier_order,
        supplier="",
        warehouse=", ".join(sorted({line.warehouse for line in lines})),
        state=state_of(SupplyState.ORDERED, views),
        due_date=max(line.due_date for line in lines),
        ordered_by="",
        lines=views,
    )


def given_up(order: SupplierOrderView, line_no: int | None = None) -> SupplierOrderView:
    """A supplier order once what is open of it, or of one line, was given up."""
    lines = tuple(
        line.model_copy(update={"open": Decimal(0), "given_up": line.given_up + line.open, "due_date": None})
        if line_no in (None, line.line_no)
        else line
        for line in order.lines
    )
    return order.model_copy(update={"lines": lines, "state": state_of(SupplyState.ORDERED, lines)})
