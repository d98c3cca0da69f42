"""Owns the short sentences that stories of orders are told in."""

from decimal import Decimal

from domain.employees.schemas import EmployeeView
from domain.orders import queries
from domain.orders import service as orders
from domain.orders.schemas import LineQuantity, OrderView
from domain.shared.actors import Actor
from tests.support.world import MIA, WILL, World, wanted


def drafted(world: World, *lines: tuple[str, object], customer: str = "THISTLE", key: str = "k") -> OrderView:
    """A draft by Mia."""
    with world.working() as session:
        return orders.draft(session, world.desk(), wanted(*lines, customer=customer), key=key)


def confirmed(
    world: World, *lines: tuple[str, object], customer: str = "THISTLE", key: str = "k", by: EmployeeView | Actor = MIA
) -> OrderView:
    """A draft that Mia confirmed; it may be held."""
    draft = drafted(world, *lines, customer=customer, key=key)
    with world.working() as session:
        return orders.confirm(session, world.desk(by), draft.number, revision=draft.revision)


def seen(world: World, number: str) -> OrderView:
    """The order as it stands, in books that agree with each other."""
    with world.working() as session:
        assert queries.broken_invariants(session) == []
        return queries.order(session, world.desk(), number)


def shipped(world: World, view: OrderView, quantities: dict[int, int], shipment: str) -> OrderView:
    """Will ships these quantities by line number, and the shipment is invoiced."""
    parts = [
        LineQuantity(line_key=f"{view.number}/{line_no}", quantity=Decimal(quantity))
        for line_no, quantity in quantities.items()
    ]
    with world.working() as session:
        orders.record_shipped(session, world.desk(WILL), parts, shipment_number=shipment)
        orders.invoice_shipment(session, world.desk(WILL), view.number, shipment, lines=parts)
    return seen(world, view.number)
