"""Goods come back: never more than left, sold again only when they are good, credited at what was invoiced."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.billing import queries as billing
from domain.employees.schemas import EmployeeView
from domain.returns import queries, service
from domain.returns.errors import (
    ExceedsAuthorised,
    ExceedsReceived,
    InspectedBySame,
    NothingReturned,
    NotReturnable,
    UnknownWord,
)
from domain.returns.schemas import Inspected, ReturnAsk, ReturnView, Settlement
from domain.shared import audit
from domain.shared.actors import Role
from domain.shared.errors import IllegalTransition, NotAllowed, NotFound
from domain.shipping import service as shipping
from domain.stock import queries as stock
from tests.orders.stories import confirmed, seen
from tests.support.world import BAG, CUP, FAY, MIA, STAND, WILL, World


def delivered(world: World, *lines: tuple[str, object], invoiced: bool = True) -> str:
    """An order that left and was invoiced; its number."""
    number = confirmed(world, *lines).number
    with world.working() as session:
        shipment = shipping.ship(session, world.desk(WILL), number, carrier="DPD")
        if invoiced:
            shipping.invoice(session, world.desk(WILL), shipment.shipment_number)
    return number


def authorise(world: World, number: str, **quantities: int) -> ReturnView:
    """Mia lets surplus goods come back: `line_1=5`."""
    asked = [
        ReturnAsk.model_validate(
            {"line_no": int(line.removeprefix("line_")), "quantity": quantity, "reason": "surplus"}
        )
        for line, quantity in quantities.items()
    ]
    with world.working() as session:
        return service.authorise(session, world.desk(MIA), number, asked)


def inspect(world: World, number: str, *parts: tuple[int, int, str]) -> ReturnView:
    """Will inspects: line, quantity, disposition."""
    seen_parts = [
        Inspected.model_validate({"line_no": line_no, "quantity": quantity, "disposition": disposition})
        for line_no, quantity, disposition in parts
    ]
    with world.working() as session:
        return service.inspect(session, world.desk(WILL), number, seen_parts)


def receive(world: World, number: str, quantities: dict[int, Decimal] | None = None) -> ReturnView:
    """Will takes the parcel in."""
    with world.working() as session:
        return service.receive(session, world.desk(WILL), number, quantities)


def settle(world: World, number: str) -> ReturnView:
    """Fay credits."""
    with world.working() as session:
        return service.settle(session, world.desk(FAY), number)


def shelf(world: World, sku: str) -> list[tuple[str, int, int]]:
    """Warehouse, on hand, available."""
    with world.working() as session:
        assert stock.balances_explained(session) == []
        balances = stock.availability(session, world.desk(), [sku])[sku].balances
    return [(balance.warehouse, int(balance.on_hand), int(balance.available)) for balance in balances]


def test_m1_from_authorised_to_settled(world: World) -> None:
    """Twelve of sixty bags come back: eight for sale, three apart, one scrapped, and twelve credited."""
    number = delivered(world, (BAG, 60))
    allowed = authorise(world, number, line_1=12)
    assert (allowed.number, allowed.state, allowed.lines[0].quantity) == ("RMA-1001", "authorised", Decimal(12))
    assert receive(world, "RMA-1001").state == "received"
    assert shelf(world, BAG)[0] == ("MAIN", 840, 840)
    assert inspect(world, "RMA-1001", (1, 8, "restock")).state == "received"
    view = inspect(world, "RMA-1001", (1, 3, "quarantine"), (1, 1, "scrap"))
    assert view.state == "inspected"
    assert shelf(world, BAG)[0] == ("MAIN", 851, 848)
    view = settle(world, "RMA-1001")
    assert (view.state, view.credit_notes) == ("settled", ("CN-1001",))
    with world.working() as session:
        note = billing.credit_note(session, "CN-1001")
        assert note.total.amount == Decimal("23.76")
        trail = [entry.action for entry in audit.trail(session, "return:RMA-1001")]
        assert queries.open_returns(session) == ()
        assert queries.returns_of(session, number) == (view,)
    assert trail == ["return.authorised", "return.received", "return.inspected", "return.inspected", "return.settled"]
    line = seen(world, number).lines[0]
    assert (line.shipped, line.returned, line.open) == (Decimal(60), Decimal(12), Decimal(0))


def test_m2_no_more_comes_back_than_left_counting_what_is_on_its_way(world: World) -> None:
    """Of sixty, twelve are authorised, so forty-eight may be; once five of them came, fifty-five are left."""
    number = delivered(world, (BAG, 60))
    authorise(world, number, line_1=12)
    with pytest.raises(NotReturnable) as refused:
        authorise(world, number, line_1=49)
    assert refused.value.facts == {"line_key": f"{number}/1", "asked": "49", "returnable": "48"}
    with pytest.raises(ExceedsAuthorised):
        receive(world, "RMA-1001", {1: Decimal(13)})
    with pytest.raises(NothingReturned):
        receive(world, "RMA-1001", {1: Decimal(0)})
    receive(world, "RMA-1001", {1: Decimal(5)})
    with world.working() as session:
        assert queries.returnable(session, world.desk(), number) == {1: Decimal(55)}
    with pytest.raises(ExceedsReceived):
        inspect(world, "RMA-1001", (1, 6, "restock"))
    with pytest.raises(IllegalTransition):
        receive(world, "RMA-1001")
    with pytest.raises(IllegalTransition):
        settle(world, "RMA-1001")


def test_m2_what_did_not_leave_cannot_come_back(world: World) -> None:
    """Not shipped, not ordered, nothing, less than nothing, an unknown reason, the wrong role: all refused."""
    number = confirmed(world, (BAG, 60)).number
    for quantity in (1, 0, -1):
        with pytest.raises(NotReturnable):
            authorise(world, number, line_1=quantity)
    with pytest.raises(NotFound):
        authorise(world, number, line_7=1)
    with pytest.raises(NothingReturned):
        authorise(world, number)
    with pytest.raises(UnknownWord):
        ReturnAsk.model_validate({"line_no": 1, "quantity": 1, "reason": "mood"})
    with pytest.raises(NotAllowed), world.working() as session:
        service.authorise(session, world.desk(FAY), number, [])
    with world.working() as session:
        assert queries.open_returns(session) == ()


def test_m2_the_credit_is_what_was_invoiced_to_the_last_penny(world: World) -> None:
    """Cups at 3.333: twelve were invoiced at 40.00 net; five and then seven credited give exactly that back."""
    number = delivered(world, (CUP, 12))
    for rma, quantity in (("RMA-1001", 5), ("RMA-1002", 7)):
        authorise(world, number, line_1=quantity)
        receive(world, rma)
        inspect(world, rma, (1, quantity, "restock"))
        settle(world, rma)
    with world.working() as session:
        (invoice,) = billing.invoices_of_order(session, world.desk(), number)
        credited = [billing.credit_note(session, f"CN-{count}").total.amount for count in (1001, 1002)]
    assert sum(credited) == invoice.total.amount == Decimal("48.00")
    assert invoice.open_amount.amount == 0


def test_m2_goods_of_two_shipments_are_credited_on_two_papers(world: World) -> None:
    """Fifty bags left first, ten later: fifty-five back are ten on the newest invoice and forty-five on the first."""
    number = confirmed(world, (BAG, 60)).number
    for quantity in (50, 10):
        with world.working() as session:
            desk = world.desk(WILL)
            shipment = shipping.ship(session, desk, number, carrier="DPD", lines={1: Decimal(quantity)})
            shipping.invoice(session, desk, shipment.shipment_number)
    authorise(world, number, line_1=55)
    receive(world, "RMA-1001")
    inspect(world, "RMA-1001", (1, 55, "rework"))
    assert settle(world, "RMA-1001").credit_notes == ("CN-1001", "CN-1002")
    with world.working() as session:
        still_open = [invoice.open_amount.amount for invoice in billing.invoices_of_order(session, desk, number)]
    assert still_open == [Decimal("9.90"), Decimal(0)]


def test_m4_what_goes_back_to_the_customer_is_neither_stock_nor_credit(world: World) -> None:
    """A refused return leaves no trace on the shelf and no paper."""
    number = delivered(world, (BAG, 60))
    before = shelf(world, BAG)
    authorise(world, number, line_1=2)
    receive(world, "RMA-1001")
    inspect(world, "RMA-1001", (1, 2, "return_to_customer"))
    assert settle(world, "RMA-1001").credit_notes == ()
    assert shelf(world, BAG) == before


def test_m5_what_was_never_invoiced_is_not_credited(world: World) -> None:
    """What came back before its invoice is on no invoice and no credit note; the rest of the shipment is invoiced."""
    number = delivered(world, (BAG, 60), invoiced=False)
    authorise(world, number, line_1=2)
    receive(world, "RMA-1001")
    inspect(world, "RMA-1001", (1, 2, "restock"))
    settled = settle(world, "RMA-1001")
    assert (settled.state, settled.credit_notes) == ("settled", ())
    with world.working() as session:
        assert str(shipping.invoice(session, world.desk(WILL), "SH-1001").total) == "114.84 GBP"


def test_c38_goods_go_back_to_the_warehouse_they_left(world: World) -> None:
    """Ten stands that left NORTH come back to NORTH."""
    number = delivered(world, (STAND, 50))
    authorise(world, number, line_1=3)
    receive(world, "RMA-1001")
    inspect(world, "RMA-1001", (1, 3, "restock"))
    assert shelf(world, STAND) == [("MAIN", 0, 0), ("NORTH", 3, 3)]


def test_late_and_uninspected_returns_are_found(world: World) -> None:
    """Chased fifteen days after authorisation; once here, on the third working day without inspection."""
    number = delivered(world, (BAG, 60))
    authorise(world, number, line_1=2)

    def found(days: int) -> tuple[int, int]:
        later = world.on(world.now + timedelta(days=days))
        with later.working() as session:
            desk = later.desk()
            return len(queries.expected_and_late(session, desk)), len(queries.received_not_inspected(session, desk))

    assert [found(days) for days in (0, 14, 15)] == [(0, 0), (0, 0), (1, 0)]
    receive(world, "RMA-1001")
    assert [found(days) for days in (2, 3, 20)] == [(0, 0), (0, 1), (0, 1)]


def settled_by(world: World, who: EmployeeView, settlement: Settlement = Settlement.CREDIT) -> ReturnView:
    """Somebody settles the first return."""
    with world.working() as session:
        return service.settle(session, world.desk(who), "RMA-1001", settlement=settlement)


def inspected_by(world: World, who: EmployeeView) -> None:
    """Twelve bags came back, and somebody found them good."""
    authorise(world, delivered(world, (BAG, 60)), line_1=12)
    receive(world, "RMA-1001")
    with world.working() as session:
        good = Inspected(line_no=1, quantity=Decimal(12), disposition="restock")
        service.inspect(session, world.desk(who), "RMA-1001", [good])


def test_h2_z2_the_warehouse_credits_no_return(world: World) -> None:
    """Will took the bags in and looked at them: the credit note is for finance."""
    inspected_by(world, WILL)
    with pytest.raises(NotAllowed) as caught:
        settled_by(world, WILL)
    assert caught.value.facts["needs"] == "admin, finance"
    assert settled_by(world, FAY).credit_notes == ("CN-1001",)


@pytest.mark.parametrize("settlement", [Settlement.CREDIT, Settlement.REPLACE])
def test_h2_z2_who_inspected_gives_nothing_for_it_whatever_their_roles(world: World, settlement: Settlement) -> None:
    """Nora is warehouse and finance in one: what she inspected a colleague settles, unless policy lets her."""
    nora = EmployeeView(email="nora@wholesaler.example", name="Nora", roles=frozenset({Role.WAREHOUSE, Role.FINANCE}))
    inspected_by(world, nora)
    with pytest.raises(InspectedBySame) as caught:
        settled_by(world, nora, settlement)
    assert caught.value.facts == {"number": "RMA-1001"}
    trusted = world.under(returns={"inspector_may_settle": True})
    assert settled_by(trusted, nora, settlement).state == "settled"


def test_h2_z2_who_inspected_may_refuse(world: World) -> None:
    """Nothing is given: one person is enough."""
    inspected_by(world, WILL)
    assert settled_by(world, WILL, Settlement.REFUSE).credit_notes == ()
