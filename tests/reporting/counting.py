"""Owns the short sentences that figures are told with: what left when, and what is counted of it."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from decimal import Decimal

from domain.orders import service as orders
from domain.reporting import queries
from domain.reporting.schemas import NAMES, Figures, Period, Share
from domain.returns import service as returns
from domain.returns.schemas import ReturnAsk
from domain.shipping import service as shipping
from tests.support.world import FAY, MIA, WILL, World

FIRST, LAST = date(2011, 11, 14), date(2011, 11, 30)


def at(day: int, hour: int = 12) -> datetime:
    """A moment in November 2011, when London keeps UTC."""
    return datetime(2011, 11, day, hour, tzinfo=UTC)


def left(world: World, number: str, moment: datetime, lines: dict[int, int] | None = None) -> str:
    """Will ships, then; the shipment is invoiced. Returns the invoice's number."""
    then = world.on(moment)
    quantities = {line: Decimal(quantity) for line, quantity in lines.items()} if lines else None
    with then.working() as session:
        shipment = shipping.ship(session, then.desk(WILL), number, carrier="DPD", lines=quantities)
        return shipping.invoice(session, then.desk(WILL), shipment.shipment_number).number


def comes_back(world: World, number: str, moment: datetime, reason: str) -> None:
    """Mia lets one piece of the first line come back."""
    then = world.on(moment)
    asked = [ReturnAsk.model_validate({"line_no": 1, "quantity": 1, "reason": reason})]
    with then.working() as session:
        returns.authorise(session, then.desk(MIA), number, asked)


def replanned(world: World, moment: datetime) -> None:
    """The night looks at what is late."""
    then = world.on(moment)
    with then.working() as session:
        orders.replan_promises(session, then.desk(), None, cause="receipt_late")


def counted(world: World, *names: str, first: date = FIRST, last: date = LAST, now: datetime | None = None) -> Figures:
    """Fay counts; at the end of November, if nothing else is said."""
    then = world.on(now or at(30, 18))
    wanted: Collection[str] = names or NAMES
    with then.working() as session:
        return queries.figures(session, then.desk(FAY), Period(first=first, last=last), wanted)


def of(share: Share) -> str:
    """A share, short: '1/2'."""
    return f"{share.part:f}/{share.base:f}"
