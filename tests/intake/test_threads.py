"""What comes next in a thread: answers, changes, confirm; what is not understood is never guessed."""

import pytest

from tests.intake.stories import ORDER, draft_of, lines


def test_a_thread_changes_and_drops_lines(reads):
    """ "it" is what remains when the other line is dropped."""
    reading = reads("make it 3 doz and drop the cakestands", draft_of(reads(ORDER)))
    assert (reading.intent, reading.ready) == ("draft_edit", True)
    assert [(line.sku, line.quantity, line.unit, line.base_quantity) for line in reading.lines] == [
        ("85099B", 3, "dozen", 36)
    ]


def test_a_thread_adds_to_its_draft(reads):
    """More of an article that is there raises its line, a new one is a line of its own."""
    draft = draft_of(reads(ORDER))
    assert lines(reads("add 10 x 22423", draft)) == [("85099B", 60), ("22423", 70)]
    assert lines(reads("add 4 owl doorstops", draft)) == [("85099B", 60), ("22423", 60), ("21116", 4)]


def test_a_bare_number_answers_the_open_quantity(reads):
    """The question goes, the line comes."""
    reading = reads("12", draft_of(reads("thistle want some owl doorstops")))
    assert (reading.intent, lines(reading), reading.questions, reading.ready) == (
        "draft_edit",
        [("21116", 12)],
        (),
        True,
    )


@pytest.mark.parametrize("answer", ["the second", "green", "23029"])
def test_a_place_a_word_or_a_code_picks_a_candidate(reads, answer):
    """Candidates keep the order in which they were offered."""
    draft = draft_of(reads("thistle want 4 drawer knobs crackle glaze"))
    offered = draft.questions[0].candidates
    expected = offered[1] if answer == "the second" else "23029"
    reading = reads(answer, draft)
    assert (lines(reading), reading.ready) == ([(expected, 4)], True)


def test_a_place_that_the_customer_does_not_have_is_not_guessed(reads):
    """York is no place of this customer: the draft keeps its place and is not ready."""
    reading = reads("ship it to York instead", draft_of(reads(ORDER)))
    assert (reading.ship_to, reading.ready) == ("Norwich warehouse", False)
    assert reads("ship it to the ripon shop instead", draft_of(reads(ORDER))).ship_to == "Ripon shop"


def test_an_unknown_place_is_not_forgotten_by_a_confirm(reads):
    """Nobody has said where York is: it stays unexplained until a place of the customer is named."""
    before = reads("ship it to York", draft_of(reads(ORDER)))
    confirmed = reads("confirm", draft_of(before))
    assert (confirmed.intent, confirmed.ready) == ("draft_confirm", False)
    assert [span.text for span in confirmed.unexplained] == ["ship it to York"]
    settled = reads("ship it to the ripon shop", draft_of(confirmed))
    assert (settled.ship_to, settled.ready) == ("Ripon shop", True)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2 blue, 2 green", [("23028", 2), ("23029", 2)]),
        ("the blue and the ivory, 3 each", [("23028", 3), ("23031", 3)]),
    ],
)
def test_an_answer_may_part_the_quantity(reads, said, expected):
    """Each candidate with its own number, or one number for each."""
    reading = reads(said, draft_of(reads("thistle want 4 drawer knobs crackle glaze")))
    assert (lines(reading), reading.questions, reading.ready) == (expected, (), True)


def test_what_nobody_sells_may_be_let_go(reads):
    """The question goes, the line stays."""
    reading = reads("forget the kettles then", draft_of(reads("thistle want 12 owl doorstops, 3 electric kettles")))
    assert (lines(reading), reading.questions, reading.ready) == ([("21116", 12)], (), True)


def test_one_article_takes_the_place_of_another(reads):
    """The quantity stays, in three ways of saying it."""
    draft = draft_of(reads("thistle want 5 drawer knob crackle glaze blue, 12 owl doorstops"))
    for said in ("swap the blue for green", "green instead of blue", "in place of the blue we take the same in green"):
        assert lines(reads(said, draft)) == [("23029", 5), ("21116", 12)]


def test_a_line_of_the_draft_counts_in_base_units(reads):
    """Three dozen doubled are seventy-two, however the draft keeps them."""
    draft = draft_of(reads("thistle want 3 dozen owl doorstops"))
    kept = draft.model_copy(
        update={"lines": tuple(line.model_copy(update={"base_quantity": line.quantity}) for line in draft.lines)}
    )
    assert lines(reads("double it", kept)) == [("21116", 72)]


def test_a_new_article_with_words_of_a_line_changes_no_line(reads):
    """ "red lunch bags" are no red jumbo bags."""
    draft = draft_of(reads("thistle want 5 jumbo bag red retrospot, 12 owl doorstops"))
    reading = reads("they want 24 lunch bag red retrospot", draft)
    assert lines(reading) == [("85099B", 5), ("21116", 12), ("20725", 24)]


def test_confirm_and_discard_are_told_apart(reads):
    """Confirming keeps the draft ready, discarding empties it."""
    draft = draft_of(reads(ORDER))
    confirmed, discarded = reads("confirm", draft), reads("discard", draft)
    assert (confirmed.intent, confirmed.ready, len(confirmed.lines)) == ("draft_confirm", True, 2)
    assert (discarded.intent, discarded.ready, discarded.lines) == ("draft_discard", False, ())


def test_a_question_in_between_leaves_the_draft(reads):
    """The lines stay as they were."""
    draft = draft_of(reads(ORDER))
    reading = reads("have we got enough owl doorstops?", draft)
    assert (reading.intent, reading.lines) == ("stock_query", draft.lines)
