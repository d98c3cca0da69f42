"""What drafts asked for before they were changed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.orders.models import ContentChange, SalesOrder
from domain.orders.queries.rows import order_row
from domain.orders.schemas import ChangeView, OrderRequest

#: Nobody steps further back than this with one word.
MOST_STEPS = 5


def changes_to_undo(session: Session, number: str) -> tuple[ChangeView, ...]:
    """The changes of an order that can be taken back as it stands, newest first."""
    rows = session.scalars(
        select(ContentChange)
        .join(SalesOrder, SalesOrder.id == ContentChange.order_id)
        .where(
            SalesOrder.number == number,
            ContentChange.undone_at.is_(None),
            ContentChange.state == SalesOrder.state,
        )
        .order_by(ContentChange.id.desc())
        .limit(MOST_STEPS)
    )
    return tuple(ChangeView.model_validate(row, from_attributes=True) for row in rows)


def changes_of(session: Session, number: str) -> tuple[tuple[int, str], ...]:
    """Every change of an order: the revision that it made and the message it came from; oldest first."""
    return tuple(
        (row.revision, row.source or "")
        for row in session.execute(
            select(ContentChange.revision, ContentChange.source)
            .join(SalesOrder, SalesOrder.id == ContentChange.order_id)
            .where(SalesOrder.number == number)
            .order_by(ContentChange.id)
        )
    )


def request_at(session: Session, number: str, revision: int) -> OrderRequest | None:
    """What an order asked for at a revision; None for one it never had, or of which nothing is known."""
    order = order_row(session, number)
    after = session.scalars(
        select(ContentChange)
        .where(ContentChange.order_id == order.id, ContentChange.revision > revision)
        .order_by(ContentChange.revision)
        .limit(1)
    ).first()
    if after is not None:
        return OrderRequest.model_validate(after.before)
    return OrderRequest.model_validate(order.request) if order.request and revision == order.revision else None
