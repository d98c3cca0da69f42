"""How many statements the floor costs, so that nobody asks line by line again, and in which order it locks."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal

from sqlalchemy import event

from domain.catalog import service as catalog
from domain.catalog.schemas import ProductView
from domain.customers import service as customers
from domain.customers.schemas import CustomerView
from domain.shared.actors import system
from domain.shipping import service
from domain.stock import service as stock
from tests.orders.stories import confirmed
from tests.shipping.floor import listed, sent, taken
from tests.support.world import BAG, TIN, WILL, World

LINES = 30


@contextmanager
def heard(world: World) -> Iterator[list[tuple[str, str]]]:
    """What is sent to the database meanwhile: each statement with its values."""
    sent_there = list[tuple[str, str]]()

    def hear(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        sent_there.append((" ".join(statement.split()), str(values)))

    with world.working() as session:
        engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield sent_there
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def order_of_many_lines(world: World, lines: int) -> str:
    """A confirmed order over ten of each of so many articles that lie in MAIN and weigh a kilogram each."""
    skus = [f"ART-{at:02}" for at in range(lines)]
    with world.working() as session:
        desk = world.desk(system("import"))
        catalog.import_products(
            session, desk, [ProductView(sku=sku, name=sku, list_price=Decimal(2), weight_kg=Decimal(1)) for sku in skus]
        )
        stock.import_stock(session, desk, [("MAIN", sku, Decimal(100)) for sku in skus])
    return confirmed(world, *((sku, 10) for sku in skus), customer="FREE", key=str(lines)).number


def floor_work(world: World, lines: int) -> Sequence[int]:
    """How many statements listing, picking and shipping of an order take."""
    number = order_of_many_lines(world, lines)
    with heard(world) as listing:
        (made,) = listed(world, number)
    with heard(world) as picking:
        taken(world, made.pick_list)
    with heard(world) as shipping:
        (view,) = sent(world, number, carrier=None)
    assert (len(view.lines), len(view.packages)) == (lines, (lines + 1) // 2)
    return len(listing), len(picking), len(shipping)


def test_thirty_lines_in_fifteen_cartons_cost_no_more_statements_than_two_in_one(world: World) -> None:
    """Listed, picked, packed and sent off."""
    first = floor_work(world, 2)  # the first of its kind makes the number series
    many = floor_work(world, LINES)
    assert all(more <= few for few, more in zip(first, many, strict=True))
    assert all(now <= most for now, most in zip(many, (30, 28, 68), strict=True))


def test_thirty_lines_that_are_short_cost_no_more_statements_than_two(world: World) -> None:
    """One of each was not there."""

    def short(lines: int) -> int:
        (made,) = listed(world, order_of_many_lines(world, lines))
        with heard(world) as picking:
            taken(world, made.pick_list, {line.position: 9 for line in made.lines})
        return len(picking)

    assert short(LINES) <= short(2) <= 58


def test_the_balances_of_all_orders_that_leave_together_are_locked_at_once(world: World) -> None:
    """Tins of one order and bags of another: one statement locks both, before either is taken."""
    with world.working() as session:
        free = CustomerView(customer_id="FREE", name="Free", bill_to_id="FREE", country="GB", combine_orders=True)
        customers.import_customers(session, world.desk(system("import")), [free])
    numbers = [confirmed(world, (sku, 12), customer="FREE", key=sku).number for sku in (TIN, BAG)]
    with heard(world) as said:
        sent(world, *numbers)
    first = next(values for statement, values in said if "FROM stock_balances" in statement)
    assert all(repr(sku) in first for sku in (TIN, BAG))


def test_the_balances_of_all_that_is_short_on_a_list_are_locked_at_once(world: World) -> None:
    """Of two orders on one list both lack something."""
    for sku in (TIN, BAG):
        confirmed(world, (sku, 12), customer="FREE", key=sku)
    with world.working() as session:
        (made,) = service.make_pick_lists(session, world.desk(WILL))
    with heard(world) as said:
        taken(world, made.pick_list, {1: 11, 2: 11})
    first = next(values for statement, values in said if "FROM stock_balances" in statement)
    assert all(repr(sku) in first for sku in (TIN, BAG))
