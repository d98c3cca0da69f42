"""An article that is to match the one before has its design, or is asked about: nothing is guessed."""

from datetime import date

import pytest

from domain.catalog.schemas import ProductView
from domain.intake.schemas import DraftState, Message
from domain.intake.service import build_catalogue, read
from tests.intake.conftest import NAMES
from tests.intake.stories import asked, draft_of, lines

PICNIC = {
    "41001": "PICNIC BEAKER BLUE GINGHAM", "41002": "PICNIC BOWL BLUE GINGHAM", "41003": "PICNIC BOWL GREEN GINGHAM",
    "41004": "TEAK SALAD BOWL BLUE", "41005": "PICNIC TRAY BLUE GINGHAM", "41006": "PICNIC TRAY OAK LEAF",
    "41007": "PICNIC BEAKER OAK LEAF",
}  # fmt: skip


@pytest.fixture
def orders(directory):
    """Read an order with picnic ware among the articles."""
    catalogue = build_catalogue(ProductView(sku=sku, name=name, units=()) for sku, name in (NAMES | PICNIC).items())

    def reader(text: str, draft: DraftState | None = None):
        message = Message(id="m", channel="slack", sender="rep", today=date(2011, 11, 14), text=text)
        return read(message, catalogue, directory, draft)

    return reader


@pytest.mark.parametrize(
    "said",
    [
        "8 bowls to match",
        "8 of the bowls to match",
        "8 matching bowls",
        "8 bowls in the same pattern",
        "bowls to match 8",
    ],
)
def test_the_design_of_the_article_before_is_a_demand(orders, said):
    """Blue gingham bowls for blue gingham beakers."""
    reading = orders(f"thistle want 12 picnic beakers blue gingham, {said}, and 4 owl doorstops")
    assert (lines(reading), reading.questions) == ([("41001", 12), ("41002", 8), ("21116", 4)], ())


def test_several_may_match_one(orders):
    """The trays match the beakers, as the bowls do, and not the bowls as they were called."""
    reading = orders("thistle want 12 picnic beakers blue gingham, 8 matching bowls and 3 matching trays")
    assert lines(reading) == [("41001", 12), ("41002", 8), ("41005", 3)]


def test_where_nothing_has_the_design_it_is_asked(orders):
    """No bowl has oak leaves, and the only doorstop is an owl."""
    reading = orders("thistle want 12 picnic beakers oak leaf and 8 bowls to match")
    assert (reading.ready, lines(reading)) == (False, [("41007", 12)])
    assert [(about, sorted(skus)) for about, skus in asked(reading)] == [("which_item", ["41002", "41003"])]
    reading = orders("thistle want 12 picnic beakers oak leaf and 8 doorstops to match")
    assert (reading.ready, lines(reading), asked(reading)) == (False, [("41007", 12)], [("which_item", ("21116",))])


def test_what_is_named_in_full_needs_no_other(orders):
    """A green bowl stays a green bowl, whatever its beaker looks like."""
    reading = orders("thistle want 12 picnic beakers blue gingham and 8 picnic bowls green gingham to match")
    assert lines(reading) == [("41001", 12), ("41003", 8)]


def test_what_matches_nothing_that_was_ordered_is_read_as_before(orders):
    """There is nothing before it, or what it is to match is named."""
    assert lines(orders("an order to match the weather: thistle want 4 owl doorstops")) == [("21116", 4)]
    assert lines(orders("thistle want 4 owl doorstops to match, they said")) == [("21116", 4)]


def test_in_a_thread_it_is_the_design_of_the_lines(orders):
    """Trays in the design of the beakers are added, bowls with oak leaves are asked about."""
    draft = draft_of(orders("thistle want 12 picnic beakers oak leaf"))
    assert lines(orders("and 3 matching trays please", draft)) == [("41007", 12), ("41006", 3)]
    reading = orders("add 8 bowls to match", draft)
    assert (reading.ready, lines(reading)) == (False, [("41007", 12)])
    assert [(about, sorted(skus)) for about, skus in asked(reading)] == [("which_item", ["41002", "41003"])]
