"""Owns the table of tariffs as they were put in force. Rows are never changed."""

from datetime import date, datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from domain.shared.database import Base, MomentColumn, Serial


class CarrierTariff(Base):
    """A file of carriers; from `valid_from` on it stands in place of the ones before."""

    __tablename__ = "carrier_tariffs"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    valid_from: Mapped[date]
    text: Mapped[str] = mapped_column(Text)
    configured_at: Mapped[datetime] = mapped_column(MomentColumn)
    configured_by: Mapped[str] = mapped_column(String(250))
