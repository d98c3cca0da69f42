"""The part that each place and each day of an order plays; one without a part keeps it from being ready."""

from datetime import date

import pytest

from tests.intake.stories import lines

OWLS = [("21116", 12)]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("thistle 12 owl doorstop, ripon", "Ripon shop"),
        ("thistle 12 owl doorstop. norwich pls", "Norwich warehouse"),
        ("thistle 12 owl doorstop - ripon", "Ripon shop"),
        ("thistle 12 owl doorstop (norwich)", "Norwich warehouse"),
        ("thistle 12 owl doorstop, ripon not norwich", "Ripon shop"),
        ("thistle 12 owl doorstop to norwich not ripon", "Norwich warehouse"),
        ("norwich not ripon. thistle 12 owl doorstop", "Norwich warehouse"),
        ("thistle 12 owl doorstop\nripon", "Ripon shop"),
        ("thistle 12 owl doorstop, bill ripon shop, deliver norwich", "Norwich warehouse"),
        ("thistle 12 owl doorstop\nBill to: Ripon shop\nShip to: Norwich warehouse", "Norwich warehouse"),
        ("thistle 12 owl doorstop\nShip to:\nRipon shop\nInvoice to:\nNorwich warehouse", "Ripon shop"),
        ("thistle 12 owl doorstop, invoice and deliver to norwich", "Norwich warehouse"),
        ("thistle 12 owl doorstop, invoices to the ripon shop", None),
        ("thistle 12 owl doorstop, send the invoice to ripon and the goods to norwich", "Norwich warehouse"),
    ],
)
def test_a_place_said_plainly_has_its_part(reads, said, place):
    """Alone behind the goods, told from another, or billed only."""
    reading = reads(said)
    assert (lines(reading), reading.ship_to, reading.ready) == (OWLS, place, True)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("thistle 12 owl doorstop fri", 18),
        ("thistle 12 owl doorstop tues pls", 15),
        ("thistle 12 owl doorstop, Thursday, send to norwich whse", 17),
        ("thistle 12 owl doorstop, mon", 21),
        ("thistle 12 owl doorstop del 18.11.", 18),
        ("thistle 12 owl doorstop; delivery 18.11", 18),
        ("thistle 12 owl doorstop, Lieferung 18.11.", 18),
        ("thistle 12 owl doorstop, 18.11. please", 18),
        ("thistle 12 owl doorstop for 18.11.", 18),
        ("thistle 12 owl doorstop\nfriday", 18),
        ("thistle 12 owl doorstop not friday, monday", 21),
    ],
)
def test_a_day_said_plainly_is_wanted(reads, said, day):
    """At the end, between commas, day and month with stops."""
    reading = reads(said)
    assert (lines(reading), reading.requested_date, reading.ready) == (OWLS, date(2011, 11, day), True)


@pytest.mark.parametrize(
    "said",
    [
        "thistle ripon: 12 owl doorstop",
        "thistle norwich. 12 owl doorstop",
        "thistle 12 owl doorstop, not norwich",
        "thistle 12 owl doorstop ripon, norwich",
        "saw thistle in ripon, 12 owl doorstop please",
        "thistle rang friday, 12 owl doorstop",
        "friday thistle 12 owl doorstop",
        "thistle 12 owl doorstop thursday or friday",
        "thistle 12 owl doorstop, not on friday",
    ],
)
def test_what_has_no_part_is_never_passed_over(reads, said):
    """Nothing is guessed: a person looks at it."""
    reading = reads(said)
    assert (lines(reading), reading.ready) == (OWLS, False)


def test_a_price_is_no_day(reads):
    """ "at 3.11 each" asks for nothing on the third."""
    assert reads("thistle 12 owl doorstop at 3.11 each").requested_date is None


@pytest.mark.parametrize(
    "text",
    [
        "thistle 12 owl doorstops. could you send me it this week on Thursday",
        "thistle 12 owl doorstops. they have an event, we need the goods on the 22nd",
    ],
)
def test_a_day_by_which_goods_are_wanted_in_a_sentence_of_its_own_is_never_dropped(reads, text):
    """It is the wanted day, or a person looks at it."""
    reading = reads(text)
    assert reading.requested_date or not reading.ready
