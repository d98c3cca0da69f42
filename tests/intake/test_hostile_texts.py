"""Whatever somebody sends, the reader answers soon: with a reading, or by saying that it did not read all of it."""

import gc
import time
from collections.abc import Callable
from datetime import date

import pytest

from domain.intake.schemas import Message, Reading
from domain.intake.service import Catalogue, Directory, build_catalogue, build_directory, read
from tests.intake.hostile import texts
from tests.intake.test_development_writers import needs_data, wholesaler_catalogue, wholesaler_directory

HOW_MANY = 1_000
#: What a text may take, in seconds of the processor that docs/reading.md has its figures from.
BUDGET = 0.25
#: What that processor takes to sum a million squares: a slower one is given as much more time.
SQUARES = 0.035
#: How often a text is read at most: a machine that is busy with other work takes longer now and then.
TRIES = 12
DAY = date(2011, 11, 14)

Reader = Callable[[str, str], Reading]


def reader_of(catalogue: Catalogue, directory: Directory) -> Reader:
    """Reads a text as a message or as a mail of that day."""

    def reader(text: str, channel: str) -> Reading:
        who = "rep" if channel == "slack" else "customer"
        message = Message.model_validate({"id": "x", "channel": channel, "sender": who, "today": DAY, "text": text})
        return read(message, catalogue, directory)

    return reader


def slow_or_ready(reader: Reader, step: int) -> list[tuple[str, str, float]]:
    """The texts that took too long, and those that were taken for an order with nothing left to ask.

    The collector need not walk what stands before, as in a running process.
    """
    reader("5 red bags", "slack")
    gc.collect()
    gc.freeze()
    found = []
    for index, (kind, text) in enumerate(texts(HOW_MANY)):
        if index % step == 0:
            channel = ("slack", "email")[index // step % 2]
            tries = (timed(reader, text, channel, slowness() if tried else 1.0) for tried in range(TRIES))
            seconds, reading = next((one for one in tries if one[0] <= BUDGET), (BUDGET, None))
            if reading is None or reading.ready:
                found.append((kind, text[:40], round(seconds, 3)))
    return found


def timed(reader: Reader, text: str, channel: str, slower: float) -> tuple[float, Reading]:
    """The seconds that reading would have taken of a processor so many times as fast as this one, and the reading."""
    started = time.process_time()
    reading = reader(text, channel)
    return (time.process_time() - started) / slower, reading


def slowness() -> float:
    """How many times as long as the one of the budget this processor takes now; at least 1."""
    started = time.process_time()
    sum(number * number for number in range(1_000_000))
    return max(1.0, (time.process_time() - started) / SQUARES)


def test_a_thousand_hostile_texts_are_answered_soon(catalogue, directory):
    """Nesting, bombs for patterns, endless lists, scripts and marks that show nothing: none holds the reader up."""
    assert slow_or_ready(reader_of(catalogue, directory), 1) == []


@needs_data
def test_hostile_texts_do_not_hold_up_a_large_catalogue():
    """Every seventh of them against the reference wholesaler, where far more words mean something."""
    reader = reader_of(wholesaler_catalogue(), wholesaler_directory())
    assert slow_or_ready(reader, 7) == []


def test_rows_beyond_what_is_read_are_named(catalogue, directory):
    """Of a list that is too long the first rows are lines, and where the rest begins is told: nothing is lost."""
    rows = ["21116 x 12", "22423 x 5", *(f"drawer knob crackle glaze blue x {number}" for number in range(1, 240))]
    text = "thistle want\n" + "\n".join(rows)
    for channel in ("slack", "email"):
        reading = reader_of(catalogue, directory)(text, channel)
        (rest,) = reading.unexplained
        assert (text[rest.start :].startswith("drawer knob crackle glaze blue x 148\n"), rest.end) == (True, len(text))
        assert not reading.ready


def test_a_text_that_is_too_long_is_never_an_order_without_a_doubt(catalogue, directory):
    """What was cut off may say the opposite: the lines are read, and nobody takes them as they are."""
    order = "thistle want 60 x 22423"
    reading = reader_of(catalogue, directory)(f"{order}\n" + "lovely weather here\n" * 1_000, "slack")
    assert [(line.sku, line.quantity) for line in reading.lines] == [("22423", 60)]
    assert [span.text[:20] for span in reading.unexplained] == ["lovely weather here\n"]
    assert not reading.ready


@pytest.mark.parametrize("mark", ["\u200b", "\u2060", "\ufeff", "\u202e"])
def test_marks_that_show_nothing_hide_no_word(catalogue, directory, mark):
    """Zero-width and direction marks between the letters of an order change nothing of it."""
    hidden = mark.join("12 owl doorstop")
    reading = reader_of(catalogue, directory)(f"thistle want {hidden}", "slack")
    assert [(line.sku, line.quantity) for line in reading.lines] == [("21116", 12)]


def test_an_empty_directory_and_catalogue_answer_too():
    """A shop that has just begun asks, and does not fall over."""
    empty = reader_of(build_catalogue(()), build_directory(()))
    assert not empty("12 owl doorstops", "slack").ready
