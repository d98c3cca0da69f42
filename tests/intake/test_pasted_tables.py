"""A table pasted as text is read by its columns: one number of each row counts, and no row is left out in silence."""

import pytest

from tests.intake.stories import asked, lines


@pytest.mark.parametrize(
    "divider", ["\t", " | ", ";", " / ", "   "], ids=["tabs", "pipes", "semicolons", "slashes", "blanks"]
)
def test_the_heading_says_which_number_counts(reads, divider):
    """Line numbers, packs, prices and what is left on the shelf are no quantities, whatever divides the cells."""
    rows = [
        ("Ln", "Item", "Pack", "Qty", "Price", "Left"),
        ("1", "Owl doorstop", "6", "12", "4.95", "2"),
        ("2", "Regency cakestand 3 tier", "1", "4", "12.75", "7"),
    ]
    reading = reads("thistle\n\n" + "\n".join(divider.join(row) for row in rows))
    assert lines(reading) == [("21116", 12), ("22423", 4)]
    assert not reading.questions


def test_cells_stand_under_their_headings(reads):
    """An empty cell shifts nothing: aligned blanks put the number into the column above it."""
    text = """thistle

Item                      Pk    Qty   Where it goes
------------------------  ----  ----  -------------
Owl doorstop               1     12   aisle 4
Regency cakestand 3 tier   1          table 9
Jumbo bag strawberry       2      5
Lunch bag pink polkadot    1     10"""
    reading = reads(text)
    assert lines(reading) == [("21116", 12), ("85099F", 5), ("22384", 10)]
    assert asked(reading) == [("quantity", ("22423",))]


def test_of_two_years_this_one_counts(reads):
    """Last year's column stands beside it and orders nothing."""
    reading = reads(
        "thistle\nline | desc | 2010 | 2011\n1 | owl doorstop | 40 | 10\n2 | jumbo bag strawberry | 25 | 15"
    )
    assert lines(reading) == [("21116", 10), ("85099F", 15)]


def test_without_headings_the_amount_shows_what_multiplies(reads):
    """Three dozen numbers and no heading: quantity times price is the amount."""
    reading = reads("thistle\nowl doorstop | 6 | 4.50 | 27.00\njumbo bag strawberry | 10 | 2.00 | 20.00")
    assert lines(reading) == [("21116", 6), ("85099F", 10)]


def test_the_unit_of_a_row_stays_with_its_number(reads):
    """A column that says dozen is no ornament."""
    reading = reads("thistle\nitem;qty;unit\nowl doorstop;2;doz\njumbo bag strawberry;10;ea")
    assert [(line.sku, line.base_quantity) for line in reading.lines] == [("21116", 24), ("85099F", 10)]


@pytest.mark.parametrize("cell", ["?", "tbc", "(see note)"])
def test_a_quantity_that_is_still_open_is_asked_for(reads, cell):
    """A question mark in the place of the number is no number and no silence."""
    reading = reads(f"thistle\nitem | qty\nowl doorstop | 12\nregency cakestand 3 tier | {cell}")
    assert lines(reading) == [("21116", 12)]
    assert asked(reading) == [("quantity", ("22423",))]


def test_nought_is_not_ordered(reads):
    """A row with 0 asks nothing."""
    reading = reads("thistle\nref / item / qty\nA / owl doorstop / 12\nB / jumbo bag strawberry / 0")
    assert lines(reading) == [("21116", 12)]
    assert not reading.questions


def test_a_row_that_names_nothing_we_know_is_asked_about(reads):
    """A number in the column of quantities is a wish, whatever stands beside it."""
    reading = reads("thistle\nitem | qty\nowl doorstop | 12\nzorbing kite | 3")
    assert [(one.about, one.quantity) for one in reading.questions] == [("unknown_item", 3)]


def test_a_remark_in_a_row_is_no_item(reads):
    """ "i.e. 8 bags" orders nothing; a remark that may change the row keeps the order from being ready."""
    plain = "thistle\nitem | qty | remarks\nowl doorstop | 2 | 2 sets, i.e. 8 owls\njumbo bag strawberry | 5 | for Jo"
    assert lines(reads(plain)) == [("21116", 2), ("85099F", 5)]
    assert not reads(plain).questions
    assert not reads(plain.replace("for Jo", "or the red if cheaper")).ready


def test_columns_that_cannot_be_told_apart_leave_it_to_a_person(reads):
    """Two columns are headed quantity: whichever is taken, it is not ready."""
    assert not reads("thistle\nitem | qty | order\nowl doorstop | 12 | 6\njumbo bag strawberry | 10 | 5").ready


def test_a_code_without_a_number_among_counted_ones_is_asked_about(reads):
    """In a list of codes one has no number, or only a question mark."""
    reading = reads("thistle\n22423 4\n21116\n85099B 10")
    assert lines(reading) == [("22423", 4), ("85099B", 10)]
    assert asked(reading) == [("quantity", ("21116",))]
    smudged = reads("thistle\n22423 4\n21116 ? he smudged it\n85099B 10")
    assert asked(smudged) == [("quantity", ("21116",))]


def test_a_number_to_come_is_asked_for(reads):
    """ "qty tbc" behind a name."""
    reading = reads("thistle\n12 owl doorstops\nregency cakestands 3 tier - qty tbc")
    assert lines(reading) == [("21116", 12)]
    assert asked(reading) == [("quantity", ("22423",))]


def test_ditto_is_the_row_above_with_what_it_names(reads):
    """ "ditto, green" under a knob of another colour."""
    reading = reads("thistle\nDrawer knob crackle glaze, blue     12\nDitto, green     6\nDitto, ivory     6")
    assert lines(reading) == [("23028", 12), ("23029", 6), ("23031", 6)]


def test_a_stock_sheet_orders_what_has_a_number(reads):
    """Where most rows are blank, blank is not ordered; a blank among numbers is asked about."""
    rows = ["owl doorstop | 12", "jumbo bag strawberry | ", "lunch bag pink polkadot | ", "regency cakestand 3 tier | "]
    sheet = reads("\n".join(["thistle", "item | order", *rows]))
    assert (lines(sheet), sheet.questions) == ([("21116", 12)], ())
    assert asked(reads("\n".join(["thistle", "item | order", *rows[:2]]))) == [("quantity", ("85099F",))]


def test_one_more_thing_below_a_list_is_asked_about(reads):
    """ "+ till rolls" names nothing we sell; it is not left out."""
    reading = reads("thistle\n21116 12\n22423 4\n+ till rolls, box of 20, 1 box")
    assert lines(reading) == [("21116", 12), ("22423", 4)]
    assert [(one.about, one.quantity) for one in reading.questions] == [("unknown_item", 1)]


@pytest.mark.parametrize("cell", ["2-3", "2 or 3", "about 4"])
def test_a_cell_that_says_more_than_a_number_is_asked_about(reads, cell):
    """A range is no quantity."""
    reading = reads(f"thistle\nitem | qty\nowl doorstop | 12\nregency cakestand 3 tier | {cell}")
    assert lines(reading) == [("21116", 12)]
    assert asked(reading) == [("quantity", ("22423",))]


def test_a_description_may_have_the_divider_in_it(reads):
    """Commas divide the cells, and stand in a name too."""
    reading = reads("thistle\ndescription, qty\nowl doorstop, 12\njumbo bag, strawberry, 5")
    assert lines(reading) == [("21116", 12), ("85099F", 5)]


def test_a_code_with_a_sign_and_no_number_is_asked_about(reads):
    """ "21116 x" at the end of a row, and "21116 ?" between others, lack their number."""
    assert asked(reads("thistle\n22423 x 4\n21116 x\n85099B x 10")) == [("quantity", ("21116",))]
    assert asked(reads("thistle: 4 x 22423, 21116 ?, and 10 x 85099B")) == [("quantity", ("21116",))]
