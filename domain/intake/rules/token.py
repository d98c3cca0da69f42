"""One piece of the readable text."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Token:
    """One piece of the readable text; `kind` is word, num, price, size, many or mark.

    A num has `value` (single sales units, dozens already multiplied), `unit` where one was said, and `said`,
    the number before any unit. `times` tells 12x from x12 (before, after) where a multiplication sign stood.
    """

    start: int
    end: int
    norm: str
    kind: str
    value: Decimal = Decimal(0)
    said: Decimal = Decimal(0)
    unit: str | None = None
    times: str = ""
    aside: bool = False
