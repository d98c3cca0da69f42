"""Owns the types of cells: how text becomes a number, date, moment, list or name, and how it is written again."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, ClassVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationInfo

from domain.shared.money import kept_currency
from domain.shared.quantity import LARGEST, plain
from domain.shared.terms import PaymentTerms, TermsUnreadable

_NUMBER = re.compile(r"[+-]?\d{1,20}(\.\d{1,20})?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")
#: A spreadsheet takes text that begins so for a formula; such text travels behind an apostrophe.
FORMULA_STARTS = ("=", "+", "-", "@")
ZONE = "time_zone"


class Row(BaseModel):
    """One row of a file: its columns are the fields in order, those without a default are required."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
    key: ClassVar[tuple[str, ...]]

    @property
    def identity(self) -> tuple[Any, ...]:
        """The values of the key."""
        return tuple(getattr(self, name) for name in self.key)


def _text(value: str) -> str:
    if value.startswith("'") and value[1:].startswith(FORMULA_STARTS):
        value = value[1:]
    elif value.startswith("="):
        raise ValueError("a formula; save its value instead")
    if _CONTROL.search(value):
        raise ValueError("has line breaks or control characters")
    return value


def _number(places: int) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if not _NUMBER.fullmatch(value):
            raise ValueError("expected a number with a point, such as 12.50")
        number = Decimal(value)
        if abs(number) > LARGEST:
            raise ValueError(f"larger than {plain(LARGEST)}")
        if number != round(number, places):
            raise ValueError(f"more than {places} decimal places")
        return number

    return read


def _whole(value: Any) -> Any:
    if isinstance(value, str) and not _WHOLE.fullmatch(value):
        raise ValueError("expected a whole number")
    return value


def _date(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not _DATE.fullmatch(value):
        raise ValueError("expected a date as YYYY-MM-DD")
    return date.fromisoformat(value)


def _moment(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, str):
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError("expected a moment as YYYY-MM-DD HH:MM") from error
    zone: ZoneInfo = (info.context or {})[ZONE]
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _time(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return time.fromisoformat(value)
    except ValueError as error:
        raise ValueError("expected a time as HH:MM") from error


def _yes(value: Any) -> Any:
    if isinstance(value, str):
        if value not in ("0", "1"):
            raise ValueError("expected 0 or 1")
        return value == "1"
    return value


def read_list(value: Any) -> Any:
    """The parts of a list, each once, in their order."""
    if isinstance(value, str):
        return tuple(dict.fromkeys(part.strip() for part in value.split(";") if part.strip()))
    return value


def _email(value: str) -> str:
    if not _EMAIL.fullmatch(value):
        raise ValueError("expected a mail address")
    return value.lower()


def _terms(value: str) -> str:
    try:
        return str(PaymentTerms.read(value))
    except TermsUnreadable as error:
        raise ValueError("expected payment terms such as 30, eom+15, 2/10 net 30 or 50/50@0,30") from error


Key = Annotated[str, StringConstraints(min_length=1, max_length=80), AfterValidator(_text)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(_text)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_text)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(_text)]
Text = Annotated[str, StringConstraints(max_length=200), AfterValidator(_text)]
Email = Annotated[str, StringConstraints(max_length=250), AfterValidator(_email)]
Terms = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(_terms)]
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
Currency = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$"), AfterValidator(kept_currency)]
Amount = Annotated[Decimal, BeforeValidator(_number(2)), Field(ge=0)]
Price = Annotated[Decimal, BeforeValidator(_number(6)), Field(ge=0)]
PositivePrice = Annotated[Decimal, BeforeValidator(_number(6)), Field(gt=0)]
Quantity = Annotated[Decimal, BeforeValidator(_number(6)), Field(ge=0)]
PositiveQuantity = Annotated[Decimal, BeforeValidator(_number(6)), Field(gt=0)]
Percent = Annotated[Decimal, BeforeValidator(_number(4)), Field(gt=0, le=100)]
LineNo = Annotated[int, BeforeValidator(_whole), Field(ge=1)]
Days = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=3650)]
Day = Annotated[date, BeforeValidator(_date), Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]
Moment = Annotated[datetime, BeforeValidator(_moment)]
TimeOfDay = Annotated[time, BeforeValidator(_time)]
YesNo = Annotated[bool, BeforeValidator(_yes)]
Names = Annotated[tuple[Label, ...], BeforeValidator(read_list), Field(max_length=100)]


def written(value: Any, zone: ZoneInfo) -> str:
    """The cell that reads as this value again."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case Decimal():
            return plain(value)
        case datetime():
            return _moment_text(value, zone)
        case time():
            return value.isoformat(timespec="minutes" if not value.second else "auto")
        case date():
            return value.isoformat()
        case tuple() | list() | frozenset():
            return ";".join(str(part) for part in (sorted(value) if isinstance(value, frozenset) else value))
        case str() if value.startswith(FORMULA_STARTS):
            return f"'{value}"
    return str(value)


def _moment_text(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    is_plain = local.replace(fold=0).astimezone(ZoneInfo("UTC")) == moment and not local.second + local.microsecond
    return f"{local:%Y-%m-%d %H:%M}" if is_plain else local.isoformat()
