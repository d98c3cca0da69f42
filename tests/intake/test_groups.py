"""Totals with their breakdown, "the same" of another group, corrections that name an article, and alternatives."""

import pytest

OWL, STAND, SCOTTIE, CALM = "21116", "22423", "22111", "23355"
BLUE, GREEN, IVORY = "23028", "23029", "23031"
RED, BERRY, LUNCH_RED, LUNCH_PINK, LUNCH_DOILY = "85099B", "85099F", "20725", "22384", "23209"


def lines(reading):
    """The lines as article and quantity."""
    return [(line.sku, line.base_quantity) for line in reading.lines]


@pytest.mark.parametrize(
    "said",
    [
        "30 drawer knobs crackle glaze (12 blue 18 green)",
        "30 drawer knobs crackle glaze: 12 blue, 18 green",
        "30 drawer knobs crackle glaze, 12 blue and 18 green",
        "30 drawer knobs crackle glaze - 12 blue, 18 green",
        "30 drawer knobs crackle glaze: blue 12, green 18",
    ],
)
def test_the_parts_of_a_total_are_the_lines(reads, said):
    """The total only sums them up; what stands before and behind is read as ever."""
    assert lines(reads(f"thistle want {said}")) == [(BLUE, 12), (GREEN, 18)]
    reading = reads(f"thistle want 4 regency cakestand 3 tier, {said}, 6 owl doorstop")
    assert sorted(lines(reading)) == sorted([(STAND, 4), (BLUE, 12), (GREEN, 18), (OWL, 6)])


@pytest.mark.parametrize(
    "said",
    [
        "24 drawer knobs crackle glaze, half blue half green",
        "drawer knobs crackle glaze, half blue half green, 24 in all",
        "24 drawer knobs crackle glaze, split evenly between blue and green",
        "two dozen drawer knobs crackle glaze half and half blue and green",
        "24 drawer knobs crackle glaze, equal split of blue, green",
    ],
)
def test_equal_shares_are_worked_out(reads, said):
    """As many of each as the total has for them."""
    assert lines(reads(f"thistle want {said}")) == [(BLUE, 12), (GREEN, 12)]


@pytest.mark.parametrize(
    "said",
    [
        "30 drawer knobs crackle glaze (12 blue 10 green)",
        "30 drawer knobs crackle glaze: 12 blue, 10 green",
        "25 drawer knobs crackle glaze, split evenly between blue and green",
        "12 owl doorstops (6 for the front, 6 for the back)",
        "12 owl doorstops, half now half in December",
        "2 cases of drawer knobs crackle glaze (1 blue, 1 green)",
    ],
)
def test_a_breakdown_that_cannot_be_read_is_looked_at(reads, said):
    """It does not add up, splits one article, or in another unit."""
    assert not reads(f"thistle want {said}").ready


def test_numbers_that_happen_to_add_up_stay_their_own(reads):
    """An article is no total of others."""
    reading = reads("thistle want 12 owl doorstop, 6 scottie dog hot water bottle, 6 regency cakestand 3 tier")
    assert lines(reading) == [(OWL, 12), (SCOTTIE, 6), (STAND, 6)]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("16 owl doorstop and the same of the regency cakestand 3 tier", [(OWL, 16), (STAND, 16)]),
        ("16 owl doorstop; scottie dog hot water bottle the same", [(OWL, 16), (SCOTTIE, 16)]),
        ("6 lunch bags red retrospot and the same again of the jumbo bags", [(LUNCH_RED, 6), (RED, 6)]),
        ("4 owl doorstop, ditto scottie dog hot water bottle, 2 hot water bottle keep calm",
         [(OWL, 4), (SCOTTIE, 4), (CALM, 2)]),
    ],
)  # fmt: skip
def test_the_same_is_as_many_of_another(reads, said, wanted):
    """Before the name or behind it."""
    assert lines(reads(f"thistle want {said}")) == wanted


@pytest.mark.parametrize(
    "said",
    [
        "6 lunch bag red retrospot, 4 lunch bag pink polkadot and the same of the jumbo bags",
        "6 owl doorstop and the same of the hot water bottles",
        "6 owl doorstop and the same of the parasols",
    ],
)
def test_the_same_of_what_is_not_plain_is_asked(reads, said):
    """No sibling for each of the group, several articles, or none."""
    reading = reads(f"thistle want {said}")
    assert reading.questions
    assert not reading.ready


@pytest.mark.parametrize(
    "said",
    [
        "12 owl doorstop, same address as usual",
        "12 owl doorstop, all on the same day",
        "12 owl doorstop in the same box",
    ],
)
def test_other_things_that_are_the_same_want_nothing(reads, said):
    """An address, a day, a box."""
    assert lines(reads(f"thistle want {said}")) == [(OWL, 12)]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("6 lunch bag pink polkadot - no, lunch bag red retrospot 8", [(LUNCH_RED, 8)]),
        ("6 lunch bag pink polkadot - sorry, I mean lunch bag red retrospot", [(LUNCH_RED, 6)]),
        ("6 lunch bag pink polkadot, I meant 8 lunch bag red retrospot", [(LUNCH_RED, 8)]),
        ("6 lunch bag pink polkadot. No, 6 lunch bag red retrospot. And 2 owl doorstop", [(LUNCH_RED, 6), (OWL, 2)]),
        ("12 drawer knobs crackle glaze green, I mean blue", [(BLUE, 12)]),
    ],
)
def test_an_article_named_instead_takes_the_place(reads, said, wanted):
    """With the number said with it, or that of the line."""
    assert lines(reads(f"thistle want {said}")) == wanted


@pytest.mark.parametrize(
    "said",
    ["6 lunch bag pink polkadot, no, 6 owl doorstop", "6 lunch bag pink polkadot no 6 lunch bag red retrospot"],
)
def test_an_article_unlike_the_line_is_looked_at(reads, said):
    """It may be wanted instead, or beside."""
    assert not reads(f"thistle want {said}").ready


@pytest.mark.parametrize(
    "said",
    [
        "12 owl doorstop or scottie dog hot water bottle whichever is in",
        "12 owl doorstop or 12 scottie dog hot water bottle",
        "either 12 owl doorstop or 12 regency cakestand 3 tier",
        "12 drawer knobs crackle glaze blue or green",
        "12 drawer knobs crackle glaze blue, green if there are none",
        "12 owl doorstop, if you have none then the scottie dog hot water bottle",
        "12 owl doorstop, otherwise scottie dog hot water bottle",
        "12 owl doorstop, failing that regency cakestand 3 tier",
        "12 drawer knobs crackle glaze blue. Or green if you're out",
    ],
)
def test_one_of_two_is_always_asked(reads, said):
    """Nobody but the customer knows which."""
    assert not reads(f"thistle want {said}").ready


@pytest.mark.parametrize(
    "said",
    [
        "12 owl doorstop by friday or monday",
        "12 owl doorstop, call or email if there is anything",
        "12 lunch bag red retrospot, not the pink polkadot or vintage doily",
    ],
)
def test_an_or_about_something_else_leaves_the_line(reads, said):
    """Days, ways to call, and what is not wanted."""
    assert [quantity for _, quantity in lines(reads(f"thistle want {said}"))] == [12]
