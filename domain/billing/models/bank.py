"""Tables of what banks tell: files, their entries, and whose accounts we know."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from domain.billing.lifecycle import BankEntryState
from domain.shared.database import AmountColumn, Base, Document, MomentColumn, Serial


class BankFile(Base):
    """A file of a bank that was taken over, whole."""

    __tablename__ = "bank_files"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    content_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(250))
    account: Mapped[str] = mapped_column(String(40))
    statement: Mapped[str | None] = mapped_column(String(120))
    entries: Mapped[int]
    new_entries: Mapped[int]
    taken_at: Mapped[datetime] = mapped_column(MomentColumn)
    taken_by: Mapped[str] = mapped_column(String(250))


class BankEntry(Base):
    """One movement on our account, once. `amount` is above zero; `is_credit` where it came in.

    `explanation` keeps the candidates as they were weighed last: payers, invoices, points and why.
    """

    __tablename__ = "bank_entries"
    __table_args__ = (CheckConstraint("amount > 0", name="positive"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("bank_files.id"), index=True)
    account: Mapped[str] = mapped_column(String(40))
    booked_date: Mapped[date] = mapped_column(Date)
    value_date: Mapped[date] = mapped_column(Date)
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[Decimal] = mapped_column(AmountColumn)
    is_credit: Mapped[bool]
    remitter_name: Mapped[str | None] = mapped_column(String(250))
    remitter_account: Mapped[str | None] = mapped_column(String(40), index=True)
    reference: Mapped[str] = mapped_column(Text)
    end_to_end_id: Mapped[str | None] = mapped_column(String(80), index=True)
    returns_reference: Mapped[str | None] = mapped_column(String(80))
    return_reason: Mapped[str | None] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(20))
    explanation: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    bill_to: Mapped[str | None] = mapped_column(String(80), index=True)
    payment_id: Mapped[str | None] = mapped_column(ForeignKey("payments.payment_id"), index=True)
    decided_by: Mapped[str | None] = mapped_column(String(250))
    decided_at: Mapped[datetime | None] = mapped_column(MomentColumn)
    reason: Mapped[str | None] = mapped_column(Text)


class KnownRemitter(Base):
    """Who pays from an account, or under a name: learned when a person says so. `key` is 'iban:…' or 'name:…'."""

    __tablename__ = "known_remitters"

    key: Mapped[str] = mapped_column(String(250), primary_key=True)
    bill_to: Mapped[str] = mapped_column(ForeignKey("credit_accounts.bill_to"), primary_key=True)
    learned_by: Mapped[str] = mapped_column(String(250))
    learned_at: Mapped[datetime] = mapped_column(MomentColumn)


IS_WAITING = BankEntry.state == BankEntryState.WAITING

Index("ix_bank_entries_waiting", BankEntry.booked_date, BankEntry.id,
      sqlite_where=IS_WAITING, postgresql_where=IS_WAITING)  # fmt: skip
