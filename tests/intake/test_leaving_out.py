"""Remarks about a list that stands elsewhere in the message: what they leave out of it and what they change."""

from datetime import date

import pytest

from domain.intake.schemas import Message
from domain.intake.service import read

OWL, STAND, BAG, SCOTTIE = "21116", "22423", "85099B", "22111"
LIST = "12 owl doorstops\n4 regency cakestands 3 tier\n10 jumbo bags red retrospot"
SENT_ON = """

---------- Forwarded message ----------
From: Ollie
Sent: 7 November 2011 08:12
Subject: bits

for thistle please
12 owl doorstops
8 scottie dog hot water bottles
10 jumbo bags red retrospot
"""


def lines(reading):
    """The lines as article and quantity."""
    return [(line.sku, line.base_quantity) for line in reading.lines]


@pytest.fixture
def forwards(catalogue, directory):
    """Read a mail that sends an order on, with a note above it."""

    def reader(note: str):
        text = note + SENT_ON
        message = Message(id="m", channel="email", sender="customer", today=date(2011, 11, 14), text=text)
        return read(message, catalogue, directory, None)

    return reader


@pytest.mark.parametrize(
    "said",
    [
        "not the doorstops actually",
        "leave out the doorstops",
        "skip the doorstops, they've 31 left",
        "Not the doorstops, I've bought my own.",
        "without the owl doorstops please",
        "don't send the doorstops",
    ],
)
def test_a_remark_below_a_list_takes_one_line_out(reads, said):
    """The line that it names, however it says so."""
    assert lines(reads(f"thistle want\n{LIST}\n{said}")) == [(STAND, 4), (BAG, 10)]


@pytest.mark.parametrize(
    "said", ["leave out the doorstops from this lot:", "Please process as on the list, but not the doorstops."]
)
def test_a_remark_above_a_list_takes_one_line_out(reads, said):
    """It counts as said after the list."""
    assert lines(reads(f"{said}\n\nthistle want\n{LIST}")) == [(STAND, 4), (BAG, 10)]


@pytest.mark.parametrize(
    "note",
    [
        "Please process as ordered, but not the doorstops, I've bought my own",
        "See below, leave out the doorstops",
        "Skip the doorstops, they've 31 left. Rest is fine.",
    ],
)
def test_a_note_takes_a_line_out_of_what_it_sends_on(forwards, note):
    """The sender's note is said after what is sent on."""
    assert lines(forwards(note)) == [(SCOTTIE, 8), (BAG, 10)]


@pytest.mark.parametrize(
    "note",
    [
        "I've taken the hot water bottles down to 6, Ollie had it at 8",
        "Make the hot water bottles 6",
        "Key this please but the hot water bottles should be 6 not 8",
    ],
)
def test_a_note_changes_a_quantity_of_what_it_sends_on(forwards, note):
    """The number of the note counts; what it was before is only told."""
    assert lines(forwards(note)) == [(OWL, 12), (SCOTTIE, 6), (BAG, 10)]


@pytest.mark.parametrize("said", ["leave out the mugs", "no doorstops please", "leave out the owls and the mugs"])
def test_what_is_left_out_and_not_found_is_a_doubt(reads, said):
    """Nothing is taken out in silence, and nothing is left in."""
    reading = reads(f"thistle want\n{LIST}\n{said}")
    assert not reading.ready


def test_a_remark_that_fits_several_lines_is_a_doubt(reads):
    """Which of the bags is meant has to be asked."""
    reading = reads(f"thistle want\n{LIST}\n6 lunch bags pink polkadot\nleave out the bags")
    assert not reading.ready
    assert len(reading.lines) == 4


@pytest.mark.parametrize("said", ["Not the strawberry.", "Not the red ones she had last time.", "No rush with it."])
def test_another_design_is_no_line(reads, said):
    """What only tells designs apart leaves every line in its place."""
    reading = reads(f"thistle want\n12 owl doorstops\n10 jumbo bags red retrospot\n5 lunch bags pink polkadot\n{said}")
    assert lines(reading) == [(OWL, 12), (BAG, 10), ("22384", 5)]
