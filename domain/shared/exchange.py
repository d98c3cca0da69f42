"""Owns exchange rates: what one unit of another currency costs in the company's own from a day on."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import CheckConstraint, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.shared.actors import FINANCE_ROLES, Role
from domain.shared.database import Base, ScaledColumn, upsert
from domain.shared.desk import Desk

_KEEPERS = FINANCE_ROLES | {Role.ADMIN, Role.DIRECTOR}


class ExchangeRateRow(Base):
    """A rate that stands until a later one of the same currency."""

    __tablename__ = "exchange_rates"
    __table_args__ = (CheckConstraint("rate > 0", name="rate_positive"),)

    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    rate: Mapped[Decimal] = mapped_column(ScaledColumn)


class ExchangeRate(BaseModel):
    """What one unit of a currency costs in the company's, and since when; the company's own costs 1, always."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    currency: str
    valid_from: date | None = None
    rate: Decimal = Decimal(1)


def rate_on(session: Session, desk: Desk, currency: str, on: date) -> ExchangeRate | None:
    """The rate of a currency that counts on a day; None where nobody has told one. No SELECT for the company's own."""
    if currency == desk.company.currency:
        return ExchangeRate(currency=currency)
    row = session.scalars(
        select(ExchangeRateRow)
        .where(ExchangeRateRow.currency == currency, ExchangeRateRow.valid_from <= on)
        .order_by(ExchangeRateRow.valid_from.desc())
        .limit(1)
    ).first()
    return None if row is None else ExchangeRate.model_validate(row)


def rates(session: Session) -> Iterator[ExchangeRate]:
    """Every rate, by currency and day."""
    rows = session.scalars(select(ExchangeRateRow).order_by(ExchangeRateRow.currency, ExchangeRateRow.valid_from))
    return (ExchangeRate.model_validate(row) for row in rows)


def import_rates(session: Session, desk: Desk, rows: Iterable[ExchangeRate]) -> None:
    """Insert or update rates by currency and day. NotAllowed unless finance, an admin or a director does it."""
    desk.actor.require(_KEEPERS, to="import exchange rates")
    upsert(session, ExchangeRateRow, [row.model_dump() for row in rows])
