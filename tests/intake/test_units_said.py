"""In which unit a quantity was said stays with its line: what was said in pieces is never taken for boxes."""

from datetime import date
from decimal import Decimal

import pytest

from domain.catalog.schemas import ProductView, UnitFactor
from domain.intake.schemas import Message, Reading
from domain.intake.service import build_catalogue, read
from tests.intake.stories import draft_of


def said(reading: Reading) -> list[tuple[str, int, str | None, int]]:
    """Article, quantity as said, its unit, and base units of each line."""
    return [(line.sku, int(line.quantity), line.unit, int(line.base_quantity)) for line in reading.lines]


@pytest.mark.parametrize(
    "text",
    [
        "thistle want 24 pcs owl doorstop",
        "thistle want 24 pieces of owl doorstop",
        "thistle want owl doorstop 24 ea",
        "thistle want 24 pcs of 21116",
        "thistle want 12 pairs of owl doorstops",
        "thistle\nItem | Qty\nowl doorstop | 24 pcs\n",
        "thistle\nItem | Qty | Unit\nowl doorstop | 24 | EA\n",
        "thistle want\nowl doorstop\nQuantity: 24 pcs",
        "thistle want 30 owl doorstop, sorry make that 24 pieces",
        "thistle want 24 pcs owl doorstop and 5 cases jumbo bag strawberry, no, scratch the bags",
    ],
)
def test_u6_pieces_that_were_said_are_pieces(reads, text):
    """In a sentence, in a row, in a cell, in a column of units, in a correction: the unit is said, not left open."""
    assert said(reads(text)) == [("21116", 24, "each", 24)]


@pytest.mark.parametrize("text", ["24 owl doorstops", "24 x owl doorstop", "24 units of owl doorstop", "24 off 21116"])
def test_u6_a_number_alone_says_no_unit(reads, text):
    """Nor does a word that only counts: which unit is meant is decided by the customer's habit and the article."""
    assert said(reads(f"thistle want {text}")) == [("21116", 24, None, 24)]


@pytest.mark.parametrize(
    ("text", "unit", "base"),
    [
        ("owl doorstop and jumbo bag strawberry, 2 each", None, 2),
        ("2 each of owl doorstop and jumbo bag strawberry", None, 2),
        ("owl doorstop and jumbo bag strawberry, 2 pieces each", "each", 2),
        ("owl doorstop and jumbo bag strawberry, 2 cases each", "case", 96),
    ],
)
def test_u6_each_of_several_says_no_unit(reads, text, unit, base):
    """It says that the number is for every one of them; the word before it is the unit of all."""
    assert said(reads(f"thistle want {text}")) == [("21116", 2, unit, base), ("85099F", 2, unit, base)]


@pytest.mark.parametrize(
    ("first", "then", "line"),
    [
        ("12 owl doorstops", "make it 30 pcs", (30, "each", 30)),
        ("24 pcs owl doorstop", "make it 40", (40, "each", 40)),
        ("24 pcs owl doorstop", "make it 40 dozen", (40, "dozen", 480)),
        ("2 dozen owl doorstops", "double that", (48, "each", 48)),
        ("2 dozen owl doorstops", "add another 5 owl doorstops", (29, "each", 29)),
        ("12 owl doorstops", "make it 2 cases", (2, "case", 96)),
        ("12 owl doorstops", "make it 5 pairs", (10, "each", 10)),
        ("12 owl doorstops", "make it 13", (13, None, 13)),
    ],
)
def test_u6_a_reply_keeps_what_was_said(reads, first, then, line):
    """A new number of pieces is pieces; what is worked out from a quantity with a unit is, too."""
    draft = draft_of(reads(f"thistle want {first}"))
    assert said(reads(then, draft)) == [("21116", *line)]


def test_u6_an_answer_keeps_the_unit_of_its_question(reads):
    """Which bag is asked, how many pieces was said."""
    reading = reads("thistle want 24 pcs lunch bag")
    assert [(question.about, question.quantity, question.unit) for question in reading.questions] == [
        ("which_item", 24, "each")
    ]
    assert said(reads("the red one", draft_of(reading))) == [("20725", 24, "each", 24)]


@pytest.mark.parametrize(
    ("quantity", "lines", "asked"), [(3, [("21116", 3, "case", 100)], []), (2, [], [("quantity", ("21116",))])]
)
def test_u1_a_unit_may_be_a_part_of_several(directory, quantity, lines, asked):
    """A hundred pieces make three cases; what comes to no whole piece is asked about."""
    third = UnitFactor(unit="case", factor=Decimal(100), per=Decimal(3))
    catalogue = build_catalogue([ProductView(sku="21116", name="OWL DOORSTOP", units=(third,))])
    text = f"thistle want {quantity} cases of owl doorstops"
    message = Message(id="m", channel="slack", sender="rep", today=date(2011, 11, 14), text=text)
    reading = read(message, catalogue, directory)
    assert said(reading) == lines
    assert [(question.about, question.candidates) for question in reading.questions] == asked


def test_boxes_of_an_article_that_is_no_pack_are_looked_at(reads):
    """The catalogue's box of doorstops holds 24: two boxes may be two pieces or 48; candles come nine in a box."""
    doorstops, candles = reads("thistle 2 boxes 21116"), reads("thistle 2 boxes of the pebble candles")
    assert ([line.base_quantity for line in doorstops.lines], doorstops.ready) == ([2], False)
    assert ([line.base_quantity for line in candles.lines], candles.ready) == ([2], True)
