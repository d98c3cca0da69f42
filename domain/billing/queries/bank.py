"""SELECTs of bank entries, and of everybody who may have paid one."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from domain.billing.models import (
    IS_OPEN,
    IS_WAITING,
    BankEntry,
    BankFile,
    Invoice,
    InvoiceLine,
    KnownRemitter,
    Payment,
)
from domain.billing.schemas import BankEntryView, MatchCandidate
from domain.customers.queries import customers
from domain.shared.errors import NotFound
from domain.shared.money import Money


def bank_entry(session: Session, entry_id: int) -> BankEntryView:
    """One entry; raises NotFound."""
    row = session.get(BankEntry, entry_id, populate_existing=True)
    if row is None:
        raise NotFound(number=f"bank entry {entry_id}")
    return entry_view(row)


def unmatched(session: Session) -> tuple[BankEntryView, ...]:
    """What waits for a person, the oldest first, each with its candidates."""
    rows = session.scalars(
        select(BankEntry).where(IS_WAITING).order_by(BankEntry.booked_date, BankEntry.id),
        execution_options={"populate_existing": True},
    )
    return tuple(entry_view(row) for row in rows)


def entries_with(session: Session, keys: Sequence[str]) -> Sequence[BankEntry]:
    """The entries with these keys."""
    statement = select(BankEntry).where(BankEntry.key.in_(keys))
    return session.scalars(statement, execution_options={"populate_existing": True}).all()


def entry_view(row: BankEntry) -> BankEntryView:
    """A row as it is shown."""
    return BankEntryView(
        id=row.id,
        key=row.key,
        booked_date=row.booked_date,
        value_date=row.value_date,
        amount=Money(row.amount, row.currency),
        is_credit=row.is_credit,
        remitter_name=row.remitter_name,
        remitter_account=row.remitter_account,
        reference=row.reference,
        return_reason=row.return_reason,
        state=row.state,
        reason=row.reason,
        bill_to=row.bill_to,
        payment_id=row.payment_id,
        candidates=tuple(MatchCandidate.model_validate(each) for each in row.explanation),
    )


def known_file(session: Session, content_hash: str) -> BankFile | None:
    """The file with these contents, if it was taken over before."""
    return session.scalars(select(BankFile).where(BankFile.content_hash == content_hash)).first()


def invoices_numbered(session: Session, numbers: Iterable[str]) -> dict[str, str]:
    """Who pays each of these invoices, open or not."""
    rows = session.execute(select(Invoice.number, Invoice.bill_to).where(Invoice.number.in_(sorted(set(numbers)))))
    return {row.number: row.bill_to for row in rows}


def invoices_of_orders(session: Session, numbers: Iterable[str]) -> dict[str, str]:
    """The open invoices of these orders, with who pays them."""
    rows = session.execute(
        select(Invoice.number, Invoice.bill_to).where(Invoice.order_number.in_(sorted(set(numbers))), IS_OPEN)
    )
    return {row.number: row.bill_to for row in rows}


def invoices_of_pos(session: Session, references: Iterable[str]) -> dict[str, str]:
    """The open invoices with lines under these customer POs, with who pays them."""
    rows = session.execute(
        select(Invoice.number, Invoice.bill_to)
        .join(InvoiceLine, InvoiceLine.document_number == Invoice.number)
        .where(InvoiceLine.customer_po.in_(sorted(set(references))), IS_OPEN)
        .distinct()
    )
    return {row.number: row.bill_to for row in rows}


def bill_tos_named(session: Session, words: Iterable[str]) -> frozenset[str]:
    """Who pays for the customers whose numbers are among these words."""
    return frozenset(found.bill_to_id for found in customers(session, words).values())


def known_remitters(session: Session, keys: Sequence[str]) -> dict[str, frozenset[str]]:
    """Which bill-tos are known under each of these keys."""
    found: dict[str, frozenset[str]] = {}
    rows = session.execute(
        select(KnownRemitter.key, KnownRemitter.bill_to).where(KnownRemitter.key.in_(sorted(set(keys))))
    )
    for row in rows:
        found[row.key] = found.get(row.key, frozenset()) | {row.bill_to}
    return found


def returned_by(session: Session, row: BankEntry) -> list[str]:
    """The payments that an outgoing entry may take back whole: of its amount, and booked from the entry that it names.

    Not those of which something went back to the customer or to the bank already.
    """
    if row.is_credit or not row.returns_reference:
        return []
    original = select(BankEntry.payment_id).where(
        BankEntry.end_to_end_id == row.returns_reference,
        BankEntry.is_credit.is_(True),
        BankEntry.payment_id.is_not(None),
    )
    ids = (row.returns_reference, f"{row.account}:{row.returns_reference}")
    statement = (
        select(Payment.payment_id)
        .where(
            or_(Payment.payment_id.in_(original), Payment.payment_id.in_(ids)),
            Payment.amount == row.amount,
            Payment.currency == row.currency,
            Payment.refunded == Decimal(0),
            Payment.returned == Decimal(0),
        )
        .order_by(Payment.payment_id)
    )
    return list(session.scalars(statement))
