"""Owns gap-free number series: the next number is taken under a row lock and given back by a rollback."""

from sqlalchemy import String, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.shared.database import Base, insert_ignoring


class NumberSeries(Base):
    """A series and the last number it gave out."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(String(40), primary_key=True)
    last: Mapped[int]


def next_number(session: Session, series: str, *, first: int = 1001) -> int:
    """The next number of a series; two transactions at once get two numbers, without a gap."""
    step = update(NumberSeries).where(NumberSeries.series == series).values(last=NumberSeries.last + 1)
    taken = session.execute(step.returning(NumberSeries.last)).scalar()
    if taken is not None:
        return taken
    insert_ignoring(session, NumberSeries, {"series": series, "last": first - 1})
    return session.execute(step.returning(NumberSeries.last)).scalar_one()
