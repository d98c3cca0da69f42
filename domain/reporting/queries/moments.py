"""Owns how a period stands in the database: its first and last day, and the moments at which it begins and is over."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import Session

from domain.reporting.errors import RateMissing
from domain.reporting.schemas import Period
from domain.shared.desk import Desk
from domain.shared.exchange import rate_on
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class Asked:
    """What every figure is asked with: a session that reads, the desk, and the period."""

    session: Session
    desk: Desk
    period: Period

    @property
    def currency(self) -> str:
        """The company's."""
        return self.desk.company.currency

    @property
    def due_by(self) -> date:
        """The last day of the period that has come: nothing that lies ahead is due."""
        return min(self.period.last, self.desk.today)

    @property
    def starts_at(self) -> datetime:
        """The first moment of the period."""
        return self._midnight(self.period.first)

    @property
    def ends_at(self) -> datetime:
        """The first moment after the period."""
        return self._midnight(self.period.last + timedelta(days=1))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(0), ZoneInfo(self.desk.company.time_zone))

    def on(self, day: Any) -> ColumnElement[bool]:
        """Whether a date lies in the period."""
        return and_(day >= self.period.first, day <= self.period.last)

    def at(self, moment: Any) -> ColumnElement[bool]:
        """Whether a moment lies in the period."""
        return and_(moment >= self.starts_at, moment < self.ends_at)

    def money(self, amounts: Any) -> Money:
        """Rows of (currency, amount) in the company's currency, at the rates of the last day. Raises RateMissing."""
        result = Money.zero(self.currency)
        for currency, amount in amounts:
            rate = rate_on(self.session, self.desk, currency, self.period.last)
            if rate is None:
                raise RateMissing(currency=currency, on=self.period.last.isoformat())
            result += Money((amount or 0) * rate.rate, self.currency)
        return result
