"""Owns what is said to words that come too late: the order is confirmed, and what can be done all the same."""

from domain.orders.lifecycle import OrderState
from domain.orders.schemas import OrderView
from presentation.actions import ActionId, DeskQuestion, OrderAction
from presentation.cards.blocks import Card, Element, actions, are_you_sure, button, card, section
from presentation.cards.orders import customer_of
from presentation.mrkdwn import bold, quoted, safe
from presentation.schemas.orders import ChangeRefused
from presentation.wording.states import order_state

SAID = 300


def change_refused(data: ChangeRefused) -> Card:
    """The order as it stands, what was said, and buttons for what is possible."""
    order = data.order
    name = f"{bold(order.number)} ({safe(customer_of(order))})"
    if data.wants_cancel and order.may_be_cancelled:
        words = (
            f":question: *Cancel {safe(order.number)}?* It is {_state(order)}, so it can only be taken back whole. "
            "Nothing of it is picked yet."
        )
    else:
        words = f":lock: {name} is {_state(order)}, and words in this thread no longer change it. {cannot_words(order)}"
    blocks = [section(f"{words}\n{quoted(data.said, SAID)}")]
    return card(words, [*blocks, actions(f"late_{order.number}_{order.revision}", _buttons(data))])


def cannot_words(order: OrderView) -> str:
    """What can be done about an order that is more than a draft, in one or two sentences."""
    if order.state == OrderState.DISCARDED:
        return "“undo” asks for the same again in a new draft."
    if order.state == OrderState.CANCELLED:
        return "It was cancelled; what is wanted now has to be ordered anew."
    if order.may_be_cancelled:
        return "Nothing of it is picked yet, so it can be cancelled and ordered anew, or the order desk can be asked."
    return "It is picked or has left, so it cannot be cancelled any more; the order desk can say what is possible."


def _state(order: OrderView) -> str:
    return order_state(order.state).lower()


def _buttons(data: ChangeRefused) -> list[Element]:
    order = data.order
    ask = DeskQuestion(number=order.number, said=data.said[:SAID]).as_value()
    buttons = [button("Ask the order desk", ActionId.ASK_DESK, ask)]
    if order.may_be_cancelled:
        value = OrderAction(number=order.number, revision=order.revision).as_value()
        sure = None
        if not data.wants_cancel:
            sure = are_you_sure(f"Cancel {order.number}?", "Its stock and credit become free again.", "Cancel it")
        buttons.insert(0, button(f"Cancel {order.number}", ActionId.CANCEL, value, style="danger", confirm=sure))
    return buttons
