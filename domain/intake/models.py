"""Owns what is remembered of messages: the first reading until its draft is confirmed, then the case."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from domain.shared.database import Base, Document, MomentColumn


class DraftedReading(Base):
    """The reading that a draft was made of, and what people corrected since; gone once the draft is confirmed."""

    __tablename__ = "drafted_readings"

    order_number: Mapped[str] = mapped_column(ForeignKey("sales_orders.number"), primary_key=True)
    message: Mapped[dict[str, Any]] = mapped_column(Document)
    reading: Mapped[dict[str, Any]] = mapped_column(Document)
    corrections: Mapped[list[Any]] = mapped_column(Document)
    corrected_by: Mapped[list[str]] = mapped_column(Document)
    kept_at: Mapped[datetime] = mapped_column(MomentColumn, index=True)


class ReadingCase(Base):
    """A message whose reading people corrected, with what was confirmed. Kept as long as the policy says."""

    __tablename__ = "reading_cases"

    order_number: Mapped[str] = mapped_column(String(80), primary_key=True)
    message: Mapped[dict[str, Any]] = mapped_column(Document)
    reading: Mapped[dict[str, Any]] = mapped_column(Document)
    confirmed: Mapped[dict[str, Any]] = mapped_column(Document)
    corrected_by: Mapped[list[str]] = mapped_column(Document)
    kept_at: Mapped[datetime] = mapped_column(MomentColumn, index=True)
