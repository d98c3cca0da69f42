"""Decides from which warehouses an order is served: all from one place, from the nearest, in the fewest parcels.

The policy says which of these rules count and in which order. Where they leave a choice, MAIN goes first.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Any

from domain.stock.rules.outlook import MAIN
from domain.stock.schemas import Destination, StockRequest, WarehouseView

ONE_PLACE, NEAREST, FEWEST_PARCELS = "one_place", "nearest", "fewest_parcels"
#: Sets of more places than this are not tried out one by one.
_TRIED_OUT = 6
Free = Mapping[str, Mapping[str, Decimal]]
Wanted = Mapping[str, Decimal]


def distance(place: WarehouseView | None, to: Destination | None) -> tuple[bool, int]:
    """How far a warehouse is: another country is further; the longer the region that a postcode lies in, the nearer."""
    if place is None or to is None or not to.country:
        return (False, 0)
    postcode = (to.postcode or "").replace(" ", "").upper()
    regions = (region.replace(" ", "").upper() for region in place.regions.replace(",", " ").split())
    nearest = max((len(region) for region in regions if postcode.startswith(region)), default=0)
    is_abroad = bool(place.country) and place.country != to.country
    return (is_abroad, 0 if is_abroad else -nearest)


def in_order(
    requests: Sequence[StockRequest], free: Free, places: Iterable[WarehouseView], criteria: Sequence[str]
) -> tuple[str, ...]:
    """The warehouses in the order in which they serve the lines of one order; nothing where there is no choice."""
    wanted: dict[str, Decimal] = {}
    for request in requests:
        wanted[request.sku] = wanted.get(request.sku, Decimal(0)) + request.quantity
    names = {name for sku in wanted for name, quantity in free.get(sku, {}).items() if quantity > 0}
    if len(names) < 2:
        return ()
    known = {place.warehouse: place for place in places}
    to = requests[0].destination
    plainly = {name: (distance(known.get(name), to), name != MAIN, name) for name in names}
    together = _fewest(sorted(names, key=plainly.__getitem__), wanted, free)
    ranks: dict[str, Mapping[str, Any]] = {
        ONE_PLACE: {name: not _covers([name], wanted, free) for name in names},
        NEAREST: {name: plainly[name][0] for name in names},
        FEWEST_PARCELS: {name: name not in together for name in names},
    }
    return tuple(sorted(names, key=lambda name: (*(ranks[rule][name] for rule in criteria), plainly[name][1:])))


def _given(names: Iterable[str], wanted: Wanted, free: Free) -> dict[str, Decimal]:
    """How much of each SKU these places have together, at most what is wanted."""
    every = list(names)
    return {
        sku: min(sum((free.get(sku, {}).get(name, Decimal(0)) for name in every), Decimal(0)), quantity)
        for sku, quantity in wanted.items()
    }


def _covers(names: Iterable[str], wanted: Wanted, free: Free) -> bool:
    return _given(names, wanted, free) == wanted


def _fewest(names: Sequence[str], wanted: Wanted, free: Free) -> tuple[str, ...]:
    """The smallest set of places that gives as much as all of them; the first of its size in the order of `names`."""
    most = _given(names, wanted, free)
    if len(names) > _TRIED_OUT:
        return _gathered(names, wanted, free)
    for size in range(1, len(names) + 1):
        for chosen in combinations(names, size):
            if _given(chosen, wanted, free) == most:
                return chosen
    return tuple(names)


def _gathered(names: Sequence[str], wanted: Wanted, free: Free) -> tuple[str, ...]:
    """One place after the other, each time the one that adds the most lines, until none adds anything."""
    chosen: list[str] = []
    has = _given(chosen, wanted, free)
    while True:
        added = {name: _gain(has, _given([*chosen, name], wanted, free)) for name in names if name not in chosen}
        best = max(added, key=lambda name: added[name], default=None)
        if best is None or not any(added[best]):
            return tuple(chosen)
        chosen.append(best)
        has = _given(chosen, wanted, free)


def _gain(before: Wanted, after: Wanted) -> tuple[int, Decimal]:
    more = {sku: after[sku] - before[sku] for sku in after}
    return sum(1 for gain in more.values() if gain > 0), sum(more.values(), Decimal(0))
