"""Owns the order that replaces goods which came back: linked to its return, for nothing."""

from decimal import Decimal

from sqlalchemy.orm import Session

from domain.orders import service as orders
from domain.orders.schemas import AgreedPrice, OrderRequest, PriceKind, RequestedLine
from domain.returns.schemas import ReturnView
from domain.shared.actors import system
from domain.shared.desk import Desk


def order_replacement(session: Session, desk: Desk, view: ReturnView) -> str:
    """Order what came back again at no price, once for each return; its number.

    It is confirmed where it can be as it stands; a draft with problems (less than is sold at once, say) waits for
    somebody. The order is the system's: who settled the return stands in its price and in the trail of the return.
    """
    source = f"replacement for {view.number}"
    agreed = AgreedPrice(unit_price=Decimal(0), by=desk.actor.name, reason=view.number, source=source,
                         kind=PriceKind.REPLACEMENT)  # fmt: skip
    request = OrderRequest(
        channel="api",
        customer_id=view.customer_id,
        lines=tuple(
            RequestedLine(sku=line.sku, quantity=line.received, agreed=agreed) for line in view.lines if line.received
        ),
        note=source,
    )
    acting = desk.acting_as(system("returns"), view.subject)
    orders.lock_customer(session, view.customer_id)
    draft = orders.draft(session, acting, request, key=f"replacement:{view.number}", beside=(view.order_number,))
    if draft.may_be_confirmed:
        orders.confirm(session, acting, draft.number, revision=draft.revision)
    return draft.number
