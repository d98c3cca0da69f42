"""Numbers of rooms, papers and telephones are names: no article, and nothing to ask about."""

import pytest

from tests.intake.stories import lines

ROWS = "12 owl doorstops\n5 jumbo bags strawberry"


@pytest.mark.parametrize(
    "row",
    [
        "Section 2 - Bags",
        "Dept 27 Seasonal",
        "buyer code KES-03",
        "Market Hall, stall 14",
        "unit 9, the old mill",
        "24 Market Place, NE46 1XQ",
        "14 rue des Carmes, 44000 Nantes",
        "Estate Office 01765 555 120",
    ],
)
def test_a_place_or_a_paper_orders_nothing(reads, row):
    """Above or below a list: the list is read, and nothing is asked."""
    for text in (f"thistle\n{row}\n{ROWS}", f"thistle\n{ROWS}\n{row}"):
        reading = reads(text)
        assert lines(reading) == [("21116", 12), ("85099F", 5)]
        assert not reading.questions


def test_an_instruction_above_a_list_orders_nothing(reads):
    """ "One per line, quantity first:" tells how to read it."""
    reading = reads("thistle. One per line, quantity first:\n12 | owl doorstop\n5 | jumbo bag strawberry")
    assert lines(reading) == [("21116", 12), ("85099F", 5)]
    assert not reading.questions


def test_terms_and_rates_count_no_goods(reads):
    """Thirty days and ten per cent are measured, not ordered."""
    reading = reads("thistle want, on thirty-day terms and less ten per cent:\n12 owl doorstops")
    assert lines(reading) == [("21116", 12)]
    assert not reading.questions


def test_words_of_an_article_are_no_place(reads):
    """A number behind "table" or "room" counts where an article is called so."""
    assert lines(reads("thistle want regency tea plate roses 12")) == [("23170", 12)]


def test_a_one_in_a_name_is_not_repeated(reads):
    """ "the same again" is as many as were counted."""
    reading = reads('thistle want 36 owl doorstops "only one" and the same again of jumbo bags strawberry')
    assert ("85099F", 36) in lines(reading)
