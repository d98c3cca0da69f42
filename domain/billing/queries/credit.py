"""SELECTs of credit: the lock of an account, and what a bill-to owes or is about to owe, in one statement.

The statements are built once and run beside the session's own machinery: both cost more than they do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, Row, String, Subquery, and_, bindparam, func, or_, select, true
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from domain.billing.models import (
    HAS_OPEN_CREDIT,
    HAS_UNAPPLIED,
    IS_STANDING,
    IS_UNSETTLED,
    Commitment,
    CreditAccount,
    CreditNote,
    DunningStep,
    Instalment,
    Invoice,
    Payment,
    PromiseToPay,
)
from domain.billing.models.papers import ZERO
from domain.billing.queries.instalments import UNDISPUTED
from domain.billing.schemas import CommitmentView, CreditExposure, EarlyPaymentDiscount, InvoiceView
from domain.customers.schemas import CustomerView
from domain.shared.database import AmountColumn
from domain.shared.desk import Desk
from domain.shared.money import CurrencyMismatch, Money

_IDS = bindparam("ids", expanding=True, type_=String)
_CURRENCY = bindparam("currency", type_=String)
_KEY = bindparam("key", type_=String)
_TODAY = bindparam("today", type_=Date)
_OVERDUE_BEFORE = bindparam("overdue_before", type_=Date)
_HORIZON = bindparam("horizon", type_=Date)
_SMALL = bindparam("small", type_=AmountColumn())


def _sum(column: Any, *conditions: ColumnElement[bool]) -> ColumnElement[Any]:
    total = func.sum(column)
    return total.filter(*conditions) if conditions else total


def _foreign(column: Any) -> ColumnElement[int]:
    return func.count().filter(column != _CURRENCY).label("foreign")


def _invoice_sums() -> Subquery:
    late = (Instalment.due_date < _OVERDUE_BEFORE, UNDISPUTED > _SMALL)
    return (
        select(
            _sum(Instalment.open_amount).label("open"),
            _sum(UNDISPUTED).label("undisputed"),
            _sum(UNDISPUTED, Instalment.due_date < _TODAY).label("overdue"),
            func.count().filter(*late).label("late"),
            _foreign(Invoice.currency),
        )
        .join_from(Instalment, Invoice, Invoice.number == Instalment.invoice_number)
        .where(Instalment.bill_to.in_(_IDS), IS_UNSETTLED)
        .subquery("i")
    )


def _commitment_sums() -> Subquery:
    others = Commitment.key != _KEY
    near = or_(Commitment.due_date.is_(None), Commitment.due_date <= _HORIZON)
    return (
        select(
            _sum(Commitment.shipped).label("shipped"),
            _sum(Commitment.confirmed, Commitment.pending.is_(False), others, near).label("confirmed"),
            _sum(Commitment.confirmed, Commitment.pending.is_(True), others).label("pending"),
            _foreign(Commitment.currency),
        )
        .where(Commitment.bill_to.in_(_IDS))
        .subquery("c")
    )


def _position_statement() -> Any:
    invoices, commitments = _invoice_sums(), _commitment_sums()
    payments = (
        select(_sum(Payment.unapplied).label("unapplied"), _foreign(Payment.currency))
        .where(Payment.bill_to.in_(_IDS), HAS_UNAPPLIED)
        .subquery("p")
    )
    credits = (
        select(_sum(CreditNote.open_amount).label("credit"), _foreign(CreditNote.currency))
        .where(CreditNote.bill_to.in_(_IDS), HAS_OPEN_CREDIT)
        .subquery("n")
    )
    promises = (
        select(_sum(PromiseToPay.amount).label("promised"))
        .where(PromiseToPay.bill_to.in_(_IDS), IS_STANDING)
        .subquery("s")
    )
    parts = (invoices, commitments, payments, credits)
    foreign = sum((part.c.foreign for part in parts[1:]), invoices.c.foreign)
    columns = [column for part in (*parts, promises) for column in part.c if column.name != "foreign"]
    joined = invoices.join(commitments, true()).join(payments, true()).join(credits, true()).join(promises, true())
    return select(*columns, foreign.label("foreign")).select_from(joined)


_POSITION = _position_statement()
_LOCK = (
    select(CreditAccount.bill_to)
    .where(CreditAccount.bill_to == bindparam("of_account"))
    .with_for_update(key_share=True)
)
#: Columns and not rows of the session, so that what was read before a lock is never seen again after it.
INVOICE_COLUMNS: tuple[Any, ...] = (
    Invoice.number, Invoice.order_number, Invoice.bill_to, Invoice.issued_date, Invoice.due_date, Invoice.currency,
    Invoice.total, Invoice.open_amount, Invoice.disputed, Invoice.terms, Invoice.discount_percent,
    Invoice.discount_amount, Invoice.discount_date,
)  # fmt: skip
#: The invoice with the due date of its instalment that is late, which may not be its last one.
_OLDEST = (
    select(*(Instalment.due_date if column is Invoice.due_date else column for column in INVOICE_COLUMNS))
    .join_from(Instalment, Invoice, Invoice.number == Instalment.invoice_number)
    .where(Instalment.bill_to.in_(_IDS), IS_UNSETTLED, UNDISPUTED > ZERO, Instalment.due_date < _TODAY)
    .order_by(Instalment.due_date, Instalment.invoice_number)
    .limit(1)
)
#: The highest level of reminding that an instalment entered of which something is still open and undisputed.
_LEVEL = (
    select(func.max(DunningStep.level))
    .join_from(
        DunningStep, Instalment,
        and_(Instalment.invoice_number == DunningStep.invoice_number,
             Instalment.instalment_no == DunningStep.instalment_no),
    )
    .join(Invoice, Invoice.number == Instalment.invoice_number)
    .where(Instalment.bill_to.in_(_IDS), IS_UNSETTLED, UNDISPUTED > ZERO)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CreditPosition:
    """What a bill-to owes, whether policy calls it overdue, and how far reminding of what is open has come."""

    exposure: CreditExposure
    is_overdue: bool
    dunning_level: int = 0


def invoice_view(row: Any, today: date) -> InvoiceView:
    """INVOICE_COLUMNS of one row as the invoice is shown on a day."""
    return InvoiceView(
        number=row.number,
        order_number=row.order_number,
        bill_to=row.bill_to,
        issued_date=row.issued_date,
        due_date=row.due_date,
        total=Money(row.total, row.currency),
        open_amount=Money(row.open_amount, row.currency),
        disputed=row.disputed,
        days_past_due=(today - row.due_date).days,
        terms=row.terms,
        discount=discount_of(row),
    )


def discount_of(row: Any) -> EarlyPaymentDiscount | None:
    """What an invoice lets off who pays early, or None."""
    if row.discount_amount is None:
        return None
    amount = Money(row.discount_amount, row.currency)
    return EarlyPaymentDiscount(percent=row.discount_percent, amount=amount, by_date=row.discount_date)


def account_locked(session: Session, bill_to: str) -> bool:
    """Lock the account until the transaction ends; False if there is none.

    A statement of its own, before the sums: on PostgreSQL a statement that waited for the lock would still
    sum what it saw before it waited.
    """
    return session.connection().scalar(_LOCK, {"of_account": bill_to}) is not None


def credit_position(
    session: Session,
    desk: Desk,
    bill_to: CustomerView,
    *,
    leaving_out: str | None = None,
    sharing: tuple[str, ...] = (),
) -> CreditPosition:
    """The exposure without what the commitment `leaving_out` has confirmed or pending.

    `sharing` are the ids of bill-tos that share this one's limit. Raises CurrencyMismatch where something is
    kept in another currency than the bill-to's.
    """
    policy, currency = desk.policy.credit, bill_to.currency
    ids = sorted({bill_to.customer_id, *sharing})
    row = session.connection().execute(
        _POSITION,
        {
            "ids": ids, "currency": currency, "key": leaving_out or "", "today": desk.today,
            "overdue_before": desk.today - timedelta(days=policy.overdue_days),
            "horizon": desk.today + timedelta(days=policy.horizon_days), "small": policy.overdue_amount,
        },
    ).one()  # fmt: skip
    if row.foreign:
        raise CurrencyMismatch(bill_to=bill_to.customer_id, expected=currency)
    sums = {name: Money(getattr(row, name) or Money.zero(currency).amount, currency) for name in _PARTS}
    oldest = session.execute(_OLDEST, {"ids": ids, "today": desk.today}).first() if sums["overdue"] else None
    level = session.scalar(_LEVEL, {"ids": ids}) if oldest else None
    shown = _exposure(bill_to, sums, invoice_view(oldest, desk.today) if oldest else None)
    named = next((each.name for each in desk.policy.dunning.levels if each.level == level), "")
    return CreditPosition(shown.model_copy(update={"dunning_level_name": named}), row.late > 0, level or 0)


_PARTS = ("open", "undisputed", "overdue", "shipped", "confirmed", "pending", "unapplied", "credit", "promised")


def _exposure(bill_to: CustomerView, sums: dict[str, Money], oldest: InvoiceView | None) -> CreditExposure:
    limit = bill_to.credit_limit
    owed = sums["open"] + sums["shipped"] + sums["confirmed"]
    return CreditExposure(
        bill_to=bill_to.customer_id,
        limit=None if limit is None else Money(limit, bill_to.currency),
        open_invoices=sums["open"],
        disputed=sums["open"] - sums["undisputed"],
        shipped_not_invoiced=sums["shipped"],
        confirmed_not_shipped=sums["confirmed"],
        unapplied_payments=sums["unapplied"],
        open_credit_notes=sums["credit"],
        pending=sums["pending"],
        total=owed - sums["unapplied"] - sums["credit"],
        overdue=sums["overdue"],
        oldest_overdue=oldest,
        promised=sums["promised"],
    )


def exposure(session: Session, desk: Desk, bill_to: CustomerView, *, sharing: tuple[str, ...] = ()) -> CreditExposure:
    """Everything the bill-to owes or is about to owe, each amount once."""
    return credit_position(session, desk, bill_to, sharing=sharing).exposure


def falling_due(session: Session, desk: Desk, ids: Sequence[str], currency: str) -> list[tuple[date, Money]]:
    """What is not due yet and not disputed, by its due date: what comes in if everybody pays on time."""
    rows = session.execute(
        select(Instalment.due_date, func.sum(UNDISPUTED).label("open"))
        .join_from(Instalment, Invoice, Invoice.number == Instalment.invoice_number)
        .where(
            Instalment.bill_to.in_(sorted(ids)), IS_UNSETTLED, UNDISPUTED > ZERO,
            Instalment.due_date >= desk.today, Invoice.currency == currency,
        )
        .group_by(Instalment.due_date)
        .order_by(Instalment.due_date)
    )  # fmt: skip
    return [(row.due_date, Money(row.open, currency)) for row in rows]


def commitment(session: Session, key: str) -> CommitmentView | None:
    """What one source committed, or None."""
    row = session.execute(select(Commitment.__table__).where(Commitment.key == key)).one_or_none()
    return None if row is None else _commitment_view(row)


def commitments(session: Session) -> dict[str, CommitmentView]:
    """Every commitment by its key."""
    return {row.key: _commitment_view(row) for row in session.execute(select(Commitment.__table__))}


def _commitment_view(row: Row[Any]) -> CommitmentView:
    return CommitmentView(
        key=row.key, bill_to=row.bill_to, confirmed=Money(row.confirmed, row.currency),
        shipped=Money(row.shipped, row.currency), pending=row.pending,
    )  # fmt: skip
