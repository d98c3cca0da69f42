"""Owns how what was asked beside an order looks on its card, until somebody says that it is answered."""

from collections.abc import Iterator

from domain.orders.schemas import OrderView
from presentation.actions import ActionId, EnquiryAction
from presentation.cards.blocks import Block, button, context, divider, section
from presentation.mrkdwn import quoted
from presentation.wording.amounts import counted

ON_CARD = 5
SAID = 300
#: A button carries the beginning of a question, which tells it from others.
CARRIED = 500


def enquiries_on_card(order: OrderView) -> Iterator[Block]:
    """Each open question with a button that takes it off the card."""
    if not order.enquiries:
        return
    yield divider()
    yield section(":question: *They also ask* (nobody answered that yet)")
    for place, enquiry in enumerate(order.enquiries[:ON_CARD]):
        value = EnquiryAction(number=order.number, enquiry=enquiry[:CARRIED]).as_value()
        yield section(quoted(enquiry, SAID), button("Answered", f"{ActionId.CLOSE_ENQUIRY}:{place}", value))
    rest = len(order.enquiries) - ON_CARD
    if rest > 0:
        yield context(f"and {counted(rest, 'more question')}")
