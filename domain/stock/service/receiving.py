"""Owns the arrival of suppliers' goods."""

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.shared import audit, outbox
from domain.shared.actors import WAREHOUSE_ROLES
from domain.shared.desk import Desk
from domain.shared.quantity import plain
from domain.stock import queries
from domain.stock.errors import AlreadyReceived, UnknownReceipt, UnknownWarehouse
from domain.stock.events import GoodsReceived, ReceiptMoved
from domain.stock.models import ReceiptDue, Warehouse
from domain.stock.schemas import MovementReason, ReceiptView, ReceivedView
from domain.stock.service.ledger import Difference, change, make_balances, move, positive


def receive(
    session: Session,
    desk: Desk,
    supplier_order: str,
    line_no: int,
    *,
    quantity: Decimal | None = None,
    warehouse: str | None = None,
) -> ReceivedView:
    """Put a supplier's goods on hand: all that is due, or `quantity`, which may be less or more than that.

    They go to the receipt's warehouse unless another is named. Returns what came and what is still due.
    Raises UnknownReceipt, AlreadyReceived, BadStockQuantity, UnknownWarehouse.
    """
    desk.actor.require(WAREHOUSE_ROLES, to="receive goods")
    row = _receipt_for_update(session, supplier_order, line_no)
    if row.received >= row.quantity:
        raise AlreadyReceived(supplier_order=supplier_order, line_no=line_no, received=plain(row.received))
    arrived = positive(row.quantity - row.received if quantity is None else quantity)
    place = warehouse or row.warehouse
    if session.get(Warehouse, place) is None:
        raise UnknownWarehouse(warehouse=place)
    make_balances(session, [(row.sku, place)])
    queries.balances_for_update(session, [row.sku])
    difference = Difference(row.sku, place, on_hand=arrived)
    change(session, [difference])
    move(session, desk, [difference], why=MovementReason.RECEIVED, of=f"{supplier_order}/{line_no}")
    row.received += arrived
    event = GoodsReceived(sku=row.sku, warehouse=place, quantity=arrived, supplier_order=supplier_order)
    outbox.record(session, event, subject=_subject(row), now=desk.now)
    _audit(session, desk, row, action="receipt.received", after={"quantity": plain(arrived), "warehouse": place})
    return ReceivedView(
        supplier_order=supplier_order,
        line_no=line_no,
        sku=row.sku,
        warehouse=place,
        received=arrived,
        quantity=max(row.quantity - row.received, Decimal(0)),
        due_date=row.due_date,
    )


def move_receipt(session: Session, desk: Desk, supplier_order: str, line_no: int, *, new_due_date: date) -> ReceiptView:
    """Give a supplier order line another due date; promises that stand on it are re-planned by who hears of it."""
    desk.actor.require(WAREHOUSE_ROLES, to="move a receipt")
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


def _audit(session: Session, desk: Desk, row: ReceiptDue, *, action: str, after: dict[str, str]) -> None:
    change_made = audit.Change(subject=_subject(row), action=action, after=after, source=desk.source)
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
        expected_date=queries.expected_date(desk, row.due_date),
    )
