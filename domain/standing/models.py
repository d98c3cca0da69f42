"""Tables of standing orders: what is wanted in which rhythm, and every occurrence that was dealt with."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.shared.database import Base, Document, MomentColumn, Serial


class StandingOrder(Base):
    """What a customer wants again and again. Empty `confirm` and `lead_working_days` are the policy's."""

    __tablename__ = "standing_orders"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    number: Mapped[str] = mapped_column(String(80), unique=True)
    key: Mapped[str] = mapped_column(String(250), unique=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    customer_id: Mapped[str] = mapped_column(String(80), index=True)
    customer_name: Mapped[str] = mapped_column(String(250))
    request: Mapped[dict[str, Any]] = mapped_column(Document)
    rhythm: Mapped[dict[str, Any]] = mapped_column(Document)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    confirm: Mapped[bool | None]
    lead_working_days: Mapped[int | None]
    author_id: Mapped[str] = mapped_column(String(250))
    author_name: Mapped[str] = mapped_column(String(250))
    created_at: Mapped[datetime] = mapped_column(MomentColumn)


class StandingOccurrence(Base):
    """One time that a standing order fell due and was dealt with: ordered or skipped, once."""

    __tablename__ = "standing_occurrences"
    __table_args__ = (UniqueConstraint("standing_order_id", "nominal"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    standing_order_id: Mapped[int] = mapped_column(ForeignKey("standing_orders.id"))
    nominal: Mapped[date]
    day: Mapped[date]
    outcome: Mapped[str] = mapped_column(String(20))
    order_number: Mapped[str | None] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(MomentColumn)
