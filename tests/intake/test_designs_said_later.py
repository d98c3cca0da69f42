"""A reply of a word or two that names another design than a line has: swapped or asked about, never passed over."""

from datetime import date

import pytest

from domain.catalog.schemas import ProductView
from domain.intake.schemas import Message, Reading
from domain.intake.service import build_catalogue, draft_after, read
from tests.intake.conftest import NAMES
from tests.intake.stories import asked, lines

JUGS = {
    "31001": "ENAMEL JUG", "31002": "FRENCH ENAMEL JUG", "31003": "STRIPED ENAMEL JUG",
    "31004": "STRIPED ENAMEL JUG TALL", "31011": "ENAMEL LADLE", "31012": "FRENCH ENAMEL LADLE",
    "31005": "COUNTRYSIDE ENAMEL JUG",
}  # fmt: skip

ORDER = "thistle want 12 enamel jugs and 4 owl doorstops"


@pytest.fixture
def replies(directory):
    """Read an order of jugs, and then what is said of it."""
    catalogue = build_catalogue(ProductView(sku=sku, name=name, units=()) for sku, name in (NAMES | JUGS).items())

    def reader(ordered: str, said: str) -> Reading:
        first, then = (
            Message(id="m", channel="slack", sender="rep", today=date(2011, 11, 14), text=text)
            for text in (ordered, said)
        )
        return read(then, catalogue, directory, draft_after(read(first, catalogue, directory)))

    return reader


@pytest.mark.parametrize("said", ["french", "French please", "the french ones", "i meant french", "frensch"])
def test_a_design_that_the_line_might_have_had_is_swapped_in(replies, said):
    """Twelve enamel jugs were taken for the plain one; the quantity stays."""
    reading = replies(ORDER, said)
    assert (reading.intent, lines(reading), reading.questions) == (
        "draft_edit", [("31002", 12), ("21116", 4)], ())  # fmt: skip


def test_of_two_such_designs_one_is_asked_about(replies):
    """The line is open again, with the number that was said for it."""
    reading = replies(ORDER, "striped")
    assert (reading.intent, reading.ready, lines(reading)) == ("draft_edit", False, [("21116", 4)])
    assert [(sorted(one.candidates), one.quantity) for one in reading.questions] == [(["31003", "31004"], 12)]


def test_of_two_such_lines_one_is_asked_about(replies):
    """Jugs and ladles both come in French."""
    reading = replies("thistle want 12 enamel jugs and 4 enamel ladles", "french")
    assert (reading.ready, lines(reading)) == (False, [("31001", 12), ("31011", 4)])
    assert asked(reading) == [("which_item", ("31001", "31011"))]


def test_a_design_that_is_spelled_otherwise_is_asked_about(replies):
    """Not certain enough to swap, not far enough to pass over."""
    reading = replies(ORDER, "contrysid")
    assert (reading.ready, lines(reading), asked(reading)) == (False, [("21116", 4)], [("which_item", ("31005",))])


@pytest.mark.parametrize(
    "said",
    ["thanks", "Ta", "cheers french", "thanks, French", "thank you kindly", "no worries", "Rose", "Scottie", "noted",
     "french toast", "see you in the french alps"],
)  # fmt: skip
def test_thanks_names_and_courtesy_are_no_design(replies, said):
    """Nor is a word that no jug has, nor one among others."""
    reading = replies(ORDER, said)
    assert (reading.intent, lines(reading), reading.questions) == ("not_actionable", [("31001", 12), ("21116", 4)], ())


def test_a_line_that_was_named_in_full_stays(replies):
    """Of lunch bags with a doily none is spotted: what is said is about something else."""
    reading = replies("thistle want 6 lunch bag vintage doily", "polkadot")
    assert ("23209", 6) in lines(reading)
