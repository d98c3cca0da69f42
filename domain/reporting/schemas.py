"""Values of reporting that leave. Money is in the company's currency; a share without a base has the rate None."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, computed_field

from domain.reporting.errors import BadPeriod
from domain.shared.money import Money

#: A rate is given to this many places.
PLACES = Decimal("0.000001")


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Period(_Value):
    """Days from `first` to `last`, both included, in the company's time zone. Raises BadPeriod when turned round."""

    first: date
    last: date

    def model_post_init(self, _context: Any) -> None:
        """Refuse what ends before it begins."""
        if self.last < self.first:
            raise BadPeriod(first=self.first.isoformat(), last=self.last.isoformat())

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


class Share(_Value):
    """A part of a base, both counted in the same thing."""

    part: Decimal = Decimal(0)
    base: Decimal = Decimal(0)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def rate(self) -> Decimal | None:
        """Part / base to six places; None where there is no base, which is neither good nor bad."""
        return (self.part / self.base).quantize(PLACES) if self.base else None


class Spread(_Value):
    """How long things took: how many, their mean, median and 90th percentile; None where there were none.

    The median of an even number is the mean of the middle two, p90 the least that 90 % do not exceed (nearest rank).
    """

    count: int = 0
    mean: Decimal | None = None
    median: Decimal | None = None
    p90: Decimal | None = None


class Counts(_Value):
    """What there was: orders confirmed in the period with lines and net value, how many of them were cancelled since,
    shipments, invoices and credit notes issued, and lines authorised to come back, by reason.
    """

    orders: int
    cancelled: int
    lines: int
    net: Money
    shipments: int
    invoices: int
    credit_notes: int
    returns: dict[str, int]


class CycleTime(_Value):
    """K1: from placed (the draft was made) to the carrier, over orders of which the first, or the last, left in the
    period. Calendar days are 24 hours; business hours those of the company's calendar.
    """

    first_days: Spread
    first_business_hours: Spread
    last_days: Spread
    last_business_hours: Spread


class PerfectOrder(_Value):
    """K2: of the orders due in the period, those that were all of the rest, and each component over the same base.

    `on_time`: every line whole with the carrier by its first promised date, else the requested one. `complete`: all
    left at the first attempt. `undamaged`: no return for damage, and none told at arrival, within
    `reporting.damage_days` of the last shipment. `correct_documents`: no credit note but for goods that came back, no
    return because of the price, no wrong paper noted.
    """

    perfect: Share
    on_time: Share
    complete: Share
    undamaged: Share
    correct_documents: Share


class Accuracy(_Value):
    """K3: `orders`: lines shipped without a known error / lines shipped. `entry`: drafts accepted as first drafted /
    drafts of the period that were accepted or thrown away.
    """

    orders: Share
    entry: Share


class Backorders(_Value):
    """K4: lines due in the period of which a part was not available on that day / lines due; orders with such a line /
    orders with a line due; net value of such lines / of lines due.
    """

    lines: Share
    orders: Share
    value: Share


class Fill(_Value):
    """K5: of orders whose first attempt (the first day on which anything of them left) lies in the period. A line is
    filled when all that was ordered of it left then. `units` are base units added up over articles, `value` net.
    """

    lines: Share
    orders: Share
    units: Share
    value: Share


class Bucket(StrEnum):
    """How long past due, in days."""

    NOT_DUE = "not_due"
    UP_TO_30 = "1-30"
    UP_TO_60 = "31-60"
    UP_TO_90 = "61-90"
    OVER_90 = "over_90"


class Receivables(_Value):
    """K6: what was open at the end of the period, the credit sales of the period (invoices − credit notes, gross), and
    days sales outstanding = open / sales × days; None without sales. `ageing` is of instalments, and sums to `open`.
    """

    open: Money
    sales: Money
    days: int
    dso: Decimal | None
    ageing: dict[Bucket, Money]


class Touchless(_Value):
    """K7: orders confirmed as first drafted / orders received by Slack or mail; why the others were not."""

    rate: Share
    exceptions: dict[str, int]


class Turnover(_Value):
    """K8: cost of goods sold / average inventory value ((start + end) / 2), at the present cost of each article.

    `uncosted` articles moved or lay there without a cost and are in neither.
    """

    cost_of_goods_sold: Money
    average_value: Money
    turnover: Decimal | None
    uncosted: int


class HeldReason(_Value):
    """What became of the holds of one reason that were opened in the period; `value` is of the orders, gross, once."""

    opened: int
    approved: int
    cleared: int
    cancelled: int
    still_held: int
    value: Money


class Holds(_Value):
    """K9: orders held in the period with their gross value; decisions of the period on orders: how long they took
    (calendar and business hours), how many of them approved; all by reason.

    `at_risk` is what was past due at the end of the period of orders approved over their limit until then, and
    `written_off` what was written off of them in the period.
    """

    orders: int
    value: Money
    hours: Spread
    business_hours: Spread
    approved: Share
    by_reason: dict[str, HeldReason]
    at_risk: Money
    written_off: Money


class Moved(_Value):
    """How often a cause moved a promise, and how often to a later day or to none."""

    moves: int
    later: int


class Promises(_Value):
    """Lines whose first promised date lies in the period and that were whole with the carrier by then / all such lines;
    and how often promises moved in the period, by cause.
    """

    kept: Share
    moved: dict[str, Moved]


class Figures(_Value):
    """Every figure of a period; one that was not asked for is None."""

    period: Period
    currency: str
    counts: Counts | None = None
    cycle_time: CycleTime | None = None
    perfect_order: PerfectOrder | None = None
    accuracy: Accuracy | None = None
    backorders: Backorders | None = None
    fill: Fill | None = None
    receivables: Receivables | None = None
    touchless: Touchless | None = None
    turnover: Turnover | None = None
    holds: Holds | None = None
    promises: Promises | None = None


#: What can be asked for, in the order in which it is shown.
NAMES: tuple[str, ...] = tuple(name for name in Figures.model_fields if name not in ("period", "currency"))
