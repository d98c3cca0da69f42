"""What happens to standing orders. Events carry the numbers; who needs more asks the queries."""

from datetime import date
from typing import ClassVar

from domain.shared.events import Event


class StandingOrderDrafted(Event):
    """An occurrence became a draft or an order; `outcome` says which. What is not confirmed waits for its author."""

    kind: ClassVar[str] = "standing_order_drafted"

    number: str
    order_number: str
    day: date
    outcome: str
    author_id: str


class StandingOrderRefused(Event):
    """An occurrence could not be drafted: `code` and `facts` of the refusal. It is tried again while it is due."""

    kind: ClassVar[str] = "standing_order_refused"

    number: str
    day: date
    code: str
    facts: dict[str, str]
    author_id: str
