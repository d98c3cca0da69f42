"""Owns the claim of scheduled work: a job runs once per period, however many processes have a clock."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.shared.database import Base, Document, MomentColumn, insert_ignoring


class JobRun(Base):
    """One run of one job for one period ('2011-11-14', '2011-11-14T09')."""

    __tablename__ = "job_runs"

    job: Mapped[str] = mapped_column(String(80), primary_key=True)
    period: Mapped[str] = mapped_column(String(40), primary_key=True)
    ran_at: Mapped[datetime] = mapped_column(MomentColumn)
    result: Mapped[dict[str, Any] | None] = mapped_column(Document)


def claim(session: Session, job: str, period: str, *, now: datetime) -> bool:
    """Claim (job, period) in this transaction; False if it ran or runs elsewhere. A rollback gives it back."""
    return insert_ignoring(session, JobRun, {"job": job, "period": period, "ran_at": now})


def has_run(session: Session, job: str, period: str) -> bool:
    """Whether a job ran for a period already."""
    return session.get(JobRun, (job, period)) is not None


def finish(session: Session, job: str, period: str, result: dict[str, Any]) -> None:
    """Keep what the run did, as counts."""
    session.get_one(JobRun, (job, period)).result = result


def last_run(session: Session, job: str) -> JobRun | None:
    """The latest period of a job that ran, or None."""
    return session.scalars(select(JobRun).where(JobRun.job == job).order_by(JobRun.period.desc()).limit(1)).first()
