"""Owns writing amendments down: each change of a confirmed order under a number, as data that can be compared."""

from sqlalchemy.orm import Session

from domain.orders.models import Amendment, SalesOrder
from domain.orders.queries.amendments import next_amendment
from domain.orders.rules.amending import kept
from domain.orders.schemas import AmendmentKind, OrderView
from domain.orders.service.recording import audited, in_short
from domain.shared.desk import Desk


def keep_amendment(
    session: Session,
    desk: Desk,
    order: SalesOrder,
    kind: AmendmentKind,
    *,
    before: OrderView,
    after: OrderView,
    reason: str = "",
) -> None:
    """Write down what became of a confirmed order under the next number and its new revision, and in the audit trail.

    The order is locked. `reason` is why, in the words of whoever changed it.
    """
    session.add(
        Amendment(
            order_id=order.id, number=next_amendment(session, order), revision=order.revision, kind=kind,
            made_by=desk.actor.name, made_by_id=desk.actor.id, made_at=desk.now, source=desk.source,
            reason=reason.strip(), before=kept(before).model_dump(mode="json"),
            after=kept(after).model_dump(mode="json"),
        )
    )  # fmt: skip
    session.flush()
    audited(
        session, desk, order.number, kind, before=in_short(before), after=in_short(after), reason=reason.strip() or None
    )
