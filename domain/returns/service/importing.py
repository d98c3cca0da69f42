"""Owns returns as they come from files: goods that came back long ago, looked at and settled by another system."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain.orders.queries.importing import ImportedLine, batches, customers_of, stored_lines
from domain.orders.service.importing import note_returned
from domain.returns.lifecycle import ReturnState
from domain.returns.models import Return, ReturnCredit, ReturnDisposition, ReturnLine
from domain.returns.schemas import JOINT, ImportedReturn, ReturnReason
from domain.shared.actors import SALES_ROLES
from domain.shared.bulk import insert_many
from domain.shared.desk import Desk

UNKNOWN_LINE = "UNKNOWN_LINE"
OURS = "RETURN_IS_OURS"


@dataclass(frozen=True, slots=True)
class RefusedReturn:
    """A line, counted from 0, that was refused, with the reason in a code."""

    index: int
    code: str


def import_returns(session: Session, desk: Desk, lines: Sequence[ImportedReturn]) -> list[RefusedReturn]:
    """Insert or update returns by number and line, as settled; their orders must be known.

    Stock and credit are not touched: another system has done both, and may have taken back more than was shipped.
    Returns the lines that were refused; if there is one, nothing is stored.
    """
    desk.actor.require(SALES_ROLES, to="import returns")
    numbers = _numbers(lines)
    ours = _acted_on(session, set(numbers))
    refused = [RefusedReturn(index, OURS) for index, number in enumerate(numbers) if number in ours]
    orders = {line.line_key: line for line in stored_lines(session, {line.order_number for line in lines})}
    room = _room(session, orders, {(numbers[index], line.line_no) for index, line in enumerate(lines)})
    keys: list[str] = []
    for index, line in enumerate(lines):
        key = _line_key(line, orders, room)
        keys.append(key or "")
        if key is None:
            refused.append(RefusedReturn(index, UNKNOWN_LINE))
        else:
            room[key] -= line.quantity
    if not refused:
        _write(session, lines, numbers, [orders[key] for key in keys])
        note_returned(session, {key: orders[key].shipped - max(room[key], Decimal(0)) for key in keys})
    return refused


def _numbers(lines: Sequence[ImportedReturn]) -> list[str]:
    first: dict[str, str] = {}
    return [
        line.return_no
        if first.setdefault(line.return_no, line.order_number) == line.order_number
        else f"{line.return_no}{JOINT}{line.order_number}"
        for line in lines
    ]


def _acted_on(session: Session, numbers: Collection[str]) -> set[str]:
    """Those of the returns that were authorised, inspected or credited here."""
    found: set[str] = set()
    for batch in batches(sorted(numbers)):
        is_named = Return.number.in_(batch)
        found.update(session.scalars(select(Return.number).where(is_named, Return.state != ReturnState.CLOSED)))
        found.update(session.scalars(select(ReturnCredit.number).where(ReturnCredit.number.in_(batch))))
        found.update(session.scalars(select(ReturnDisposition.number).where(ReturnDisposition.number.in_(batch))))
    return found


def _room(
    session: Session, orders: dict[str, ImportedLine], renewed: Collection[tuple[str, int]]
) -> dict[str, Decimal]:
    """How much of each order line can still have come back, not counting the lines that are written anew."""
    room = {key: line.shipped for key, line in orders.items()}
    columns = (ReturnLine.line_key, ReturnLine.number, ReturnLine.line_no, ReturnLine.received)
    for batch in batches(sorted(orders)):
        for key, number, line_no, received in session.execute(select(*columns).where(ReturnLine.line_key.in_(batch))):
            room[key] -= received if (number, line_no) not in renewed else Decimal(0)
    return room


def _line_key(line: ImportedReturn, orders: dict[str, ImportedLine], room: dict[str, Decimal]) -> str | None:
    if line.order_line_no is not None:
        key = f"{line.order_number}/{line.order_line_no}"
        return key if key in orders and orders[key].sku == line.sku else None
    of_sku = [key for key, one in orders.items() if one.number == line.order_number and one.sku == line.sku]
    return max(of_sku, key=lambda key: (room[key], -orders[key].line_no), default=None)


def _write(
    session: Session, lines: Sequence[ImportedReturn], numbers: Sequence[str], ordered: Sequence[ImportedLine]
) -> None:
    buyers = customers_of(session, {line.order_number for line in lines})
    headers: dict[str, dict[str, Any]] = {}
    details: list[dict[str, Any]] = []
    for line, number, order_line in zip(lines, numbers, ordered, strict=True):
        headers.setdefault(number, _header(number, line, buyers[line.order_number]))
        details.append({
            "number": number, "line_no": line.line_no, "line_key": order_line.line_key, "sku": line.sku,
            "name": order_line.name, "reason": ReturnReason.SURPLUS, "quantity": line.quantity,
            "received": line.quantity,
        })  # fmt: skip
    kept = _kept_lines(session, headers, {(row["number"], row["line_no"]) for row in details})
    for batch in batches(sorted(headers)):
        session.execute(delete(ReturnLine).where(ReturnLine.number.in_(batch)))
        session.execute(delete(Return).where(Return.number.in_(batch)))
    insert_many(session, Return, list(headers.values()))
    insert_many(session, ReturnLine, [*details, *kept])


def _header(number: str, line: ImportedReturn, buyer: tuple[str, str, str]) -> dict[str, Any]:
    customer_id, customer_name, bill_to = buyer
    day = line.returned_date
    return {
        "number": number, "order_number": line.order_number, "customer_id": customer_id,
        "customer_name": customer_name, "bill_to": bill_to, "state": ReturnState.CLOSED, "authorised_date": day,
        "received_date": day, "inspected_date": day, "settled_date": day,
    }  # fmt: skip


def _kept_lines(
    session: Session, numbers: Collection[str], renewed: Collection[tuple[str, int]]
) -> list[dict[str, Any]]:
    """The lines that these returns have already and the file does not name."""
    kept = []
    for batch in batches(sorted(numbers)):
        for row in session.execute(select(ReturnLine.__table__).where(ReturnLine.number.in_(batch))).mappings():
            if (row["number"], row["line_no"]) not in renewed:
                kept.append(dict(row))
    return kept
