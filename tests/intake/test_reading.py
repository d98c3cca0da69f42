"""What people write in Slack and by email becomes a reading; nothing is guessed at in silence."""

from datetime import date
from decimal import Decimal

import pytest

from domain.catalog.schemas import ProductView, UnitFactor
from domain.customers.schemas import DirectoryEntry
from domain.intake.schemas import DraftState, Message, Reading
from domain.intake.service import Catalogue, Directory, build_catalogue, build_directory, from_wire, read, to_wire

NAMES = {
    "21116": "OWL DOORSTOP",
    "22423": "REGENCY CAKESTAND 3 TIER",
    "23170": "REGENCY TEA PLATE ROSES",
    "85099B": "JUMBO BAG RED RETROSPOT",
    "85099F": "JUMBO BAG STRAWBERRY",
    "20725": "LUNCH BAG RED RETROSPOT",
    "22384": "LUNCH BAG PINK POLKADOT",
    "23209": "LUNCH BAG VINTAGE DOILY",
    "23028": "DRAWER KNOB CRACKLE GLAZE BLUE",
    "23029": "DRAWER KNOB CRACKLE GLAZE GREEN",
    "23031": "DRAWER KNOB CRACKLE GLAZE IVORY",
    "20886": "BOX OF 9 PEBBLE CANDLES",
    "22111": "SCOTTIE DOG HOT WATER BOTTLE",
    "23355": "HOT WATER BOTTLE KEEP CALM",
}
CUSTOMERS = (
    ("12502", "Thistle & Thyme Gifts", "Thistle", ("Ripon shop", "Norwich warehouse")),
    ("14961", "Meadowsweet Florists", "Meadowsweet", ("Hexham warehouse", "Ripon shop")),
    ("15380", "Wharfedale Gift Wholesalers", "Wharfedale", ("York shop", "Ripon warehouse")),
)
ORDER = (
    "thistle want 5 doz jumbo bag red retrospot and 60 regency cakestand 3 tier by friday, "
    "PO TT-4411, norwich warehouse"
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """Fourteen articles and one that is no longer sold."""
    case = tuple(
        UnitFactor(unit=unit, factor=Decimal(factor)) for unit, factor in (("dozen", 12), ("box", 24), ("case", 48))
    )
    products = [ProductView(sku=sku, name=name, units=case) for sku, name in NAMES.items()]
    old = ProductView(sku="10002", name="INFLATABLE POLITICAL GLOBE", status="obsolete", replaced_by="21116")
    return build_catalogue([*products, old], {"12502": {"TT-OWL-1": "21116"}})


@pytest.fixture(scope="module")
def directory() -> Directory:
    """Three customers with their places."""
    return build_directory(
        DirectoryEntry(customer_id=who, name=name, nickname=nickname, ship_to_labels=labels)
        for who, name, nickname, labels in CUSTOMERS
    )


@pytest.fixture
def reads(catalogue: Catalogue, directory: Directory):
    """Read a rep's message of Monday 14 November 2011."""

    def reader(text: str, draft: DraftState | None = None, context: tuple[str, ...] = ()) -> Reading:
        message = Message(
            id="m", channel="slack", sender="rep", today=date(2011, 11, 14), text=text, context_skus=context
        )
        return read(message, catalogue, directory, draft)

    return reader


def lines(reading: Reading) -> list[tuple[str, int]]:
    """SKU and base quantity of each line."""
    return [(line.sku, int(line.base_quantity)) for line in reading.lines]


def draft_of(reading: Reading) -> DraftState:
    """The draft that a reading leaves behind."""
    return DraftState(
        customer_id=reading.customer_id,
        lines=reading.lines,
        questions=reading.questions,
        requested_date=reading.requested_date,
        customer_po=reading.customer_po,
        ship_to=reading.ship_to,
    )


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


def test_a_thread_changes_and_drops_lines(reads):
    """ "it" is what remains when the other line is dropped."""
    reading = reads("make it 3 doz and drop the cakestands", draft_of(reads(ORDER)))
    assert (reading.intent, reading.ready) == ("draft_edit", True)
    assert [(line.sku, line.quantity, line.unit, line.base_quantity) for line in reading.lines] == [
        ("85099B", 3, "dozen", 36)
    ]


def test_a_thread_adds_to_its_draft(reads):
    """More of an article that is there raises its line, a new one is a line of its own."""
    draft = draft_of(reads(ORDER))
    assert lines(reads("add 10 x 22423", draft)) == [("85099B", 60), ("22423", 70)]
    assert lines(reads("add 4 owl doorstops", draft)) == [("85099B", 60), ("22423", 60), ("21116", 4)]


def test_a_bare_number_answers_the_open_quantity(reads):
    """The question goes, the line comes."""
    reading = reads("12", draft_of(reads("thistle want some owl doorstops")))
    assert (reading.intent, lines(reading), reading.questions, reading.ready) == (
        "draft_edit",
        [("21116", 12)],
        (),
        True,
    )


@pytest.mark.parametrize("answer", ["the second", "green", "23029"])
def test_a_place_a_word_or_a_code_picks_a_candidate(reads, answer):
    """Candidates keep the order in which they were offered."""
    draft = draft_of(reads("thistle want 4 drawer knobs crackle glaze"))
    offered = draft.questions[0].candidates
    expected = offered[1] if answer == "the second" else "23029"
    reading = reads(answer, draft)
    assert (lines(reading), reading.ready) == ([(expected, 4)], True)


def test_a_place_that_the_customer_does_not_have_is_not_guessed(reads):
    """York is no place of this customer: the draft keeps its place and is not ready."""
    reading = reads("ship it to York instead", draft_of(reads(ORDER)))
    assert (reading.ship_to, reading.ready) == ("Norwich warehouse", False)
    assert reads("ship it to the ripon shop instead", draft_of(reads(ORDER))).ship_to == "Ripon shop"


def test_confirm_and_discard_are_told_apart(reads):
    """Confirming keeps the draft ready, discarding empties it."""
    draft = draft_of(reads(ORDER))
    confirmed, discarded = reads("confirm", draft), reads("discard", draft)
    assert (confirmed.intent, confirmed.ready, len(confirmed.lines)) == ("draft_confirm", True, 2)
    assert (discarded.intent, discarded.ready, discarded.lines) == ("draft_discard", False, ())


def test_a_question_in_between_leaves_the_draft(reads):
    """The lines stay as they were."""
    draft = draft_of(reads(ORDER))
    reading = reads("have we got enough owl doorstops?", draft)
    assert (reading.intent, reading.lines) == ("stock_query", draft.lines)


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
