"""Owns how figures are said: one row per number, with what it is a share of, and why there is none where none is."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from pydantic import BaseModel

from domain.reporting.schemas import Figures, Share, Spread
from domain.shared.money import Money
from presentation.wording.amounts import money, number
from presentation.wording.problems import Facts

WORDS: dict[str, Callable[[Facts], str]] = {
    "BAD_PERIOD": lambda f: f"The period ends on {f.get('last')} before it begins on {f.get('first')}.",
    "UNKNOWN_FIGURE": lambda f: f"“{f.get('name')}” is no figure.{f.after(' Known are ', 'known')}",
    "RATE_MISSING": lambda f: (
        f"Nobody has told what {f.get('currency')} costs on {f.get('on')}, so its money cannot be added up. "
        "Please import an exchange rate."
    ),
}
#: What there was none of where a share or a duration has no base, by group or by figure.
_NONE = {
    "cycle_time": "no orders shipped", "perfect_order": "no orders due", "accuracy orders": "no lines shipped",
    "accuracy entry": "no drafts decided", "backorders": "nothing due", "fill": "nothing shipped",
    "receivables": "no credit sales", "touchless": "no orders received", "turnover": "no stock with a cost",
    "holds": "no decisions", "promises": "nothing promised",
}  # fmt: skip
_NAMES = {
    "counts": "There was", "cycle_time": "Cycle time (K1)", "perfect_order": "Perfect order (K2)",
    "accuracy": "Accuracy (K3)", "backorders": "Backorders (K4)", "fill": "Fill (K5)",
    "receivables": "Receivables (K6)", "touchless": "Touchless (K7)", "turnover": "Inventory turnover (K8)",
    "holds": "Holds (K9)", "promises": "Promises (K9)",
}  # fmt: skip


class FigureRow(NamedTuple):
    """One number: its group and name, its value (None: there is no base), in what, and the share it is.

    A share is given as `part` of `base`, its value from 0 to 1; a duration has the count behind it as its base.
    """

    group: str
    figure: str
    value: Decimal | int | None
    unit: str
    part: Decimal | None = None
    base: Decimal | int | None = None


def group_name(group: str) -> str:
    """The heading over the figures of a group: 'Fill (K5)'."""
    return _NAMES.get(group, group)


def figure_rows(figures: Figures) -> Iterator[FigureRow]:
    """Every number of the figures that were asked for, one after the other."""
    for group in type(figures).model_fields:
        found = getattr(figures, group)
        if isinstance(found, BaseModel) and group != "period":
            yield from _rows(group, "", found)


def said(row: FigureRow) -> str:
    """The number as people read it: '87.5% (7 of 8)', '£240.00', '2.56 days (4)', 'no orders due'."""
    if row.value is None:
        return _NONE.get(f"{row.group} {row.figure}") or _NONE.get(row.group, "none")
    value = Decimal(row.value)
    if row.part is not None:
        return f"{number(round(value * 100, 1))}% ({number(row.part)} of {number(row.base or 0)})"
    if len(row.unit) == len("GBP") and row.unit.isupper():
        return money(Money(value, row.unit))
    behind = "" if row.base is None else f" ({number(row.base)})"
    return f"{number(value)}{' ' if row.unit else ''}{row.unit}{behind}"


def _rows(group: str, name: str, value: Any) -> Iterator[FigureRow]:
    words = name.replace("_", " ").strip()
    match value:
        case Share():
            yield FigureRow(group, words, value.rate, "", value.part, value.base)
        case Spread():
            yield from _spread(group, words, value)
        case Money():
            yield FigureRow(group, words, value.amount, value.currency)
        case BaseModel():
            for field in type(value).model_fields:
                yield from _rows(group, f"{name} {field}", getattr(value, field))
        case dict():
            for key, each in value.items():
                yield from _rows(group, f"{name} {key}", each)
        case _:
            yield FigureRow(group, words, value, "")


def _spread(group: str, words: str, spread: Spread) -> Iterator[FigureRow]:
    """'hours' and 'first days' say in what they are counted."""
    unit = "days" if words.endswith("days") else "hours"
    for each in ("mean", "median", "p90"):
        yield FigureRow(group, f"{words} {each}", getattr(spread, each), unit, base=spread.count)
