"""Every question to the tables of stock. Rows to change come from the `…_for_update` ones, in key order."""

from domain.stock.queries.ledger import (
    all_on_hand,
    all_open_receipts,
    balances_explained,
    count_sheet,
    counted_on,
    is_posted,
    movements,
)
from domain.stock.queries.replenishment import (
    all_positions,
    all_waiting,
    left_by_warehouse,
    receipt_progress,
    supplier_receipts,
)
from domain.stock.queries.rows import (
    AllocatedRow,
    LockedBalance,
    allocated_rows,
    allocations,
    allocations_in,
    allocations_of,
    balances_for_update,
    demand_in_order,
    shelved,
    warehouses,
)
from domain.stock.queries.supply import availability, expected_date, explain, horizon, receipts, supply

__all__ = [
    "AllocatedRow", "LockedBalance", "all_on_hand", "all_open_receipts", "all_positions", "all_waiting",
    "allocated_rows", "allocations", "allocations_in", "allocations_of", "availability", "balances_explained",
    "balances_for_update", "count_sheet", "counted_on", "demand_in_order", "expected_date", "explain", "horizon",
    "is_posted", "left_by_warehouse", "movements", "receipt_progress", "receipts", "shelved", "supplier_receipts",
    "supply", "warehouses",
]  # fmt: skip
