"""What a second reader suggested counts once a person takes it, and only while its words are still open."""

from decimal import Decimal

import pytest

from domain.orders import queries, service
from domain.orders.errors import NoSuchQuestion
from domain.orders.rules.suggestions import standing, taken
from domain.orders.schemas import OpenQuestion, OrderRequest, RequestedLine, SuggestedAnswer
from domain.shared.errors import IllegalTransition, StaleRevision
from tests.support.world import BAG, OLD, OWL, World, wanted

OPEN = OrderRequest(
    channel="slack", customer_id="THISTLE",
    lines=(RequestedLine(sku=OWL, quantity=Decimal(24)),),
    questions=(
        OpenQuestion(about="customer", text="somebody"),
        OpenQuestion(about="which_item", text="5 bags", candidates=("CUP",), quantity=Decimal(5)),
        OpenQuestion(about="unknown_item", text="some tins"),
        OpenQuestion(about="quantity", text="cups", candidates=("CUP",)),
    ),
    unexplained=("500 owl", "cheers"),
)  # fmt: skip


def _suggested(text: str, sku: str | None = None, quantity: int | None = None, unit: str | None = None) -> OrderRequest:
    number = None if quantity is None else Decimal(quantity)
    suggestion = SuggestedAnswer(text=text, sku=sku, name=sku or "", quantity=number, unit=unit, model="small-1")
    return OPEN.model_copy(update={"suggestions": (suggestion,)})


def _added(request: OrderRequest | None) -> list[tuple[str, Decimal, str | None, str]]:
    assert request is not None
    return [(line.sku, line.quantity, line.unit, line.text) for line in request.lines[1:]]


@pytest.mark.parametrize(
    ("request_", "line"),
    [
        (_suggested("5 bags", BAG, 5), (BAG, 5, None, "5 bags")),
        (_suggested("5 bags", BAG, 4, "dozen"), (BAG, 4, "dozen", "5 bags")),
        (_suggested("5 bags", BAG), (BAG, 5, None, "5 bags")),
        (_suggested("500 owl", OWL, 500), (OWL, 500, None, "500 owl")),
    ],
)
def test_an_article_becomes_a_line_and_its_words_are_accounted_for(
    request_: OrderRequest, line: tuple[str, int, str | None, str]
) -> None:
    """The suggested number, else that of the question; every other question and piece stays as it is."""
    after = taken(request_, 0)
    assert _added(after) == [line]
    assert after is not None
    assert after.suggestions == ()
    assert [q.text for q in after.questions] == [q.text for q in OPEN.questions if q.text != line[3]]
    assert [piece for piece in OPEN.unexplained if piece != line[3]] == [*after.unexplained]


@pytest.mark.parametrize(("text", "place"), [("some tins", 2), ("cheers", 3)])
def test_an_article_without_any_number_becomes_the_question_how_many(text: str, place: int) -> None:
    """In the place of its question, else after the others."""
    after = taken(_suggested(text, "TIN"), 0)
    assert after is not None
    assert after.lines == OPEN.lines
    how_many = after.questions[place if text == "some tins" else 4]
    assert (how_many.about, how_many.text, how_many.candidates) == ("quantity", text, ("TIN",))


@pytest.mark.parametrize("text", ["some tins", "cheers"])
def test_what_is_no_item_is_let_go(text: str) -> None:
    """And nothing is ordered."""
    after = taken(_suggested(text), 0)
    assert after is not None
    assert after.lines == OPEN.lines
    assert text not in [q.text for q in after.questions] + [*after.unexplained]


@pytest.mark.parametrize(
    ("request_", "index"),
    [
        (_suggested("5 bags", BAG, 5), 1),
        (_suggested("5 bags", BAG, 5), -1),
        (_suggested("gone", BAG, 5), 0),
        (_suggested("somebody", "FREE"), 0),
        (_suggested("cups", "CUP", 12), 0),
        (OPEN, 0),
    ],
)
def test_what_is_not_open_any_more_can_not_be_taken(request_: OrderRequest, index: int) -> None:
    """Nor is there ever a suggestion of a customer or of how many."""
    assert taken(request_, index) is None


def test_of_two_for_the_same_words_the_first_stands() -> None:
    """One button for one piece."""
    first, second = _suggested("5 bags", BAG, 5).suggestions[0], _suggested("5 bags", OWL, 5).suggestions[0]
    request = OPEN.model_copy(update={"suggestions": (first, second)})
    assert [(each.index, each.sku, each.question) for each in standing(request)] == [(0, BAG, 1)]
    assert taken(request, 1) is None


def test_taking_one_is_checked_like_any_answer(world: World) -> None:
    """The revision is the one that was shown, the draft is one, and an article that is not sold is a problem."""
    request = wanted((OWL, 24), questions=(OpenQuestion(about="unknown_item", text="9 old"),),
                     suggestions=_suggested("9 old", OLD, 9).suggestions)  # fmt: skip
    with world.working() as session:
        view = service.draft(session, world.desk(), request, key="s")
        assert [each.sku for each in view.suggestions] == [OLD]
        with pytest.raises(StaleRevision):
            service.take_suggestion(session, world.desk(), view.number, revision=9, index=0)
        with pytest.raises(NoSuchQuestion):
            service.take_suggestion(session, world.desk(), view.number, revision=1, index=5)
        after = service.take_suggestion(session, world.desk(), view.number, revision=1, index=0)
        assert (after.revision, after.questions, after.suggestions, after.may_be_confirmed) == (2, (), (), False)
        assert [problem.code for problem in after.problems if problem.blocking] == ["OBSOLETE_SKU"]
        service.discard(session, world.desk(), view.number, revision=2)
        with pytest.raises(IllegalTransition):
            service.take_suggestion(session, world.desk(), view.number, revision=None, index=0)
        assert queries.order(session, world.desk(), view.number).suggestions == ()
