"""Tables of what customers object to, and of when they promise to pay."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from domain.billing.lifecycle import DisputeState, PromiseState
from domain.shared.database import AmountColumn, Base, MomentColumn, Serial


class Dispute(Base):
    """A customer does not agree with an invoice, or with a part of it: not reminded of until it is resolved."""

    __tablename__ = "disputes"
    __table_args__ = (CheckConstraint("amount > 0", name="positive"),)

    number: Mapped[str] = mapped_column(String(40), primary_key=True)
    invoice_number: Mapped[str] = mapped_column(ForeignKey("invoices.number"), index=True)
    bill_to: Mapped[str] = mapped_column(ForeignKey("credit_accounts.bill_to"), index=True)
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[Decimal] = mapped_column(AmountColumn)
    reason: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(Text)
    raised_by: Mapped[str | None] = mapped_column(String(250))
    state: Mapped[str] = mapped_column(String(20))
    opened_by: Mapped[str] = mapped_column(String(250))
    opened_at: Mapped[datetime] = mapped_column(MomentColumn)
    resolved_by: Mapped[str | None] = mapped_column(String(250))
    resolved_at: Mapped[datetime | None] = mapped_column(MomentColumn)
    resolution: Mapped[str | None] = mapped_column(Text)
    credit_note_number: Mapped[str | None] = mapped_column(ForeignKey("credit_notes.number"))


class PromiseToPay(Base):
    """A bill-to said when it will pay: one invoice, or (without one) all that is due by then.

    `open_then` is what was open of it when that was said.
    """

    __tablename__ = "promises_to_pay"
    __table_args__ = (CheckConstraint("amount > 0", name="positive"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    bill_to: Mapped[str] = mapped_column(ForeignKey("credit_accounts.bill_to"), index=True)
    invoice_number: Mapped[str | None] = mapped_column(ForeignKey("invoices.number"), index=True)
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[Decimal] = mapped_column(AmountColumn)
    promised_date: Mapped[date] = mapped_column(Date)
    promised_by: Mapped[str | None] = mapped_column(String(250))
    open_then: Mapped[Decimal] = mapped_column(AmountColumn)
    state: Mapped[str] = mapped_column(String(20))
    noted_by: Mapped[str] = mapped_column(String(250))
    noted_date: Mapped[date] = mapped_column(Date)
    noted_at: Mapped[datetime] = mapped_column(MomentColumn)
    settled_date: Mapped[date | None] = mapped_column(Date)


IS_STANDING = PromiseToPay.state == PromiseState.OPEN
IS_DISPUTED = Dispute.state == DisputeState.OPEN

Index("ix_promises_to_pay_standing", PromiseToPay.promised_date,
      sqlite_where=IS_STANDING, postgresql_where=IS_STANDING)  # fmt: skip
Index("ix_disputes_open", Dispute.invoice_number, sqlite_where=IS_DISPUTED, postgresql_where=IS_DISPUTED)
