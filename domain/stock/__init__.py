"""What we have: warehouses, balances explained by an append-only ledger, receipts due, demand and allocations.

Words: on hand, allocated, reserved, quarantined, available to promise, receipt due, demand, backorder.
Doors: `service`, `queries`, `schemas`, `events`, `errors`.
"""
