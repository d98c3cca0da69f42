"""Tables of reminding: runs, the levels that instalments entered, the notices of bill-tos, and what is set for one."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from domain.billing.lifecycle import NoticeState
from domain.shared.database import AmountColumn, Base, MomentColumn, Serial


class DunningRun(Base):
    """One run of the reminding job."""

    __tablename__ = "dunning_runs"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    period: Mapped[str] = mapped_column(String(40))
    ran_at: Mapped[datetime] = mapped_column(MomentColumn)


class DunningStep(Base):
    """An instalment entered a level, once."""

    __tablename__ = "dunning_steps"
    __table_args__ = (Index("ix_dunning_steps_run", "run_id", "bill_to"),)

    invoice_number: Mapped[str] = mapped_column(ForeignKey("invoices.number"), primary_key=True)
    instalment_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    bill_to: Mapped[str] = mapped_column(String(80))
    run_id: Mapped[int] = mapped_column(ForeignKey("dunning_runs.id"))


class DunningNoticeRow(Base):
    """A bill-to was to be reminded; resolved once nothing of it is open any more."""

    __tablename__ = "dunning_notices"

    run_id: Mapped[int] = mapped_column(ForeignKey("dunning_runs.id"), primary_key=True)
    bill_to: Mapped[str] = mapped_column(String(80), primary_key=True)
    level: Mapped[int]
    made_date: Mapped[date] = mapped_column(Date)
    currency: Mapped[str] = mapped_column(String(3))
    total: Mapped[Decimal] = mapped_column(AmountColumn)
    interest: Mapped[Decimal] = mapped_column(AmountColumn)
    fee: Mapped[Decimal] = mapped_column(AmountColumn)
    state: Mapped[str] = mapped_column(String(20))
    resolved_date: Mapped[date | None] = mapped_column(Date)


class DunningNoticeItem(Base):
    """An instalment that a notice reminds of."""

    __tablename__ = "dunning_notice_items"

    run_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    bill_to: Mapped[str] = mapped_column(String(80), primary_key=True)
    invoice_number: Mapped[str] = mapped_column(String(40), primary_key=True)
    instalment_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    open_amount: Mapped[Decimal] = mapped_column(AmountColumn)


class DunningSetting(Base):
    """What is set for one bill-to: not reminded at all, how often at most, whom to write to."""

    __tablename__ = "dunning_settings"

    bill_to: Mapped[str] = mapped_column(ForeignKey("customers.customer_id"), primary_key=True)
    is_blocked: Mapped[bool]
    every_days: Mapped[int | None]
    contact_email: Mapped[str | None] = mapped_column(String(250))
    reason: Mapped[str] = mapped_column(Text)
    set_by: Mapped[str] = mapped_column(String(250))
    set_at: Mapped[datetime] = mapped_column(MomentColumn)


IS_UNRESOLVED = DunningNoticeRow.state == NoticeState.DUE

Index("ix_dunning_notices_unresolved", DunningNoticeRow.bill_to,
      sqlite_where=IS_UNRESOLVED, postgresql_where=IS_UNRESOLVED)  # fmt: skip
