"""Owns the table of employees."""

from decimal import Decimal

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from domain.shared.database import AmountColumn, Base, Document


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
