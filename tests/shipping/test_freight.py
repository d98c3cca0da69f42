"""Freight: computed once when goods leave, charged per order or per shipment by policy, shared by weight."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.orders.schemas import OrderView
from domain.shared import policy
from domain.shared.desk import Desk
from domain.shared.money import Money
from domain.shared.policy import FreightPolicy
from domain.shipping import queries, service
from domain.shipping.rules import freight_of
from tests.orders.stories import confirmed
from tests.shipping.test_leaving import at_leeds, ordered
from tests.support.world import BAG, MORNING, TIN, WILL, World

PRICE = Money(Decimal("6.95"), "GBP")


def freight(**said: object) -> FreightPolicy:
    """The policy that ships with what is said of it."""
    return FreightPolicy.model_validate(policy.shipped()["freight"] | said)


def charging(world: World, **said: object) -> Desk:
    """Will's desk under a policy that charges freight."""
    data = policy.shipped()
    configuration = policy.understood(data | {"freight": data["freight"] | said})
    return replace(world.desk(WILL), configuration=configuration)


def an_order(currency: str = "GBP", net: int = 100) -> OrderView:
    """An order of some value."""
    nothing = Money.zero(currency)
    return OrderView(
        number="SO-1", state="confirmed", revision=1, channel="slack", customer_id="THISTLE", customer_name="Thistle",
        bill_to="THISTLE", ship_to=None, requested_date=None, promised_date=None, customer_po=None, note=None,
        currency=currency, lines=(), net=Money(Decimal(net), currency), tax=nothing, taxes=(), total=nothing,
        author="Mia", author_id="mia", created_at=MORNING,
    )  # fmt: skip


def charged(world: World, desk: Desk, *numbers: str) -> list[tuple[str, str]]:
    """These orders leave under a desk's policy; what each is charged."""
    with world.working() as session:
        (view,) = service.ship_all(session, desk, numbers)
        return [
            (charge.order_number, str(charge.net)) for charge in queries.freight_charges(session, view.shipment_number)
        ]


@pytest.mark.parametrize(
    ("said", "before", "expected"),
    [
        ({}, False, None),
        ({"charge": "order"}, False, "6.95 GBP"),
        ({"charge": "order"}, True, None),
        ({"charge": "shipment"}, True, "6.95 GBP"),
        ({"charge": "shipment", "markup": "0.1"}, False, "7.65 GBP"),
        ({"charge": "shipment", "free_from_net": "100"}, False, None),
        ({"charge": "shipment", "free_from_net": "100.01"}, False, "6.95 GBP"),
    ],
)
def test_f3_the_policy_says_what_freight_costs(said: dict[str, str], before: bool, expected: str | None) -> None:
    """None, once per order, per shipment, with a mark-up, free from a value on (equality goes free)."""
    charge = freight_of(an_order(), PRICE, freight(**said), rate=Decimal(1), charged_before=before)
    assert (str(charge) if charge else None) == expected


def test_f3_freight_is_charged_in_the_currency_of_the_order() -> None:
    """A euro costs 0.8 pounds: 6.95 GBP are 8.69 EUR."""
    charge = freight_of(an_order("EUR"), PRICE, freight(charge="shipment"), rate=Decimal("0.8"), charged_before=False)
    assert str(charge) == "8.69 EUR"


@given(st.integers(1, 10**6), st.decimals("0.1", "10", places=2))
def test_freight_is_never_negative(pennies: int, rate: Decimal) -> None:
    """Whatever it costs at whatever rate: something, or nothing at all."""
    price = Money(Decimal(pennies) / 100, "GBP")
    charge = freight_of(an_order("EUR"), price, freight(charge="shipment"), rate=rate, charged_before=False)
    assert charge is None or charge.amount > 0


def test_f3_an_order_is_charged_once_or_for_each_shipment(world: World) -> None:
    """Two shipments of two orders: the first policy charges each order once, the second each time."""
    at_leeds(world)
    once, each = charging(world, charge="order"), charging(world, charge="shipment")
    for desk, expected in ((once, [["4.60 GBP"], []]), (each, [["4.60 GBP"], ["4.60 GBP"]])):
        number = confirmed(world, (TIN, 4), key=desk.policy.freight.charge).number
        told = []
        for _ in range(2):
            with world.working() as session:
                view = service.ship(session, desk, number, lines={1: Decimal(2)})
                told.append([str(c.net) for c in queries.freight_charges(session, view.shipment_number)])
        assert told == expected


def test_f1_f3_orders_that_leave_together_share_the_freight_by_weight(world: World) -> None:
    """5 kg and 30 kg (by policy) go as two cartons for 17.74: the shares are the price to the penny."""
    at_leeds(world, combine_orders=True)
    first, second = ordered(world, TIN, 10, "PO-7"), ordered(world, BAG, 60, "PO-8")
    shares = charged(world, charging(world, charge="shipment"), first, second)
    assert shares == [(first, "2.53 GBP"), (second, "15.21 GBP")]


def test_f3_the_invoice_takes_the_freight_over(world: World) -> None:
    """Two tins and their freight of 4.60 on one invoice, taxed like the goods: 24.60 net, 29.52 gross."""
    at_leeds(world)
    number = confirmed(world, (TIN, 2)).number
    with world.working() as session:
        view = service.ship(session, charging(world, charge="shipment"), number)
        issued = service.invoice(session, world.desk(WILL), view.shipment_number)
        assert issued.total.amount == Decimal("29.52")
        assert service.invoice(session, world.desk(WILL), view.shipment_number).number == issued.number


def test_nothing_is_charged_for_a_carrier_of_the_customer(world: World) -> None:
    """Somebody the customer sends costs us nothing; nor does a policy of none."""
    number = confirmed(world, (TIN, 4)).number
    with world.working() as session:
        view = service.ship(
            session, charging(world, charge="shipment"), number, carrier="Miller", lines={1: Decimal(2)}
        )
        assert queries.freight_charges(session, view.shipment_number) == ()
    at_leeds(world)
    assert charged(world, world.on(world.now + timedelta(hours=1)).desk(WILL), number) == []
