"""Figures of orders and lines, counted by hand: how long they took, whether they were right, whole and in time."""

from datetime import date
from decimal import Decimal

from domain.billing import service as billing
from domain.billing.schemas import InvoiceCorrection
from domain.orders import service as orders
from domain.orders.queries.importing import ImportedLine
from domain.orders.service.importing import import_orders
from domain.reporting.schemas import Moved, Spread
from domain.shared.actors import system
from domain.shipping import service as shipping
from domain.shipping.schemas import DeliveryReport, MistakeAsk
from tests.orders.stories import confirmed, drafted
from tests.reporting.counting import at, comes_back, counted, left, of, replanned
from tests.support.world import BAG, FAY, MIA, OWL, STAND, TIN, WILL, World, wanted


def _imported(number: str, *, shipped: int, is_open: bool) -> ImportedLine:
    """Ten tins that another system took before we began."""
    return ImportedLine(
        number=number, line_no=1, placed_at=at(14, 8), customer_id="FREE", sku=TIN, quantity=Decimal(10),
        unit_price=Decimal(10), is_open=is_open, shipped=Decimal(shipped), invoiced=Decimal(shipped),
        requested_date=date(2011, 11, 16) if not is_open else None,
    )  # fmt: skip


def test_k1_from_placed_to_the_carrier_in_days_and_business_hours(world: World) -> None:
    """One order left whole on Tuesday at noon, of another five left then and seven on Friday at nine."""
    whole = confirmed(world, (BAG, 60)).number
    halved = confirmed(world, (STAND, 12), key="b").number
    left(world, whole, at(15))
    left(world, halved, at(15), {1: 5})
    left(world, halved, at(18, 9))
    took = counted(world, "cycle-time").cycle_time
    assert took is not None
    day_and_an_eighth = Spread(count=2, mean=Decimal("1.13"), median=Decimal("1.13"), p90=Decimal("1.13"))
    assert took.first_days == day_and_an_eighth
    assert took.first_business_hours == Spread(count=2, mean=Decimal(11), median=Decimal(11), p90=Decimal(11))
    assert took.last_days == Spread(count=2, mean=Decimal("2.56"), median=Decimal("2.56"), p90=Decimal(4))
    assert took.last_business_hours == Spread(count=2, mean=Decimal("21.5"), median=Decimal("21.5"), p90=Decimal(32))


def test_k1_counts_the_day_it_left_and_not_the_day_it_was_placed(world: World) -> None:
    """Placed on Monday and left on Tuesday: it is of Tuesday, and Monday has nothing, which is not zero days."""
    left(world, confirmed(world, (BAG, 60)).number, at(15))
    monday = counted(world, "cycle-time", last=date(2011, 11, 14)).cycle_time
    tuesday = counted(world, "cycle-time", first=date(2011, 11, 15), last=date(2011, 11, 15)).cycle_time
    assert monday is not None
    assert monday.first_days == Spread()
    assert tuesday is not None
    assert tuesday.first_days.count == tuesday.last_days.count == 1


def test_k2_an_order_is_perfect_if_it_was_in_time_whole_sound_and_right_on_paper(world: World) -> None:
    """Seven are due by the sixteenth: two perfect, one each late, parted, damaged, corrected, and one still here."""
    good, late, parted, damaged, wrong, _, complained = (
        confirmed(world, (BAG, 12), customer="FREE", key=key).number for key in "abcdefg"
    )
    for number in (good, damaged, complained):
        left(world, number, at(15))
    left(world, late, at(17))
    left(world, parted, at(15), {1: 5})
    left(world, parted, at(16))
    invoice = left(world, wrong, at(15))
    comes_back(world, damaged, at(18), "damaged")
    comes_back(world, complained, at(18), "surplus")
    then = world.on(at(18))
    with then.working() as session:
        billing.correct_invoice(
            session, then.desk(FAY), InvoiceCorrection(invoice_number=invoice, reason="the price was wrong")
        )
    found = counted(world, "perfect-order").perfect_order
    assert found is not None
    assert (of(found.perfect), of(found.on_time), of(found.complete)) == ("2/7", "5/7", "5/7")
    assert (of(found.undamaged), of(found.correct_documents)) == ("6/7", "6/7")
    assert found.perfect.rate == Decimal("0.285714")


def test_k2_damage_that_is_told_too_late_is_no_damage_of_the_order(world: World) -> None:
    """Policy counts damage for so many days after the goods left."""
    number = confirmed(world, (BAG, 12)).number
    left(world, number, at(15))
    comes_back(world, number, at(26), "damaged")
    strict, patient = world.under(reporting={"damage_days": 11}), world.under(reporting={"damage_days": 10})
    for policy, said in ((strict, "0/1"), (patient, "1/1")):
        found = counted(policy, "perfect-order").perfect_order
        assert found is not None
        assert of(found.undamaged) == said


def test_k2_what_was_cancelled_or_lies_ahead_is_not_due(world: World) -> None:
    """Of three orders one is cancelled and one is due tomorrow: looked at today, nobody was due."""
    number = confirmed(world, (BAG, 12)).number
    confirmed(world, (BAG, 24), key="b")
    with world.working() as session:
        orders.cancel(session, world.desk(), number, revision=None, reason="a mistake")
    drafted(world, (BAG, 36), key="c")
    today = counted(world, "perfect-order", now=at(15)).perfect_order
    later = counted(world, "perfect-order", now=at(16)).perfect_order
    assert today is not None
    assert later is not None
    assert (of(today.perfect), today.perfect.rate) == ("0/0", None)
    assert of(later.perfect) == "0/1"


def test_k3_a_wrong_article_is_an_error_of_its_line(world: World) -> None:
    """Four lines left, one of them came back as the wrong article; one that came back as surplus was right."""
    first = confirmed(world, (BAG, 12), (STAND, 4), customer="FREE").number
    second = confirmed(world, (TIN, 10), (OWL, 4), customer="FREE", key="b").number
    left(world, first, at(15))
    left(world, second, at(15), {1: 5, 2: 4})
    left(world, second, at(16))
    comes_back(world, first, at(18), "wrong_item")
    comes_back(world, second, at(18), "surplus")
    found = counted(world, "accuracy").accuracy
    assert found is not None
    assert of(found.orders) == "3/4"


def test_k2_k3_mistakes_and_damage_that_somebody_notes_count(world: World) -> None:
    """One order was packed short, one got a wrong paper, one arrived damaged; each spoils what it is about."""
    packed, papers, broken = (confirmed(world, (BAG, 12), customer="FREE", key=key).number for key in "abc")
    for number in (packed, papers, broken):
        left(world, number, at(15))
    then = world.on(at(16))
    with then.working() as session:
        for number, kind in ((packed, "wrong_quantity"), (papers, "wrong_document")):
            ask = MistakeAsk(line_key=f"{number}/1", step="pack", kind=kind)
            shipping.note_mistake(session, then.desk(WILL), ask)
        shipping.deliver(session, then.desk(WILL), "SH-1003", DeliveryReport(is_damaged=True))
    found = counted(world, "perfect-order", "accuracy")
    assert found.perfect_order is not None
    assert found.accuracy is not None
    assert of(found.accuracy.orders) == "1/3"
    assert (of(found.perfect_order.undamaged), of(found.perfect_order.correct_documents)) == ("2/3", "2/3")
    assert of(found.perfect_order.perfect) == "1/3"


def test_k3_k7_drafts_that_needed_no_correction(world: World) -> None:
    """Of five drafts one was right, one was changed, one thrown away, one is held, and one is still a draft."""
    confirmed(world, (BAG, 12))
    changed, away, _ = (drafted(world, (BAG, count), key=str(count)) for count in (24, 36, 48))
    confirmed(world, (TIN, 1), customer="WHARF", key="held")
    with world.working() as session:
        view = orders.revise_draft(session, world.desk(), changed.number, wanted((BAG, 30)), revision=1)
        orders.confirm(session, world.desk(), changed.number, revision=view.revision)
        orders.discard(session, world.desk(), away.number, revision=1)
    found = counted(world, "accuracy", "touchless")
    assert found.accuracy is not None
    assert found.touchless is not None
    assert of(found.accuracy.entry) == "2/4"
    assert of(found.touchless.rate) == "1/5"
    assert found.touchless.exceptions == {"changed": 1, "discarded": 1, "held": 1, "open": 1}


def test_k4_lines_whose_goods_were_not_there_when_they_were_due(world: World) -> None:
    """Ten of fifty owls wait for a receipt that does not come; sixty bags were there and left late."""
    confirmed(world, (OWL, 50), (BAG, 60), customer="FREE")
    confirmed(world, (STAND, 12), key="b")
    replanned(world, at(29))
    found = counted(world, "backorders").backorders
    assert found is not None
    assert (of(found.lines), of(found.orders)) == ("1/3", "1/2")
    # 50 owls of 4.95; 60 bags of 1.65; 12 stands of 12.75.
    assert of(found.value) == "247.50/499.50"


def test_k5_a_line_shipped_in_two_goes_does_not_count_as_filled(world: World) -> None:
    """Five and five of ten tins: half of the pieces and of the value at the first attempt, but no line."""
    number = confirmed(world, (TIN, 10)).number
    left(world, number, at(15), {1: 5})
    left(world, number, at(16))
    found = counted(world, "fill").fill
    assert found is not None
    assert (of(found.lines), of(found.orders)) == ("0/1", "0/1")
    assert (of(found.units), of(found.value)) == ("5/10", "50.00/100.00")


def test_k5_an_order_is_filled_when_all_its_lines_are(world: World) -> None:
    """Two of three lines and one of two orders; a line of which nothing left first is not filled later."""
    number = confirmed(world, (TIN, 10), (BAG, 60)).number
    left(world, number, at(15), {1: 10})
    left(world, number, at(16))
    left(world, confirmed(world, (STAND, 12), key="b").number, at(15))
    found = counted(world, "fill").fill
    assert found is not None
    assert (of(found.lines), of(found.orders)) == ("2/3", "1/2")
    assert (of(found.units), of(found.value)) == ("22/82", "253.00/352.00")


def test_k5_what_leaves_two_warehouses_on_one_day_is_one_attempt(world: World) -> None:
    """Forty stands from one place and ten from another, in two shipments: the line was filled."""
    confirmed(world, (STAND, 50), customer="FREE")
    then = world.on(at(15))
    with then.working() as session:
        assert len(shipping.ship_all(session, then.desk(WILL), ["SO-1001"], carrier="DPD")) == 2
    found = counted(world, "fill", "counts")
    assert found.fill is not None
    assert found.counts is not None
    assert (of(found.fill.lines), of(found.fill.units), found.counts.shipments) == ("1/1", "50/50", 2)


def test_k2_k5_orders_that_were_imported_closed_are_in_no_figure(world: World) -> None:
    """Another system promised and shipped them; only the six tins that it left open are ours to send in time."""
    with world.working() as session:
        import_orders(
            session, world.desk(system("import")),
            [_imported("OLD-1", shipped=10, is_open=False), _imported("OLD-2", shipped=4, is_open=True)],
            told=lambda _: None,
        )  # fmt: skip
    before = counted(world, "counts", "perfect-order", "backorders", "fill")
    assert before.counts is not None
    assert before.backorders is not None
    assert (before.counts.orders, before.counts.lines, of(before.backorders.orders)) == (1, 1, "0/1")
    left(world, "OLD-2", at(15))
    after = counted(world, "perfect-order", "fill")
    for found, said in ((before, "0/1"), (after, "1/1")):
        assert found.perfect_order is not None
        assert found.fill is not None
        assert (of(found.perfect_order.on_time), of(found.fill.lines)) == (said, "0/0")


def test_k5_what_was_given_up_was_not_filled(world: World) -> None:
    """Six of ten tins left, the rest was given up; a line that was given up whole was never tried."""
    number = confirmed(world, (TIN, 10), (BAG, 60)).number
    left(world, number, at(15), {1: 6})
    with world.working() as session:
        for line in (1, 2):
            orders.short_close(session, world.desk(MIA), f"{number}/{line}")
    found = counted(world, "fill").fill
    assert found is not None
    assert (of(found.lines), of(found.units), of(found.value)) == ("0/1", "6/10", "60.00/100.00")


def test_k9_promises_that_were_kept_and_why_others_moved(world: World) -> None:
    """Bags left in time, stands a day late, and owls were promised anew because their receipt is late."""
    left(world, confirmed(world, (BAG, 60)).number, at(16))
    left(world, confirmed(world, (STAND, 12), key="b").number, at(17))
    confirmed(world, (OWL, 50), customer="FREE", key="c")
    replanned(world, at(29))
    found = counted(world, "promises").promises
    assert found is not None
    assert of(found.kept) == "1/3"
    assert found.moved == {"receipt_late": Moved(moves=1, later=1)}
