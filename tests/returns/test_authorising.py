"""Whether goods may come back: asked for, allowed until a day, refused with a reason, run out, closed."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.returns import queries, rules, service
from domain.returns.errors import NotReturnable, RefusalUnexplained, ReturnTooLate
from domain.returns.lifecycle import MOVES, ReturnState, moved
from domain.returns.schemas import ReturnAsk, ReturnView
from domain.shared import audit
from domain.shared.actors import Actor
from domain.shared.errors import IllegalTransition, NotAllowed, NotFound, Refusal
from domain.shared.policy import ReasonPolicy
from domain.shipping import service as shipping
from tests.orders.stories import confirmed
from tests.returns.test_returns import authorise, delivered, inspect, receive, settle
from tests.support.world import BAG, BUYER, FAY, MIA, VERA, WILL, World

OTHERS_BUYER = BUYER.model_copy(update={"id": "o@meadow.example", "customer_id": "MEADOW"})
UNPROVEN = BUYER.model_copy(update={"verified": False})


def asked(quantity: int, reason: str = "surplus", shipment: str | None = None) -> list[ReturnAsk]:
    """Some of the first line."""
    values = {"line_no": 1, "quantity": quantity, "reason": reason, "shipment_number": shipment}
    return [ReturnAsk.model_validate(values)]


def request(world: World, number: str, quantity: int = 12, *, who: Actor = BUYER, key: str = "mail-1") -> ReturnView:
    """Anna asks."""
    with world.working() as session:
        return service.request(session, world.desk(who), number, asked(quantity), key=key)


def refused(world: World, error: type[Refusal], work: Callable[[], object]) -> None:
    """The work is refused and changes neither a return nor its trail."""

    def seen() -> list[object]:
        with world.working() as session:
            views = queries.open_returns(session)
            return [*views, *(len(audit.trail(session, view.subject)) for view in views)]

    before = seen()
    with pytest.raises(error):
        work()
    assert seen() == before


def test_m1_a_customer_asks_and_is_allowed_until_a_day(world: World) -> None:
    """Anna asks twice for the same; Mia allows it for thirty days; it is sent off and comes."""
    number = delivered(world, (BAG, 60))
    view = request(world, number)
    assert (view.number, view.state, view.requested_by) == ("RMA-1001", "requested", BUYER.id)
    assert request(world, number) == view
    with world.working() as session:
        assert queries.returnable(session, world.desk(), number) == {1: Decimal(48)}
        view = service.authorise_request(session, world.desk(MIA), "RMA-1001")
        assert (view.state, view.authorised_until) == ("authorised", date(2011, 12, 14))
        assert service.send_off(session, world.desk(BUYER), "RMA-1001").state == "in_transit"
    assert receive(world, "RMA-1001").state == "received"


def test_m1_a_refusal_has_its_reason_and_frees_the_goods(world: World) -> None:
    """Without a reason nothing is refused; a refused return is over and its goods may be asked for again."""
    number = delivered(world, (BAG, 60))
    request(world, number, 60)

    def refuse(reason: str) -> ReturnView:
        with world.working() as session:
            return service.refuse(session, world.desk(MIA), "RMA-1001", reason=reason)

    refused(world, RefusalUnexplained, lambda: refuse(" "))
    view = refuse("they were used")
    assert (view.state, view.ended_reason) == ("refused", "they were used")
    refused(world, IllegalTransition, lambda: refuse("again"))
    assert request(world, number, 60, key="mail-2").number == "RMA-1002"


def test_m1_only_the_customer_who_is_proven_and_staff_may_ask(world: World) -> None:
    """Others' orders do not exist, not proven senders and people of finance may not; nobody allows their own wish."""
    number = delivered(world, (BAG, 60))
    refused(world, NotFound, lambda: request(world, number, who=OTHERS_BUYER))
    refused(world, NotAllowed, lambda: request(world, number, who=UNPROVEN))
    refused(world, NotAllowed, lambda: request(world, number, who=world.desk(FAY).actor))
    refused(world, NotReturnable, lambda: request(world, number, 61))
    request(world, number)

    def tried(verb: Callable[..., object], who: Actor) -> Callable[[], object]:
        def work() -> object:
            with world.working() as session:
                return verb(session, world.desk(who), "RMA-1001")

        return work

    refused(world, NotAllowed, tried(service.authorise_request, BUYER))
    refused(world, NotFound, tried(service.send_off, OTHERS_BUYER))
    refused(world, IllegalTransition, tried(service.send_off, BUYER))


def test_m1_what_does_not_come_in_time_expires(world: World) -> None:
    """Allowed for thirty days; what is on its way has thirty more; an expired return takes nothing up."""
    number = delivered(world, (BAG, 60))
    authorise(world, number, line_1=50)
    authorise(world, number, line_1=10)
    with world.working() as session:
        service.send_off(session, world.desk(BUYER), "RMA-1002")

    def expired(days: int) -> int:
        later = world.on(world.now + timedelta(days=days))
        with later.working() as session:
            return service.expire_returns(session, later.desk())

    assert [expired(days) for days in (30, 31, 60, 61)] == [0, 1, 0, 1]
    with world.working() as session:
        assert queries.rma(session, "RMA-1001").state == "expired"
        assert queries.returnable(session, world.desk(), number) == {1: Decimal(60)}


def test_m1_a_settled_return_is_closed_after_the_days_for_objections(world: World) -> None:
    """Settled today, closed on the thirty-first day."""
    number = delivered(world, (BAG, 60))
    authorise(world, number, line_1=2)
    receive(world, "RMA-1001")
    inspect(world, "RMA-1001", (1, 2, "restock"))
    settle(world, "RMA-1001")

    def closed(days: int) -> int:
        later = world.on(world.now + timedelta(days=days))
        with later.working() as session:
            return service.close_returns(session, later.desk())

    assert [closed(days) for days in (30, 31, 32)] == [0, 1, 0]


def test_m1_every_state_leads_where_the_table_says_and_nowhere_else() -> None:
    """All pairs of states."""
    for now_in in ReturnState:
        for to in ReturnState:
            if to in MOVES[now_in]:
                assert moved("RMA-1", now_in, to) is to
            else:
                with pytest.raises(IllegalTransition):
                    moved("RMA-1", now_in, to)


def test_m2_no_more_comes_back_of_a_shipment_than_left_with_it(world: World) -> None:
    """Fifty left first and ten later: eleven of the second cannot come, ten can, and then none."""
    number = confirmed(world, (BAG, 60)).number
    for quantity in (50, 10):
        with world.working() as session:
            shipping.ship(session, world.desk(WILL), number, carrier="DPD", lines={1: Decimal(quantity)})

    def of_second(quantity: int, shipment: str = "SH-1002") -> ReturnView:
        with world.working() as session:
            return service.authorise(session, world.desk(MIA), number, asked(quantity, shipment=shipment))

    refused(world, NotReturnable, lambda: of_second(11))
    refused(world, NotFound, lambda: of_second(1, "SH-7"))
    assert of_second(10).lines[0].shipment_number == "SH-1002"
    refused(world, NotReturnable, lambda: of_second(1))
    assert of_second(50, "SH-1001").number == "RMA-1002"


def test_m3_the_reason_decides_until_when(world: World) -> None:
    """After ninety days surplus does not come back, but damage does; a director may allow both."""
    number = delivered(world, (BAG, 60))
    later = world.on(world.now + timedelta(days=91))

    def allow(reason: str, who: object = MIA) -> ReturnView:
        with later.working() as session:
            return service.authorise(session, later.desk(who), number, asked(1, reason))  # type: ignore[arg-type]

    refused(world, ReturnTooLate, lambda: allow("surplus"))
    assert allow("damaged").lines[0].fault == "seller"
    assert allow("surplus", VERA).lines[0].fault == "customer"


def test_m3_only_the_customers_fault_costs_a_fee_and_days_end() -> None:
    """A fee for a fault of ours is never taken over; the last day counts, the next does not; no days are ever."""
    fee = Decimal("0.15")
    assert rules.terms_of(ReasonPolicy(fault="customer", days=1, restocking_fee=fee))["restocking_fee"] == fee
    assert rules.terms_of(ReasonPolicy(fault="seller", days=1, restocking_fee=fee))["restocking_fee"] == 0
    day = date(2011, 11, 14)
    assert [rules.is_too_late(day, day + timedelta(days=n), 14) for n in (14, 15)] == [False, True]
    assert not rules.is_too_late(day, day + timedelta(days=5000), 0)
