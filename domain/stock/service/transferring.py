"""Owns goods and allocations that go from one warehouse to another."""

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.shared import audit, numbering
from domain.shared.actors import SALES_ROLES, WAREHOUSE_ROLES
from domain.shared.desk import Desk
from domain.shared.quantity import plain
from domain.stock import queries
from domain.stock.errors import NotAllocated, NotThere, SameWarehouse
from domain.stock.models import ReceiptDue
from domain.stock.queries import AllocatedRow, LockedBalance
from domain.stock.schemas import MovementReason, TransferView
from domain.stock.service.allocating import allot
from domain.stock.service.giving_back import shrink
from domain.stock.service.ledger import Difference, change, make_balances, move, positive, tell_freed
from domain.stock.service.places import require_warehouse

SERIES = "TR"


def transfer(
    session: Session,
    desk: Desk,
    sku: str,
    *,
    from_warehouse: str,
    to_warehouse: str,
    quantity: Decimal,
    arrives: date | None = None,
    key: str | None = None,
) -> TransferView:
    """Move free goods to another warehouse: at once, or as a receipt due there that is received like a supplier's.

    The same `key` again moves nothing. Raises NotThere for more than is free of lines (reservations of drafts do not
    count, they find what is left), SameWarehouse, UnknownWarehouse, BadStockQuantity, NotAllowed.
    """
    desk.actor.require(WAREHOUSE_ROLES, to="transfer goods")
    quantity = positive(quantity)
    source, _ = _locked(session, sku, from_warehouse, to_warehouse)
    view = TransferView(
        transfer=key or "", sku=sku, from_warehouse=from_warehouse, to_warehouse=to_warehouse, quantity=quantity,
        arrives=arrives,
    )  # fmt: skip
    if key and queries.is_posted(session, MovementReason.TRANSFERRED, key):
        return view
    free = source.on_hand - source.committed
    if quantity > free:
        raise NotThere(sku=sku, warehouse=from_warehouse, wanted=plain(quantity), available=plain(free))
    name = key or f"{SERIES}-{numbering.next_number(session, SERIES)}"
    _post(session, desk, view.model_copy(update={"transfer": name}))
    return view.model_copy(update={"transfer": name})


def _post(session: Session, desk: Desk, view: TransferView) -> None:
    differences = [Difference(view.sku, view.from_warehouse, on_hand=-view.quantity)]
    if view.arrives is None:
        differences.append(Difference(view.sku, view.to_warehouse, on_hand=view.quantity))
    else:
        row = ReceiptDue(
            supplier_order=view.transfer, line_no=1, sku=view.sku, warehouse=view.to_warehouse,
            quantity=view.quantity, received=Decimal(0), due_date=view.arrives,
        )  # fmt: skip
        session.add(row)
        session.flush()
    change(session, differences)
    move(session, desk, differences, why=MovementReason.TRANSFERRED, of=view.transfer)
    _audit(session, desk, view.sku, "transferred", view.model_dump(mode="json"))
    tell_freed(session, desk, [view.sku])


def move_allocation(
    session: Session, desk: Desk, line_key: str, *, from_warehouse: str, to_warehouse: str, quantity: Decimal
) -> str:
    """Give a line stock of another warehouse in place of what it has in one; returns the SKU.

    Goods stay where they are. The destination is checked like a new allocation. Raises NotAllocated for more than the
    line has there, NotThere for more than is free at the destination, SameWarehouse, UnknownWarehouse,
    BadStockQuantity, NotAllowed.
    """
    desk.actor.require(WAREHOUSE_ROLES | SALES_ROLES, to="move an allocation")
    quantity = positive(quantity)
    sku = next((row.sku for row in queries.allocated_rows(session, [line_key])), None)
    if sku is None:
        raise NotAllocated(line_key=line_key, warehouse=from_warehouse, wanted=plain(quantity), allocated="0")
    _, target = _locked(session, sku, from_warehouse, to_warehouse)
    _require_allocated(session, line_key, from_warehouse, quantity)
    free = target.on_hand - target.committed - target.reserved
    if quantity > free:
        raise NotThere(sku=sku, warehouse=to_warehouse, wanted=plain(quantity), available=plain(free))
    change(
        session,
        [Difference(sku, from_warehouse, allocated=-quantity), Difference(sku, to_warehouse, allocated=quantity)],
    )
    shrink(session, [AllocatedRow(line_key, sku, from_warehouse, quantity)])
    allot(session, [AllocatedRow(line_key, sku, to_warehouse, quantity)])
    facts = {"line": line_key, "from": from_warehouse, "to": to_warehouse, "quantity": plain(quantity)}
    _audit(session, desk, sku, "allocation_moved", facts)
    tell_freed(session, desk, [sku])
    return sku


def _locked(session: Session, sku: str, *places: str) -> tuple[LockedBalance, LockedBalance]:
    """The two balances, locked."""
    for place in places:
        require_warehouse(session, place)
    if places[0] == places[1]:
        raise SameWarehouse(warehouse=places[0])
    make_balances(session, [(sku, place) for place in places])
    found = {row.warehouse: row for row in queries.balances_for_update(session, [sku])}
    return found[places[0]], found[places[1]]


def _require_allocated(session: Session, line_key: str, warehouse: str, quantity: Decimal) -> None:
    has = sum(
        (row.quantity for row in queries.allocated_rows(session, [line_key]) if row.warehouse == warehouse), Decimal(0)
    )
    if quantity > has:
        raise NotAllocated(line_key=line_key, warehouse=warehouse, wanted=plain(quantity), allocated=plain(has))


def _audit(session: Session, desk: Desk, sku: str, action: str, facts: dict[str, str]) -> None:
    made = audit.Change(subject=f"stock:{sku}", action=f"stock.{action}", after=facts, source=desk.source)
    audit.record(session, desk.actor, made, now=desk.now)
