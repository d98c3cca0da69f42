"""What people write in Slack and by email becomes a reading; nothing is guessed at in silence."""

from datetime import date

import pytest

from domain.catalog.schemas import ProductView
from domain.intake.schemas import Message
from domain.intake.service import build_catalogue, build_directory, from_wire, read, to_wire
from tests.intake.stories import ORDER, lines


def test_an_order_in_one_sentence_is_read_whole(reads):
    """Customer, place, date, PO and both lines with the units as said."""
    reading = reads(ORDER)
    assert (reading.intent, reading.customer_id, reading.ready) == ("order", "12502", True)
    assert (reading.requested_date, reading.customer_po, reading.ship_to) == (
        date(2011, 11, 18),
        "TT-4411",
        "Norwich warehouse",
    )
    said = [(line.sku, line.quantity, line.unit, line.base_quantity) for line in reading.lines]
    assert said == [("85099B", 5, "dozen", 60), ("22423", 60, None, 60)]


def test_a_code_with_a_quantity_is_an_order(reads):
    """ "1000 x 22423" names its article by number."""
    assert lines(reads("meadowsweet want 1000 x 22423")) == [("22423", 1000)]
    assert lines(reads("wharfedale want 12 x 22423")) == [("22423", 12)]


def test_each_line_keeps_the_words_it_came_from(reads):
    """Spans are offsets into the text as it was received, escapes and marks included."""
    text = "<@U12AB> thistle &amp; thyme want 10 owl doorstops &amp; 5 x 22423"
    reading = reads(text)
    assert lines(reading) == [("21116", 10), ("22423", 5)]
    assert [text[one.source.start : one.source.end] for one in reading.lines] == ["10 owl doorstops", "5 x 22423"]


def test_a_kind_with_several_designs_is_asked_about(reads):
    """Three glazes and no word of which: a question with candidates, never a guess."""
    reading = reads("thistle want 4 drawer knobs crackle glaze")
    assert not reading.ready
    assert [(q.about, q.quantity, set(q.candidates)) for q in reading.questions] == [
        ("which_item", 4, {"23028", "23029", "23031"})
    ]


def test_a_bare_wish_is_an_order_however_short(reads):
    """Words of ordering with something to ask are an order where no words speak for anything else."""
    reading = reads("thistle want 12 drawer knobs")
    assert (reading.intent, [each.about for each in reading.questions]) == ("order", ["which_item"])


@pytest.mark.parametrize(
    "text", ["thistle 4 lunch bags please", "6 lunch bags", "morning! 20 lunch bags for friday, ta"]
)
def test_goods_with_a_number_and_nothing_else_are_wanted(reads, text):
    """No word says that they are; which of the designs is asked."""
    reading = reads(text)
    assert reading.intent == "order"
    assert [q.candidates for q in reading.questions if q.about == "which_item"] == [("20725", "22384", "23209")]


@pytest.mark.parametrize("text", ["see you at 4 with the lunch bags", "4 lunch bags came", "we have 2 dogs here"])
def test_goods_and_numbers_in_talk_are_not_wanted(reads, text):
    """What is told of them is no order."""
    assert reads(text).intent != "order"


def test_what_nobody_sells_is_asked_about(reads):
    """An unknown thing beside a known one stays a question of its own."""
    reading = reads("thistle want 12 owl doorstops, 3 electric kettles")
    assert lines(reading) == [("21116", 12)]
    assert [(q.about, q.text) for q in reading.questions] == [("unknown_item", "3 electric kettles")]


def test_an_article_without_a_number_is_asked_about(reads):
    """ "some" is no quantity."""
    reading = reads("thistle want some owl doorstops")
    assert [(q.about, q.candidates) for q in reading.questions] == [("quantity", ("21116",))]


def test_the_number_of_a_pack_is_no_quantity(reads):
    """ "the box of nine pebble candles" does not say how many boxes."""
    reading = reads("thistle want the box of nine pebble candles")
    assert not reading.ready
    assert not reading.lines


def test_an_order_for_nobody_asks_for_the_customer(reads):
    """Lines are read, the customer is a question."""
    reading = reads("please send 12 owl doorstops")
    assert lines(reading) == [("21116", 12)]
    assert [q.about for q in reading.questions] == ["customer"]


def test_an_exclusion_bars_what_it_names(reads):
    """The excluded design is not ordered, and tells the others apart."""
    reading = reads("thistle want 6 jumbo bags red retrospot, not the strawberry")
    assert lines(reading) == [("85099B", 6)]


def test_a_list_takes_its_kind_from_its_head(reads):
    """ "lunch bags: red 5, ..." is about lunch bags all the way."""
    reading = reads("thistle\nlunch bags: red retrospot 5, pink polkadot 10, vintage doily 15")
    assert lines(reading) == [("20725", 5), ("22384", 10), ("23209", 15)]


def test_a_correction_changes_what_was_said(reads):
    """The later number counts."""
    reading = reads("thistle want 12 owl doorstops, 4 x 22423. no wait, make the owls 6")
    assert lines(reading) == [("21116", 6), ("22423", 4)]


def test_the_customers_own_part_number_is_known(reads):
    """A part number counts for the customer who uses it."""
    assert lines(reads("thistle want 8 x TT-OWL-1")) == [("21116", 8)]


def test_quoted_mail_is_not_ordered_again(catalogue, directory):
    """Only what is new above the quote counts."""
    text = "Yes please, 12 owl doorstops.\n\nSam\n\nOn 3 Nov 2011, Order Desk wrote:\n> 40 x REGENCY CAKESTAND 3 TIER"
    message = Message(
        id="m",
        channel="email",
        sender="customer",
        customer_id="12502",
        today=date(2011, 11, 14),
        subject="Re: quote",
        text=text,
    )
    assert lines(read(message, catalogue, directory)) == [("21116", 12)]


def test_a_day_that_has_passed_is_kept(reads):
    """The order says that it has passed; a month long gone is next year's."""
    assert reads("thistle want 12 owl doorstops by 3 Nov").requested_date == date(2011, 11, 3)
    assert reads("thistle want 12 owl doorstops by 1 november 2010").requested_date == date(2010, 11, 1)
    assert reads("thistle want 12 owl doorstops by 20 January").requested_date == date(2012, 1, 20)
    assert not reads("thistle want 12 owl doorstops by 3 Nov").ready


def test_a_box_that_was_read_as_one_piece_is_marked(reads):
    """The article has a box of its own; the number stands for single ones, and the line says so."""
    (line,) = reads("thistle want 2 boxes of owl doorstops").lines
    assert (line.base_quantity, line.unit, line.inferred) == (2, None, ("box_read_as_each",))


def test_a_stock_question_orders_nothing(reads):
    """The articles asked about are told, the draft has no lines."""
    reading = reads("have we got 40 owl doorstops")
    assert (reading.intent, reading.lines) == ("stock_query", ())
    assert [(one.sku, one.base_quantity) for one in reading.asked.items] == [("21116", 40)]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("thistle wondering about stock: owl doorstops (6ish), and the keep calm hot water bottle", "stock_query"),
        ("could thistle have 12 owl doorstops by the 18th? don't allocate, i only want a yes or a no", "stock_query"),
        ("need a figure for Thistle by teatime: owl doorstop, strawberry jumbo bag at 48 of each", "price_query"),
        ("thistle are after a rough price by noon -\n48 owl doorstop\n24 jumbo bag strawberry", "price_query"),
        ("quote needed for thistle: 48 owl doorstop, 24 jumbo bag strawberry", "price_query"),
        ("can i have costings for thistle, 48 owl doorstop and 24 jumbo bag strawberry", "price_query"),
    ],
)
def test_a_list_that_is_only_asked_about_orders_nothing(reads, text, intent):
    """Articles and numbers alone make no order: what the sentences around them speak of counts."""
    reading = reads(text)
    assert (reading.intent, reading.ready) == (intent, False)


@pytest.mark.parametrize(
    "text",
    [
        "thistle want 48 owl doorstop, price as quoted",
        "thistle need 48 owl doorstop by friday, figures to follow",
        "price for the cakestand please. also please send thistle 48 owl doorstop",
    ],
)
def test_a_price_spoken_of_in_an_order_asks_for_none(reads, text):
    """A remark on what was agreed, or a question beside the order, takes nothing of it away."""
    reading = reads(text)
    assert (reading.intent, reading.lines[-1].sku, reading.lines[-1].quantity) == ("order", "21116", 48)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("thistle: get me a price for the owl doorstop; 12 jumbo bag strawberry too please", 0),
        ("thistle need a quote for 20 owl doorstop and send 12 jumbo bag strawberry", 20),
        ("thistle need a price for the owl doorstop. 12 jumbo bag strawberry please", 0),
    ],
)
def test_an_order_beside_a_price_that_is_asked_for_is_both(reads, text, left):
    """What is only asked about is no line, what is ordered is no question; such a mixture is looked at by a person."""
    reading = reads(text)
    assert (reading.intent, reading.also, reading.ready) == ("order", ("price_query",), False)
    assert [(line.sku, line.quantity) for line in reading.lines] == [("85099F", 12)]
    (enquiry,) = reading.enquiries
    assert [(one.sku, one.base_quantity) for one in enquiry.asked.items] == [("21116", left)]
    assert "owl doorstop" in enquiry.span.text


def test_a_price_beside_an_order_is_that_of_the_clearest_name_like_one_by_itself():
    """The can of five litres has the colour too, and is not taken for the one of nine."""
    names = {
        "C5S": "Watering Can 5L Sage", "C9S": "Watering Can 9L Sage", "C9C": "Watering Can 9L Cream", "P20": "Pot 20cm",
    }  # fmt: skip
    catalogue = build_catalogue([ProductView(sku=sku, name=name) for sku, name in names.items()])
    text = "get me a price for the watering can 9l sage; 12 pot 20cm too please"
    message = Message(id="m", channel="slack", sender="rep", today=date(2011, 11, 14), text=text)
    reading = read(message, catalogue, build_directory(()), None)
    assert [(line.sku, line.quantity) for line in reading.lines] == [("P20", 12)]
    assert [one.sku for one in reading.enquiries[0].asked.items] == ["C9S"]


def test_what_may_be_ordered_beside_a_price_is_asked_about(reads):
    """Twelve bags of whatever kind are not forgotten over what the owl costs."""
    reading = reads("thistle: get me a price for the owl; 12 bags too please")
    assert (reading.intent, reading.also, reading.ready) == ("order", ("price_query",), False)
    assert [(one.text, one.quantity) for one in reading.questions] == [("12 bags", 12)]


def test_a_list_of_which_the_price_is_asked_orders_nothing(reads):
    """Stops between its articles, and a "please" at its end, make no order."""
    reading = reads("thistle wants a figure for 12 owl doorstops; 6 regency cakestands; 4 jumbo bag strawberry please")
    assert (reading.intent, len(reading.asked.items)) == ("price_query", 3)


def test_a_question_without_article_is_about_what_was_spoken_of(reads):
    """The thread's articles are passed in as context."""
    reading = reads("when could we do 200", context=("21116",))
    assert (reading.intent, reading.asked.wants_date) == ("stock_query", True)
    assert [(one.sku, one.base_quantity) for one in reading.asked.items] == [("21116", 200)]


@pytest.mark.parametrize("text", ["where is SO-1042", "where's 1042?"])
def test_an_order_is_asked_after_by_its_number(reads, text):
    """With or without the letters before it."""
    reading = reads(text)
    assert (reading.intent, reading.asked.order_numbers) == ("order_status", ("SO-1042",))


def test_what_a_customer_waits_for_is_a_status_question(reads):
    """The customer is named, in one word or two, no order."""
    assert reads("what are thistle & thyme still waiting on?").intent == "order_status"
    reading = reads("what is Thistle waiting for")
    assert (reading.intent, reading.customer_id, reading.asked.waiting) == ("order_status", "12502", True)


@pytest.mark.parametrize(
    "text",
    [
        "thistle want -5 x 22423",
        "thistle want 0 x 22423",
        "thistle want 2.5 x 22423",
        "thistle want 1000000000000 x 22423",
        "thistle want 10 x 22423 by 1 november 2010",
        "thistle want 10 x 10002",
    ],
)
def test_nonsense_is_never_a_ready_order(reads, text):
    """Negative, none, a part, far too many, in the past, no longer sold."""
    assert not reads(text).ready


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5 " * 9000,
        "(" * 9000,
        "a" * 50000,
        "<!channel>" * 900,
        "not " * 5000,
        "12 x red retrospot, " * 900,
        "\u202e\u200b",
    ],
    ids=["empty", "numbers", "brackets", "one word", "markup", "not", "list", "invisible"],
)
def test_hostile_text_is_read_without_a_ready_order(reads, text):
    """Work is bounded, nothing raises, nothing is ordered."""
    assert not reads(text).ready


def test_invisible_marks_do_not_hide_an_order(reads):
    """Zero-width and direction marks show nothing and mean nothing."""
    assert lines(reads("thistle want 10 owl\u200b doorstops\u202e")) == [("21116", 10)]


def test_the_wire_form_counts_single_units(reads):
    """What is written is what the scorer of readings expects."""
    wire = to_wire(reads(ORDER))
    assert wire["lines"] == [{"sku": "85099B", "quantity": 60}, {"sku": "22423", "quantity": 60}]
    assert (wire["requested_date"], wire["customer_po"], wire["ready"]) == ("2011-11-18", "TT-4411", True)
    message = from_wire({"id": "a", "channel": "slack", "from": "rep", "today": "2011-11-14", "text": "hello"})
    assert (message.sender, message.today) == ("rep", date(2011, 11, 14))
