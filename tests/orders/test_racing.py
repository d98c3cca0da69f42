"""Many people at once: nothing is sold twice, no credit is used twice, and nobody sees an error."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from domain.billing import service as billing
from domain.billing.schemas import PaymentRequest
from domain.billing.service import accounts
from domain.customers import service as customers
from domain.customers.schemas import CustomerView
from domain.orders import queries
from domain.orders import service as orders
from domain.orders.schemas import AmendmentRequest, OrderView
from domain.orders.service import terms
from domain.shared.actors import system
from domain.stock import queries as stock
from domain.stock.service import places
from tests.orders.stories import confirmed, drafted
from tests.presentation.samples import pounds
from tests.support.world import CUP, FAY, OWL, TIN, World, wanted


def together(work: Callable[[int], OrderView], count: int) -> list[OrderView]:
    """The same work by many people at the same time."""
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))


def with_buyers(world: World, count: int) -> Sequence[str]:
    """So many customers without a limit."""
    names = [f"BUYER{number:02}" for number in range(count)]
    with world.working() as session:
        customers.import_customers(
            session, world.desk(system("import")),
            [CustomerView(customer_id=name, name=name, bill_to_id=name, country="GB") for name in names],
        )  # fmt: skip
    return names


@pytest.mark.parametrize("reserved", [True, False], ids=["with reservations", "after they expired"])
def test_t5_twenty_buyers_of_a_hundred_tins_get_exactly_a_hundred(world: World, reserved: bool) -> None:
    """Ten buyers get ten each now and ten are answered with a backorder, on either database."""
    names = with_buyers(world, 20)
    if reserved:
        later = world
    else:
        later = world.on(world.now + timedelta(hours=1))
        for number, name in enumerate(names):
            drafted(world, (TIN, 10), customer=name, key=f"key-{number}")

    def buy(number: int) -> OrderView:
        request = wanted((TIN, 10), customer=names[number])
        with later.working() as session:
            draft = orders.draft(session, later.desk(), request, key=f"key-{number}")
        with later.working() as session:
            return orders.confirm(session, later.desk(), draft.number, revision=draft.revision)

    views = together(buy, 20)
    assert sorted((view.state, view.lines[0].allocated, view.lines[0].open) for view in views) == (
        [("confirmed", 0, 10)] * 10 + [("confirmed", 10, 0)] * 10
    )
    with world.working() as session:
        assert stock.availability(session, later.desk(), [TIN])[TIN].available == 0
        assert queries.broken_invariants(session) == []


def test_x7_two_orders_at_once_cannot_use_the_same_credit(world: World) -> None:
    """Eight orders of 600 against a limit of 2,500: four confirm and four wait."""
    numbers = [drafted(world, (TIN, 50), key=f"key-{number}").number for number in range(8)]

    def accept(index: int) -> OrderView:
        with world.working() as session:
            return orders.confirm(session, world.desk(), numbers[index], revision=1)

    states = sorted(view.state for view in together(accept, 8))
    assert states == ["confirmed"] * 4 + ["pending_confirmation"] * 4
    with world.working() as session:
        assert queries.broken_invariants(session) == []


def test_s4_one_confirm_button_pressed_by_many_confirms_once(world: World) -> None:
    """Everybody gets the same order; its stock and credit are taken once."""
    number = drafted(world, (TIN, 10)).number

    def accept(_: int) -> OrderView:
        with world.working() as session:
            return orders.confirm(session, world.desk(), number, revision=1)

    views = together(accept, 8)
    assert all(view == views[0] for view in views)
    with world.working() as session:
        assert stock.availability(session, world.desk(), [TIN])[TIN].available == Decimal(90)
        assert queries.broken_invariants(session) == []


def test_accounts_are_locked_in_one_order_by_whoever_needs_several(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """Artisan shares the limit of Meadow: who ships for it and another, who moves an order to another payer and who
    books for both lock by id, whoever's limit it is.
    """
    shares = CustomerView(customer_id="ARTISAN", name="Artisan", bill_to_id="ARTISAN", country="GB",
                          parent_id="MEADOW", share_limit=True)  # fmt: skip
    with world.working() as session:
        customers.import_customers(session, world.desk(system("import")), [shares])
    theirs, other = confirmed(world, (TIN, 1), customer="ARTISAN"), confirmed(world, (TIN, 1), customer="FREE", key="f")
    locked, lock = list[str](), accounts.account_locked

    def spy(session: Session, bill_to: str) -> bool:
        locked.append(bill_to)
        return lock(session, bill_to)

    monkeypatch.setattr(accounts, "account_locked", spy)
    with world.working() as session:
        orders.lock_orders(session, [theirs.number, other.number])
        terms.lock_payers(session, theirs.number, AmendmentRequest(bill_to="FREE"))
        accounts.lock_accounts(session, ["MEADOW", "FREE", "ARTISAN"])
    assert locked == ["ARTISAN", "FREE", "MEADOW"] * 3


def test_a_payment_that_releases_several_orders_waits_for_nobody_in_a_circle(world: World) -> None:
    """It serves the owls before the cups, while somebody takes cups, and then owls: both get what is theirs."""
    held = [confirmed(world, (sku, 3000), key=sku).number for sku in (OWL, CUP)]

    def pay() -> Sequence[str]:
        with world.working() as session:
            paid = PaymentRequest(
                payment_id="P1", bill_to="THISTLE", amount=pounds("99999"), received_date=world.desk().today
            )  # fmt: skip
            billing.receive_payment(session, world.desk(FAY), paid)
            return orders.release_holds_of(session, world.desk(system("reactions")), "THISTLE")

    with ThreadPoolExecutor(1) as reactions:
        with world.working() as session:
            places.lock_balances(session, [CUP])
            paying = reactions.submit(pay)
            with pytest.raises(TimeoutError):
                paying.result(timeout=1)
            places.lock_balances(session, [OWL])
        assert list(paying.result(timeout=20)) == held
