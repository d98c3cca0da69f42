"""Owns the words for states, holds and causes."""

from datetime import date

from domain.approvals.schemas import ApprovalState
from domain.orders.lifecycle import OrderState
from presentation.wording.amounts import counted
from presentation.wording.times import day

ORDER_STATES: dict[str, str] = {
    OrderState.DRAFT: "Draft",
    OrderState.DISCARDED: "Discarded",
    OrderState.PENDING_CONFIRMATION: "Held",
    OrderState.CONFIRMED: "Confirmed",
    OrderState.IN_FULFILMENT: "Being picked",
    OrderState.SHIPPED: "Shipped",
    OrderState.INVOICED: "Invoiced",
    OrderState.CLOSED: "Complete",
    OrderState.CANCELLED: "Cancelled",
}
APPROVAL_STATES: dict[str, str] = {
    ApprovalState.REQUESTED: "Waiting for a decision",
    ApprovalState.APPROVED: "Approved",
    ApprovalState.REJECTED: "Rejected",
    ApprovalState.EXPIRED: "Expired without a decision",
    ApprovalState.WITHDRAWN: "No longer needed",
    ApprovalState.SUPERSEDED: "The order changed",
}
HOLD_REASONS = {
    "OVER_LIMIT": "it goes over the credit limit",
    "OVERDUE": "invoices are overdue",
    "IDENTITY": "the sender could not be verified",
    "PRICE": "the price is not ours",
    "MARGIN": "the price leaves too little margin",
    "DISCOUNT": "the discount needs a second look",
    "VALUE": "an order of this value needs a second look",
    "REALLOCATION": "it takes stock from another order",
    "PREPAYMENT": "it is to be paid in advance",
    "BLOCKED": "nothing goes to this customer on credit",
    "DUPLICATE": "it may be a second copy of an order",
    "FIRST_ORDER": "it is the customer's first order",
    "DUNNING": "reminders have gone too far",
    "LIMIT_EXPIRED": "the credit limit is due for review",
    "PAYMENT_TERMS": "the payment terms changed",
    "MANUAL": "somebody put it on hold",
}
MOVE_CAUSES = {
    "receipt_late": "our supplier is late",
    "receipt_moved": "our supplier moved its delivery date",
    "receipt_changed": "our supplier brings another quantity",
    "short_picked": "fewer lay on the shelf than our books say",
    "stock_arrived": "goods arrived",
    "held_stock_released": "its goods were kept no longer while it waited for a decision",
    "stock_short": "a count found fewer goods than we thought",
    "delivery_policy": "it leaves in another way",
    "reallocated": "goods went to a more urgent order",
    "over_delivered": "more of it leaves than was ordered",
    "moved_warehouse": "it comes from another warehouse",
}
RETURN_REASONS = {
    "wrong_item": "wrong item",
    "damaged": "damaged",
    "surplus": "not needed",
    "quality": "quality",
    "late": "came too late",
    "price": "price",
}

DISPOSITIONS = {
    "restock": "as good as new",
    "quarantine": "set apart to be looked at",
    "rework": "to be repaired",
    "scrap": "beyond use",
    "return_to_customer": "sent back to you",
    "return_to_vendor": "sent back to the maker",
}


def _words(code: str) -> str:
    return code.replace("_", " ").lower()


def order_state(state: str) -> str:
    """A state of an order as a word: 'Confirmed'."""
    return ORDER_STATES.get(state, _words(state).capitalize())


def approval_state(state: str) -> str:
    """A state of an approval request as words."""
    return APPROVAL_STATES.get(state, _words(state).capitalize())


def hold_reason(code: str) -> str:
    """Why an order is held, as the end of 'held because …'."""
    return HOLD_REASONS.get(code, _words(code))


def move_cause(code: str) -> str:
    """Why a promised date moved; what is a sentence already stays one."""
    return MOVE_CAUSES.get(code, code if " " in code else _words(code))


def return_reason(code: str) -> str:
    """Why goods come back."""
    return RETURN_REASONS.get(code.lower(), _words(code))


def disposition(code: str) -> str:
    """What the inspection found, as a customer may read it."""
    return DISPOSITIONS.get(code.lower(), _words(code))


def order_title(number: str, state: str) -> str:
    """How an order is called: 'Draft 1042' until it is more than a draft, then 'SO-1042'."""
    is_draft = state in (OrderState.DRAFT, OrderState.DISCARDED)
    return f"Draft {number.removeprefix('SO-')}" if is_draft else number


_INFERENCES = {
    "alias": "their own words",
    "answer": "answered",
    "unit_of_last_orders": "the unit of their last orders",
    "unit_sold_by": "the unit it is sold by",
    "context": "the article spoken of before",
    "each": "the quantity is for each of them",
    "ellipsis": "the name was shortened",
    "head": "named by the line above",
    "left": "the kind is that of the article before",
    "right": "the kind is that of the article behind",
    "same_order": "the same as in the order above",
    "swap": "swapped for another",
    "usual_item": "the quantity they usually take",
}
_READ_AS_EACH = "_read_as_each"


def inference(name: str) -> str:
    """What was concluded and not said, in words: 'box read as pieces', 'from SO-1031 of Thu 3 Nov 2011'."""
    if name.endswith(_READ_AS_EACH):
        return f"{name.removesuffix(_READ_AS_EACH)} read as pieces"
    kind, _, facts = name.partition(":")
    number, _, when = facts.rpartition(":")
    match kind:
        case "from_order":
            return f"from {number} of {day(date.fromisoformat(when))}"
        case "usual_from":
            return f"their usual, saved from {facts}"
        case "usual_of":
            return f"in at least half of their last {counted(int(facts), 'order')}"
    return _INFERENCES.get(name, name.replace("_", " "))
