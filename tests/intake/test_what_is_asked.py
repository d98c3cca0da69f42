"""What stands beside the articles of an order: asked about where somebody may want it, let go where nobody does."""

import pytest

from tests.intake.stories import asked, lines

OWLS = [("21116", 12)]


@pytest.mark.parametrize(
    ("said", "thing"),
    [
        (
            "thistle want 12 owl doorstops. they also asked whether we do llama pinatas, they'd have five",
            "llama pinatas",
        ),
        ("thistle want 12 owl doorstops plus a steam iron if you do one", "steam iron"),
        ("thistle want 12 owl doorstops. If you have corkscrews, add a few", "corkscrews"),
        ("thistle want 12 owl doorstops, 24 packs of kindling", "24 packs of kindling"),
        ("thistle: 12 owl doorstops\n3 unicycles", "3 unicycles"),
    ],
)
def test_a_thing_nobody_sells_is_asked_about(reads, said, thing):
    """With a number or without one, in a row of its own or in half a sentence."""
    reading = reads(said)
    assert (lines(reading), reading.ready) == (OWLS, False)
    assert [(one.about, one.text) for one in reading.questions] == [("unknown_item", thing)]


@pytest.mark.parametrize(
    ("said", "piece", "sku"),
    [
        ("thistle: 12 owl doorstops\n22423 ? she smudged it", "22423 ? she smudged it", "22423"),
        ("thistle: 12 owl doorstops\nregency cakestand 3 tier", "regency cakestand 3 tier", "22423"),
    ],
)
def test_a_row_without_its_number_is_asked_about(reads, said, piece, sku):
    """A number of the article's own name is none; neither is a question mark."""
    reading = reads(said)
    assert (lines(reading), reading.ready) == (OWLS, False)
    assert [(one.text, one.candidates) for one in reading.questions] == [(piece, (sku,))]


@pytest.mark.parametrize(
    "said",
    [
        "thistle want 12 owl doorstops, there were two people in front of me at the bank",
        "thistle want 12 owl doorstops - that's 12 sets",
        "thistle want 12 owl doorstops, so 12 in all",
    ],
)
def test_what_nobody_wants_is_let_go(reads, said):
    """People, and the same number once more."""
    reading = reads(said)
    assert (lines(reading), asked(reading)) == (OWLS, [])
