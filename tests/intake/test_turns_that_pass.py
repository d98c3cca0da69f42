"""No turn of a thread that wants something passes in silence: it is carried out, or asked about."""

from datetime import date

import pytest

from domain.intake.schemas import DraftState, Question
from domain.intake.service import draft_after
from tests.intake.stories import draft_of, lines

LISTED = "wharfedale 21116 x 12\n22423 x 6\n23355 x 4"
OPEN = "thistle 12 drawer knobs crackle glaze"


def start(reads, said: str = LISTED) -> DraftState:
    """The draft of an order of three lines, or of another one."""
    return draft_of(reads(said))


@pytest.mark.parametrize(
    ("said", "now"),
    [
        ("1st line 24 pls", [24, 6, 4]),
        ("2nd one 5", [12, 5, 4]),
        ("last one out", [12, 6]),
        ("the last one out", [12, 6]),
        ("ok last line out please", [12, 6]),
        ("first line out", [6, 4]),
        ("third off", [12, 6]),
        ("line 2 out", [12, 4]),
        ("all 12s", [12, 12, 12]),
        ("make them all 10s", [10, 10, 10]),
    ],
)
def test_lines_are_meant_by_their_places(reads, said, now):
    """Exactly the line that was pointed at."""
    reading = reads(said, start(reads))
    assert ([number for _, number in lines(reading)], reading.intent, reading.ready) == (now, "draft_edit", True)


@pytest.mark.parametrize(
    ("said", "place", "day"),
    [
        ("Ripon", "Ripon warehouse", None),
        ("york please", "York shop", None),
        ("york instead", "York shop", None),
        ("friday", None, date(2011, 11, 18)),
        ("fri pls", None, date(2011, 11, 18)),
        ("friday, york", "York shop", date(2011, 11, 18)),
        ("Tuesday at the latest for all of it", None, date(2011, 11, 15)),
        ("to ripon not york", "Ripon warehouse", None),
    ],
)
def test_a_turn_that_is_only_a_place_or_a_day_counts(reads, said, place, day):
    """The lines stay, the header changes."""
    reading = reads(said, start(reads))
    assert (reading.intent, reading.ship_to, reading.requested_date, len(reading.lines)) == (
        "draft_edit",
        place,
        day,
        3,
    )


@pytest.mark.parametrize(
    "said", ["lose no 2", "1st: 24", "ok lose no 2", "drop 1st", "not ripon", "owls ripon, bottles york"]
)
def test_what_may_be_a_change_is_asked(reads, said):
    """Whatever is not understood keeps the draft from being ready, in the next turn too."""
    before = start(reads)
    reading = reads(said, before)
    assert (lines(reading), reading.intent, reading.ready) == (lines_of(before), "draft_edit", False)
    assert not reads("PO 99120", draft_after(reading, before)).ready


@pytest.mark.parametrize("said", ["thanks", "hang on", "back at 3pm", "he's out till friday", "cheers mate"])
def test_small_talk_stays_small_talk(reads, said):
    """Nothing is asked."""
    reading = reads(said, start(reads))
    assert (reading.intent, reading.questions, reading.unexplained) == ("not_actionable", (), ())


@pytest.mark.parametrize(
    "said",
    ["plus green ones, 8", "also 3 green", "add 8 green", "we also need 4 green", "4 green too please", "+ 6 green",
     "another 4 green ones", "and 8 green", "as well as 4 green ones", "and 2 owl doorstops"],
)  # fmt: skip
def test_an_addition_settles_no_open_question(reads, said):
    """The twelve knobs stay open, and the draft is not ready before somebody says which."""
    before = start(reads, OPEN)
    reading = reads(said, before)
    assert before.questions
    assert (open_knobs(reading.questions), reading.ready) == (1, False)


@pytest.mark.parametrize("said", ["green", "the green ones", "12 green", "and 12 green", "7 green and 5 blue"])
def test_an_answer_settles_it_still(reads, said):
    """What names a candidate, with the number that was asked for or parted, is an answer."""
    reading = reads(said, start(reads, OPEN))
    assert (open_knobs(reading.questions), reading.ready, sum(n for _, n in lines(reading))) == (0, True, 12)


def test_another_instead_has_the_quantity(reads):
    """Of the one that goes, named in one breath or a turn before."""
    bags = start(reads, "thistle 12 lunch bag red retrospot, 6 owl doorstop")
    swapped = reads("instead of lunch bag red retrospot please lunch bag pink polkadot, same quantity", bags)
    assert (lines(swapped), swapped.ready) == ([("22384", 12), ("21116", 6)], True)
    without = reads("no lunch bags", bags)
    after = reads("lunch bag pink polkadot instead", draft_after(without, bags))
    assert (lines(after), after.ready) == ([("21116", 6), ("22384", 12)], True)


def open_knobs(questions: tuple[Question, ...]) -> int:
    """How many questions are about the twelve knobs."""
    return sum(question.about == "which_item" and question.quantity == 12 for question in questions)


def lines_of(draft: DraftState) -> list[tuple[str, int]]:
    """SKU and base quantity of each line of a draft."""
    return [(line.sku, int(line.base_quantity)) for line in draft.lines]
