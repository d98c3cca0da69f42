"""Owns how much to buy: safety stock, reorder point, order-up-to level, and the steps that articles are bought in.

The formulas are those of periodic review with a reorder point, (R, s, S), in Silver, Pyke and Thomas, "Inventory and
Production Management in Supply Chains", 4th edition, chapter 7: what is ordered today comes after the lead time, and
who decides not to order decides again after the review time, so stock has to last for both.
"""

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from statistics import NormalDist

from domain.purchasing.schemas import Forecast, Replenishment, StockPosition

ZERO, ONE, WEEK = Decimal(0), Decimal(1), Decimal(7)
SHARE_PLACES = Decimal("0.0001")


def safety_stock(deviation: Decimal, how: Replenishment) -> Decimal:
    """z · deviation · √weeks, in whole base units, rounded up.

    z is the normal quantile of the service level, the share of replenishments during which nothing runs out;
    `deviation` is that of one week, and the weeks are lead time and review time together.
    """
    factor = Decimal(str(round(NormalDist().inv_cdf(float(how.service_level)), 4)))
    weeks = Decimal(how.lead_time_days + how.review_days) / WEEK
    return _whole(max(factor, ZERO) * deviation * weeks.sqrt())


def proposed(
    forecast: Forecast, place: StockPosition, how: Replenishment, *, share: Decimal = ONE
) -> dict[str, Decimal]:
    """The figures of a proposal: safety_stock, reorder_point, order_up_to and quantity (0: enough is there).

    reorder point = forecast over lead and review time + safety stock; order-up-to = that + forecast over one more
    review; bought is what is missing from it once the position is at the reorder point or below. `share` is the part
    of the demand that the place serves; its deviation is the same share.
    """
    per_week = forecast.per_week * share
    safety = safety_stock(forecast.deviation * share, how)
    weeks = Decimal(how.lead_time_days + how.review_days) / WEEK
    reorder_point = _whole(per_week * weeks) + safety
    order_up_to = reorder_point + _whole(per_week * how.review_days / WEEK)
    is_low = place.position < reorder_point or (place.position == reorder_point and order_up_to > reorder_point)
    missing = order_up_to - place.position if is_low else ZERO
    quantity = rounded_up(missing, how) if missing > 0 else ZERO
    return {
        "safety_stock": safety, "reorder_point": reorder_point, "order_up_to": order_up_to, "quantity": quantity,
    }  # fmt: skip


def rounded_up(quantity: Decimal, how: Replenishment) -> Decimal:
    """The quantity as it can be bought: at least the minimum, in whole multiples."""
    least = max(quantity, how.min_quantity)
    return (least / how.order_multiple).to_integral_value(ROUND_CEILING) * how.order_multiple


def shares(weights: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Each place's part of the demand, to four decimals; the first with most bears the rest, so that they sum to 1."""
    total = sum(weights.values(), ZERO)
    if total <= 0:
        return {}
    parts = {place: (weight / total).quantize(SHARE_PLACES) for place, weight in sorted(weights.items())}
    most = max(parts, key=lambda place: parts[place])
    parts[most] += ONE - sum(parts.values(), ZERO)
    return parts


def _whole(value: Decimal) -> Decimal:
    return value.to_integral_value(ROUND_CEILING)
