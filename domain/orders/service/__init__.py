"""The verbs of orders. Each does one thing in the caller's transaction and leaves audit entries and events."""

from domain.orders.rules.agreed import is_due_on_shipment, period_end
from domain.orders.service.access import may_touch
from domain.orders.service.agreeing import agree_discount, agree_price
from domain.orders.service.amending import amend
from domain.orders.service.asked import decide
from domain.orders.service.backorders import cover_backorders, replan_promises
from domain.orders.service.closing import cancel, close_short, short_close
from domain.orders.service.confirming import confirm
from domain.orders.service.crediting import lock_customer
from domain.orders.service.deciding import decide_hold
from domain.orders.service.delivering import set_delivery_policy
from domain.orders.service.drafting import (
    answer_question,
    discard,
    draft,
    expire_draft,
    revise_draft,
    take_suggestion,
)
from domain.orders.service.ending import end_rejected
from domain.orders.service.enquiring import close_enquiry
from domain.orders.service.exceeding import let_exceed
from domain.orders.service.explaining import explain_promise
from domain.orders.service.fulfilment import (
    lock_orders,
    record_picked,
    record_put_back,
    record_shipped,
    record_short,
)
from domain.orders.service.holds import ask_again, expire_held_stock, recheck, release_holds_of, revise_held
from domain.orders.service.invoicing import (
    invoice_order,
    invoice_shipment,
    invoice_shipments,
    settle_closed,
    settle_delivered,
)
from domain.orders.service.line_amending import amend_lines
from domain.orders.service.pricing import price_request
from domain.orders.service.proformas import issue_proforma
from domain.orders.service.promising import dates_for
from domain.orders.service.reallocating import decide_reallocation, propose_reallocation
from domain.orders.service.reopening import copy_order, reopen
from domain.orders.service.resending import apply_changes, keep_both, order_again, take
from domain.orders.service.shelves import count_stock, move_allocation, set_apart
from domain.orders.service.stopping import put_on_hold, release_holds
from domain.orders.service.taking_back import record_returned, settle_returned
from domain.orders.service.undoing import undo_change
from domain.orders.service.usual import save_usual

__all__ = [
    "agree_discount",
    "agree_price",
    "amend",
    "amend_lines",
    "answer_question",
    "apply_changes",
    "ask_again",
    "cancel",
    "close_enquiry",
    "close_short",
    "confirm",
    "copy_order",
    "count_stock",
    "cover_backorders",
    "dates_for",
    "decide",
    "decide_hold",
    "decide_reallocation",
    "discard",
    "draft",
    "end_rejected",
    "expire_draft",
    "expire_held_stock",
    "explain_promise",
    "invoice_order",
    "invoice_shipment",
    "invoice_shipments",
    "is_due_on_shipment",
    "issue_proforma",
    "keep_both",
    "let_exceed",
    "lock_customer",
    "lock_orders",
    "may_touch",
    "move_allocation",
    "order_again",
    "period_end",
    "price_request",
    "propose_reallocation",
    "put_on_hold",
    "recheck",
    "record_picked",
    "record_put_back",
    "record_returned",
    "record_shipped",
    "record_short",
    "release_holds",
    "release_holds_of",
    "reopen",
    "replan_promises",
    "revise_draft",
    "revise_held",
    "save_usual",
    "set_apart",
    "set_delivery_policy",
    "settle_closed",
    "settle_delivered",
    "settle_returned",
    "short_close",
    "take",
    "take_suggestion",
    "undo_change",
]
