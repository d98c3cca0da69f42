"""Owns gap-free number series: the next number is taken under a row lock and given back by a rollback."""

from sqlalchemy import Integer, String, bindparam, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.shared.database import Base, insert_ignoring


class NumberSeries(Base):
    """A series and the last number it gave out."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(String(40), primary_key=True)
    last: Mapped[int]


# Built once: building a statement costs more than running it.
_STEP = (
    update(NumberSeries)
    .where(NumberSeries.series == bindparam("of_series"))
    .values(last=NumberSeries.last + bindparam("count", type_=Integer))
    .returning(NumberSeries.last)
)


def next_number(session: Session, series: str, *, first: int = 1001) -> int:
    """The next number of a series; two transactions at once get two numbers, without a gap."""
    return next_numbers(session, series, 1, first=first)[0]


def next_numbers(session: Session, series: str, count: int, *, first: int = 1001) -> range:
    """The next numbers of a series, one after the other, taken at once; `count` is 1 or more."""
    step = {"of_series": series, "count": count}
    last = session.connection().execute(_STEP, step).scalar()
    if last is None:
        insert_ignoring(session, NumberSeries, {"series": series, "last": first - 1})
        last = session.connection().execute(_STEP, step).scalar_one()
    return range(last - count + 1, last + 1)
