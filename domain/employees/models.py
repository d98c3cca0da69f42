"""Owns the tables of employees and of their absences."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from domain.shared.database import AmountColumn, Base, Document, MomentColumn, Serial


class Employee(Base):
    """One of us, known by mail address (lower case)."""

    __tablename__ = "employees"

    email: Mapped[str] = mapped_column(String(250), primary_key=True)
    name: Mapped[str] = mapped_column(String(250))
    roles: Mapped[list[str]] = mapped_column(Document)
    slack_user_id: Mapped[str | None] = mapped_column(String(40), unique=True)
    approval_limit: Mapped[Decimal | None] = mapped_column(AmountColumn)
    manager_email: Mapped[str | None] = mapped_column(
        ForeignKey("employees.email", deferrable=True, initially="DEFERRED")
    )


class Absence(Base):
    """Days on which somebody decides nothing themselves, and who decides for them, if anybody."""

    __tablename__ = "absences"
    __table_args__ = (
        CheckConstraint("until_date >= from_date", name="ends_after_it_begins"),
        CheckConstraint("delegate_email IS NULL OR delegate_email <> email", name="not_to_oneself"),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    email: Mapped[str] = mapped_column(ForeignKey("employees.email"), index=True)
    delegate_email: Mapped[str | None] = mapped_column(ForeignKey("employees.email"))
    from_date: Mapped[date]
    until_date: Mapped[date]
    noted_by: Mapped[str] = mapped_column(String(250))
    noted_at: Mapped[datetime] = mapped_column(MomentColumn)
    ended_at: Mapped[datetime | None] = mapped_column(MomentColumn)
