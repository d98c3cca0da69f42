"""Orders with discounts, with tax in their prices, in other currencies and to other places, from draft to invoice."""

from datetime import date
from decimal import Decimal

import pytest

from domain.billing import queries as billing
from domain.customers import service as customers
from domain.customers.schemas import AddressView, CustomerView
from domain.orders import queries
from domain.orders import service as orders
from domain.orders.errors import OrderBlocked
from domain.orders.schemas import AgreedDiscount, AgreedPrice, OrderRequest, OrderView
from domain.shared import exchange
from domain.shared.actors import system
from domain.shared.exchange import ExchangeRate
from domain.shared.money import Money
from domain.shared.policy import TaxReason, shipped, understood
from tests.orders.stories import seen
from tests.orders.stories import shipped as ships
from tests.support.world import BAG, CUP, FAY, STAND, TIN, World, wanted


def pounds(amount: str) -> Money:
    """An amount in pounds."""
    return Money(Decimal(amount), "GBP")


def a_customer(world: World, **more: object) -> None:
    """One more customer, named ABROAD."""
    values = {"customer_id": "ABROAD", "name": "Abroad", "bill_to_id": "ABROAD", "country": "GB"}
    with world.working() as session:
        customers.import_customers(session, world.desk(system("import")), [CustomerView.model_validate(values | more)])


def confirmed(world: World, request: OrderRequest) -> OrderView:
    """An order of this request, confirmed."""
    with world.working() as session:
        draft = orders.draft(session, world.desk(), request, key="k")
        return orders.confirm(session, world.desk(), draft.number, revision=draft.revision)


def invoice_sums(world: World, number: str) -> list[tuple[Money, Money, Money]]:
    """Net, tax and total of each invoice of an order."""
    with world.working() as session:
        invoices = billing.invoices_of_order(session, world.desk(FAY), number)
        sums = [billing.invoice_totals(session, invoice.number) for invoice in invoices]
    return [(each.net, each.tax, each.total) for each in sums]


def test_n2_discounts_of_line_and_order_come_to_the_invoice(world: World) -> None:
    """5 % off the cups, 2.00 off all: three shipments later the invoices are the order to the penny."""
    request = wanted((CUP, 30), (TIN, 7))
    cups = request.lines[0].model_copy(update={"agreed": AgreedPrice(discount=Decimal("0.05"), by="Mia")})
    view = confirmed(world, request.model_copy(update={
        "lines": (cups, request.lines[1]), "agreed": AgreedDiscount(amount=Decimal(2), by="Mia"),
    }))  # fmt: skip
    # 30 × 3.333 less 5 % is 94.99, 7 tins are 70.00; 2.00 is 1.15 of the one and 0.85 of the other.
    assert [line.net for line in view.lines] == [pounds("93.84"), pounds("69.15")]
    assert (view.net, view.tax, view.total) == (pounds("162.99"), pounds("32.60"), pounds("195.59"))
    ships(world, view, {1: 7, 2: 2}, "S1")
    ships(world, view, {1: 11}, "S2")
    ships(world, view, {1: 12, 2: 5}, "S3")
    nets, taxes, totals = zip(*invoice_sums(world, view.number), strict=True)
    assert Money.total(nets, "GBP") == view.net
    assert Money.total(taxes, "GBP") == view.tax
    assert Money.total(totals, "GBP") == view.total


def test_n3_prices_that_include_tax_stay_what_was_said(world: World) -> None:
    """A shop buys at prices with tax: 3 tins at 12.00 are 36.00, of which 6.00 is tax; parts sum to it."""
    a_customer(world, tax_included=True)
    view = confirmed(world, wanted((TIN, 3), (CUP, 12), customer="ABROAD"))
    assert [line.unit_price for line in view.lines] == [Decimal(12), Decimal("3.9996")]
    assert [line.gross for line in view.lines] == [pounds("36.00"), pounds("48.00")]
    assert (view.net, view.tax, view.total) == (pounds("70.00"), pounds("14.00"), pounds("84.00"))
    ships(world, view, {1: 1, 2: 5}, "S1")
    ships(world, view, {1: 2, 2: 7}, "S2")
    sums = invoice_sums(world, view.number)
    assert [total for _, _, total in sums] == [pounds("32.00"), pounds("52.00")]
    assert Money.total((net for net, _, _ in sums), "GBP") == view.net


def test_an_order_has_its_customers_currency_and_keeps_the_rate(world: World) -> None:
    """A euro costs 0.8571 from October on: the tin of 10.00 is 11.6673 euro; November's rate has not begun."""
    a_customer(world, currency="EUR", country="FR")
    rates = [("2011-01-01", "0.9"), ("2011-10-01", "0.8571"), ("2011-11-15", "2")]
    with world.working() as session:
        exchange.import_rates(session, world.desk(system("import")), [
            ExchangeRate(currency="EUR", valid_from=date.fromisoformat(day), rate=Decimal(rate)) for day, rate in rates
        ])  # fmt: skip
    view = confirmed(world, wanted((TIN, 3), customer="ABROAD"))
    assert (view.currency, view.exchange_rate, view.exchange_rate_date) == ("EUR", Decimal("0.8571"), date(2011, 10, 1))
    assert (view.lines[0].unit_price, view.total) == (Decimal("11.6673"), Money(Decimal("35.00"), "EUR"))
    assert ships(world, view, {1: 3}, "S1").billing == "full"


def test_r5_no_exchange_rate_is_a_blocking_problem(world: World) -> None:
    """Nobody told what a euro costs: the draft says so and is not confirmed."""
    a_customer(world, currency="EUR")
    with world.working() as session:
        draft = orders.draft(session, world.desk(), wanted((TIN, 3), customer="ABROAD"), key="k")
        assert [problem.code for problem in draft.problems if problem.blocking] == ["NO_EXCHANGE_RATE"]
    with world.working() as session, pytest.raises(OrderBlocked):
        orders.confirm(session, world.desk(), draft.number, revision=draft.revision)
    assert seen(world, draft.number) == draft


def test_n3_tax_follows_the_place_and_the_buyer(world: World) -> None:
    """The same goods: home, exported, exempt by a certificate until it ends, each with its reason."""
    a_customer(world, tax_exemption="EX-77", tax_exempt_until=date(2011, 11, 14))
    with world.working() as session:
        exempt = orders.draft(session, world.desk(), wanted((TIN, 1), customer="ABROAD"), key="a")
        paris = orders.draft(session, world.desk(), wanted((TIN, 1), ship_to="paris"), key="b")
        home = orders.draft(session, world.desk(), wanted((TIN, 1)), key="c")
        later = world.on(world.now.replace(day=15)).desk()
        ended = orders.draft(session, later, wanted((TIN, 1), customer="ABROAD"), key="d")
    shown = [(row.rate, row.place, row.reason) for view in (exempt, paris, home, ended) for row in view.taxes]
    assert shown == [
        (Decimal(0), "GB", TaxReason.EXEMPT), (Decimal(0), "FR", TaxReason.EXPORT), (Decimal(20), "GB", None),
        (Decimal(20), "GB", None),
    ]  # fmt: skip


def test_n3_a_company_knows_the_rates_of_its_places() -> None:
    """A company in Spain, registered in Germany: its islands, its union, the rest of the world."""
    data = shipped()
    data["company"] |= {
        "country": "ES", "tax_rates": {"default": "21", "reduced": "10"}, "tax_union": ["DE", "FR", "ES"],
        "tax_places": {"ES-CN": {"default": "7"}, "DE": {"default": "19"}},
    }  # fmt: skip
    company = understood(data).company
    places: list[tuple[str, str, str | None]] = [
        ("ES", "", None), ("ES", "CN", None), ("ES", "ES-CN", None), ("DE", "", None), ("FR", "", None),
        ("FR", "", "FR123"), ("DE", "", "DE123"), ("ES", "", "ES123"), ("US", "NY", None),
    ]  # fmt: skip
    found = [company.tax("standard", country, region, vat_number=number) for country, region, number in places]
    assert [(tax.rate, tax.place, tax.reason) for tax in found] == [
        (21, "ES", None), (7, "ES-CN", None), (7, "ES-CN", None), (19, "DE", None), (21, "ES", None),
        (0, "FR", TaxReason.REVERSE_CHARGE), (0, "DE", TaxReason.REVERSE_CHARGE), (21, "ES", None),
        (0, "US", TaxReason.EXPORT),
    ]  # fmt: skip
    assert company.tax("reduced", "ES").rate == 10


def test_a_price_that_was_agreed_stands_over_every_list(world: World) -> None:
    """Mia agreed 1.50 for the bags: the list's 1.65 does not come back when the quantity changes."""
    request = wanted((BAG, 60), (STAND, 1))
    bags = request.lines[0].model_copy(update={"agreed": AgreedPrice(unit_price=Decimal("1.50"), by="Mia")})
    with world.working() as session:
        view = orders.draft(session, world.desk(), request.model_copy(update={"lines": (bags,)}), key="k")
        more = bags.model_copy(update={"quantity": Decimal(120)})
        changed = orders.revise_draft(
            session, world.desk(), view.number, request.model_copy(update={"lines": (more,)}), revision=view.revision
        )
        assert queries.broken_invariants(session) == []
    assert [(line.unit_price, line.price_source) for line in changed.lines] == [(Decimal("1.50"), "agreed")]


def test_a_place_of_a_customer_may_name_its_region(world: World) -> None:
    """The region of an address travels to the order."""
    with world.working() as session:
        customers.import_addresses(session, world.desk(system("import")), [
            AddressView(customer_id="THISTLE", label="belfast", kind="ship_to", city="Belfast", country="GB",
                        region="NIR"),
        ])  # fmt: skip
        view = orders.draft(session, world.desk(), wanted((TIN, 1), ship_to="belfast"), key="k")
    assert view.ship_to is not None
    assert (view.ship_to.country, view.ship_to.region) == ("GB", "NIR")
