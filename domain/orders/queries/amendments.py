"""What confirmed orders were changed to, and by whom."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.orders.models import Amendment, SalesOrder
from domain.orders.queries.rows import order_row
from domain.orders.rules.amending import changes_between
from domain.orders.schemas import AmendedOrder, AmendmentKind, AmendmentView


def amendments_of(session: Session, number: str) -> tuple[AmendmentView, ...]:
    """Every amendment of an order, oldest first, each with what it changed; raises NotFound."""
    order = order_row(session, number)
    found = session.scalars(select(Amendment).where(Amendment.order_id == order.id).order_by(Amendment.number))
    return tuple(amendment_view(row) for row in found)


def amendment_view(row: Amendment) -> AmendmentView:
    """The view of one row."""
    before, after = AmendedOrder.model_validate(row.before), AmendedOrder.model_validate(row.after)
    return AmendmentView(
        number=row.number, revision=row.revision, kind=AmendmentKind(row.kind), made_by=row.made_by,
        made_by_id=row.made_by_id, made_at=row.made_at, source=row.source, reason=row.reason, before=before,
        after=after, changes=changes_between(before, after),
    )  # fmt: skip


def next_amendment(session: Session, order: SalesOrder) -> int:
    """The number of the next amendment of an order, which is locked."""
    last = session.scalar(select(func.max(Amendment.number)).where(Amendment.order_id == order.id))
    return (last or 0) + 1
