"""Tables of alerts: what was said last, and until when nobody wants to hear it."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from domain.shared.database import Base, MomentColumn


class AlertTold(Base):
    """The last thing that was told under a key."""

    __tablename__ = "alerts_told"

    alert_key: Mapped[str] = mapped_column(String(200), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(250))
    told_at: Mapped[datetime] = mapped_column(MomentColumn)


class AlertSnoozed(Base):
    """A key that stays silent until a moment."""

    __tablename__ = "alerts_snoozed"

    alert_key: Mapped[str] = mapped_column(String(200), primary_key=True)
    until: Mapped[datetime] = mapped_column(MomentColumn)
    snoozed_by: Mapped[str] = mapped_column(String(250))
