"""Reads a bank's export as CSV: any of the usual separators, ways to write numbers and dates, names of columns."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from domain.billing.errors import BankFileUnreadable
from domain.billing.schemas import BankMovement, BankStatement
from domain.shared.money import Money, is_amount
from gateways.bank_files.references import given

#: Our columns, and what banks call them. `amount` is signed: below zero it went out.
COLUMNS: dict[str, frozenset[str]] = {
    "booked_date": frozenset({"booked_date", "date", "booking date", "booked", "transaction date", "buchungstag",
                              "buchungsdatum", "posted"}),
    "value_date": frozenset({"value_date", "value date", "valuta", "wertstellung", "valutadatum"}),
    "amount": frozenset({"amount", "betrag", "umsatz", "value", "paid in/out"}),
    "credit": frozenset({"credit", "paid in", "haben", "money in", "credit amount"}),
    "debit": frozenset({"debit", "paid out", "soll", "money out", "debit amount"}),
    "currency": frozenset({"currency", "waehrung", "währung", "ccy"}),
    "name": frozenset({"name", "payer", "remitter", "counterparty", "beguenstigter/zahlungspflichtiger",
                       "auftraggeber", "from", "name zahlungsbeteiligter"}),
    "account": frozenset({"account", "iban", "payer iban", "kontonummer/iban", "iban zahlungsbeteiligter",
                          "counterparty account"}),
    "reference": frozenset({"reference", "description", "details", "narrative", "verwendungszweck", "memo",
                            "payment reference"}),
    "bank_reference": frozenset({"bank_reference", "bank reference", "transaction id", "id", "fitid"}),
    "end_to_end_id": frozenset({"end_to_end_id", "end to end id", "endtoendid", "kundenreferenz (end-to-end)"}),
    "returns_reference": frozenset({"returns_reference", "original reference"}),
    "return_reason": frozenset({"return_reason", "return reason"}),
}  # fmt: skip
_SEPARATORS = ",;\t|"
_DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%y", "%d/%m/%y", "%Y%m%d")
_MOST_PROBLEMS = 20
_LENGTHS = {"name": 250, "account": 40, "reference": 4000, "bank_reference": 80, "end_to_end_id": 80,
            "returns_reference": 80, "return_reason": 120}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableForm:
    """How a table is to be read: its account and currency where it does not say them, and columns named otherwise.

    `mapping` is ours to theirs; `decimal_mark` settles numbers like 1.234 that could be either.
    """

    account: str
    currency: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    decimal_mark: str | None = None


class _BadCell(Exception):
    """A cell that is not what its column holds."""


def read_table(content: bytes, form: TableForm) -> BankStatement:
    """The movements of a table whose first line names the columns. Raises BankFileUnreadable with every bad line."""
    rows = _rows(content)
    if not rows:
        raise BankFileUnreadable(problems="the file is empty; its first line must name the columns")
    places = _places(rows[0], form)
    movements, problems = [], []
    for line, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            movements.append(_movement(_cells(cells, places), form))
        except _BadCell as bad:
            problems.append(f"line {line}: {bad}")
    if problems:
        more = f"; and {len(problems) - _MOST_PROBLEMS} more" if len(problems) > _MOST_PROBLEMS else ""
        raise BankFileUnreadable(problems="; ".join(problems[:_MOST_PROBLEMS]) + more)
    if not movements:
        raise BankFileUnreadable(problems="no entry is in it")
    return BankStatement(account=form.account, movements=tuple(movements))


def _rows(content: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise BankFileUnreadable(problems="not readable as text")
    first = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise BankFileUnreadable(problems=f"no readable CSV: {error}") from error


def _places(header: Sequence[str], form: TableForm) -> dict[str, int]:
    names = [name.strip().casefold() for name in header]
    places = {}
    for ours, theirs in COLUMNS.items():
        wanted = {form.mapping[ours].casefold()} if ours in form.mapping else theirs
        found = [index for index, name in enumerate(names) if name in wanted]
        if len(found) > 1:
            raise BankFileUnreadable(problems=f"two columns could be {ours}; name one with --map {ours}=…")
        if ours in form.mapping and not found:
            raise BankFileUnreadable(problems=f"there is no column “{form.mapping[ours]}”")
        if found:
            places[ours] = found[0]
    unknown = sorted(set(form.mapping) - set(COLUMNS))
    if unknown:
        raise BankFileUnreadable(problems=f"{', '.join(unknown)} is none of our columns: {', '.join(COLUMNS)}")
    if "booked_date" not in places or not {"amount", "credit"} & set(places):
        raise BankFileUnreadable(problems=f"no column for the date or the amount among {', '.join(header)[:200]}")
    return places


def _cells(cells: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    return {ours: cells[index].strip() if index < len(cells) else "" for ours, index in places.items()}


def _movement(cells: Mapping[str, str], form: TableForm) -> BankMovement:
    amount = _signed(cells, form)
    currency = (cells.get("currency") or form.currency).upper()
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise _BadCell(f"“{currency[:10]}” is no currency")
    booked = _day(cells["booked_date"])
    texts = {ours: given(cells.get(ours), length) for ours, length in _LENGTHS.items()}
    is_return = bool(texts["returns_reference"] or texts["return_reason"])
    return BankMovement(
        booked_date=booked,
        value_date=_day(cells["value_date"]) if cells.get("value_date") else booked,
        amount=Money(abs(amount), currency),
        is_credit=amount > 0,
        remitter_name=texts["name"],
        remitter_account=texts["account"].replace(" ", "").upper() if texts["account"] else None,
        reference=texts["reference"] or "",
        bank_reference=texts["bank_reference"],
        end_to_end_id=texts["end_to_end_id"],
        returns_reference=texts["returns_reference"] or (texts["end_to_end_id"] if is_return else None),
        return_reason=texts["return_reason"] or ("returned" if is_return else None),
    )


def _signed(cells: Mapping[str, str], form: TableForm) -> Decimal:
    if cells.get("amount"):
        amount = _number(cells["amount"], form)
    else:
        paid_in, paid_out = (
            _number(cells[name], form) if cells.get(name) else Decimal(0) for name in ("credit", "debit")
        )
        amount = paid_in - abs(paid_out)
    if not amount:
        raise _BadCell("the amount is nothing")
    return amount


def _number(text: str, form: TableForm) -> Decimal:
    plain = re.sub(r"[\s'’£€$]", "", text).replace("−", "-")
    if plain.endswith("-"):
        plain = f"-{plain[:-1]}"
    marks = [mark for mark in plain if mark in ".,"]
    decimal_mark = form.decimal_mark or _decimal_mark(plain, marks, text)
    other = "," if decimal_mark == "." else "."
    try:
        number = Decimal(plain.replace(other, "").replace(decimal_mark, "."))
    except InvalidOperation as error:
        raise _BadCell(f"“{text[:40]}” is no amount") from error
    if not is_amount(number):
        raise _BadCell(f"“{text[:40]}” is no amount of money")
    return number


def _decimal_mark(plain: str, marks: Sequence[str], text: str) -> str:
    if not marks:
        return "."
    last = marks[-1]
    if len(set(marks)) == 2:
        return last
    after = len(plain) - plain.rindex(last) - 1
    if marks.count(last) > 1:
        return "," if last == "." else "."
    if after == 3:
        raise _BadCell(f"“{text[:40]}” may be a thousand or a fraction; say which with --decimal")
    return last


def _day(text: str) -> date:
    for form in _DATES:
        try:
            return datetime.strptime(text[:10], form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise _BadCell(f"“{text[:40]}” is no date")
