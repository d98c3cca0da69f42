"""Tables of payments and of what they settled."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from domain.billing.models.papers import ZERO
from domain.shared.database import AmountColumn, Base


class Payment(Base):
    """Money that came in; amount = applied + unapplied, always. `is_ours` once received or applied by us."""

    __tablename__ = "payments"
    __table_args__ = (CheckConstraint("unapplied >= 0 AND unapplied <= amount", name="unapplied_within_amount"),)

    payment_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    bill_to: Mapped[str] = mapped_column(ForeignKey("credit_accounts.bill_to"))
    received_date: Mapped[date] = mapped_column(Date)
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[Decimal] = mapped_column(AmountColumn)
    unapplied: Mapped[Decimal] = mapped_column(AmountColumn)
    reference: Mapped[str | None] = mapped_column(Text)
    is_ours: Mapped[bool] = mapped_column(default=True)


class PaymentApplication(Base):
    """Which payment settled how much of which invoice."""

    __tablename__ = "payment_applications"
    __table_args__ = (CheckConstraint("amount > 0", name="positive"),)

    payment_id: Mapped[str] = mapped_column(ForeignKey("payments.payment_id"), primary_key=True)
    invoice_number: Mapped[str] = mapped_column(ForeignKey("invoices.number"), primary_key=True, index=True)
    amount: Mapped[Decimal] = mapped_column(AmountColumn)


HAS_UNAPPLIED = Payment.unapplied > ZERO

Index("ix_payments_unapplied", Payment.bill_to, sqlite_where=HAS_UNAPPLIED, postgresql_where=HAS_UNAPPLIED)
