"""Owns what a customer usually orders, as somebody of ours says it."""

from sqlalchemy.orm import Session

from domain.orders.models import UsualBasket
from domain.orders.queries import history, rows
from domain.orders.schemas import PastLine, SavedUsual, Usual
from domain.shared import audit
from domain.shared.actors import SALES_ROLES, ActorKind
from domain.shared.database import upsert
from domain.shared.desk import Desk
from domain.shared.errors import NotAllowed, NotFound


def save_usual(session: Session, desk: Desk, number: str) -> SavedUsual:
    """Keep the lines of a draft or order as what its customer usually orders, in place of what was kept before.

    Raises NotAllowed for anybody but sales, NotFound for an order without a customer or lines.
    """
    if desk.actor.kind is not ActorKind.EMPLOYEE:
        raise NotAllowed(actor=desk.actor.name, to="save what a customer usually orders", needs="an employee")
    desk.actor.require(SALES_ROLES, to="save what a customer usually orders")
    order = rows.order_row_for_update(session, number)
    lines = [
        PastLine(sku=line.sku, name=line.name, quantity=line.quantity, unit=line.unit)
        for line in rows.line_rows(session, [order.id])
    ]
    if order.customer_id is None or not lines:
        raise NotFound(what="a customer and articles", of=number)
    before = history.saved_usual(session, order.customer_id)
    now = Usual(lines=tuple(lines), saved_from=number, saved_by=desk.actor.name)
    kept = {
        "customer_id": order.customer_id, "lines": [line.model_dump(mode="json") for line in lines],
        "saved_from": number, "saved_by": desk.actor.name, "saved_at": desk.now,
    }  # fmt: skip
    upsert(session, UsualBasket, [kept])
    change = audit.Change(
        subject=f"customer:{order.customer_id}",
        action="customer.usual_saved",
        before=before.model_dump(mode="json") if before else None,
        after=now.model_dump(mode="json"),
        source=desk.source,
    )
    audit.record(session, desk.actor, change, now=desk.now)
    return SavedUsual(
        customer_id=order.customer_id, customer_name=order.customer_name or order.customer_id, now=now, before=before
    )
