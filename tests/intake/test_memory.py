"""Words about something earlier: without history each becomes a question, in a thread they act on what it holds."""

import time
from datetime import date
from decimal import Decimal

import pytest

from domain.intake.rules.memory import phrases
from domain.intake.schemas import History, Message
from domain.intake.service import read, wants_undo, with_history
from domain.orders.schemas import BoughtArticle
from tests.intake.stories import ORDER, draft_of, lines


def after(reading, before):
    """What the thread holds after a change, with what it held before."""
    return draft_of(reading).model_copy(update={"before": before})


@pytest.mark.parametrize(
    "said",
    [
        "undo", "undo that", "Undo please", "as it was", "put it back", "put them back how they were",
        "revert that last change", "undo the last change", "oops, undo that", "no, as it was please",
        "forget that last change", "scrap that last change",
        "go back to what it was", "restore it", "as you were", "as it was pls, Frau L has changed her mind back",
    ],
)  # fmt: skip
def test_an_undo_gives_the_draft_back_as_it_was(reads, said):
    """Whatever words take it back; the draft is as ready as it was."""
    first = draft_of(reads(ORDER))
    changed = after(reads("make it 3 doz and drop the cakestands", first), first)
    reading = reads(said, changed)
    assert wants_undo(said)
    assert (reading.intent, lines(reading), reading.questions, reading.ready) == (
        "draft_edit", [("85099B", 60), ("22423", 60)], (), True,
    )  # fmt: skip
    assert [recall.kind for recall in reading.recalls] == ["undo"]


def test_several_undos_step_back_further_and_words_beside_them_count(reads):
    """Two changes at once, and a change of what was restored."""
    first = draft_of(reads(ORDER))
    second = after(reads("add 4 owl doorstops", first), first)
    third = after(reads("drop the cakestands", second), second)
    assert lines(reads("undo the last two changes", third)) == [("85099B", 60), ("22423", 60)]
    assert lines(reads("undo that and make the doorstops 6", third)) == [("85099B", 60), ("22423", 60), ("21116", 6)]
    assert reads("undo, go ahead", third).also == ("draft_confirm",)
    assert reads("ok undo that", third).also == ()


@pytest.mark.parametrize(
    "said", ["put the red back on", "the usual place", "she says as before", "drop the cakestands"]
)
def test_what_only_resembles_an_undo_is_none(said):
    """One line comes back, or nothing at all."""
    assert not wants_undo(said)


def test_an_undo_without_anything_before_is_asked_about(reads):
    """Never passed over in silence."""
    reading = reads("undo", draft_of(reads(ORDER)))
    assert [(one.about, one.text) for one in reading.questions] == [("unknown_item", "undo")]
    assert not reading.ready
    assert [one.text for one in reads("undo that").questions] == ["undo that"]


@pytest.mark.parametrize(
    ("said", "kind", "piece"),
    [
        ("thistle: same again please", "last_order", "same again"),
        ("thistle same as last time", "last_order", "same as last time"),
        ("repeat the last order for thistle", "last_order", "repeat the last order"),
        ("repeat thistle's last order", "last_order", "repeat thistle's last order"),
        ("same again for thistle by friday", "same_for", "same again"),
        ("thistle reorder", "last_order", "reorder"),
        ("can you repeat thistle's order from last week", "last_order", "repeat thistle's order from last week"),
        ("thistle same as always", "usual", "same as always"),
        ("thistle want their usual", "usual", "their usual"),
        ("the usual for thistle please", "usual", "the usual"),
        ("can we have the usual order for thistle", "usual", "the usual order"),
    ],
)
def test_an_order_of_before_is_a_question_where_nobody_knows_it(reads, said, kind, piece):
    """The customer is read, the words are quoted, nothing is ready."""
    reading = reads(said)
    assert (reading.intent, reading.customer_id, reading.ready, lines(reading)) == ("order", "12502", False, [])
    assert [(one.about, one.text) for one in reading.questions] == [("recall", piece)]
    assert [(one.kind, said[one.span.start : one.span.end]) for one in reading.recalls] == [(kind, piece)]


def test_what_is_said_beside_it_is_read_like_any_order(reads):
    """Articles, a date, a reference."""
    reading = reads("thistle: same as last week plus 12 owl doorstops by friday, PO TT-9")
    assert (lines(reading), reading.customer_po, str(reading.requested_date)) == ([("21116", 12)], "TT-9", "2011-11-18")
    assert [one.text for one in reading.questions] == ["same as last week"]


def test_nobody_named_is_asked_for_too(reads):
    """Whose usual it is comes first."""
    assert [one.about for one in reads("same again please").questions] == ["customer", "recall"]


def test_a_usual_article_is_a_question_with_what_the_word_fits(reads):
    """The other lines are read as ever."""
    reading = reads("thistle want 60 regency cakestand 3 tier and their usual lunch bags, norwich warehouse by fri")
    assert (lines(reading), reading.ship_to, reading.ready) == ([("22423", 60)], "Norwich warehouse", False)
    question = reading.questions[0]
    assert (question.about, question.text) == ("usual_item", "their usual lunch bags")
    assert {"20725", "22384", "23209"} <= set(question.candidates)


@pytest.mark.parametrize(
    "said",
    [
        "lunch at one? the usual place", "deliver to the usual address please", "our usual van will come at ten",
        "is that the usual?", "thanks as usual", "same problem as last time at thistle",
        "thistle said it was the same as last time, late", "invoice to usual plce",
    ],
)  # fmt: skip
def test_what_is_usual_about_other_things_orders_nothing(reads, said):
    """Talk stays talk."""
    assert reads(said).recalls == ()


@pytest.mark.parametrize(
    "said",
    [
        "thistle want 12 owl doorstops, same lot as last month, off to catch my ferry",
        "thistle, our usual order please:\n12 owl doorstops",
        "thistle want 12 owl doorstops (the usual)",
    ],
)
def test_articles_that_are_named_need_no_memory(reads, said):
    """The list counts; what is told about it adds nothing to it."""
    reading = reads(said)
    assert (lines(reading), reading.recalls) == ([("21116", 12)], ())


def test_the_same_for_another_customer_begins_a_new_order(reads):
    """The lines of the thread, nothing of its reference, and what is said beside."""
    draft = draft_of(reads(ORDER))
    reading = reads("same again for meadowsweet but make the cakestands 12", draft)
    assert (reading.intent, reading.customer_id, reading.customer_po, reading.ready) == ("order", "14961", None, False)
    assert lines(reading) == [("85099B", 60), ("22423", 12)]
    assert {line.inferred for line in reading.lines} == {("same_order",)}


@pytest.mark.parametrize(
    "said",
    [
        "same for meadowsweet please",
        "meadowsweet want the same",
        "another one for meadowsweet",
        "repeat that for meadowsweet",
    ],
)
def test_many_words_give_another_customer_the_same(reads, said):
    """Whoever is named gets the lines, and the draft of the thread keeps its customer."""
    reading = reads(said, draft_of(reads(ORDER)))
    assert (reading.intent, reading.customer_id, len(reading.lines)) == ("order", "14961", 2)


def test_the_same_for_an_article_stays_a_change_of_the_draft(reads):
    """ "the same for" something that is no customer."""
    draft = draft_of(reads("thistle want 24 lunch bag red retrospot, 12 owl doorstops"))
    reading = reads("same again please", draft)
    assert (lines(reading), [one.text for one in reading.questions]) == (
        [("20725", 24), ("21116", 12)], ["same again"],
    )  # fmt: skip


def test_a_usual_article_is_offered_from_what_they_buy(catalogue, directory):
    """With the quantity they usually take; what they never bought is offered from the catalogue, as a plain which."""
    message = Message(
        id="m", channel="slack", sender="rep", today=date(2011, 11, 14),
        text="thistle want 12 owl doorstops and their usual lunch bags",
    )  # fmt: skip

    def reader(said, held):
        return read(said, catalogue, directory, held)

    reading = reader(message, None)
    bag = BoughtArticle(sku="20725", name="LUNCH BAG RED RETROSPOT", orders=3, usually=Decimal(24))
    known, unknown = (
        with_history(reader, message, reading, History(customer_id="12502", bought=bought)).questions[0]
        for bought in ((bag,), ())
    )
    assert (known.about, known.candidates, known.quantity) == ("usual_item", ("20725",), 24)
    assert (unknown.about, unknown.candidates[0] in {"20725", "22384", "23209"}) == ("which_item", True)


def test_endless_words_are_looked_at_in_no_time():
    """Whatever somebody repeats, it is bounded work."""
    started = time.perf_counter()
    for piece in ("same ", "the usual ", "undo, ", "please ", "a's ", "x" * 50 + " ", "put it back to ", "12 ", "\n> "):
        wants_undo(piece * 2000)
        phrases(piece * 2000)
    assert time.perf_counter() - started < 5
