"""Decides who is served first, and how much each gets of too little."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from domain.stock.rules.outlook import whole
from domain.stock.schemas import DatedDemand, DemandView, StockRequest

PRIORITY, FIRST_COME, FAIR_SHARE = "priority", "first_come", "fair_share"


def demand_key(demand: DemandView, rule: str = PRIORITY) -> tuple[int, date, object, str]:
    """The place of a waiting line: priority, promised date (none last), confirmation, and its key at the very last.

    Under the rule `first_come` only confirmation and key count. Keys compare by number where they end in one, so that
    line 2 goes before line 10.
    """
    order, _, line = demand.line_key.rpartition("/")
    key = f"{order}/{line:>9}"
    if rule == FIRST_COME:
        return (0, date.min, demand.confirmed_at, key)
    return (-demand.priority, demand.promised_date or date.max, demand.confirmed_at, key)


def waiting_before(
    request: StockRequest, waiting: Sequence[DemandView], asked_now: frozenset[str], rule: str = PRIORITY
) -> list[DatedDemand]:
    """The waiting lines that this request may not take from.

    A new line may take from none that waits; a line that waits itself only respects those before it. Lines asked
    for in the same breath have their place in it already.
    """
    mine = next((demand for demand in waiting if demand.line_key == request.line_key), None)
    others = [demand for demand in waiting if demand.line_key not in asked_now]
    if mine:
        others = [demand for demand in others if demand_key(demand, rule) < demand_key(mine, rule)]
    return [DatedDemand(demand.promised_date, demand.quantity) for demand in others]


def is_too_early(request: StockRequest, *, today: date, reserve_days: int) -> bool:
    """Whether a line that is wanted later does not take stock yet: it does so many days before, and waits until then.

    With no days in the policy every line takes its stock at once.
    """
    wanted = request.wanted_date
    return bool(reserve_days and wanted and wanted > today + timedelta(days=reserve_days))


def fair_shares(
    requests: Sequence[StockRequest], free: Mapping[str, Mapping[str, Decimal]], *, buffer: Decimal = Decimal(0)
) -> dict[str, Decimal]:
    """The share of each request, by line key, where less may be taken of its SKU than all want: pro rata, rounded down
    to its sales units. What rounding leaves goes to the requests in their order, by whoever takes.

    What must stay in every warehouse (`buffer`, or the request's own) is nobody's share.
    """
    wanted: dict[str, Decimal] = {}
    for request in requests:
        wanted[request.sku] = wanted.get(request.sku, Decimal(0)) + request.quantity
    shares = {}
    for request in requests:
        kept = buffer if request.buffer is None else request.buffer
        here = free.get(request.sku, {}).values()
        there = sum((max(each - kept, Decimal(0)) for each in here), Decimal(0))
        all_of_it = wanted[request.sku]
        share = request.quantity if there >= all_of_it else request.quantity * there / all_of_it
        shares[request.line_key] = whole(share, request.step or Decimal(1) if share < request.quantity else None)
    return shares
