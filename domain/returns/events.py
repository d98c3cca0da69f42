"""What happens to returns. Events carry the numbers; who needs more asks `returns.queries`."""

from typing import ClassVar

from domain.shared.events import Event


class ReturnAuthorised(Event):
    """Goods of an order may come back."""

    kind: ClassVar[str] = "return_authorised"

    number: str
    order_number: str


class ReturnReceived(Event):
    """The goods came back and wait for inspection."""

    kind: ClassVar[str] = "return_received"

    number: str
    order_number: str


class ReturnSettled(Event):
    """What came back is credited, on these papers (none where nothing was to be credited)."""

    kind: ClassVar[str] = "return_settled"

    number: str
    order_number: str
    credit_notes: tuple[str, ...]


class ReturnRequested(Event):
    """Somebody asks whether goods may come back."""

    kind: ClassVar[str] = "return_requested"

    number: str
    order_number: str


class ReturnEnded(Event):
    """A return was refused, or its goods did not come in time: it is over."""

    kind: ClassVar[str] = "return_ended"

    number: str
    order_number: str
