"""A desk and a stocked shelf for tests of stock."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.shared import policy
from domain.shared.actors import Actor, ActorKind, Role, system
from domain.shared.desk import Desk
from domain.stock import service
from domain.stock.schemas import LeavingPart, StockRequest, WarehouseView

NOW = datetime(2011, 11, 14, 9, tzinfo=UTC)
TODAY = date(2011, 11, 14)
REP = Actor(kind=ActorKind.EMPLOYEE, id="sam@example.com", name="Sam", roles=frozenset({Role.SALES_REP}))
CONFIGURATION = policy.understood(policy.shipped())


def desk_at(moment: datetime = NOW, actor: Actor | None = None) -> Desk:
    """A desk at a moment, the system's own unless somebody is named."""
    return Desk(now=moment, actor=actor or system("test"), configuration=CONFIGURATION)


def minutes(count: int) -> datetime:
    """So many minutes after the desk opened."""
    return NOW + timedelta(minutes=count)


def stocked(session: Session, **on_hand: int) -> None:
    """Two warehouses, MAIN and NORTH; `MAIN_CAKESTAND=40` puts 40 cakestands into MAIN."""
    service.import_warehouses(
        session, [WarehouseView(warehouse=name, name=name.title(), country="GB") for name in ("MAIN", "NORTH")]
    )
    rows = []
    for key, quantity in on_hand.items():
        warehouse, sku = key.split("_", 1)
        rows.append((warehouse, sku, Decimal(quantity)))
    service.import_stock(session, desk_at(), rows)


def due(session: Session, sku: str, quantity: int, day: date, *, supplier_order: str = "SUP-1") -> None:
    """A receipt due in MAIN."""
    service.import_receipts(session, [(supplier_order, 1, sku, "MAIN", Decimal(quantity), day)])


def wish(line_key: str, sku: str, quantity: int, **more: object) -> StockRequest:
    """A request of a line."""
    return StockRequest.model_validate({"line_key": line_key, "sku": sku, "quantity": Decimal(quantity), **more})


def leaving(line_key: str, warehouse: str, quantity: Decimal | int) -> LeavingPart:
    """Goods of a line that leave a warehouse."""
    return LeavingPart(line_key=line_key, warehouse=warehouse, quantity=Decimal(quantity))
