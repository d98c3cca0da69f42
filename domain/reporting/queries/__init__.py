"""Every SELECT of reporting; the definition of each figure stands at its schema and in docs/glossary.md."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy.orm import Session

from domain.reporting.errors import UnknownFigure
from domain.reporting.queries.due import backorders, perfect_order, promises
from domain.reporting.queries.moments import Asked
from domain.reporting.queries.money import receivables, turnover
from domain.reporting.queries.people import counts, holds, touchless
from domain.reporting.queries.shipped import accuracy, cycle_time, fill
from domain.reporting.schemas import NAMES, Figures, Period
from domain.shared.actors import Role
from domain.shared.desk import Desk

__all__ = ["READERS", "figures"]

#: Who may see figures over everything.
READERS = frozenset({Role.FINANCE, Role.DIRECTOR, Role.SALES_MANAGER, Role.CREDIT_MANAGER, Role.ADMIN})
_FIGURES: Mapping[str, Callable[[Asked], Any]] = {
    "counts": counts, "cycle_time": cycle_time, "perfect_order": perfect_order, "accuracy": accuracy,
    "backorders": backorders, "fill": fill, "receivables": receivables, "touchless": touchless, "turnover": turnover,
    "holds": holds, "promises": promises,
}  # fmt: skip


def figures(session: Session, desk: Desk, period: Period, names: Collection[str] = NAMES) -> Figures:
    """The figures of a period, all or those named (`cycle-time` or `cycle_time`).

    What lies ahead is not due. Raises NotAllowed unless finance, a manager, a director or an admin asks,
    UnknownFigure, RateMissing where money of another currency has no rate.
    """
    desk.actor.require(READERS, to="see the figures")
    wanted = [name.replace("-", "_") for name in names]
    unknown = [name for name in wanted if name not in _FIGURES]
    if unknown:
        raise UnknownFigure(name=unknown[0], known=", ".join(name.replace("_", "-") for name in NAMES))
    asked = Asked(session, desk, period)
    found = {name: _FIGURES[name](asked) for name in NAMES if name in wanted}
    return Figures(period=period, currency=asked.currency, **found)
