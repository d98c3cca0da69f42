"""Prices are offered, hold until a day, and become orders at what was offered, each once and never more."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from domain.catalog import queries as catalog_queries
from domain.catalog import service as catalog
from domain.catalog.schemas import PriceRow
from domain.customers import queries as customers
from domain.customers import service as customers_service
from domain.orders import queries as order_queries
from domain.orders import service as orders
from domain.orders.schemas import (
    AgreedDiscount,
    AgreedPrice,
    AmendmentRequest,
    LineAmendment,
    OrderView,
    RequestedLine,
)
from domain.quotations import queries
from domain.quotations import service as quotations
from domain.quotations.errors import MoreThanQuoted, QuotationBlocked, QuotationOver, QuotationTaken
from domain.quotations.schemas import QuotationView
from domain.shared.actors import system
from domain.shared.errors import IllegalTransition, NotAllowed, NotFound, StaleRevision
from domain.shared.outbox import OutboxEvent
from tests.orders.stories import confirmed, seen
from tests.support.world import BAG, BUYER, MIA, OLD, TIN, WILL, World, wanted


def quoted(world: World, *lines: tuple[str, object], key: str = "q", customer: str = "THISTLE") -> QuotationView:
    """Mia offers it."""
    with world.working() as session:
        return quotations.quote(session, world.desk(), wanted(*lines, customer=customer), key=key)


def sent(world: World, *lines: tuple[str, object]) -> QuotationView:
    """Mia offers it and sends it off."""
    view = quoted(world, *lines)
    with world.working() as session:
        return quotations.send(session, world.desk(), view.number, revision=view.revision)


def accepted(
    world: World, view: QuotationView, quantities: dict[int, Decimal] | None = None, key: str = "a"
) -> OrderView:
    """Thistle takes it, or some of it."""
    with world.working() as session:
        order = quotations.accept(session, world.desk(BUYER), view.number, quantities, revision=view.revision, key=key)
    return seen(world, order.number)


def now(world: World, view: QuotationView) -> QuotationView:
    """The quotation as it stands."""
    with world.working() as session:
        return queries.quotation(session, view.number)


def dearer(world: World) -> None:
    """The price of a bag rises to 3.00."""
    row = PriceRow(price_list="standard", customer_id=None, sku=BAG, min_quantity=Decimal(60), price=Decimal(3))
    with world.working() as session:
        catalog.import_prices(session, world.desk(system("import")), [row])


def gone(world: World) -> None:
    """Nobody sells the tin any more."""
    with world.working() as session:
        tin = catalog_queries.products(session, {TIN})[TIN]
        changed = tin.model_copy(update={"status": "obsolete"})
        catalog.import_products(session, world.desk(system("import")), [changed])


def told(world: World, kind: str) -> list[dict[str, object]]:
    """What was announced of one kind."""
    with world.working() as session:
        return list(session.scalars(select(OutboxEvent.data).where(OutboxEvent.kind == kind).order_by(OutboxEvent.id)))


def test_quoted_prices_hold_whatever_the_list_says_meanwhile(world: World) -> None:
    """Sixty bags at 1.65; the list rises to 3.00, and the order still costs 1.65, with the quotation as its source."""
    view = sent(world, (BAG, 60))
    assert (view.number, view.valid_until, str(view.total)) == ("QU-1001", date(2011, 12, 14), "118.80 GBP")
    dearer(world)
    order = accepted(world, view)
    (line,) = order.lines
    assert (order.state, line.unit_price, line.price_source, str(order.total)) == (
        "confirmed", Decimal("1.65"), "quotation QU-1001", "118.80 GBP",
    )  # fmt: skip
    after = now(world, view)
    assert (after.state, after.orders, after.lines[0].left) == ("accepted", (order.number,), 0)
    assert told(world, "quotation_accepted") == [
        {"number": "QU-1001", "order_number": order.number, "accepted_by": "Anna"}
    ]


def test_r1_a_price_list_of_any_name_is_a_list(world: World) -> None:
    """Their list is called 'agreed', its price is ours all the same: it is quoted as such, and a break counts anew."""
    with world.working() as session:
        thistle = customers.customer(session, "THISTLE")
        assert thistle is not None
        changed = thistle.model_copy(update={"price_list": "agreed"})
        customers_service.import_customers(session, world.desk(system("import")), [changed])
        catalog.import_prices(session, world.desk(system("import")), [
            PriceRow(price_list="agreed", customer_id=None, sku=BAG, min_quantity=Decimal(at), price=Decimal(price))
            for at, price in ((1, "2.00"), (60, "1.50"))
        ])  # fmt: skip
    order = confirmed(world, (BAG, 10))
    assert (order.lines[0].price_kind, order.lines[0].price_source[:6]) == ("list", "agreed")
    with world.working() as session:
        asked = AmendmentRequest(lines=(LineAmendment(line_no=1, quantity=Decimal(60)),))
        more = orders.amend_lines(session, world.desk(), order.number, asked, revision=1)
    assert [(line.base_quantity, line.unit_price) for line in more.lines] == [(60, Decimal("1.50"))]
    (line,) = accepted(world, sent(world, (BAG, 60)), key="k").lines
    assert (line.price_kind, line.unit_price) == ("quoted", Decimal("1.50"))


def test_s6_an_accepted_quotation_passes_the_door_of_every_order(world: World) -> None:
    """More than the credit allows is held when the quotation is accepted, as any order is."""
    order = accepted(world, sent(world, (TIN, 300)))
    assert (order.state, [hold.reason for hold in order.holds]) == ("pending_confirmation", ["OVER_LIMIT"])


def test_one_quotation_becomes_several_orders_up_to_its_quantity(world: World) -> None:
    """Of sixty tins forty, then twenty; a twenty-first is refused and the same key makes no third order."""
    view = sent(world, (TIN, 60))
    first = accepted(world, view, {1: Decimal(40)})
    assert (first.lines[0].base_quantity, now(world, view).state) == (40, "sent")
    again = accepted(world, view, {1: Decimal(40)})
    assert again.number == first.number
    left = now(world, view)
    with pytest.raises(MoreThanQuoted):
        accepted(world, left, {1: Decimal(21)}, key="b")
    assert now(world, view) == left
    second = accepted(world, left, {1: Decimal(20)}, key="b")
    assert (now(world, view).state, now(world, view).orders) == ("accepted", (first.number, second.number))
    with pytest.raises(IllegalTransition):
        accepted(world, now(world, view), key="c")


def test_n2_an_amount_off_a_quotation_is_taken_off_its_orders_once(world: World) -> None:
    """10.00 off thirty tins of 300.00: 3.33 off the first ten, 3.34 off the next, 3.33 off the last, 10.00 in all."""
    off = wanted((TIN, 30)).model_copy(update={"agreed": AgreedDiscount(amount=Decimal(10), by="Mia")})
    with world.working() as session:
        view = quotations.quote(session, world.desk(), off, key="off")
        view = quotations.send(session, world.desk(), view.number, revision=view.revision)
    assert str(view.net) == "290.00 GBP"
    nets = []
    for key in "abc":
        nets.append(str(accepted(world, now(world, view), {1: Decimal(10)}, key=key).net))
    assert nets == ["96.67 GBP", "96.66 GBP", "96.67 GBP"]


def test_an_offer_is_over_after_its_last_day_and_its_author_hears(world: World) -> None:
    """On the last day it is accepted, on the next one it is not; the job ends it once, with a word to Mia."""
    view = sent(world, (TIN, 6))
    last = world.on(world.now + timedelta(days=30))
    with last.working() as session:
        assert quotations.expire_quotations(session, last.desk(system("tidy up"))) == 0
    late = world.on(world.now + timedelta(days=31))
    with pytest.raises(QuotationOver):
        accepted(late, view)
    for count in (1, 0):
        with late.working() as session:
            assert quotations.expire_quotations(session, late.desk(system("tidy up"))) == count
    assert now(world, view).state == "expired"
    assert told(world, "quotation_expired") == [{"number": view.number, "author_id": MIA.email}]


def test_a_revision_is_priced_anew_and_the_one_before_cannot_be_accepted(world: World) -> None:
    """Revised after the list rose, the bags cost 3.00; who still looks at revision 1 is told."""
    view = sent(world, (BAG, 60))
    dearer(world)
    with world.working() as session:
        revised = quotations.revise(
            session, world.desk(), view.number, revision=view.revision, valid_until=date(2011, 11, 30)
        )
    assert (revised.revision, revised.state, str(revised.net), revised.valid_until) == (
        2, "draft", "180.00 GBP", date(2011, 11, 30),
    )  # fmt: skip
    with pytest.raises(StaleRevision):
        accepted(world, view)
    order = accepted(world, revised, {1: Decimal(12)})
    assert order.lines[0].unit_price == 3
    with pytest.raises(QuotationTaken), world.working() as session:
        quotations.revise(session, world.desk(), view.number, revision=3)


def test_who_may_quote_and_who_may_answer(world: World) -> None:
    """The warehouse quotes nothing, the customer cannot accept what was not sent, and what is agreed is judged."""
    with pytest.raises(NotAllowed), world.working() as session:
        quotations.quote(session, world.desk(WILL), wanted((TIN, 1)), key="w")
    agreed = RequestedLine(sku=TIN, quantity=Decimal(1), agreed=AgreedPrice(unit_price=Decimal(1), by="Mia"))
    cheap = wanted((TIN, 1)).model_copy(update={"lines": (agreed,)})
    with world.working() as session:
        low = quotations.quote(session, world.desk(), cheap, key="cheap")
        assert str(low.net) == "1.00 GBP"
        order = quotations.accept(session, world.desk(), low.number, revision=1, key="a")
    assert [hold.reason for hold in order.holds] == ["DISCOUNT"]
    view = quoted(world, (TIN, 6))
    with pytest.raises(NotAllowed):
        accepted(world, view)
    other = quoted(world, (TIN, 6), key="other", customer="MEADOW")
    with world.working() as session:
        other = quotations.send(session, world.desk(), other.number, revision=1)
    with pytest.raises(NotAllowed):
        accepted(world, other)
    assert now(world, other).orders == ()


def test_what_could_not_be_ordered_is_not_quoted(world: World) -> None:
    """Articles that are gone or unknown, no lines, nobody to quote to, a day that has passed."""
    for lines, customer, code in (
        (((OLD, 1),), "THISTLE", "OBSOLETE_SKU"), (((TIN, 1),), "GHOST", "UNKNOWN_CUSTOMER"),
        ((), "THISTLE", "NO_LINES"),
    ):  # fmt: skip
        with pytest.raises(QuotationBlocked) as caught:
            quoted(world, *lines, customer=customer)
        assert caught.value.facts["codes"] == code
    with pytest.raises(QuotationBlocked), world.working() as session:
        quotations.quote(session, world.desk(), wanted((TIN, 1)), key="q", valid_until=date(2011, 11, 13))
    with world.working() as session:
        assert queries.quotations(session) == ()
    with pytest.raises(NotFound), world.working() as session:
        queries.quotation(session, "QU-1")


def test_declined_and_withdrawn_offers_are_over(world: World) -> None:
    """The customer says no with a reason, Mia takes another back; neither becomes an order any more."""
    view = sent(world, (TIN, 6))
    with world.working() as session:
        declined = quotations.decline(
            session, world.desk(BUYER), view.number, revision=view.revision, reason="too dear"
        )
    assert (declined.state, declined.reason) == ("declined", "too dear")
    with pytest.raises(IllegalTransition):
        accepted(world, declined)
    other = quoted(world, (TIN, 6), key="other")
    with world.working() as session:
        quotations.withdraw(session, world.desk(), other.number, revision=other.revision, reason="")
    assert [event["state"] for event in told(world, "quotation_declined")] == ["declined", "withdrawn"]


def test_the_same_key_quotes_once(world: World) -> None:
    """The same request twice is one quotation."""
    assert quoted(world, (TIN, 6)) == quoted(world, (TIN, 6))
    with world.working() as session:
        assert len(queries.quotations(session, customer_id="THISTLE", only_open=True)) == 1
        assert queries.find_number(session, "1001") == "QU-1001"
        assert order_queries.orders_of(session, world.desk(), "THISTLE") == ()


def test_the_same_key_again_is_the_same_quotation_whatever_became_of_the_article(world: World) -> None:
    """The answer was lost, and the tin is gone by the second try: it was quoted all the same."""
    view = quoted(world, (TIN, 6))
    gone(world)
    assert quoted(world, (TIN, 6)) == view
    with pytest.raises(QuotationBlocked):
        quoted(world, (TIN, 6), key="other")
