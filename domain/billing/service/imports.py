"""Imports of billing: papers of another system, set by set. What we issued or acted on is not overwritten."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.billing.models import IS_ISSUED_HERE, CreditAccount, Instalment, Invoice, Payment
from domain.billing.rules import own_number, series_of
from domain.billing.schemas import ImportedInvoice, ImportedPayment, RefusedRow
from domain.shared.actors import FINANCE_ROLES, Role
from domain.shared.audit import Change, record
from domain.shared.database import upsert
from domain.shared.desk import Desk
from domain.shared.numbering import NumberSeries

ALREADY_OURS = "ALREADY_ACTED_ON"
IN_OUR_SERIES = "IN_OUR_NUMBER_SERIES"
OPEN_ABOVE_TOTAL = "OPEN_ABOVE_TOTAL"
NOT_POSITIVE = "NOT_POSITIVE"
IMPORTERS = FINANCE_ROLES | {Role.SALES_MANAGER, Role.DIRECTOR}
_BATCH = 2000
_Row = TypeVar("_Row")


def import_invoices(session: Session, desk: Desk, rows: Iterable[ImportedInvoice]) -> list[RefusedRow]:
    """Insert or update invoices by number and return the rows left out, each with its reason in a code.

    Left out are invoices that we issued, or that were paid, credited or disputed here since; amounts that cannot
    be; and numbers that our own series may still give. Until we issued the first invoice ourselves, our series
    goes on after the highest number imported. The bill-tos must be known customers. Raises NotAllowed.
    """
    desk.actor.require(IMPORTERS, to="import invoices")
    refused: list[RefusedRow] = []
    pattern, year = desk.policy.papers.invoice_number, desk.today.year
    series = series_of(pattern, year)
    last_own = session.scalar(select(NumberSeries.last).where(NumberSeries.series == series))
    started = session.scalar(select(Invoice.number).where(IS_ISSUED_HERE).limit(1)) is not None
    highest, written = last_own or 0, 0
    for batch in _batches(rows):
        acted_on = _ours(session, Invoice.number, Invoice.is_ours, [row.number for row in batch])
        taken = []
        for row in batch:
            own = own_number(pattern, year, row.number)
            reason = _wrong(row, is_ours=row.number in acted_on, is_next=started and own > highest)
            if reason:
                refused.append(RefusedRow(key=row.number, reason=reason))
            else:
                taken.append(row)
                highest = max(highest, own)
        _open_accounts(session, {row.bill_to for row in taken})
        upsert(session, Invoice, [_invoice_values(row) for row in taken])
        upsert(session, Instalment, [_instalment_values(row) for row in taken])
        written += len(taken)
    _continue_series(session, series, last_own, highest)
    _audited(session, desk, "invoices", written=written, refused=len(refused))
    return refused


def import_payments(session: Session, desk: Desk, rows: Iterable[ImportedPayment]) -> list[RefusedRow]:
    """Insert or update payments by id, as cash that is not applied; returns the rows left out with their reasons.

    Left out are payments received here and amounts not above zero. Raises NotAllowed.
    """
    desk.actor.require(IMPORTERS, to="import payments")
    refused: list[RefusedRow] = []
    written = 0
    for batch in _batches(rows):
        ours = _ours(session, Payment.payment_id, Payment.is_ours, [row.payment_id for row in batch])
        taken = []
        for row in batch:
            if row.payment_id in ours:
                refused.append(RefusedRow(key=row.payment_id, reason=ALREADY_OURS))
            elif row.amount.amount <= 0:
                refused.append(RefusedRow(key=row.payment_id, reason=NOT_POSITIVE))
            else:
                taken.append(row)
        _open_accounts(session, {row.bill_to for row in taken})
        upsert(session, Payment, [_payment_values(row) for row in taken])
        written += len(taken)
    _audited(session, desk, "payments", written=written, refused=len(refused))
    return refused


def _batches(rows: Iterable[_Row]) -> Iterable[Sequence[_Row]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, _BATCH)):
        yield batch


def _ours(session: Session, key: Any, is_ours: Any, keys: Sequence[str]) -> set[str]:
    return set(session.scalars(select(key).where(key.in_(keys), is_ours.is_(True))))


def _wrong(row: ImportedInvoice, *, is_ours: bool, is_next: bool) -> str | None:
    if is_ours:
        return ALREADY_OURS
    if row.total.amount <= 0 or row.open_amount.amount < 0:
        return NOT_POSITIVE
    if row.open_amount > row.total:
        return OPEN_ABOVE_TOTAL
    return IN_OUR_SERIES if is_next else None


def _open_accounts(session: Session, bill_tos: set[str]) -> None:
    known = set(session.scalars(select(CreditAccount.bill_to).where(CreditAccount.bill_to.in_(sorted(bill_tos)))))
    upsert(session, CreditAccount, [{"bill_to": bill_to} for bill_to in sorted(bill_tos - known)])


def _continue_series(session: Session, series: str, last_own: int | None, highest: int) -> None:
    if last_own is None and highest:
        upsert(session, NumberSeries, [{"series": series, "last": highest}])
    elif last_own is not None and highest > last_own:
        session.execute(update(NumberSeries).where(NumberSeries.series == series).values(last=highest))


def _invoice_values(row: ImportedInvoice) -> dict[str, Any]:
    disputed = row.open_amount.amount if row.disputed else Decimal(0)
    return {
        "number": row.number, "bill_to": row.bill_to, "order_number": row.order_number,
        "issued_date": row.issued_date, "due_date": row.due_date, "currency": row.total.currency,
        "total": row.total.amount, "open_amount": row.open_amount.amount, "disputed": row.disputed,
        "disputed_amount": disputed, "is_ours": False,
    }  # fmt: skip


def _instalment_values(row: ImportedInvoice) -> dict[str, Any]:
    return {
        "invoice_number": row.number, "instalment_no": 1, "bill_to": row.bill_to, "due_date": row.due_date,
        "amount": row.total.amount, "open_amount": row.open_amount.amount,
    }  # fmt: skip


def _payment_values(row: ImportedPayment) -> dict[str, Any]:
    return {
        "payment_id": row.payment_id, "bill_to": row.bill_to, "received_date": row.received_date,
        "currency": row.amount.currency, "amount": row.amount.amount, "unapplied": row.amount.amount,
        "reference": row.reference, "is_ours": False,
    }  # fmt: skip


def _audited(session: Session, desk: Desk, what: str, *, written: int, refused: int) -> None:
    change = Change(
        subject=f"import:{what}",
        action=f"{what}.imported",
        after={"written": written, "refused": refused},
        source=desk.source,
    )
    record(session, desk.actor, change, now=desk.now)
