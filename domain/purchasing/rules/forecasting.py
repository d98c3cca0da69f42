"""Owns the forecast of an article's demand from what was ordered of it, week by week.

Each article chooses by its own history. One that is ordered in most weeks is smoothed exponentially (Brown 1959). One
whose orders lie more than `INTERMITTENT_INTERVAL` weeks apart on average (the bound of Syntetos, Boylan and Croston,
"On the categorization of demand patterns", 2005) gets the method of Teunter, Syntetos and Babai ("Intermittent demand:
linking forecasting to inventory obsolescence", 2011): how likely an order is and how large it is are smoothed apart,
the likelihood in every week, so that what nobody orders any more fades out. Single very large orders are winsorised
first: they say little about the next week. `benchmarks/forecasting.py` measures all of it on three real months.
"""

from collections.abc import Sequence
from decimal import Decimal
from statistics import median

from domain.purchasing.schemas import Forecast, ForecastMethod

ZERO, ONE = Decimal(0), Decimal(1)
#: The share by which the last week moves the level and the likelihood; and the size of intermittent orders.
LEVEL, LIKELIHOOD, SIZE = Decimal("0.3"), Decimal("0.3"), Decimal("0.2")
#: Average weeks between two weeks with orders, above which demand is intermittent.
INTERMITTENT_INTERVAL = Decimal("1.32")
#: A week counts with at most so many times the median of the weeks in which there was demand.
SPIKE = 3
#: From so few weeks with demand nobody can tell a spike, and from so few weeks the start is made.
_FEW, _START = 3, 4
HUNDREDTH = Decimal("0.01")


def forecast(weeks: Sequence[Decimal]) -> Forecast:
    """What is expected per week, from the quantities ordered in past weeks, the oldest first.

    Weeks before the first order do not count: the article was not sold then. The deviation is measured against what
    was really ordered, spikes and all, and is at least the forecast itself where fewer than four weeks are known.
    """
    known = _since_first(weeks)
    if not known:
        return Forecast(method=ForecastMethod.NONE, per_week=ZERO, deviation=ZERO, weeks=0)
    is_intermittent = len(known) > INTERMITTENT_INTERVAL * sum(1 for week in known if week > 0)
    method = ForecastMethod.INTERMITTENT if is_intermittent else ForecastMethod.SMOOTHED
    said = (_intermittent if is_intermittent else _smoothed)(without_spikes(known))
    errors = [(real - expected) ** 2 for real, expected in zip(known, said, strict=False)]
    deviation = (sum(errors, ZERO) / len(errors)).sqrt()
    if len(known) < _START:
        deviation = max(deviation, said[-1])
    return Forecast(method=method, per_week=hundredths(said[-1]), deviation=hundredths(deviation), weeks=len(known))


def hundredths(value: Decimal) -> Decimal:
    """A figure per week as it is shown and counted with."""
    return value.quantize(HUNDREDTH)


def without_spikes(weeks: Sequence[Decimal]) -> list[Decimal]:
    """The weeks with none above three times the median of those with demand; of fewer than three such, all as it is."""
    with_demand = [week for week in weeks if week > 0]
    if len(with_demand) < _FEW:
        return list(weeks)
    most = SPIKE * median(with_demand)
    return [min(week, most) for week in weeks]


def _since_first(weeks: Sequence[Decimal]) -> Sequence[Decimal]:
    first = next((index for index, week in enumerate(weeks) if week > 0), len(weeks))
    return weeks[first:]


def _smoothed(weeks: Sequence[Decimal]) -> list[Decimal]:
    """What was expected before each week, and at last what is expected of the next."""
    said = [_mean(weeks[:_START])]
    for week in weeks:
        said.append(said[-1] + LEVEL * (week - said[-1]))
    return said


def _intermittent(weeks: Sequence[Decimal]) -> list[Decimal]:
    start = weeks[:_START]
    sizes = [week for week in start if week > 0]
    likelihood, size = Decimal(len(sizes)) / len(start), _mean(sizes)
    said = [likelihood * size]
    for week in weeks:
        if week > 0:
            size += SIZE * (week - size)
        likelihood += LIKELIHOOD * ((ONE if week > 0 else ZERO) - likelihood)
        said.append(likelihood * size)
    return said


def _mean(values: Sequence[Decimal]) -> Decimal:
    return sum(values, ZERO) / len(values)
