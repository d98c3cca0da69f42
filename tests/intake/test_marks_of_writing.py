"""How people write numbers of orders, names of customers and their goodbyes, and what that must not break."""

import pytest

from domain.customers.schemas import DirectoryEntry
from domain.intake.rules.cleaning import rows_of
from domain.intake.rules.directory import build, mentions
from domain.intake.rules.tokens import tokenize
from tests.intake.stories import lines


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("PO PH 4090", "PH 4090"),
        ("PO number is RNT 3046", "RNT 3046"),
        ("order G&G 3390", "G&G 3390"),
        ("po 4512", "4512"),
        ("our PO TT-4411", "TT-4411"),
    ],
)
def test_letters_of_a_po_number_may_stand_apart(reads, said, meant):
    """Letters that are written apart from the digits belong to the number, behind a label."""
    assert reads(f"thistle want 12 owl doorstops, {said}, for friday").customer_po == meant


def test_a_number_that_only_counts_is_no_po_number(reads):
    """ "PO for 240" has no number of its own."""
    reading = reads("thistle PO FOR 240 owl doorstops")
    assert (reading.customer_po, lines(reading)) == (None, [("21116", 240)])


def test_shorthand_and_digits_name_a_customer():
    """Shorthand of a first word is known for customers as for articles, and a digit stands for its word."""
    people = build(
        DirectoryEntry(customer_id=who, name=name, nickname=nickname)
        for who, name, nickname in (
            ("1", "Two Magpies Bakery", "Two Magpies"),
            ("2", "Black Sheep Crafts", "Black Sheep"),
        )
    )
    assert [one.customer_id for one in mentions(people, tokenize("2 magpies want 12 owl doorstops"))] == ["1"]
    assert [one.customer_id for one in mentions(people, tokenize("blk sheep: 12 owl doorstops"))] == ["2"]


def test_a_tea_light_keeps_its_place_in_the_text(reads):
    """However it is spelt, spans behind it still point at the words they came from."""
    text = "thistle want 6 tlites in red, 4 t lts in blue, 12 owl doorstops, and the 40 mins l8"
    reading = reads(text)
    assert "12 owl doorstops" in [text[one.source.start : one.source.end] for one in reading.lines]
    assert all(one.span is None or text[one.span.start : one.span.end] == one.span.text for one in reading.questions)


def test_a_row_that_begins_with_love_is_no_goodbye():
    """ "Love hot water bottle - 4" is an article; "Love, Rosa" ends a mail."""
    rows = rows_of("Hi,\n\n12 owls\nLove hot water bottle - 4\n5 mugs\n\nLove\nRosa", email=True, reply=False)
    assert [(row.text, row.kind) for row in rows if row.text][-5:] == [
        ("12 owls", "new"),
        ("Love hot water bottle - 4", "new"),
        ("5 mugs", "new"),
        ("Love", "signature"),
        ("Rosa", "signature"),
    ]
