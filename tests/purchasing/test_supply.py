"""From the history of orders to the reorder list, from the list to the supplier, and what becomes of it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.reactions import Reactor
from domain.orders import queries as orders
from domain.purchasing import queries, service
from domain.purchasing.errors import BadSupply, NothingToCome, SupplyKeyUsed
from domain.purchasing.schemas import Proposal, SupplierOrderView, SupplyAsk, SupplyLine
from domain.shared import audit
from domain.shared.errors import NotAllowed, NotFound, Refusal
from domain.shipping import service as shipping
from domain.stock import queries as stock_queries
from domain.stock import service as stock
from domain.stock.errors import UnknownWarehouse
from tests.orders.stories import confirmed
from tests.support.world import FAY, MIA, MORNING, OLD, STAND, TIN, VERA, WILL, World

FIFTY = SupplyLine(sku=TIN, quantity=Decimal(50))
DUE = date(2011, 11, 28)


def ask(*lines: SupplyLine, **more: object) -> SupplyAsk:
    """Fifty tins of Tinsmith for MAIN, if nothing else is said."""
    wished = {"supplier": "Tinsmith", "warehouse": "MAIN", "lines": lines or (FIFTY,), **more}
    return SupplyAsk.model_validate(wished)


def ordered(world: World, *lines: SupplyLine, **more: object) -> SupplierOrderView:
    """Vera orders it."""
    with world.working() as session:
        return service.order_supply(session, world.desk(VERA), ask(*lines, **more))


def listed(world: World, **only: object) -> list[Proposal]:
    """The reorder list, as Will sees it."""
    with world.transactions.read() as session:
        return queries.reorder_list(session, world.desk(WILL), **only)  # type: ignore[arg-type]


def react(world: World) -> None:
    """Everything that follows from what happened."""
    Reactor(world.transactions, lambda actor, _: world.desk(actor)).run_until_idle()


def standing(world: World) -> tuple[object, ...]:
    """All that a refusal must leave as it is."""
    with world.transactions.read() as session:
        found = queries.supplier_orders(session, world.desk(VERA), open_only=False)
        trails = [audit.trail(session, f"supply:{view.number}") for view in found]
        return found, stock_queries.all_open_receipts(session), trails


def test_a_proposal_shows_every_figure_that_it_is_made_of(world: World) -> None:
    """24 tins in the only week known: 24 × 3 weeks + ⌈1.6449 × 24 × √3⌉ = 141, up to 165, 76 are free."""
    confirmed(world, (TIN, 24))
    assert listed(world, sku=TIN) == []
    (row,) = listed(world.on(MORNING + timedelta(days=7)), sku=TIN)
    assert row.model_dump(mode="json") == {
        "sku": TIN, "name": "Cake Tin", "warehouse": "MAIN", "method": "smoothed", "share": "1.0000",
        "per_week": "24.00", "deviation": "24.00", "lead_time_days": 14, "review_days": 7, "safety_stock": "69",
        "reorder_point": "141", "order_up_to": "165", "free": "76", "due": "0", "waiting": "0", "quantity": "89",
    }  # fmt: skip
    ordered(world, SupplyLine(sku=TIN, quantity=Decimal(89)))
    assert listed(world.on(MORNING + timedelta(days=7)), sku=TIN) == []


def test_demand_is_where_goods_left_and_what_waits_is_bought(world: World) -> None:
    """Stands left MAIN only, so NORTH needs none; 30 tins wait beyond the hundred."""
    number = confirmed(world, (STAND, 8)).number
    with world.working() as session:
        shipping.ship(session, world.desk(WILL), number, carrier="DPD")
    shares = {row.warehouse: row.share for row in listed(world, sku=STAND, everything=True)}
    assert shares == {"MAIN": 1, "NORTH": 0}
    confirmed(world, (TIN, 130), key="tins")
    (row,) = listed(world, sku=TIN)
    assert (row.free, row.waiting, row.quantity) == (0, 30, 30)
    assert [row.sku for row in listed(world, warehouse="NORTH")] == []


def test_orders_count_by_the_week_and_without_what_was_cancelled(world: World) -> None:
    """Monday's 24 and Tuesday's 6 in the last week; two weeks later in the last but one; today's never."""
    confirmed(world, (TIN, 24))
    confirmed(world.on(MORNING + timedelta(days=1)), (TIN, 6), key="more")

    def weeks_on(days: int) -> object:
        later = world.on(MORNING + timedelta(days=days))
        with world.transactions.read() as session:
            return orders.ordered_by_week(session, later.desk(WILL), 3).get(TIN)

    assert [weeks_on(0), weeks_on(1), weeks_on(7), weeks_on(14), weeks_on(29)] == [
        None, (0, 0, 24), (0, 0, 30), (0, 30, 0), None,
    ]  # fmt: skip


def test_a_supplier_order_is_expected_by_stock_once(world: World) -> None:
    """Due after the lead time of two weeks; the same key again orders nothing, and another wish is refused."""
    made = ordered(world, key="week 46")
    assert (made.number, made.state, made.due_date, made.ordered_by) == ("SUPO-1001", "ordered", DUE, "Vera")
    with world.transactions.read() as session:
        (row,) = stock_queries.receipts(session, world.desk(WILL), [TIN])[TIN]
    assert (row.supplier_order, row.line_no, row.quantity, row.due_date) == ("SUPO-1001", 1, 50, DUE)
    before = standing(world)
    assert ordered(world, key="week 46") == made
    with pytest.raises(SupplyKeyUsed):
        ordered(world, SupplyLine(sku=TIN, quantity=Decimal(60)), key="week 46")
    assert standing(world) == before
    assert ordered(world, key="week 47").number == "SUPO-1002"


def test_an_order_is_answered_with_under_its_key_when_its_day_is_over(world: World) -> None:
    """Sent again two weeks later, when a new one for that day would be refused."""
    made = ordered(world, key="week 46", due_date=date(2011, 11, 18))
    later = world.on(MORNING + timedelta(days=14))
    assert ordered(later, key="week 46", due_date=date(2011, 11, 18)) == made
    with pytest.raises(BadSupply):
        ordered(later, key="week 48", due_date=date(2011, 11, 18))


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [
        ({"lines": ()}, BadSupply),
        ({"lines": (FIFTY, FIFTY)}, BadSupply),
        ({"lines": (SupplyLine(sku=TIN, quantity=Decimal(0)),)}, BadSupply),
        ({"lines": (SupplyLine(sku=OLD, quantity=Decimal(5)),)}, BadSupply),
        ({"lines": (FIFTY, SupplyLine(sku="MOON", quantity=Decimal(5)))}, NotFound),
        ({"supplier": " "}, BadSupply),
        ({"warehouse": "ATTIC"}, UnknownWarehouse),
        ({"due_date": date(2011, 11, 13)}, BadSupply),
    ],
)
def test_what_nobody_can_deliver_is_not_ordered(
    world: World, wrong: dict[str, object], refused: type[Refusal]
) -> None:  # fmt: skip
    """And nothing is expected of it."""
    before = standing(world)
    with pytest.raises(refused):
        ordered(world, **wrong)
    assert standing(world) == before


def test_only_buyers_see_the_list_and_order(world: World) -> None:
    """Neither a sales representative nor finance, as shipped."""
    number = ordered(world).number
    before = standing(world)
    verbs: list[Callable[..., object]] = [
        lambda session, desk: queries.reorder_list(session, desk),
        lambda session, desk: queries.supplier_order(session, desk, number),
        lambda session, desk: queries.supplier_orders(session, desk),
        lambda session, desk: service.order_supply(session, desk, ask()),
        lambda session, desk: service.confirm_supply(session, desk, number),
        lambda session, desk: service.delay_supply(session, desk, number, due_date=date(2011, 12, 5), reason="storm"),
        lambda session, desk: service.close_supply(session, desk, number, reason="too dear"),
    ]
    for who in (MIA, FAY):
        for verb in verbs:
            with pytest.raises(NotAllowed), world.working() as session:
                verb(session, world.desk(who))
    assert standing(world) == before


def test_a_delay_moves_the_promise_that_stands_on_it(world: World) -> None:
    """20 of 120 tins wait for the fifty; a week later there is a week later at the customer, and the cause is kept."""
    number = confirmed(world, (TIN, 120)).number
    supply = ordered(world).number
    react(world)
    with world.working() as session:
        first = orders.order(session, world.desk(), number).promised_date
        service.confirm_supply(session, world.desk(VERA), supply)
        service.delay_supply(session, world.desk(VERA), supply, due_date=date(2011, 12, 5), reason="storm")
    react(world)
    with world.working() as session:
        assert first == date(2011, 11, 30)
        assert orders.order(session, world.desk(), number).promised_date == date(2011, 12, 7)
        view = queries.supplier_order(session, world.desk(VERA), supply)
        trail = audit.trail(session, f"supply:{supply}")
    assert (view.state, view.due_date) == ("confirmed", date(2011, 12, 5))
    assert [(entry.action, entry.reason) for entry in trail] == [
        ("supply.ordered", None), ("supply.confirmed", None), ("supply.moved", "storm"),
    ]  # fmt: skip
    before = standing(world)
    with world.working() as session:
        service.delay_supply(session, world.desk(VERA), supply, due_date=date(2011, 12, 5), reason="storm")
        service.confirm_supply(session, world.desk(VERA), supply)
    assert standing(world) == before


def test_a_part_comes_and_the_rest_is_given_up(world: World) -> None:
    """20 of 50, then closed once: nothing is due any more, and nothing more can be done with it."""
    supply = ordered(world).number
    with world.working() as session:
        stock.receive(session, world.desk(WILL), supply, 1, quantity=Decimal(20))
        partly = queries.supplier_order(session, world.desk(VERA), supply)
        closed = service.close_supply(session, world.desk(VERA), supply, reason="no more of them")
    assert (partly.state, partly.lines[0].received, partly.lines[0].open) == ("partly_received", 20, 30)
    (line,) = closed.lines
    assert (closed.state, line.received, line.open, line.given_up, line.due_date) == ("closed", 20, 0, 30, None)
    before = standing(world)
    with world.working() as session:
        assert service.close_supply(session, world.desk(VERA), supply, reason="again") == closed
    with pytest.raises(NothingToCome), world.working() as session:
        service.delay_supply(session, world.desk(VERA), supply, due_date=date(2011, 12, 5), reason="storm")
    assert standing(world) == before
    with world.transactions.read() as session:
        assert [view.number for view in queries.supplier_orders(session, world.desk(VERA))] == ["SUP-1", "SUP-2"]
        assert TIN not in stock_queries.receipts(session, world.desk(WILL), [TIN])


def test_one_line_is_given_up_and_the_other_comes(world: World) -> None:
    """An untouched line that is closed is no receipt any more; the order is closed with its last."""
    supply = ordered(world, FIFTY, SupplyLine(sku=STAND, quantity=Decimal(12))).number
    with world.working() as session:
        left = service.close_supply(session, world.desk(VERA), supply, reason="sold out", line_no=1)
        with pytest.raises(NotFound):
            service.close_supply(session, world.desk(VERA), supply, reason="sold out", line_no=3)
        assert [(line.open, line.given_up) for line in left.lines] == [(0, 50), (12, 0)]
        assert left.state == "ordered"
        stock.receive(session, world.desk(WILL), supply, 2)
        done = queries.supplier_order(session, world.desk(VERA), supply)
    assert (done.state, done.lines[1].received) == ("closed", 12)
