"""The kinds of stock: warehouses, what is on hand and where it lies, receipts due."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy.orm import Session

from app.importing.kinds.kind import Kind
from app.importing.kinds.known import Known, unknown
from app.importing.rows.goods import BinRow, ReceiptRow, StockRow, WarehouseRow
from app.importing.schemas import Fault
from domain.shipping import queries as shelves
from domain.shipping import service as shipping
from domain.stock import queries, service
from domain.stock.schemas import RefusedRow, WarehouseView

_REASONS = {
    "BELOW_COMMITTED": ("on_hand", "fewer than the {committed} that are allocated or in quarantine"),
    "ALREADY_RECEIVED": ("quantity", "{received} of it have been received already"),
}


def _faults(refused: Iterable[RefusedRow]) -> Iterator[Fault]:
    for row in refused:
        column, reason = _REASONS.get(row.code, ("", row.code))
        yield Fault(row.index, column, reason.format(**row.facts))


def _check_warehouses(_rows: Sequence[WarehouseRow], _known: Known) -> Iterable[Fault]:
    return ()


def _store_warehouses(rows: Sequence[WarehouseRow], known: Known) -> Iterable[Fault]:
    service.import_warehouses(known.session, (WarehouseView(**row.model_dump()) for row in rows))
    return ()


def _listed_warehouses(session: Session) -> Iterator[WarehouseRow]:
    return (WarehouseRow.model_construct(**view.model_dump()) for view in queries.warehouses(session))


def _check_places(rows: Sequence[StockRow] | Sequence[BinRow] | Sequence[ReceiptRow], known: Known) -> Iterator[Fault]:
    yield from unknown(rows, "warehouse", known.warehouses, "warehouse")
    yield from unknown(rows, "sku", known.base_units, "sku")


def _store_stock(rows: Sequence[StockRow], known: Known) -> Iterable[Fault]:
    counted = ((row.warehouse, row.sku, row.on_hand) for row in rows)
    return _faults(service.import_stock(known.session, known.desk, counted))


def _listed_stock(session: Session) -> Iterator[StockRow]:
    for warehouse, sku, on_hand in queries.all_on_hand(session):
        yield StockRow.model_construct(warehouse=warehouse, sku=sku, on_hand=on_hand)


def _store_bins(rows: Sequence[BinRow], known: Known) -> Iterable[Fault]:
    by_warehouse: dict[str, dict[str, str]] = {}
    for row in rows:
        by_warehouse.setdefault(row.warehouse, {})[row.sku] = row.bin
    for warehouse, places in sorted(by_warehouse.items()):
        shipping.assign_bins(known.session, known.desk, warehouse, places)
    return ()


def _listed_bins(session: Session) -> Iterator[BinRow]:
    for warehouse, sku, place in shelves.all_bins(session):
        yield BinRow.model_construct(warehouse=warehouse, sku=sku, bin=place)


def _store_receipts(rows: Sequence[ReceiptRow], known: Known) -> Iterable[Fault]:
    due = ((row.supplier_order, row.line_no, row.sku, row.warehouse, row.quantity, row.due_date) for row in rows)
    return _faults(service.import_receipts(known.session, due, desk=known.desk))


def _listed_receipts(session: Session) -> Iterator[ReceiptRow]:
    for supplier_order, line_no, sku, warehouse, quantity, due_date in queries.all_open_receipts(session):
        yield ReceiptRow.model_construct(
            supplier_order=supplier_order,
            line_no=line_no,
            sku=sku,
            warehouse=warehouse,
            quantity=quantity,
            due_date=due_date,
        )


WAREHOUSES = Kind("warehouses", WarehouseRow, _check_warehouses, _store_warehouses, _listed_warehouses)
STOCK = Kind("stock", StockRow, _check_places, _store_stock, _listed_stock)
BINS = Kind("bins", BinRow, _check_places, _store_bins, _listed_bins, is_expected=False)
RECEIPTS = Kind("receipts", ReceiptRow, _check_places, _store_receipts, _listed_receipts)
