"""Owns taking back: a draft or held order asks again for what it asked for before its last change."""

from sqlalchemy.orm import Session

from domain.orders.errors import NothingToUndo
from domain.orders.lifecycle import OrderState
from domain.orders.queries import rows
from domain.orders.rules.agreeing import saying_all
from domain.orders.schemas import OrderRequest, OrderView
from domain.orders.service.access import may_change, same_revision
from domain.orders.service.crediting import lock_order
from domain.orders.service.drafting import revise_draft
from domain.orders.service.holds import revise_held
from domain.orders.service.recording import audited
from domain.shared.desk import Desk


def undo_change(session: Session, desk: Desk, number: str, *, revision: int | None) -> OrderView:
    """Take back the last change of a draft or held order; once more goes one change further back.

    Raises NothingToUndo, StaleRevision, NotAllowed, and what revising raises.
    """
    order, _ = lock_order(session, number)
    may_change(desk.actor, order)
    same_revision(order, revision)
    change = rows.last_change_row(session, order.id)
    if change is None or change.state != order.state:
        raise NothingToUndo(number=number)
    revise = revise_held if order.state == OrderState.PENDING_CONFIRMATION else revise_draft
    before = saying_all(OrderRequest.model_validate(change.before))
    view = revise(session, desk, number, before, revision=order.revision)
    change.undone_at = desk.now
    session.flush()
    undoing = rows.last_change_row(session, order.id)
    if undoing is not None and undoing.revision == view.revision:
        # Taking back is no step of its own: the next one goes further back.
        undoing.undone_at = desk.now
        session.flush()
    audited(session, desk, number, "change_undone", before={"revision": change.revision},
            after={"revision": view.revision})  # fmt: skip
    return view
