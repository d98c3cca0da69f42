"""The verbs of shipping: list, pick, pack, check, ship, deliver. A hold on the order blocks picking and shipping.

Whoever works on goods of orders locks those orders first (bill-tos, then orders by id), then the pick list or package.
"""

from domain.shipping.service.checking import check, note_mistake, resolve
from domain.shipping.service.counting import assign_bins, settle_count
from domain.shipping.service.delivering import deliver
from domain.shipping.service.invoicing import invoice, invoice_as_agreed, invoice_periods, invoice_rest
from domain.shipping.service.listing import close_pick_list, make_pick_lists
from domain.shipping.service.packing import pack, unpack
from domain.shipping.service.picking import confirm_picked, pick, put_back
from domain.shipping.service.shipping import ship, ship_all

__all__ = [
    "assign_bins",
    "check",
    "close_pick_list",
    "confirm_picked",
    "deliver",
    "invoice",
    "invoice_as_agreed",
    "invoice_periods",
    "invoice_rest",
    "make_pick_lists",
    "note_mistake",
    "pack",
    "pick",
    "put_back",
    "resolve",
    "settle_count",
    "ship",
    "ship_all",
    "unpack",
]
