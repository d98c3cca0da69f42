"""The kind of goods that came back: returns of another system, settled there."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.importing.kinds.kind import Kind
from app.importing.kinds.known import Known, unknown
from app.importing.rows.trade import ReturnRow
from app.importing.schemas import Fault
from domain.orders.queries.importing import customers_of
from domain.returns.queries import listed_returns
from domain.returns.schemas import ImportedReturn
from domain.returns.service import import_returns

#: How long a return's number may be with the order's behind it.
LONGEST = 40
#: Only the day is kept of a return; at this time it is that day nearly everywhere.
MIDDAY = time(12)
_REASONS = {
    "UNKNOWN_LINE": ("order_line_no", "the order has no such line of this sku"),
    "RETURN_IS_OURS": ("return_no", "was authorised, inspected or credited here"),
}


def _check_returns(rows: Sequence[ReturnRow], known: Known) -> Iterator[Fault]:
    yield from unknown(rows, "sku", known.base_units, "sku")
    yield from unknown(rows, "customer_id", known.customers, "customer")
    buyers = customers_of(known.session, {row.order_no for row in rows})
    yield from unknown(rows, "order_no", buyers, "order")
    first: dict[str, str] = {}
    for index, row in enumerate(rows):
        is_joint = first.setdefault(row.return_no, row.order_no) != row.order_no
        if is_joint and len(row.return_no) + len(row.order_no) >= LONGEST:
            yield Fault(index, "return_no", "speaks of several orders and is too long for that")
        buyer = buyers.get(row.order_no)
        if buyer is not None and buyer[0] != row.customer_id:
            yield Fault(index, "customer_id", f"the order is of customer {buyer[0]}")


def _store_returns(rows: Sequence[ReturnRow], known: Known) -> Iterator[Fault]:
    zone = ZoneInfo(known.desk.company.time_zone)
    lines = [
        ImportedReturn(
            return_no=row.return_no,
            line_no=row.line_no,
            returned_date=row.returned_at.astimezone(zone).date(),
            sku=row.sku,
            quantity=row.quantity,
            order_number=row.order_no,
            order_line_no=row.order_line_no,
        )
        for row in rows
    ]
    for refused in import_returns(known.session, known.desk, lines):
        yield Fault(refused.index, *_REASONS[refused.code])


def _listed_returns(session: Session) -> Iterator[ReturnRow]:
    for line, customer_id in listed_returns(session):
        yield ReturnRow.model_construct(
            return_no=line.return_no,
            line_no=line.line_no,
            returned_at=datetime.combine(line.returned_date, MIDDAY, UTC),
            customer_id=customer_id,
            sku=line.sku,
            quantity=line.quantity,
            order_no=line.order_number,
            order_line_no=line.order_line_no,
        )


RETURNS = Kind("returns", ReturnRow, _check_returns, _store_returns, _listed_returns)
