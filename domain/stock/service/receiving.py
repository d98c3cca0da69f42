"""Owns the arrival of suppliers' goods."""

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.shared import audit, outbox
from domain.shared.actors import SALES_ROLES, WAREHOUSE_ROLES
from domain.shared.desk import Desk
from domain.shared.quantity import plain
from domain.stock import queries
from domain.stock.errors import AlreadyReceived, BadStockQuantity, OverReceipt, UnknownReceipt
from domain.stock.events import GoodsReceived, ReceiptChanged, ReceiptMoved
from domain.stock.models import ReceiptDue
from domain.stock.rules import most_to_come
from domain.stock.schemas import MovementReason, ReceiptAsk, ReceiptView, ReceivedView
from domain.stock.service.ledger import Difference, change, make_balances, move, positive
from domain.stock.service.places import require_warehouse


def receive(
    session: Session,
    desk: Desk,
    supplier_order: str,
    line_no: int,
    *,
    quantity: Decimal | None = None,
    warehouse: str | None = None,
    delivery_note: str | None = None,
    excess_reason: str | None = None,
) -> ReceivedView:
    """Put a supplier's goods on hand: all that is due, or `quantity`, which may be less.

    More than was ordered comes in as far as the policy's share; above that only on purpose, with an `excess_reason`
    that is kept. They go to the receipt's warehouse unless another is named. The same `delivery_note` again puts
    nothing on hand. Returns what came and what is still due. Raises UnknownReceipt, AlreadyReceived, OverReceipt,
    BadStockQuantity, UnknownWarehouse.
    """
    desk.actor.require(WAREHOUSE_ROLES, to="receive goods")
    row = _receipt_for_update(session, supplier_order, line_no)
    reference = f"{supplier_order}/{line_no}" + (f" {delivery_note}" if delivery_note else "")
    if delivery_note and queries.is_posted(session, MovementReason.RECEIVED, reference):
        return _received_view(row, warehouse or row.warehouse, Decimal(0))
    arrived, why = _arrived(session, desk, row, quantity, excess_reason)
    place = warehouse or row.warehouse
    require_warehouse(session, place)
    make_balances(session, [(row.sku, place)])
    queries.balances_for_update(session, [row.sku])
    difference = Difference(row.sku, place, on_hand=arrived)
    change(session, [difference])
    move(session, desk, [difference], why=MovementReason.RECEIVED, of=reference)
    row.received += arrived
    event = GoodsReceived(sku=row.sku, warehouse=place, quantity=arrived, supplier_order=supplier_order)
    outbox.record(session, event, subject=_subject(row), now=desk.now)
    after = {"quantity": plain(arrived), "warehouse": place}
    if row.received > row.quantity:
        after["more_than_ordered"] = plain(row.received - row.quantity)
    _audit(session, desk, row, action="receipt.received", after=after, reason=why)
    return _received_view(row, place, arrived)


def _arrived(
    session: Session, desk: Desk, row: ReceiptDue, quantity: Decimal | None, excess_reason: str | None
) -> tuple[Decimal, str | None]:
    """How much comes in, and the reason to keep where only that lets so much in.

    Of what another of our warehouses sent nothing can come on top.
    """
    why = (excess_reason or "").strip() or None
    line = {"supplier_order": row.supplier_order, "line_no": row.line_no, "received": plain(row.received)}
    if row.received >= row.quantity and (quantity is None or why is None):
        raise AlreadyReceived(**line)
    arrived = positive(row.quantity - row.received if quantity is None else quantity)
    if arrived <= row.quantity - row.received:
        return arrived, None
    is_ours = queries.is_posted(session, MovementReason.TRANSFERRED, row.supplier_order)
    share = Decimal(0) if is_ours else desk.policy.stock.over_receipt
    most = most_to_come(row.quantity, row.received, share=share)
    if arrived <= most:
        return arrived, None
    if why is None:
        raise OverReceipt(**line, ordered=plain(row.quantity), arrived=plain(arrived), possible=plain(most))
    return arrived, why


def expect(session: Session, desk: Desk, ask: ReceiptAsk) -> ReceiptView:
    """Keep what a supplier will bring, by supplier order and line: new, or as it stands now.

    Another date or quantity is told, so that promises follow. Raises BadStockQuantity for less than has come of it or
    for another article, UnknownWarehouse, NotAllowed.
    """
    desk.actor.require(WAREHOUSE_ROLES | SALES_ROLES, to="expect goods")
    require_warehouse(session, ask.warehouse)
    quantity = positive(ask.quantity)
    key = (ask.supplier_order, ask.line_no)
    row = session.get(ReceiptDue, key, with_for_update=True, populate_existing=True)
    before = Decimal(0) if row is None else row.quantity
    if row is None:
        row = ReceiptDue(**ask.model_dump(), received=Decimal(0))
        session.add(row)
    elif row.sku != ask.sku:
        raise BadStockQuantity(quantity=f"{plain(quantity)} {ask.sku}", expected=f"a quantity of {row.sku}")
    elif quantity < row.received:
        raise BadStockQuantity(quantity=plain(quantity), expected=f"at least the {plain(row.received)} that have come")
    row.quantity, row.warehouse, row.delay_days = quantity, ask.warehouse, ask.delay_days
    session.flush()
    _tell_changed(session, desk, row, before=before)
    return move_receipt(session, desk, *key, new_due_date=ask.due_date)


def close_receipt(session: Session, desk: Desk, supplier_order: str, line_no: int, *, reason: str) -> Decimal:
    """Give up what has not come of a supplier order line; returns how much that was, 0 where all had come.

    Promises that stand on it are planned anew by who hears of it. Raises UnknownReceipt, NotAllowed.
    """
    desk.actor.require(WAREHOUSE_ROLES | SALES_ROLES, to="close a supplier order")
    row = _receipt_for_update(session, supplier_order, line_no)
    before, rest = row.quantity, max(row.quantity - row.received, Decimal(0))
    if rest > 0:
        after = {"given_up": plain(rest), "reason": reason}
        _audit(session, desk, row, action="receipt.closed", after=after)
        event = ReceiptChanged(
            sku=row.sku, supplier_order=supplier_order, line_no=line_no, old_quantity=before, new_quantity=row.received
        )
        outbox.record(session, event, subject=_subject(row), now=desk.now)
        if row.received > 0:
            row.quantity = row.received
        else:
            session.delete(row)
        session.flush()
    return rest


def _received_view(row: ReceiptDue, warehouse: str, received: Decimal) -> ReceivedView:
    return ReceivedView(
        supplier_order=row.supplier_order,
        line_no=row.line_no,
        sku=row.sku,
        warehouse=warehouse,
        received=received,
        quantity=max(row.quantity - row.received, Decimal(0)),
        due_date=row.due_date,
    )


def _tell_changed(session: Session, desk: Desk, row: ReceiptDue, *, before: Decimal) -> None:
    if row.quantity != before:
        event = ReceiptChanged(
            sku=row.sku, supplier_order=row.supplier_order, line_no=row.line_no, old_quantity=before,
            new_quantity=row.quantity,
        )  # fmt: skip
        outbox.record(session, event, subject=_subject(row), now=desk.now)
        after = {"quantity": plain(row.quantity), "due_date": row.due_date.isoformat()}
        _audit(session, desk, row, action="receipt.expected", after=after)


def move_receipt(session: Session, desk: Desk, supplier_order: str, line_no: int, *, new_due_date: date) -> ReceiptView:
    """Give a supplier order line another due date; promises that stand on it are re-planned by who hears of it."""
    desk.actor.require(WAREHOUSE_ROLES | SALES_ROLES, to="move a receipt")
    row = _receipt_for_update(session, supplier_order, line_no)
    old = row.due_date
    if old != new_due_date:
        row.due_date = new_due_date
        event = ReceiptMoved(
            sku=row.sku,
            supplier_order=supplier_order,
            line_no=line_no,
            old_due_date=old,
            new_due_date=new_due_date,
        )
        outbox.record(session, event, subject=_subject(row), now=desk.now)
        _audit(session, desk, row, action="receipt.moved", after={"due_date": new_due_date.isoformat()})
    return _view(desk, row)


def _receipt_for_update(session: Session, supplier_order: str, line_no: int) -> ReceiptDue:
    row = session.get(ReceiptDue, (supplier_order, line_no), with_for_update=True, populate_existing=True)
    if row is None:
        raise UnknownReceipt(supplier_order=supplier_order, line_no=line_no)
    return row


def _subject(row: ReceiptDue) -> str:
    return f"receipt:{row.supplier_order}/{row.line_no}"


def _audit(
    session: Session, desk: Desk, row: ReceiptDue, *, action: str, after: dict[str, str], reason: str | None = None
) -> None:
    change_made = audit.Change(subject=_subject(row), action=action, after=after, reason=reason, source=desk.source)
    audit.record(session, desk.actor, change_made, now=desk.now)
    session.flush()


def _view(desk: Desk, row: ReceiptDue) -> ReceiptView:
    return ReceiptView(
        supplier_order=row.supplier_order,
        line_no=row.line_no,
        sku=row.sku,
        warehouse=row.warehouse,
        quantity=max(row.quantity - row.received, Decimal(0)),
        due_date=row.due_date,
        expected_date=queries.expected_date(desk, row.due_date, delay_days=row.delay_days),
    )
