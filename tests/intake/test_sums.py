"""What a message works out counts where the arithmetic agrees; what it only says again is no new number."""

import pytest

OWL, STAND, SCOTTIE, PEBBLES = "21116", "22423", "22111", "20886"


def lines(reading):
    """The lines as article and quantity."""
    return [(line.sku, line.base_quantity) for line in reading.lines]


@pytest.mark.parametrize(
    ("said", "quantity"),
    [
        ("half a dozen less one of the owl doorstops - FIVE, she has five doors", 5),
        ("a dozen minus two owl doorstops", 10),
        ("owl doorstops, half a dozen and then another half dozen, so a dozen all told", 12),
        ("owl doorstops - two dozen and then a couple more for the till so 26 all in", 26),
        ("two owl doorstops per table, eight tables, so sixteen", 16),
        ("owl doorstops 3 plus 8, so 11", 11),
        ("3 plus 8, so 11 owl doorstops", 11),
        ("owl doorstops 24 (3 already set aside, so 21 more)", 21),
        ("a pair of pairs of the owl doorstops (so 4)", 4),
    ],
)
def test_the_result_of_a_sum_counts(reads, said, quantity):
    """However it is worked out."""
    assert lines(reads(f"thistle want {said}")) == [(OWL, quantity)]


@pytest.mark.parametrize(
    "said",
    [
        "24 boxes of 9 pebble candles (9 pieces inside, so together 216 pieces)",
        "24 boxes of 9 pebble candles, so 24 boxes",
        "24 of the pebble candles that come as a box of 9, so 24 boxes",
        "24 boxes of 9 pebble candles, that's 24 boxes!!",
    ],
)
def test_what_is_said_again_is_no_new_number(reads, said):
    """Packs count, and pieces are only a check."""
    reading = reads(f"thistle want {said}")
    assert lines(reading) == [(PEBBLES, 24)]
    assert not reading.questions


def test_what_articles_come_to_together_is_no_line(reads):
    """Each keeps its own quantity."""
    reading = reads("thistle want 12 owl doorstops plus 8 scottie dog hot water bottles, so 20 in all")
    assert lines(reading) == [(OWL, 12), (SCOTTIE, 8)]


@pytest.mark.parametrize(
    "said",
    [
        "half a dozen less one owl doorstops - SIX",
        "24 owl doorstops (3 already set aside, so 20 more)",
        "three doors. two owl doorstops per door, so eight",
        "12 owl doorstops (two of them for Ann, so 14)",
        "12 owl doorstops and 8 scottie dog hot water bottles, so 21 in all",
    ],
)
def test_a_sum_that_does_not_agree_is_a_doubt(reads, said):
    """Somebody has to look."""
    assert not reads(f"thistle want {said}").ready


@pytest.mark.parametrize(
    "said",
    ["12 owl doorstops, regency cakestands 3 tier = 12", "12 owl doorstops, so 12 regency cakestands 3 tier"],
)
def test_the_number_of_another_article_is_no_result(reads, said):
    """It stands with words of its own."""
    assert lines(reads(f"thistle want {said}")) == [(OWL, 12), (STAND, 12)]
