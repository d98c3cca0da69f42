"""Owns the taking back of changes in a conversation: as many steps as were said, and only what was changed there."""

from sqlalchemy.orm import Session

from bot import seeing
from bot.requests import request_of
from bot.services import Turn
from domain.orders import queries, service
from domain.orders.errors import NothingToUndo
from domain.orders.lifecycle import OrderState
from domain.orders.schemas import OrderRequest, OrderView

_OPEN = (OrderState.DRAFT, OrderState.PENDING_CONFIRMATION)


def can_be_undone(session: Session, order: OrderView) -> bool:
    """Whether an undo means a change of the order: any draft's, and those that were made while it was held."""
    if order.state == OrderState.DRAFT:
        return True
    return order.state in _OPEN and bool(queries.changes_to_undo(session, order.number))


def take_back(session: Session, turn: Turn, order: OrderView) -> OrderView:
    """Undo the last changes that were made in this conversation, then change what else the message says.

    Raises NothingToUndo, NotSeenYet, ChangedElsewhere, and what undoing raises.
    """
    seeing.require_seen(session, turn, order)
    view = order
    for step, change in enumerate(queries.changes_to_undo(session, order.number)[: _steps(turn)]):
        if step == 0:
            seeing.require_made_here(session, turn, change, order.number)
        view = service.undo_change(session, turn.desk, order.number, revision=view.revision)
    if view.revision == order.revision:
        raise NothingToUndo(number=order.number)
    return _and_changed(session, turn, view)


def _steps(turn: Turn) -> int:
    return max((recall.steps for recall in turn.reading.recalls), default=1) if turn.reading else 1


def _and_changed(session: Session, turn: Turn, view: OrderView) -> OrderView:
    """What the message changes beside the undo; it was read with what the draft is now."""
    if turn.reading is None:
        return view
    held = queries.request_of(session, view.number)
    source_text = f"{held.source_text}\n{turn.text}".strip()
    said = request_of(turn.reading, channel=held.channel, source_text=source_text, files=turn.files)
    if _content(said) == _content(held):
        return view
    said = said.model_copy(update={"files": (*held.files, *said.files)})
    revise = service.revise_draft if view.state == OrderState.DRAFT else service.revise_held
    return revise(session, turn.desk, view.number, said, revision=view.revision)


def _content(request: OrderRequest) -> object:
    return (
        request.customer_id, [(line.sku, line.quantity, line.unit) for line in request.lines], request.unexplained,
        [question.text for question in request.questions], request.requested_date, request.customer_po,
        request.ship_to, request.note,
    )  # fmt: skip
