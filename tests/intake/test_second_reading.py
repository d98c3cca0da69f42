"""What a second reader is asked, and what of its answer may be suggested."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.intake.schemas import DraftState, PieceAnswer, Question, Reading, ReadLine, SecondAnswer, SecondAsk, Span
from domain.intake.service import Catalogue, look_again
from domain.orders.schemas import SuggestedAnswer
from tests.intake.conftest import NAMES
from tests.intake.stories import draft_of

KETTLES, BAGS, BOTTLES, GLOBE = "12 fancy kettles", "3 dozen lunch bag", "seven hot water bottle", "5 globe"


def _span(text: str) -> Span:
    return Span(start=0, end=len(text), text=text)


READING = Reading(
    id="m", intent="order", customer_id="12502", customer_po="TG-44", ship_to="Norwich warehouse",
    lines=(ReadLine(sku="21116", quantity=Decimal(24), base_quantity=Decimal(24), source=_span("24 owl doorstop")),),
    questions=(
        Question(about="customer", text="customer", candidates=("12502", "14961")),
        Question(about="unknown_item", text=KETTLES, quantity=Decimal(12)),
        Question(about="which_item", text=BAGS, candidates=("20725", "22384"), quantity=Decimal(36), unit="dozen"),
        Question(about="quantity", text="some doorstops", candidates=("21116",)),
    ),
    unexplained=(_span(BOTTLES), _span(GLOBE)),
)  # fmt: skip


class Second:
    """A second reader that says what the story wants, and keeps what it was told."""

    model = "small-1"

    def __init__(self, *answers: PieceAnswer) -> None:
        self.answers = answers
        self.told: list[SecondAsk] = []

    def ask(self, asked: SecondAsk) -> SecondAnswer | None:
        """The same answer to everything; none without one."""
        self.told.append(asked)
        return SecondAnswer(answers=self.answers) if self.answers else None


def _says(piece: int, sku: str | None = None, quantity: int | None = None, verdict: str = "article") -> PieceAnswer:
    return PieceAnswer.model_validate({"piece": piece, "verdict": verdict, "sku": sku, "quantity": quantity})


def _suggested(
    text: str, sku: str | None, quantity: int | None = None, unit: str | None = None
) -> SuggestedAnswer:  # fmt: skip
    name = NAMES[sku] if sku else ""
    number = None if quantity is None else Decimal(quantity)
    return SuggestedAnswer(text=text, sku=sku, name=name, quantity=number, unit=unit, model="small-1")


def test_only_open_pieces_and_articles_that_share_their_words_are_told(catalogue: Catalogue) -> None:
    """Neither the customer nor the PO, nor any line that was understood; and no article that is not sold."""
    second = Second()
    look_again(READING, None, catalogue, second)
    told = [(piece.piece, piece.text, [each.sku for each in piece.candidates]) for piece in second.told[0].pieces]
    assert told == [
        (1, KETTLES, []),
        (2, BAGS, ["20725", "22384", "23209", "85099B", "85099F"]),
        (3, BOTTLES, ["22111", "23355"]),
        (4, GLOBE, []),
    ]
    everything = second.told[0].model_dump_json()
    assert [word for word in ("12502", "TG-44", "Norwich", "21116", "doorstop", "10002") if word in everything] == []


def test_what_is_told_is_bounded(catalogue: Catalogue) -> None:
    """A list of forty riddles, each of them long."""
    second = Second()
    riddles = tuple(_span(f"{n} red bag {'k' * 300}") for n in range(2, 42))
    look_again(READING.model_copy(update={"unexplained": riddles}), None, catalogue, second)
    (asked,) = second.told
    assert len(asked.pieces) == 8
    assert max(len(piece.text) for piece in asked.pieces) == 200
    assert max(len(piece.candidates) for piece in asked.pieces) <= 10


def test_nobody_is_asked_where_nothing_is_open(catalogue: Catalogue) -> None:
    """An order that is clear, or that only lacks its customer or how many."""
    second = Second(_says(1, "21116", 24))
    questions = tuple(each for each in READING.questions if each.about in ("customer", "quantity"))
    reading = READING.model_copy(update={"questions": questions, "unexplained": ()})
    assert look_again(reading, None, catalogue, second) == reading
    assert second.told == []


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ([_says(2, "22384", 3)], [_suggested(BAGS, "22384", 3, "dozen")]),
        ([_says(2, "22384", 36)], [_suggested(BAGS, "22384", 3, "dozen")]),
        ([_says(2, "22384")], [_suggested(BAGS, "22384")]),
        ([_says(3, "22111", 7)], [_suggested(BOTTLES, "22111", 7)]),
        ([_says(1, verdict="not_an_item")], [_suggested(KETTLES, None)]),
        ([_says(3, "22111", 7), _says(3, "22111", 7)], [_suggested(BOTTLES, "22111", 7)]),
    ],
)
def test_what_stands_in_the_piece_and_was_offered_may_be_suggested(
    catalogue: Catalogue, answers: list[PieceAnswer], found: list[SuggestedAnswer]
) -> None:
    """Digits, number words and dozens, as they were said; the same answer twice is one."""
    reading = look_again(READING, None, catalogue, Second(*answers))
    assert list(reading.suggestions) == found


@pytest.mark.parametrize(
    "answer",
    [
        _says(3, "99999"),
        _says(4, "10002", 5),
        _says(3, "21116", 7),
        _says(3, "<!channel>", 7),
        _says(3, "22111", 70),
        _says(3, "22111", 0),
        _says(3, "22111", -7),
        _says(3, "22111", 10**30),
        _says(3, None, 7),
        _says(3, "22111", 7, "not_an_item"),
        _says(3, "22111", 7, "unsure"),
        _says(3, verdict="unsure"),
        _says(9, "22111", 7),
        _says(0, "22111", 7),
        _says(-1, "22111", 7),
    ],
)
def test_anything_else_is_dropped(catalogue: Catalogue, answer: PieceAnswer) -> None:
    """Unknown, no longer sold, not offered for this piece; a number that nobody wrote; a piece that is none."""
    assert look_again(READING, None, catalogue, Second(answer)) == READING


def test_who_says_two_things_says_nothing(catalogue: Catalogue) -> None:
    """About that piece; the others stand."""
    second = Second(_says(3, "22111", 7), _says(3, "23355", 7), _says(1, verdict="not_an_item"))
    assert look_again(READING, None, catalogue, second).suggestions == (_suggested(KETTLES, None),)


def test_a_case_is_a_case_and_a_unit_that_counts_several_is_asked_about(catalogue: Catalogue) -> None:
    """Five cases are not five; what a box holds is not for a second reader to say."""
    reading = Reading(id="m", intent="order", unexplained=(_span("5 cases lunch bag"), _span("2 box lunch bag")))
    found = look_again(reading, None, catalogue, Second(_says(1, "22384", 5), _says(2, "22384", 2))).suggestions
    assert [(each.quantity, each.unit) for each in found] == [(Decimal(5), "case"), (None, None)]


def test_nothing_but_suggestions_is_ever_touched(catalogue: Catalogue) -> None:
    """Ready, lines, customer, date, PO and place are what the first reading said."""
    reading = READING
    again = look_again(reading, None, catalogue, Second(_says(3, "22111", 7)))
    assert again != reading
    assert again.model_copy(update={"suggestions": ()}) == reading
    assert not again.ready


def test_a_piece_is_asked_about_once_in_its_thread(catalogue: Catalogue) -> None:
    """What was suggested is kept while the piece is open; a new piece is asked about alone."""
    first = look_again(READING, None, catalogue, Second(_says(3, "22111", 7)))
    draft = draft_of(first).model_copy(update={"suggestions": first.suggestions})
    second = Second()
    longer = READING.model_copy(update={"unexplained": (*READING.unexplained, _span("cheers"))})
    assert look_again(longer, draft, catalogue, second).suggestions == first.suggestions
    assert [piece.text for piece in second.told[0].pieces] == ["cheers"]
    shorter = READING.model_copy(update={"unexplained": (_span(GLOBE),)})
    assert look_again(shorter, draft, catalogue, None).suggestions == ()


def test_without_a_second_reader_nothing_is_added(catalogue: Catalogue) -> None:
    """As it is unless somebody configures one."""
    assert look_again(READING, DraftState(), catalogue, None) == READING


_ANYTHING = st.builds(
    PieceAnswer,
    piece=st.integers(-1, 6),
    verdict=st.sampled_from(["article", "not_an_item", "unsure"]),
    sku=st.none() | st.sampled_from([*NAMES, "10002", "NOPE"]) | st.text(max_size=20),
    quantity=st.none() | st.integers(-3, 40) | st.integers(),
)


@given(answers=st.lists(_ANYTHING, max_size=12))
def test_whatever_it_says_a_suggestion_is_of_an_active_article_and_a_stated_number(
    catalogue: Catalogue, answers: list[PieceAnswer]
) -> None:
    """For any answer of the right form."""
    again = look_again(READING, None, catalogue, Second(*answers))
    assert again.model_copy(update={"suggestions": ()}) == READING
    stated = {KETTLES: {12}, BAGS: {3}, BOTTLES: {7}, GLOBE: {5}}
    for each in again.suggestions:
        assert each.sku is None or (each.sku in NAMES and each.name == NAMES[each.sku])
        assert each.quantity is None or each.quantity in stated[each.text]
    assert not again.ready
