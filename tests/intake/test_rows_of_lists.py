"""Where a row of a list ends: rows broken on purpose and prose broken to fit; the head of a row counts for it all."""

from datetime import date
from decimal import Decimal

import pytest

from domain.catalog.schemas import ProductView
from domain.intake.schemas import Message
from domain.intake.service import build_catalogue, read

OWL, STAND = "21116", "22423"


def lines(reading):
    """The lines as article and quantity."""
    return [(line.sku, line.base_quantity) for line in reading.lines]


@pytest.mark.parametrize(
    "text",
    [
        "12 owl doorstops for the shop door and the two on the landing\nsix regency cakestands 3 tier",
        "half a dozen regency cakestands, the ones that have 3 tiers to them\na dozen owl doorstops",
    ],
)
def test_rows_that_begin_with_a_quantity_stand_for_themselves(reads, text):
    """However long the row above is."""
    reading = reads(f"thistle want\n{text}")
    assert sorted(lines(reading)) == [(OWL, 12), (STAND, 6)]


def test_prose_broken_to_fit_is_one_sentence(reads):
    """A row that had no room for the next word goes on below."""
    reading = reads("thistle rang about the window again and she would like twelve of the owl\ndoorstops, no hurry")
    assert lines(reading) == [(OWL, 12)]


def test_an_article_that_may_belong_to_its_head_is_a_doubt(directory):
    """The travel sewing kit of the rustic list may be the rustic one."""
    names = ("TRAVEL SEWING KIT", "RUSTIC TRAVEL SEWING KIT", "RUSTIC STORAGE TIN", "OWL DOORSTOP")
    catalogue = build_catalogue(ProductView(sku=f"2200{i}", name=name, units=()) for i, name in enumerate(names))
    text = "thistle want\nrustic: storage tin x6, travel sewing kit x10"
    message = Message(id="m", channel="slack", sender="rep", today=date(2011, 11, 14), text=text)
    reading = read(message, catalogue, directory, None)
    assert ("22000", Decimal(10)) not in lines(reading) or not reading.ready


def test_a_letter_that_reads_like_a_small_word_is_a_doubt(directory):
    """Of "A, D and K" the first is no article of grammar: what it stands for would be missing."""
    catalogue = build_catalogue(
        ProductView(sku=f"90214{letter}", name=f'LETTER "{letter}" BLING KEY RING', units=()) for letter in "ADKM"
    )
    text = "thistle want letter bling key rings A, D, K and M, 12 each"
    message = Message(id="m", channel="slack", sender="rep", today=date(2011, 11, 14), text=text)
    reading = read(message, catalogue, directory, None)
    assert ("90214A", Decimal(12)) in lines(reading) or not reading.ready
