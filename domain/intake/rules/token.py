"""One piece of the readable text."""

from dataclasses import dataclass
from decimal import Decimal

#: How a number stands in the column of a table that holds the quantities.
COLUMN = "column"


@dataclass(frozen=True)
class Token:
    """One piece of the readable text; `kind` is word, num, price, size, many or mark.

    A num has `value` (single sales units, dozens already multiplied), `unit` where one was said, and `said`,
    the number before any unit. `times` tells 12x from x12 (before, after) where a multiplication sign stood, a number
    in words (word), and one in a table's column of quantities (column), beside which no other number counts.
    `corrected` marks a number that takes back one said before it.
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
    corrected: bool = False
