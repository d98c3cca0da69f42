"""Decides which service takes a shipment, and keeps why the others do not."""

from collections.abc import Sequence
from decimal import Decimal

from domain.carriers.schemas import Choice, PassedOver, Quote, ServiceKind


def choose(
    quotes: Sequence[Quote],
    passed_over: Sequence[PassedOver],
    *,
    wished: str | None,
    weight_kg: Decimal,
    parcel_up_to_kg: Decimal,
) -> Choice | None:
    """The service by the rule of the house; None where nobody takes the goods.

    First the carrier that the customer wishes (its cheapest service), then the own fleet where and when it drives, then
    the cheapest parcel service up to the weight, the cheapest pallet service above it, at last the cheapest of any.
    A tie goes to the faster one, then to the first in the tariff.
    """
    kind = ServiceKind.PARCEL if weight_kg <= parcel_up_to_kg else ServiceKind.PALLET
    by_weight = "PARCEL_UP_TO_WEIGHT" if kind is ServiceKind.PARCEL else "PALLET_ABOVE_WEIGHT"
    tests = (
        ("WISHED", [quote for quote in quotes if wished is not None and quote.carrier == wished]),
        ("OWN_FLEET", [quote for quote in quotes if quote.kind is ServiceKind.OWN_FLEET]),
        (by_weight, [quote for quote in quotes if quote.kind is kind]),
        ("CHEAPEST_LEFT", list(quotes)),
    )
    for reason, candidates in tests:
        if candidates:
            best = min(candidates, key=lambda quote: (quote.price.amount, quote.transit_days))
            others = [_not_taken(quote, candidates, reason) for quote in quotes if quote is not best]
            return Choice(quote=best, reason=reason, passed_over=(*others, *passed_over))
    return None


def _not_taken(quote: Quote, candidates: Sequence[Quote], reason: str) -> PassedOver:
    if quote in candidates:
        why = "DEARER"
    else:
        why = "OTHER_CARRIER_WISHED" if reason == "WISHED" else "OTHER_KIND"
    return PassedOver(carrier=quote.carrier, service=quote.service, reason=why, price=quote.price)
