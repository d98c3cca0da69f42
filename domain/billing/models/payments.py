"""Tables of payments, of what they settled, and of what else ends a claim: credit, discount, a write-off."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from domain.billing.models.papers import ZERO
from domain.shared.database import AmountColumn, Base, MomentColumn, Serial


class Payment(Base):
    """Money that came in; amount = applied + unapplied + refunded + returned, always.

    `returned` is the whole amount once the bank took it back. `is_ours` once received or applied by us.
    """

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("unapplied >= 0 AND unapplied <= amount", name="unapplied_within_amount"),
        CheckConstraint("refunded >= 0 AND returned >= 0 AND unapplied + refunded + returned <= amount",
                        name="parts_within_amount"),
    )  # fmt: skip

    payment_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    bill_to: Mapped[str] = mapped_column(ForeignKey("credit_accounts.bill_to"))
    received_date: Mapped[date] = mapped_column(Date)
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[Decimal] = mapped_column(AmountColumn)
    unapplied: Mapped[Decimal] = mapped_column(AmountColumn)
    refunded: Mapped[Decimal] = mapped_column(AmountColumn, default=Decimal(0), server_default="0")
    returned: Mapped[Decimal] = mapped_column(AmountColumn, default=Decimal(0), server_default="0")
    returned_date: Mapped[date | None] = mapped_column(Date)
    reference: Mapped[str | None] = mapped_column(Text)
    is_ours: Mapped[bool] = mapped_column(default=True)


class PaymentApplication(Base):
    """Which payment settled how much of which invoice."""

    __tablename__ = "payment_applications"
    __table_args__ = (CheckConstraint("amount > 0", name="positive"),)

    payment_id: Mapped[str] = mapped_column(ForeignKey("payments.payment_id"), primary_key=True)
    invoice_number: Mapped[str] = mapped_column(ForeignKey("invoices.number"), primary_key=True, index=True)
    amount: Mapped[Decimal] = mapped_column(AmountColumn)


class CreditApplication(Base):
    """How much of the open credit of a credit note settled another invoice than its own."""

    __tablename__ = "credit_applications"
    __table_args__ = (CheckConstraint("amount > 0", name="positive"),)

    credit_note_number: Mapped[str] = mapped_column(ForeignKey("credit_notes.number"), primary_key=True)
    invoice_number: Mapped[str] = mapped_column(ForeignKey("invoices.number"), primary_key=True, index=True)
    amount: Mapped[Decimal] = mapped_column(AmountColumn)
    applied_date: Mapped[date] = mapped_column(Date)


class Allowance(Base):
    """What was let go of an invoice without money: an early-payment discount, a bank's fee, a write-off.

    One that goes with a payment is taken back with it.
    """

    __tablename__ = "allowances"
    __table_args__ = (CheckConstraint("amount > 0", name="positive"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    invoice_number: Mapped[str] = mapped_column(ForeignKey("invoices.number"), index=True)
    bill_to: Mapped[str] = mapped_column(ForeignKey("credit_accounts.bill_to"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    amount: Mapped[Decimal] = mapped_column(AmountColumn)
    payment_id: Mapped[str | None] = mapped_column(ForeignKey("payments.payment_id"), index=True)
    granted_date: Mapped[date] = mapped_column(Date)
    granted_by: Mapped[str] = mapped_column(String(250))
    reason: Mapped[str] = mapped_column(Text)


class Refund(Base):
    """Money that goes back: kept out of the payment or credit note from the moment it is asked for."""

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("amount > 0", name="positive"),
        CheckConstraint("(payment_id IS NULL) <> (credit_note_number IS NULL)", name="one_origin"),
    )

    number: Mapped[str] = mapped_column(String(40), primary_key=True)
    bill_to: Mapped[str] = mapped_column(ForeignKey("credit_accounts.bill_to"), index=True)
    payment_id: Mapped[str | None] = mapped_column(ForeignKey("payments.payment_id"), index=True)
    credit_note_number: Mapped[str | None] = mapped_column(ForeignKey("credit_notes.number"), index=True)
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[Decimal] = mapped_column(AmountColumn)
    state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    requested_by: Mapped[str] = mapped_column(String(250))
    requested_at: Mapped[datetime] = mapped_column(MomentColumn)
    decided_by: Mapped[str | None] = mapped_column(String(250))
    decided_at: Mapped[datetime | None] = mapped_column(MomentColumn)
    decided_date: Mapped[date | None] = mapped_column(Date)


HAS_UNAPPLIED = Payment.unapplied > ZERO

Index("ix_payments_unapplied", Payment.bill_to, sqlite_where=HAS_UNAPPLIED, postgresql_where=HAS_UNAPPLIED)
Index("ix_payments_bill_to", Payment.bill_to, Payment.received_date)
