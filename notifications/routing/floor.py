"""Owns who hears what happens on the floor of the warehouse and at the customer's door."""

from decimal import Decimal

from domain.shipping.events import Delivered, ShortPicked
from notifications.routing.occasion import Occasion
from presentation import schemas
from presentation.wording.amounts import number


def delivered(occasion: Occasion, event: Delivered) -> None:
    """The cards show the order; whoever ordered hears of goods that came damaged or not all of them."""
    order = occasion.order(event.order_number)
    occasion.refresh_cards(order)
    wrong = [said for is_so, said in ((event.is_partial, "incomplete"), (event.is_damaged, "damaged")) if is_so]
    if wrong:
        words = f"{event.shipment_number} of {order.number} arrived {' and '.join(wrong)}."
        occasion.say(order, "hint", schemas.Hint(lines=(words,)))


def short_picked(occasion: Occasion, event: ShortPicked) -> None:
    """Whoever ordered hears what was not on the shelf; a date that moves by it is told by itself."""
    order = occasion.order(event.order_number)
    occasion.refresh_cards(order)
    words = (
        f"{order.number}: {number(Decimal(event.missing))} of {event.sku} were not on the shelf in {event.warehouse}. "
        "The shelf is counted."
    )
    occasion.say(order, "hint", schemas.Hint(lines=(words,)))
