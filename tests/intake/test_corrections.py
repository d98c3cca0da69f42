"""What a message takes back of what it said before: told as a story, by name, by pointing, by another design."""

from decimal import Decimal

import pytest

OWL, STAND, PLATE, BERRY, SCOTTIE = "21116", "22423", "23170", "85099F", "22111"
BLUE, IVORY = "23028", "23031"


def lines(reading):
    """The lines as article and quantity."""
    return [(line.sku, line.base_quantity) for line in reading.lines]


@pytest.mark.parametrize(
    ("said", "quantity"),
    [
        ("12 owl doorstops. hang on, he's waving at me from the till, 20", 20),
        ("12 owl doorstops - no wait, I'm reading my own list wrong, that's twenty, not a dozen", 20),
        ("20 owl doorstops. no hang on, he's shouting. 12. NO. ok final: ten. ten owl doorstops", 10),
        ("owl doorstops, two dozen... hold on, her phone's going.. ok no, 12. Just the 12.", 12),
        ("12 owl doorstops, scrap that, 10 of those", 10),
        ("2 owl doorstops. no hang on she's got three doors, 3 of those", 3),
        ("12 owl doorstops. oh then she changed to 2 dozen, put 24", 24),
        ("12 owl doorstops. sorry no double it, 24", 24),
        ("12 owl doorstops. sorry no, it was 12 last year, it's 15 she's after", 15),
    ],
)
def test_a_number_told_again_replaces_the_one_before(reads, said, quantity):
    """However long the story between the two is."""
    reading = reads(f"thistle want {said}")
    assert lines(reading) == [(OWL, quantity)]


@pytest.mark.parametrize(
    "said",
    [
        "Correction, the owls should be 10",
        "sorry owls = 10",
        "scratch the owls, he's counted his shelf, make it 10",
        "EDIT: owls 10 not 12, the rest stands",
        "Correction to line 1 - the window is big, so please read 10 for the owls",
        "hang on she's just texted. make that 10 on the owls, cakestands as they are",
        "no wait, she has loads of doorstops. 10 not 12. rest stands",
        "owl doorstops shd read 10",
    ],
)
def test_a_correction_names_its_line_again(reads, said):
    """The line named gets the number, the others stay."""
    reading = reads(f"thistle want 12 owl doorstops, 4 regency cakestands 3 tier\n{said}")
    assert lines(reading) == [(OWL, 10), (STAND, 4)]


@pytest.mark.parametrize(
    ("said", "sku"),
    [
        ("drawer knobs crackle glaze 12 green. sorry, blue. BLUE.", BLUE),
        ("12 drawer knobs crackle glaze in green.. actually make that the ivory one", IVORY),
        ("12 drawer knobs crackle glaze green, scrap that, she means the ivory ones", IVORY),
        ("12 drawer knobs crackle glaze green\nedit: the knobs should be blue, same number", BLUE),
    ],
)
def test_one_design_takes_the_place_of_another(reads, said, sku):
    """As many of the other as were said of the first."""
    assert lines(reads(f"thistle want {said}")) == [(sku, 12)]


def test_a_line_is_taken_out_again(reads):
    """What is scrapped by its name is gone."""
    reading = reads("thistle want 12 owl doorstops, 4 regency cakestands 3 tier. scrap the owl doorstops")
    assert lines(reading) == [(STAND, 4)]
    reading = reads(
        "thistle want 12 owl doorstops, 4 regency cakestands 3 tier\nleave off the owl doorstops altogether"
    )
    assert lines(reading) == [(STAND, 4)]


def test_of_each_is_for_all_that_were_said_last(reads):
    """ "2 of each" after two articles."""
    reading = reads("thistle want 4 scottie dog hot water bottles and 6 owl doorstops. scratch that, 2 of each.")
    assert lines(reading) == [(SCOTTIE, 2), (OWL, 2)]


def test_what_follows_a_correction_is_ordered(reads):
    """A correction ends with its number; the articles behind it are new."""
    reading = reads(
        "thistle want 12 owl doorstops, make that 10, 4 regency cakestands 3 tier and 6 jumbo bags strawberry"
    )
    assert lines(reading) == [(OWL, 10), (STAND, 4), (BERRY, 6)]


def test_politeness_corrects_nothing(reads):
    """ "We should be obliged" changes no line."""
    reading = reads("12 owl doorstops for thistle. We should be obliged if you would add 4 regency cakestands 3 tier.")
    assert lines(reading) == [(OWL, 12), (STAND, 4)]


@pytest.mark.parametrize(
    "said",
    [
        "make that the purple one",
        "hang on, she's ringing",
        "no wait, make the knobs 6",
        "scratch that, make it 6 or 8",
        "Don't send the owls if they're chipped, I mean do send them. Last one had no 7 on it",
    ],
)
def test_a_correction_not_understood_is_never_passed_over(reads, said):
    """No target, no number, or two of them: somebody has to look."""
    assert not reads(f"thistle want 12 owl doorstops and 4 regency cakestands 3 tier. {said}").ready


def test_a_number_after_a_question_is_not_for_the_line_before(reads):
    """What "that" points at is open, so the line said earlier keeps its quantity."""
    reading = reads("thistle want 4 regency cakestands 3 tier, 12 hot water bottles, no, sorry, 24 of those")
    assert (STAND, Decimal(4)) in lines(reading)
    assert not reading.ready


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("change the owls to 10", [(OWL, 10), (STAND, 4)]),
        ("bump the owls up to 10", [(OWL, 10), (STAND, 4)]),
        ("10 owls instead of 12", [(OWL, 10), (STAND, 4)]),
        ("not the owl doorstops after all", [(STAND, 4)]),
        ("ignore the owls", [(STAND, 4)]),
    ],
)
def test_plain_words_of_change_correct_as_well(reads, said, wanted):
    """Changing, ignoring, "instead of", "after all"."""
    assert lines(reads(f"thistle want 12 owl doorstops, 4 regency cakestands 3 tier. {said}")) == wanted


@pytest.mark.parametrize("said", ["don't forget the owl doorstops", "drop the owl doorstops at the Ripon shop"])
def test_a_word_of_taking_away_may_mean_something_else(reads, said):
    """Nothing is taken out that is only to be remembered or delivered."""
    assert lines(reads(f"thistle want 12 owl doorstops. {said}")) == [(OWL, 12)]


def test_a_one_that_points_counts_nothing(reads):
    """ "the red retrospot one she liked" says no quantity."""
    reading = reads("thistle want 6 jumbo bags strawberry. She saw the red retrospot one at the fair and said no")
    assert lines(reading) == [(BERRY, 6)]
    assert lines(reads("thistle want owl doorstop one regency cakestand 3 tier two")) == [(OWL, 1), (STAND, 2)]
