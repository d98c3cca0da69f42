"""What happens to quotations. Events carry the number; who needs more asks `quotations.queries`."""

from typing import ClassVar

from domain.shared.events import Event


class QuotationSent(Event):
    """The customer is to get it, or its new revision."""

    kind: ClassVar[str] = "quotation_sent"

    number: str
    revision: int


class QuotationAccepted(Event):
    """All of it, or the part that is wanted now, became an order at the quoted prices."""

    kind: ClassVar[str] = "quotation_accepted"

    number: str
    order_number: str
    accepted_by: str


class QuotationDeclined(Event):
    """The customer does not want it, or we took it back; `state` says which."""

    kind: ClassVar[str] = "quotation_declined"

    number: str
    state: str
    reason: str


class QuotationExpired(Event):
    """It was valid until yesterday, and is not accepted."""

    kind: ClassVar[str] = "quotation_expired"

    number: str
    author_id: str
