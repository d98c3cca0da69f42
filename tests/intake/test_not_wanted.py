"""Goods with a number that nobody orders: refused, missing, received before, or only thought about."""

import pytest

from domain.intake.rules.unwanted import DOUBT


def _lines(reading):
    return [(line.sku, line.base_quantity) for line in reading.lines]


@pytest.mark.parametrize(
    "text",
    [
        "thistle dont want 12 owl doorstops", "thistle doesn't need the 12 owl doorstops",
        "thistle won't take 12 owl doorstops",
        "do not want the 12 owl doorstops", "thistle cancelled 12 owl doorstops", "thistle said no to 12 owl doorstops",
        "thistle: the 12 owl doorstops are no longer needed",
    ],
)  # fmt: skip
def test_what_is_refused_is_a_change_and_no_order(reads, text):
    """Whichever word refuses it, with its apostrophe or without."""
    reading = reads(text)
    assert (reading.intent, reading.lines, reading.ready) == ("order_change", (), False)


@pytest.mark.parametrize(
    "text",
    [
        "thistle didnt get their 12 owl doorstops", "thistle never received the 12 owl doorstops",
        "they haven't had their 12 owl doorstops yet", "still waiting on 12 owl doorstops for thistle",
        "did thistle get 12 owl doorstops", "short 2 owl doorstops", "thistle's 12 owl doorstops never came",
    ],
)  # fmt: skip
def test_what_is_missing_is_asked_after_and_not_ordered(reads, text):
    """It was ordered before."""
    assert reads(text).intent == "order_status"


@pytest.mark.parametrize(
    "text",
    [
        "thistle may want 12 owl doorstops", "thistle perhaps 12 owl doorstops",
        "thistle got 12 owl doorstops too many",
        "thistle: you sent 12 owl doorstops", "quote 12 owl doorstops for thistle",
        "you sent thistle 12 owl doorstops, they asked for 12 regency cakestands",
        "thistle want 12 owl doorstops. they cancelled the 12 owl doorstops",
    ],
)  # fmt: skip
def test_what_may_not_be_wanted_is_never_taken_as_it_is(reads, text):
    """A person looks at it."""
    assert not reads(text).ready


@pytest.mark.parametrize(
    "text",
    [
        "please send thistle 6 regency cakestands. they do not need the 12 owl doorstops any more",
        "thistle 6 regency cakestands, not 12 owl doorstops",
        "thistle 6 regency cakestands. they cancelled the 12 owl doorstops",
        "thistle 6 regency cakestands not the 12 owl doorstops",
        "thistle don't want 12 owl doorstops or 3 scottie dog hot water bottles, but 6 regency cakestands",
    ],
)
def test_what_is_plainly_refused_beside_an_order_is_no_line_of_it(reads, text):
    """The rest is taken."""
    assert _lines(reads(text)) == [("22423", 6)]


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("thistle need 12 owl doorstops", 12),
        ("thistle: don't forget the 12 owl doorstops", 12),
        ("thistle cant do without 12 owl doorstops", 12),
        ("thistle haven't got any owls left, send 12 owl doorstops", 12),
        ("thistle didn't get enough last time so 24 owl doorstops now", 24),
        ("thistle ordered 12 owl doorstops", 12),
        ("could thistle have 12 owl doorstops please", 12),
        ("may we have 12 owl doorstops for thistle", 12),
    ],
)
def test_words_that_only_look_like_a_refusal_take_nothing_away(reads, text, quantity):
    """Two denials want it, and a verb governs its own clause only."""
    reading = reads(text)
    assert (reading.intent, _lines(reading)) == ("order", [("21116", quantity)])
    assert DOUBT not in reading.model_dump_json()
