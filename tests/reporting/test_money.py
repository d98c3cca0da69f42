"""Figures of money, counted by hand: what is owed and how old it is, what stock turns, what holds cost."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.billing import service as billing
from domain.billing.schemas import ImportedInvoice, InvoiceCorrection, LineCorrection, PaymentRequest
from domain.catalog import service as catalog
from domain.catalog.schemas import ProductView
from domain.customers import service as customers
from domain.customers.schemas import CustomerView
from domain.orders import service as orders
from domain.reporting.errors import RateMissing
from domain.reporting.schemas import Bucket, Figures, Spread
from domain.shared.actors import system
from domain.shared.exchange import ExchangeRate, import_rates
from domain.shared.money import Money
from tests.orders.stories import confirmed, drafted
from tests.reporting.counting import FIRST, LAST, at, comes_back, counted, left, of
from tests.support.world import BAG, FAY, SAM, STAND, TIN, VERA, World


def owed(world: World, number: str, amount: str, *, issued: date, due: date, currency: str = "GBP") -> None:
    """An invoice from another system, all of it open."""
    total = Money(Decimal(amount), currency)
    with world.working() as session:
        billing.import_invoices(session, world.desk(system("import")), [
            ImportedInvoice(number=number, bill_to="FREE", issued_date=issued, due_date=due, total=total,
                            open_amount=total),
        ])  # fmt: skip


def paid(world: World, amount: str, day: int, reference: str) -> None:
    """The customer pays an invoice."""
    then = world.on(at(day))
    with then.working() as session:
        billing.receive_payment(session, then.desk(FAY), PaymentRequest(
            payment_id=f"P-{day}", bill_to="FREE", received_date=date(2011, 11, day),
            amount=Money(Decimal(amount), "GBP"), reference=reference,
        ))  # fmt: skip


def ages(found: Figures) -> list[str]:
    """What is open by age: not due, 1–30, 31–60, 61–90, over 90."""
    assert found.receivables is not None
    return [str(found.receivables.ageing[bucket].amount) for bucket in Bucket]


def test_k6_what_is_owed_by_age_sums_to_what_is_open(world: World) -> None:
    """Due today is not past due; each bucket has what is due on its first day and on its last."""
    days = ((30, "1"), (29, "2"), (0, "4"))
    for number, (day, amount) in enumerate(days):
        due = date(2011, 11, day) if day else date(2011, 10, 31)
        owed(world, f"A-{number}", amount, issued=date(2011, 9, 1), due=due)
    owed(world, "A-4", "8", issued=date(2011, 9, 1), due=date(2011, 10, 30))
    owed(world, "A-5", "16", issued=date(2011, 9, 1), due=date(2011, 9, 30))
    owed(world, "A-6", "32", issued=date(2011, 8, 1), due=date(2011, 9, 1))
    found = counted(world, "receivables")
    # OLD-1 of the world: 240, due 1 October, sixty days ago.
    assert ages(found) == ["1.00", "6.00", "248.00", "48.00", "0.00"]
    assert found.receivables is not None
    assert found.receivables.open == Money(Decimal(303), "GBP")
    assert (found.receivables.sales.amount, found.receivables.dso) == (Decimal(0), None)


def test_k6_the_end_of_a_period_that_is_over_is_as_it_was_then(world: World) -> None:
    """Paid on the twentieth: open on the nineteenth, gone on the twentieth; DSO is open / sales × days."""
    owed(world, "B-1", "600", issued=date(2011, 11, 14), due=date(2011, 11, 18))
    paid(world, "200", 16, "B-1")
    paid(world, "400", 20, "B-1")
    before = counted(world, "receivables", last=date(2011, 11, 19)).receivables
    after = counted(world, "receivables", last=date(2011, 11, 20)).receivables
    assert before is not None
    assert after is not None
    # 400 of B-1 and 240 of OLD-1, of 600 sold in six days.
    assert (before.open.amount, before.sales.amount, before.days, before.dso) == (640, 600, 6, Decimal("6.40"))
    assert (before.ageing[Bucket.UP_TO_30].amount, after.ageing[Bucket.UP_TO_30].amount) == (400, 0)
    assert (after.open.amount, after.dso) == (240, Decimal("2.80"))


def test_k6_a_credit_note_is_no_sale(world: World) -> None:
    """A hundred and twenty invoiced and twelve of it credited: sales of 108, open 108."""
    number = confirmed(world, (TIN, 10)).number
    invoice = left(world, number, at(15))
    then = world.on(at(18))
    with then.working() as session:
        view = billing.correct_invoice(session, then.desk(FAY), _one_tin(invoice))
    assert view.total.amount == Decimal(12)
    found = counted(world, "receivables", "counts")
    early = counted(world, "receivables", last=date(2011, 11, 17)).receivables
    assert found.receivables is not None
    assert early is not None
    assert (found.receivables.sales.amount, found.receivables.open.amount) == (108, 348)
    assert (early.sales.amount, early.open.amount) == (120, 360)
    assert found.counts is not None
    assert (found.counts.invoices, found.counts.credit_notes) == (1, 1)


def _one_tin(invoice: str) -> InvoiceCorrection:
    return InvoiceCorrection(
        invoice_number=invoice, reason="one less", lines=(LineCorrection(line_no=1, quantity=Decimal(1)),)
    )


def test_k6_instalments_age_each_by_its_own_day(world: World) -> None:
    """Half of 120 is due on shipping and half thirty days later; 70 that was paid went to the first half first."""
    with world.working() as session:
        customers.import_customers(session, world.desk(system("import")), [
            CustomerView(customer_id="FREE", name="Free", bill_to_id="FREE", country="GB", terms="50/50@0,30"),
        ])  # fmt: skip
    invoice = left(world, confirmed(world, (TIN, 10), customer="FREE").number, at(15))
    assert ages(counted(world, "receivables"))[:2] == ["60.00", "60.00"]
    paid(world, "70", 20, invoice)
    assert ages(counted(world, "receivables"))[:2] == ["50.00", "0.00"]
    assert ages(counted(world, "receivables", last=date(2011, 11, 19)))[:2] == ["60.00", "60.00"]


def test_k6_other_currencies_count_at_the_rate_of_the_last_day(world: World) -> None:
    """A hundred euro at 0.80 and, from the twentieth, at 0.90; without a rate nothing is added up."""
    owed(world, "E-1", "100", issued=FIRST, due=LAST, currency="EUR")
    with pytest.raises(RateMissing):
        counted(world, "receivables")
    with world.working() as session:
        import_rates(session, world.desk(FAY), [
            ExchangeRate(currency="EUR", valid_from=FIRST, rate=Decimal("0.8")),
            ExchangeRate(currency="EUR", valid_from=date(2011, 11, 20), rate=Decimal("0.9")),
        ])  # fmt: skip
    assert ages(counted(world, "receivables", last=date(2011, 11, 19)))[0] == "80.00"
    assert ages(counted(world, "receivables"))[0] == "90.00"


def test_k8_stock_turns_by_what_was_sold_at_cost(world: World) -> None:
    """Ten of a hundred tins at four: 40 sold, 400 at the start and 360 at the end, so 40 / 380."""
    with world.working() as session:
        catalog.import_products(session, world.desk(system("import")), [
            ProductView(sku=TIN, name="Cake Tin", list_price=Decimal(10), cost_price=Decimal(4)),
        ])  # fmt: skip
    left(world, confirmed(world, (TIN, 10), (BAG, 60)).number, at(15))
    found = counted(world, "turnover", first=date(2011, 11, 15)).turnover
    assert found is not None
    assert (found.cost_of_goods_sold.amount, found.average_value.amount) == (40, 380)
    assert found.turnover == Decimal("0.105263")
    assert found.uncosted == 4


def test_k9_what_was_held_how_long_and_what_became_of_it(world: World) -> None:
    """Two over the limit: one approved after an hour and a half, one rejected after three and a half."""
    first = confirmed(world, (STAND, 400), customer="MEADOW", key="a")
    second = confirmed(world, (STAND, 300), customer="THISTLE", key="b")
    drafted(world, (BAG, 12), key="c")
    for view, who, minute, approve in ((first, VERA, 90, True), (second, SAM, 210, False)):
        then = world.on(at(14, 9) + timedelta(minutes=minute))
        with then.working() as session:
            orders.decide_hold(
                session, then.desk(who), view.holds[0].approval_id or 0, revision=view.revision, snapshot_hash=None,
                approve=approve, comment="enough",
            )  # fmt: skip
    found = counted(world, "holds").holds
    assert found is not None
    assert (found.orders, found.value) == (2, first.total + second.total)
    assert found.hours == Spread(count=2, mean=Decimal("2.5"), median=Decimal("2.5"), p90=Decimal("3.5"))
    assert found.business_hours == found.hours
    assert of(found.approved) == "1/2"
    over = found.by_reason["OVER_LIMIT"]
    assert (over.opened, over.approved, over.still_held, over.value) == (2, 1, 1, found.value)


def test_k9_losses_are_what_is_past_due_of_orders_approved_over_their_limit(world: World) -> None:
    """Approved over the limit, shipped, not paid: nothing is at risk on the due day, all of it a day later."""
    view = confirmed(world, (TIN, 90), (BAG, 120), (STAND, 12), customer="WHARF", key="a")
    then = world.on(at(14, 10))
    with then.working() as session:
        orders.decide_hold(
            session, then.desk(VERA), view.holds[0].approval_id or 0, revision=view.revision, snapshot_hash=None,
            approve=True, comment=None,
        )  # fmt: skip
    left(world, view.number, at(15))
    due = date(2011, 12, 15)
    for last, at_risk in ((due, Decimal(0)), (date(2011, 12, 16), view.total.amount)):
        found = counted(world, "holds", last=last).holds
        assert found is not None
        assert found.at_risk.amount == at_risk


def test_counts_say_what_there_was(world: World) -> None:
    """Two orders with three lines, one cancelled; two shipments with invoices; one return, by its reason."""
    number = confirmed(world, (TIN, 10), (BAG, 60)).number
    other = confirmed(world, (STAND, 12), key="b").number
    left(world, number, at(15), {1: 10})
    left(world, number, at(16))
    comes_back(world, number, at(18), "quality")
    with world.working() as session:
        orders.cancel(session, world.desk(), other, revision=None, reason="changed their mind")
    found = counted(world, "counts").counts
    assert found is not None
    assert (found.orders, found.cancelled, found.lines, found.net.amount) == (2, 1, 3, Decimal(352))
    assert (found.shipments, found.invoices, found.credit_notes, found.returns) == (2, 2, 0, {"quality": 1})
