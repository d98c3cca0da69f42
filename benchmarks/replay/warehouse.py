"""Owns the work of the warehouse: goods come in, and once a working day what may leave is picked and shipped."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.replay.order_desk import OrderDesk, is_held
from benchmarks.replay.real_days import Due
from benchmarks.replay.then import WAREHOUSE, Then
from domain.billing import queries as billing
from domain.billing.schemas import InvoiceView
from domain.orders import service as orders
from domain.orders.errors import OrderOnHold
from domain.orders.schemas import Door
from domain.shipping import queries as shipments
from domain.shipping import service as shipping
from domain.stock import service as stock

CARRIER = "Own van"
_READY = """
    SELECT DISTINCT o.id, o.number FROM sales_orders o JOIN order_lines l ON l.order_id = o.id
    WHERE l.allocated > 0 AND o.state IN ('confirmed', 'in_fulfilment')
      AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.order_id = o.id AND h.released_at IS NULL)
    ORDER BY o.id"""


class Warehouse:
    """Receives what is due and ships what is allocated."""

    def __init__(self, then: Then, receipts: list[Due], desk: OrderDesk) -> None:
        self._then = then
        self._desk = desk
        self._receipts = receipts

    def receive(self, day: date) -> None:
        """Take in every supplier order line that is due by this day."""
        then = self._then
        while self._receipts and self._receipts[0].due_date <= day:
            due = self._receipts.pop(0)
            with then.timed("receiving"), then.transactions.begin() as session:
                stock.receive(session, then.desk(WAREHOUSE), due.supplier_order, due.line_no)
            then.counts.received += 1
        then.react()

    def ship(self) -> Iterator[InvoiceView]:
        """Pick and ship every order that has something allocated; gives the invoices that follow."""
        then = self._then
        shipped = []
        with then.transactions.read() as session:
            ready = _ready(session)
        for number in ready:
            try:
                with then.timed("shipping"), then.transactions.begin() as session:
                    shipping.pick(session, then.desk(WAREHOUSE), number)
                    made = shipping.ship_all(session, then.desk(WAREHOUSE), [number], carrier=CARRIER)
            except OrderOnHold:
                self._hold(number)
            else:
                shipped += [view.shipment_number for view in made]
        then.counts.shipments += len(shipped)
        then.react()
        yield from self._invoices(shipped)

    def _invoices(self, shipped: list[str]) -> list[InvoiceView]:
        """What followed from shipments; each of these is invoiced as it leaves."""
        with self._then.transactions.read() as session:
            made = {each.shipment_number: each.invoice_number for each in shipments.shipments(session, shipped)}
            return [billing.invoice(session, self._then.desk(), made[number] or "") for number in shipped]

    def _hold(self, number: str) -> None:
        """What its credit does not allow to leave any more is held, and asked about."""
        then = self._then
        with then.transactions.begin() as session:
            view = orders.recheck(session, then.desk(WAREHOUSE), number, door=Door.PICK)
        then.counts.stopped += 1
        if is_held(view):
            self._desk.wait_for_decision(view)


def _ready(session: Session) -> list[str]:
    return [number for _, number in session.execute(text(_READY))]
