"""SELECTs of disputes and of promises to pay."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.billing.models import IS_DISPUTED, IS_STANDING, Dispute, PromiseToPay
from domain.billing.schemas import DisputeView, PromiseView
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.shared.money import Money


def dispute(session: Session, desk: Desk, number: str) -> DisputeView:
    """One dispute; raises NotFound."""
    row = session.get(Dispute, number, populate_existing=True)
    if row is None:
        raise NotFound(number=number)
    return _dispute(row, desk)


def disputes(session: Session, desk: Desk, bill_to: str | None = None) -> tuple[DisputeView, ...]:
    """The disputes that are open, the oldest first; of one bill-to, if named."""
    statement = select(Dispute).where(IS_DISPUTED).order_by(Dispute.opened_at, Dispute.number)
    if bill_to is not None:
        statement = statement.where(Dispute.bill_to == bill_to)
    rows = session.scalars(statement, execution_options={"populate_existing": True})
    return tuple(_dispute(row, desk) for row in rows)


def disputed_amount(session: Session, invoice_number: str) -> Decimal:
    """How much of an invoice is disputed now."""
    statement = select(func.sum(Dispute.amount)).where(IS_DISPUTED, Dispute.invoice_number == invoice_number)
    return session.scalar(statement) or Decimal(0)


def _dispute(row: Dispute, desk: Desk) -> DisputeView:
    return DisputeView(
        number=row.number,
        invoice_number=row.invoice_number,
        bill_to=row.bill_to,
        amount=Money(row.amount, row.currency),
        reason=row.reason,
        words=row.words,
        state=row.state,
        raised_by=row.raised_by,
        opened_date=desk.day_of(row.opened_at),
        resolution=row.resolution,
        credit_note_number=row.credit_note_number,
    )


def promise(session: Session, promise_id: int) -> PromiseView:
    """One promise to pay; raises NotFound."""
    row = session.get(PromiseToPay, promise_id, populate_existing=True)
    if row is None:
        raise NotFound(number=f"promise {promise_id}")
    return _promise(row)


def promises(session: Session, bill_to: str | None = None) -> tuple[PromiseView, ...]:
    """The promises that stand, the earliest day first; of one bill-to, if named."""
    statement = select(PromiseToPay).where(IS_STANDING).order_by(PromiseToPay.promised_date, PromiseToPay.id)
    if bill_to is not None:
        statement = statement.where(PromiseToPay.bill_to == bill_to)
    rows = session.scalars(statement, execution_options={"populate_existing": True})
    return tuple(_promise(row) for row in rows)


def standing_promises_for_update(session: Session) -> Sequence[PromiseToPay]:
    """Every promise that stands, locked in one order."""
    statement = select(PromiseToPay).where(IS_STANDING).order_by(PromiseToPay.id).with_for_update()
    return session.scalars(statement, execution_options={"populate_existing": True}).all()


def _promise(row: PromiseToPay) -> PromiseView:
    return PromiseView(
        id=row.id,
        bill_to=row.bill_to,
        invoice_number=row.invoice_number,
        amount=Money(row.amount, row.currency),
        promised_date=row.promised_date,
        promised_by=row.promised_by,
        noted_date=row.noted_date,
        state=row.state,
    )
