"""Tables of reminding."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from domain.shared.database import Base, MomentColumn, Serial


class DunningRun(Base):
    """One run of the reminding job."""

    __tablename__ = "dunning_runs"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    period: Mapped[str] = mapped_column(String(40))
    ran_at: Mapped[datetime] = mapped_column(MomentColumn)


class DunningStep(Base):
    """An invoice entered a level, once."""

    __tablename__ = "dunning_steps"
    __table_args__ = (Index("ix_dunning_steps_run", "run_id", "bill_to"),)

    invoice_number: Mapped[str] = mapped_column(ForeignKey("invoices.number"), primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    bill_to: Mapped[str] = mapped_column(String(80))
    run_id: Mapped[int] = mapped_column(ForeignKey("dunning_runs.id"))
