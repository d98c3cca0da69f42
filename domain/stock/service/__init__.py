"""The verbs of stock: promise, reserve, allocate, give back, receive, ship, count, set apart, transfer and import.

Nobody changes a balance without holding its row: every verb locks all balances of the SKUs it touches at once, in
(SKU, warehouse) order, before it reads what it decides on. So two buyers wait for each other instead of losing a
race, nothing deadlocks, and the constraints of the tables never have to speak.

Reservations are counted in `reserved` of the balance, changed under the same lock. One that has expired counts
until the next verb that locks its balance removes it, or `release_expired` does; questions leave it out at once.
"""

from domain.stock.service.allocating import allocate, cover, set_promised_dates
from domain.stock.service.counting import adjust, count, lacking, require_reason
from domain.stock.service.giving_back import deallocate, hand_over, take_back
from domain.stock.service.importing import import_receipts, import_stock, import_warehouses
from domain.stock.service.places import lock_balances
from domain.stock.service.rebuilding import rebuild_balances
from domain.stock.service.receiving import close_receipt, expect, move_receipt, receive
from domain.stock.service.reserving import release_expired, release_reservation, reserve
from domain.stock.service.setting_apart import put_back, reclassify, reclassify_all, scrap
from domain.stock.service.shipping import ship
from domain.stock.service.transferring import move_allocation, transfer

__all__ = [
    "adjust",
    "allocate",
    "close_receipt",
    "count",
    "cover",
    "deallocate",
    "expect",
    "hand_over",
    "import_receipts",
    "import_stock",
    "import_warehouses",
    "lacking",
    "lock_balances",
    "move_allocation",
    "move_receipt",
    "put_back",
    "rebuild_balances",
    "receive",
    "reclassify",
    "reclassify_all",
    "release_expired",
    "release_reservation",
    "require_reason",
    "reserve",
    "scrap",
    "set_promised_dates",
    "ship",
    "take_back",
    "transfer",
]
