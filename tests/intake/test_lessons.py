"""What a correction teaches, and what it does not."""

from decimal import Decimal

import pytest

from domain.catalog.schemas import ProductView
from domain.intake.rules.lessons import Taught, phrase_of, taught, worth_learning
from domain.intake.schemas import Correction
from domain.orders.schemas import OpenQuestion, OrderRequest, RequestedLine
from tests.support.world import BUYER

LUNCH_RED, LUNCH_PINK, JUMBO = "20725", "22384", "85099B"
PRODUCTS = {
    LUNCH_RED: ProductView(sku=LUNCH_RED, name="LUNCH BAG RED RETROSPOT"),
    LUNCH_PINK: ProductView(sku=LUNCH_PINK, name="LUNCH BAG PINK POLKADOT"),
    JUMBO: ProductView(sku=JUMBO, name="JUMBO BAG RED RETROSPOT"),
    "GONE": ProductView(sku="GONE", name="OLD SPOTTY BAG", status="obsolete"),
}


def which(text: str, *candidates: str, quantity: int | None = 12) -> OpenQuestion:
    """A question about an article."""
    about = "which_item" if candidates else "unknown_item"
    number = None if quantity is None else Decimal(quantity)
    return OpenQuestion(about=about, text=text, candidates=candidates, quantity=number)


def line(sku: str, quantity: int, text: str, *inferred: str) -> RequestedLine:
    """A line of a request."""
    return RequestedLine(sku=sku, quantity=Decimal(quantity), text=text, inferred=inferred)


def test_a_piece_that_nobody_understood_teaches_once_a_line_carries_its_words() -> None:
    """Its number is that of the line; a piece that is only gone teaches nothing."""
    piece = "6 feathery thingummies"
    open_piece = request().model_copy(update={"unexplained": (piece, "see you")})
    assert taught(open_piece, request(line(LUNCH_RED, 6, piece))) == [Taught(piece, Decimal(6), LUNCH_RED)]
    assert taught(open_piece, request(line(LUNCH_RED, 6, "6 lunch reds"))) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("A1042 | posh doorstops | 12 | 1.95 | 23.40", "posh doorstops"),
        ("posh doorstops | red | 12 | dozen", "posh doorstops red"),
        ("22423 | 12 | each", ""),
    ],
)
def test_a_row_of_a_table_teaches_its_description(row: str, said: str) -> None:
    """Codes, quantities, units and prices are no words for an article."""
    assert phrase_of(row, Decimal(12)).said == said


def request(*parts: RequestedLine | OpenQuestion) -> OrderRequest:
    """What a draft asks for."""
    lines = tuple(part for part in parts if isinstance(part, RequestedLine))
    questions = tuple(part for part in parts if isinstance(part, OpenQuestion))
    return OrderRequest(channel="slack", customer_id="THISTLE", lines=lines, questions=questions)


SPOTTY = which("12 spotty bags", LUNCH_RED, LUNCH_PINK)
TOLD = Taught("12 spotty bags", Decimal(12), LUNCH_RED)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param([SPOTTY], [line(LUNCH_RED, 12, "12 spotty bags")], [TOLD], id="by button"),
        pytest.param([SPOTTY], [line(LUNCH_RED, 12, "the red ones", "answer")], [TOLD], id="in words"),
        pytest.param(
            [line(LUNCH_RED, 6, "6 lunch reds"), SPOTTY], [line(LUNCH_RED, 18, "6 lunch reds")], [TOLD], id="more"
        ),
        pytest.param(
            [which("spotty bags", LUNCH_RED, LUNCH_PINK, quantity=None)],
            [OpenQuestion(about="quantity", text="spotty bags", candidates=(LUNCH_RED,))],
            [Taught("spotty bags", None, LUNCH_RED)],
            id="how many comes later",
        ),
        pytest.param(
            [SPOTTY], [line(LUNCH_RED, 6, "6 red", "answer"), line(LUNCH_PINK, 6, "6 pink", "answer")], [], id="parted"
        ),
        pytest.param([SPOTTY], [], [], id="given up"),
        pytest.param([SPOTTY], [line(JUMBO, 6, "add 6 jumbo bags")], [], id="given up, and something else added"),
        pytest.param([SPOTTY], [SPOTTY, line(LUNCH_RED, 6, "6 lunch reds")], [], id="still open"),
        pytest.param([which("12 forks")], [line(JUMBO, 12, "add 12 jumbo bags")], [], id="something else"),
        pytest.param(
            [which("12 forks")], [line(JUMBO, 12, "the jumbo bags", "answer")],
            [Taught("12 forks", Decimal(12), JUMBO)], id="unknown, answered in words",
        ),
        pytest.param(
            [line(LUNCH_RED, 12, "12 spotty bags")], [line(JUMBO, 12, "12 spotty bags")],
            [Taught("12 spotty bags", Decimal(12), JUMBO, LUNCH_RED)], id="another article",
        ),
        pytest.param(
            [line(LUNCH_RED, 12, "12 spotty bags")], [line(JUMBO, 12, "12 jumbo bags")], [], id="dropped and added"
        ),
        pytest.param(
            [line(LUNCH_RED, 12, "12 spotty bags")], [line(LUNCH_RED, 24, "12 spotty bags")], [], id="another number"
        ),
    ],
)  # fmt: skip
def test_what_a_change_of_a_draft_says_about_words(
    before: list[RequestedLine | OpenQuestion], after: list[RequestedLine | OpenQuestion], expected: list[Taught]
) -> None:
    """An answer is the one article that closes a question; a correction keeps its words and gets another article."""
    assert taught(request(*before), request(*after)) == expected


def test_two_questions_answered_at_once_are_told_apart_by_their_candidates() -> None:
    """Where one article fits both, nothing is learned of either."""
    hotties = which("6 hotties", "22111", "23355", quantity=6)
    both = request(line(LUNCH_RED, 12, "red", "answer"), line("22111", 6, "scottie", "answer"))
    assert taught(request(SPOTTY, hotties), both) == [TOLD, Taught("6 hotties", Decimal(6), "22111")]
    twins = request(SPOTTY, which("5 dotty bags", LUNCH_RED, LUNCH_PINK, quantity=5))
    assert taught(twins, request(line(LUNCH_RED, 17, "the red", "answer"))) == []


@pytest.mark.parametrize(
    ("text", "quantity", "words", "said"),
    [
        ("12 spotty bags", 12, "spotty bag", "spotty bags"),
        ("2 dozen of the Spotty Bags please", 24, "spotty bag", "Spotty Bags"),
        ("spotty bags x 12", 12, "spotty bag", "spotty bags"),
        ("12 packs of spotty bags", 12, "spotty bag", "spotty bags"),
        ("60 3 tier stands", 60, "#3 tier stand", "3 tier stands"),
        ("3 tier stands", None, "#3 tier stand", "3 tier stands"),
        ("bags with the spots", 4, "bag spot", "bags with the spots"),
        ("the second", 12, "second", "second"),
        ("12", 12, "", ""),
        ("some of them", None, "", ""),
    ],
)
def test_a_phrase_is_the_words_without_the_quantity(text: str, quantity: int | None, words: str, said: str) -> None:
    """As they are compared, and as they were written."""
    phrase = phrase_of(text, None if quantity is None else Decimal(quantity))
    assert (" ".join(phrase.words), phrase.said) == (words, said)


@pytest.mark.parametrize(
    ("text", "sku", "instead_of", "worth"),
    [
        pytest.param("12 spotty bags", LUNCH_RED, None, True, id="two words"),
        pytest.param("12 bags", LUNCH_RED, None, True, id="one word of the article's name"),
        pytest.param("12 raclette forks", LUNCH_RED, None, True, id="two words nobody knows"),
        pytest.param("12 gubbinses", LUNCH_RED, None, False, id="one word nobody knows"),
        pytest.param("12 red", LUNCH_RED, None, False, id="a bare colour"),
        pytest.param("12 large red ones", LUNCH_RED, None, False, id="size and colour"),
        pytest.param("the second one", LUNCH_RED, None, False, id="a place"),
        pytest.param("12 of them", LUNCH_RED, None, False, id="a pronoun"),
        pytest.param("12 20725", LUNCH_RED, None, False, id="a number of ours"),
        pytest.param("12 bags like my wife had never seen", LUNCH_RED, None, False, id="talk"),
        pytest.param("12 a1 b2 c3 d4 e5 f6 g7 h8 spotty bags", LUNCH_RED, None, False, id="a sentence"),
        pytest.param("12 spotty bags", JUMBO, LUNCH_RED, True, id="misread"),
        pytest.param("12 lunch bags", JUMBO, LUNCH_RED, False, id="read rightly, then changed their mind"),
        pytest.param("12 red spotty bags", LUNCH_PINK, LUNCH_RED, False, id="the colour was said and changed"),
        pytest.param("12 spotty bags", "GONE", None, False, id="no longer sold"),
        pytest.param("12 spotty bags", "NONE", None, False, id="no article of ours"),
    ],
)
def test_not_every_word_is_worth_remembering(text: str, sku: str, instead_of: str | None, worth: bool) -> None:
    """Bare colours, places and pronouns mean nothing the next time, and a change of mind was no misreading."""
    correction = Correction(text=text, quantity=Decimal(12), sku=sku, instead_of=instead_of, owner=BUYER)
    assert worth_learning(phrase_of(text, Decimal(12)), correction, PRODUCTS) is worth
