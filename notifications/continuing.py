"""Owns what follows a card that is too long for one message: the rest of an order's lines, below it in the thread."""

from domain.orders.schemas import OrderView
from domain.shared.outbox import ClaimedDelivery, Delivery
from notifications.sending import Posted
from presentation.cards.order_lines import rest_of_lines
from presentation.schemas import OrderLinesCard

KEY_LENGTH = 120


def continuations(delivery: ClaimedDelivery, posted: Posted) -> tuple[Delivery, ...]:
    """The further messages of a posted order card, each a card of its own that later revisions change; mostly none."""
    if delivery.message != "order_card" or not delivery.card_key or not posted.ts:
        return ()
    order = OrderView.model_validate(delivery.data["order"])
    return tuple(
        Delivery(
            key=f"order_lines:{delivery.key}:{page}"[:250],
            message="order_lines",
            channel=delivery.channel,
            target=posted.channel,
            subject=delivery.subject,
            data=OrderLinesCard(order=order, page=page).model_dump(mode="json"),
            thread_key=delivery.thread_key or posted.ts,
            card_key=f"lines{page}:{delivery.card_key}"[:KEY_LENGTH],
        )
        for page in range(len(rest_of_lines(order)))
    )
