"""What a message does to the draft it answers: every line, every question, and nothing in silence."""

from decimal import Decimal

import pytest

from domain.intake.schemas import DraftState, Question, ReadLine, Span
from domain.intake.service import draft_after
from tests.intake.stories import lines

NOWHERE = Span(start=0, end=0, text="")
KNOBS = ("23028", "23029", "23031")
ORDERED = (("20725", 12), ("22384", 6), ("23170", 24), ("85099F", 10))


def draft(*ordered: tuple[str, int], **more: object) -> DraftState:
    """A draft of Thistle with these lines."""
    made = tuple(
        ReadLine(sku=sku, quantity=Decimal(number), base_quantity=Decimal(number), source=NOWHERE)
        for sku, number in ordered or ORDERED
    )
    return DraftState.model_validate({"customer_id": "12502", "lines": made, **more})


def which(quantity: int | None = 12) -> Question:
    """Which of three drawer knobs?"""
    return Question(about="which_item", text="crackle glaze knobs", candidates=KNOBS, quantity=quantity)


def changed(before: DraftState, reading) -> dict[str, int | None]:
    """What each line that differs is now; None where it is gone."""
    then = {line.sku: int(line.base_quantity) for line in before.lines}
    now = dict(lines(reading))
    return {sku: now.get(sku) for sku in {**then, **now} if then.get(sku) != now.get(sku)}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("plates to 30", {"23170": 30}),
        ("make the strawberry 15 please", {"85099F": 15}),
        ("10 not 12", {"20725": 10}),
        ("red 18, pink 12", {"20725": 18, "22384": 12}),
        ("30 plates 15 jumbo", {"23170": 30, "85099F": 15}),
        ("lunch bags all to 2 doz", {"20725": 24, "22384": 24}),
        ("line 2 should be 50", {"22384": 50}),
        ("last one 20", {"85099F": 20}),
        ("two more of the strawberry", {"85099F": 12}),
        ("take 4 off the plates", {"23170": 20}),
        ("make the strawberry one less", {"85099F": 9}),
        ("double the plates", {"23170": 48}),
        ("plates: half that", {"23170": 12}),
        ("halve everything", {"20725": 6, "22384": 3, "23170": 12, "85099F": 5}),
        ("3 more of each", {"20725": 15, "22384": 9, "23170": 27, "85099F": 13}),
        ("same for the pink as the red", {"22384": 12}),
        ("make the plates 30 and the strawberry same", {"23170": 30, "85099F": 30}),
    ],
)
def test_quantities_change(reads, said, expected):
    """Set, more, less, doubled, as many as another: exact lines, and the others stay."""
    before = draft()
    reading = reads(said, before)
    assert (changed(before, reading), reading.intent, reading.ready) == (expected, "draft_edit", True)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("drop the plates", {"23170": None}),
        ("no jumbo bags after all", {"85099F": None}),
        ("take the strawberry off", {"85099F": None}),
        ("loose the last line", {"85099F": None}),
        ("delete line 1 and line 4", {"20725": None, "85099F": None}),
        ("lose the plates and the jumbo", {"23170": None, "85099F": None}),
        ("remove everything except the plates", {"20725": None, "22384": None, "85099F": None}),
        ("keep the plates, lose everything else", {"20725": None, "22384": None, "85099F": None}),
        ("drop the plates, they want 4 owl doorstops instead", {"23170": None, "21116": 4}),
    ],
)
def test_lines_go(reads, said, expected):
    """By word, by place, by kind, and all but some."""
    before = draft()
    assert changed(before, reads(said, before)) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("and 4 owl doorstops", {"21116": 4}),
        ("stick a dozen doilies on as well", {"23209": 12}),
        ("also 6 of the vintage doily, same range", {"23209": 6}),
        ("and a doily one", {"23209": 1}),
        ("they want the doily one too, 8", {"23209": 8}),
        ("and the same amount of the doily as the red", {"23209": 12}),
        ("swap the pink for doily", {"22384": None, "23209": 6}),
        ("make the pink ones doily", {"22384": None, "23209": 6}),
        ("not pink for the lunch bag its doily i wanted", {"22384": None, "23209": 6}),
        ("make the lunch bags all red", {"22384": None, "20725": 18}),
        ("can the red be half red, half doily", {"20725": 6, "23209": 6}),
    ],
)
def test_lines_come_and_become_others(reads, said, expected):
    """New articles, siblings of a line, one article in the place of another, lines that become one."""
    before = draft()
    assert changed(before, reads(said, before)) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("blue", {"23028": 12}),
        ("the second", {"23029": 12}),
        ("23031", {"23031": 12}),
        ("the ivory one please", {"23031": 12}),
        ("10 of the green", {"23029": 10}),
        ("6 blue 6 green", {"23028": 6, "23029": 6}),
        ("blue and ivory, half and half", {"23028": 6, "23031": 6}),
        ("blue and green. 5 and 7", {"23028": 5, "23029": 7}),
        ("half blue half green", {"23028": 6, "23029": 6}),
        ("3 of each", {"23028": 3, "23029": 3, "23031": 3}),
        ("blue, and plates to 30", {"23028": 12, "23170": 30}),
        ("not the blue, the ivory one", {"23031": 12}),
        ("neither, forget it", {}),
    ],
)
def test_an_answer_picks(reads, said, expected):
    """One candidate or several; a question given up leaves the lines."""
    before = draft(questions=(which(),))
    reading = reads(said, before)
    assert (changed(before, reading), reading.questions, reading.ready) == (expected, (), True)


@pytest.mark.parametrize(
    "said", ["blue if you have it, otherwise green", "the first two", "first and last", "whichever"]
)
def test_an_answer_that_is_none_keeps_the_question(reads, said):
    """Nobody guesses."""
    before = draft(questions=(which(),))
    reading = reads(said, before)
    assert (changed(before, reading), reading.questions, reading.ready) == ({}, (which(),), False)


def test_words_that_fit_some_candidates_leave_those(reads):
    """ "not the blue": two are left to choose from."""
    reading = reads("not the blue", draft(questions=(which(),)))
    assert [question.candidates for question in reading.questions] == [("23029", "23031")]


@pytest.mark.parametrize(
    ("said", "number"), [("8", 8), ("oops! eight x", 8), ("six of the doorstops", 6), ("doorstops 2 doz", 24)]
)
def test_a_number_answers_how_many(reads, said, number):
    """Bare or with the article's word."""
    how_many = Question(about="quantity", text="some owl doorstops", candidates=("21116",))
    reading = reads(said, draft(questions=(how_many,)))
    assert (dict(lines(reading))["21116"], reading.questions, reading.ready) == (number, (), True)


@pytest.mark.parametrize(
    "said", ["as you were", "undo that", "as it was pls", "put the plates back", "no hang on, back to the plates"]
)
def test_a_change_is_taken_back(reads, said):
    """The draft was kept as it was one change ago."""
    dropped = draft_after(reads("drop the plates", draft()))
    assert sorted(lines(reads(said, dropped))) == sorted(ORDERED)


def test_a_swap_is_taken_back_or_added_to(reads):
    """ "put the pink back" undoes it; "as well" keeps both."""
    swapped = draft_after(reads("swap the pink for doily", draft()))
    assert sorted(lines(reads("back to the pink ones", swapped))) == sorted(ORDERED)
    both = reads("put the pink back as well, keep the doily", swapped)
    assert changed(draft(), both) == {"23209": 6}


def test_what_was_spoken_of_last_is_meant(reads):
    """By the change before, and by a question in between."""
    added = draft_after(reads("and 4 owl doorstops", draft()))
    assert changed(draft(), reads("sorry 12 of those", added)) == {"21116": 12}
    between = reads("how much are the plates?", added)
    assert (between.intent, lines(between)) == ("price_query", lines(reads("ok", added)))
    asked = draft_after(between, added)
    assert changed(draft(), reads("take those down to 20", asked)) == {"21116": 4, "23170": 20}


@pytest.mark.parametrize("said", ["make it 18", "24 + 6", "6 of the mugs"])
def test_what_is_not_understood_is_asked(reads, said):
    """Lines stay, the words come back as a question."""
    before = draft()
    reading = reads(said, before)
    assert (changed(before, reading), reading.ready) == ({}, False)
    assert reading.questions


@pytest.mark.parametrize(
    "said",
    ["back in 10 lads", "one sec, client on the other line", "don't send it off yet", "lol they've got a 6ft owl"],
)
def test_chat_changes_nothing(reads, said):
    """Numbers of minutes and feet are none of articles."""
    before = draft()
    reading = reads(said, before)
    assert (reading.intent, changed(before, reading)) == ("not_actionable", {})


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("ok she's signed it off. go", "draft_confirm"),
        ("lovely job, that can go", "draft_confirm"),
        ("happy with that. fire it off", "draft_confirm"),
        ("bin this one", "draft_discard"),
        ("forget it, she's gone elsewhere", "draft_discard"),
        ("they don't want any of it", "draft_discard"),
    ],
)
def test_the_whole_draft_is_confirmed_or_given_up(reads, said, intent):
    """A line is not taken for the draft, nor the draft for a line."""
    assert reads(said, draft()).intent == intent


def test_a_change_may_confirm_too(reads):
    """Both are said."""
    reading = reads("make the plates 30 and that's us done", draft())
    assert (reading.intent, reading.also, dict(lines(reading))["23170"]) == ("draft_edit", ("draft_confirm",), 30)


def test_a_draft_in_doubt_stays_so_until_it_is_confirmed(reads):
    """A first reading that was not sure makes no sure draft by a change of another line."""
    doubtful = draft(doubtful=True)
    edited = reads("plates to 30", doubtful)
    assert (edited.ready, draft_after(edited).doubtful) == (False, True)
    assert reads("confirm", doubtful).ready
