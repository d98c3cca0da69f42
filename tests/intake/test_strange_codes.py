"""A code beside a quantity is an article's or is asked about; a unit belongs to its number on either side of it."""

from decimal import Decimal

import pytest


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("211169 x 6, 21116 x 6", "211169 x 6"),
        ("XK4471 x 6, 21116 x 6", "XK4471 x 6"),
        ("6 x ZX-9981, 6 x 21116", "6 x ZX-9981"),
        ("21116 x 6 and GC118 x 4", "GC118 x 4"),
        ("24 x 7773311, 6 x 21116", "24 x 7773311"),
        ("QK-77120 x 12 and 21116 x 6", "QK-77120 x 12"),
        ("21116 x 6\nRT9042*3", "RT9042*3"),
        ("21116 x 6, 85099b/f x 12", "85099b/f x 12"),
    ],
)
def test_sc1_a_code_that_nobody_has_is_asked_about(reads, text, asked):
    """It is neither dropped nor taken for the number of a purchase order."""
    reading = reads(f"thistle want {text}")
    assert [(line.sku, int(line.base_quantity)) for line in reading.lines] == [("21116", 6)]
    assert [(one.about, one.text) for one in reading.questions] == [("unknown_item", asked)]
    assert reading.customer_po is None
    assert not reading.ready


def test_sc2_a_code_alone_is_an_order_that_asks(reads):
    """Nothing else in the message is needed for the question."""
    reading = reads("thistle 1234567 x 4")
    assert reading.intent == "order"
    assert [(one.about, one.quantity) for one in reading.questions] == [("unknown_item", Decimal(4))]


def test_sc3_a_po_number_that_is_named_stays_one(reads):
    """A word before it says what it is."""
    reading = reads("thistle want 21116 x 6, PO 884512")
    assert reading.customer_po == "884512"
    assert reading.questions == ()


@pytest.mark.parametrize("text", ["12 each 85099B/F", "85099B/F 12 each"])
def test_sc4_letters_behind_a_number_are_articles_of_its_family(reads, text):
    """Each letter is an article of its own, and the list is no PO number."""
    reading = reads(f"thistle want {text}")
    assert [(line.sku, int(line.base_quantity)) for line in reading.lines] == [("85099B", 12), ("85099F", 12)]
    assert reading.customer_po is None


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("21116 2 cases", 96),
        ("21116: 2 cases", 96),
        ("21116 x2 cases", 96),
        ("2 cases 21116", 96),
        ("21116 x 2dz", 24),
        ("21116 2 Dutzend", 24),
        ("2 dusin 21116", 24),
        ("2 douzaines 21116", 24),
        ("2 dozijn 21116", 24),
        ("2 docenas 21116", 24),
    ],
)
def test_sc5_a_unit_belongs_to_its_number_on_either_side(reads, text, base):
    """Also behind the article's number, behind an "x", and in other languages."""
    assert [(line.sku, int(line.base_quantity)) for line in reads(f"thistle want {text}").lines] == [("21116", base)]


def test_sc6_the_customers_own_number_may_end_in_a_digit_before_the_sign(reads):
    """The sign belongs to the count behind it."""
    reading = reads("thistle want TT-OWL-1 x 4")
    assert [(line.sku, int(line.base_quantity)) for line in reading.lines] == [("21116", 4)]
    assert reading.questions == ()


def test_sc7_the_number_of_the_customer_is_no_po(reads):
    """An account's number that says who it is for says nothing else."""
    assert reads("thistle acct 12502: 6 x 21116").customer_po is None
