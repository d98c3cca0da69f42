"""POs that came again: which order they belong to, and what became of them."""

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import Session

from domain.orders.lifecycle import OrderState
from domain.orders.models import ResentPo, SalesOrder
from domain.orders.queries.views import order as order_view
from domain.orders.rules.revisions import CHANGEABLE, difference
from domain.orders.schemas import AttachedFile, Contents, ResentKind, ResentPoView, ResentState
from domain.shared.desk import Desk
from domain.shared.errors import NotFound

_GIVEN_UP = (OrderState.DISCARDED, OrderState.CANCELLED)
_SAME = (
    "id", "key", "channel", "customer_id", "author_id", "is_proven", "received_at", "settled_by", "settled_at",
    "result_number",
)  # fmt: skip


def resent_po(session: Session, desk: Desk, resent_id: int) -> ResentPoView:
    """A PO that came again, beside its order as it is now; raises NotFound."""
    row = session.get(ResentPo, resent_id)
    if row is None:
        raise NotFound(what="PO", of=f"resent:{resent_id}")
    return resent_view(session, desk, row)


def resent_view(session: Session, desk: Desk, row: ResentPo) -> ResentPoView:
    """The view of a row: the difference is worked out anew, as the order may have moved on."""
    order = order_view(session, desk, session.get_one(SalesOrder, row.order_id).number)
    kind = ResentKind(row.kind)
    changes = difference(order, Contents.model_validate(row.wanted))
    return ResentPoView(
        **{name: getattr(row, name) for name in _SAME},
        kind=kind,
        state=ResentState(row.state),
        order=order,
        difference=changes,
        customer_po=row.request["customer_po"],
        author=row.author_name,
        source_text=row.request["source_text"],
        unclear=tuple(row.unclear),
        files=tuple(AttachedFile.model_validate(file) for file in row.request.get("files", ())),
    )


def resent_row_by_key(session: Session, key: str) -> ResentPo | None:
    """What came under this key before, or None."""
    return session.scalar(select(ResentPo).where(ResentPo.key == key))


def resent_row_for_update(session: Session, resent_id: int) -> ResentPo:
    """A PO that came again, locked until the transaction ends; raises NotFound."""
    statement = select(ResentPo).where(ResentPo.id == resent_id).with_for_update()
    row = session.scalars(statement, execution_options={"populate_existing": True}).first()
    if row is None:
        raise NotFound(what="PO", of=f"resent:{resent_id}")
    return row


def is_known_po(session: Session, bill_to: str, po_key: str) -> bool:
    """Whether a bill-to has an order under this PO number that was not given up."""
    return session.scalar(select(SalesOrder.id).where(*_under(bill_to, po_key)).limit(1)) is not None


def order_of_po(session: Session, bill_to: str, po_key: str, content_key: str) -> SalesOrder:
    """The order of a known PO that a request belongs to: of the same contents, else one that can still change.

    The newest of several; the same contents are those that it has or those that the customer last said.
    """
    is_same = (SalesOrder.content_key == content_key) | (SalesOrder.sent_key == content_key)
    return session.scalars(
        select(SalesOrder)
        .where(*_under(bill_to, po_key))
        .order_by(
            case((is_same, 0), else_=1),
            case((SalesOrder.state.in_(sorted(CHANGEABLE)), 0), else_=1),
            SalesOrder.id.desc(),
        )
        .limit(1)
    ).one()


def _under(bill_to: str, po_key: str) -> tuple[ColumnElement[bool], ...]:
    return (SalesOrder.bill_to == bill_to, SalesOrder.po_key == po_key, SalesOrder.state.not_in(_GIVEN_UP))
