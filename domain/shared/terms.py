"""Owns payment terms as they are written and kept: when an amount falls due, in which parts, with which discount.

Written in one line, so that a column of a file, a record and a person agree:

- `30` or `net 30`: so many days after the invoice.
- `eom`, `eom+15`, `eom+1m`, `eom+1m+10`, `30 eom`: (after those days,) the end of the month, then months and days on.
- `day 15`, `day 15+1m`, `10 day 15`: (after those days,) the next such day of a month, then months on; in a month that
  has no such day, its last one.
- `50/50@0,30`: shares in percent, which sum to 100, and when each falls due.
- `2/10 net 30`: percent off for who pays within the days (or by the end of month) before `net`; then any of the above.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from domain.shared.errors import Refusal
from domain.shared.quantity import plain

_HUNDRED = Decimal(100)
_MOMENT = re.compile(
    r"(?:(?P<days>\d{1,4}) ?)?"
    r"(?:(?P<eom>eom)(?:\+(?P<eom_months>\d{1,2})m)?(?:\+(?P<after>\d{1,3}))?"
    r"|day ?(?P<day>\d{1,2})(?:\+(?P<day_months>\d{1,2})m)?)?"
)
_DISCOUNT = re.compile(r"(?P<percent>\d{1,2}(?:\.\d{1,4})?)/(?P<by>[^/@,]+?) net (?P<rest>.+)")
_PARTS = re.compile(r"(?P<shares>[\d.]+(?:/[\d.]+)+)@(?P<moments>[^@]+)")


class TermsUnreadable(Refusal):
    """The terms are written in a way we do not know; facts: terms."""

    code = "TERMS_UNREADABLE"


@dataclass(frozen=True, slots=True)
class DueMoment:
    """When something falls due, counted from the day of the invoice: days, then the end or a day of the month."""

    days: int = 0
    is_end_of_month: bool = False
    day_of_month: int | None = None
    months: int = 0
    days_after: int = 0

    def on(self, issued: date) -> date:
        """The day it falls due; never before the invoice."""
        start = issued + timedelta(days=self.days)
        if self.is_end_of_month:
            found = _in_month(start, self.months, 31) + timedelta(days=self.days_after)
        elif self.day_of_month:
            passed = _in_month(start, 0, self.day_of_month) < start
            found = _in_month(start, self.months + passed, self.day_of_month)
        else:
            found = start
        return max(found, issued)

    def __str__(self) -> str:
        days = str(self.days) if self.days or not (self.is_end_of_month or self.day_of_month) else ""
        months = f"+{self.months}m" if self.months else ""
        if self.is_end_of_month:
            return f"{days} eom{months}{f'+{self.days_after}' if self.days_after else ''}".strip()
        return f"{days} day {self.day_of_month}{months}".strip() if self.day_of_month else days


@dataclass(frozen=True, slots=True)
class DueShare:
    """A share (percent of the whole) and when it falls due."""

    percent: Decimal
    moment: DueMoment


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """How an invoice is to be paid: its shares in the order they fall due, and percent off until a moment."""

    shares: tuple[DueShare, ...]
    discount_percent: Decimal | None = None
    discount_until: DueMoment | None = None

    @classmethod
    def read(cls, text: str) -> "PaymentTerms":
        """The terms that a line of text says; raises TermsUnreadable."""
        words = " ".join(text.lower().split()).removeprefix("net ")
        found = _DISCOUNT.fullmatch(words)
        if found is None:
            return cls(_shares(words, text))
        percent = Decimal(found["percent"])
        if not percent:
            raise TermsUnreadable(terms=text)
        return cls(_shares(found["rest"], text), percent, _moment(found["by"], text))

    def __str__(self) -> str:
        if len(self.shares) == 1:
            rest = str(self.shares[0].moment)
        else:
            percents = "/".join(plain(share.percent) for share in self.shares)
            rest = f"{percents}@{','.join(str(share.moment) for share in self.shares)}"
        if self.discount_percent is None or self.discount_until is None:
            return rest
        return f"{plain(self.discount_percent)}/{self.discount_until} net {rest}"


def _shares(words: str, text: str) -> tuple[DueShare, ...]:
    parts = _PARTS.fullmatch(words)
    if parts is None:
        return (DueShare(_HUNDRED, _moment(words, text)),)
    moments = [_moment(part, text) for part in parts["moments"].split(",")]
    try:
        percents = [Decimal(part) for part in parts["shares"].split("/")]
    except ArithmeticError as error:
        raise TermsUnreadable(terms=text) from error
    if len(percents) != len(moments) or sum(percents) != _HUNDRED or min(percents) <= 0:
        raise TermsUnreadable(terms=text)
    return tuple(DueShare(percent, moment) for percent, moment in zip(percents, moments, strict=True))


def _moment(words: str, text: str) -> DueMoment:
    found = _MOMENT.fullmatch(words.strip())
    if found is None or not words.strip():
        raise TermsUnreadable(terms=text)
    day = int(found["day"]) if found["day"] else None
    if day is not None and not 1 <= day <= 31:
        raise TermsUnreadable(terms=text)
    return DueMoment(
        days=int(found["days"] or 0),
        is_end_of_month=bool(found["eom"]),
        day_of_month=day,
        months=int(found["eom_months"] or found["day_months"] or 0),
        days_after=int(found["after"] or 0),
    )


def _in_month(start: date, months: int, day: int) -> date:
    """A day in the month that is so many months after the one of `start`; its last where it has no such day."""
    count = start.year * 12 + start.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day, calendar.monthrange(year, month + 1)[1]))
