"""Pure decisions of purchasing: what is expected to be ordered, and what to buy for that."""

from domain.purchasing.rules.forecasting import forecast, hundredths, without_spikes
from domain.purchasing.rules.replenishing import proposed, rounded_up, safety_stock, shares
from domain.purchasing.rules.supply import given_up, state_of, told

__all__ = [
    "forecast", "given_up", "hundredths", "proposed", "rounded_up", "safety_stock", "shares", "state_of", "told",
    "without_spikes",
]  # fmt: skip
