"""A customer's own words are read like an article's number, and only where they stand alone."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

import pytest

from domain.catalog.schemas import AliasView, LearnedWords
from domain.intake.schemas import DraftState, Message, Reading
from domain.intake.service import Catalogue, Directory, read, with_aliases

RED_LUNCH, PINK_LUNCH, OWL = "20725", "22384", "21116"
Reads = Callable[..., Reading]


def alias(number: int, phrase: str, sku: str, owner: str = "Mia") -> AliasView:
    """What somebody taught about Thistle's words."""
    return AliasView(
        id=number, customer_id="12502", phrase=phrase, said=phrase, sku=sku, order_number="SO-1", owner_id=owner,
        owner_name=owner, learned_on=date(2011, 11, 3),
    )  # fmt: skip


SPOTTY = alias(1, "spotty bag", RED_LUNCH)


@pytest.fixture
def knowing(catalogue: Catalogue, directory: Directory) -> Reads:
    """Read a rep's message, knowing these aliases of Thistle."""

    def reader(text: str, aliases: Iterable[AliasView] = (SPOTTY,), draft: DraftState | None = None) -> Reading:
        message = Message(id="m", channel="slack", sender="rep", today=date(2011, 11, 14), text=text)
        return read(message, with_aliases(catalogue, {"12502": list(aliases)}), directory, draft)

    return reader


def lines(reading: Reading) -> list[tuple[str, Decimal]]:
    """Articles and quantities."""
    return [(line.sku, line.base_quantity) for line in reading.lines]


@pytest.mark.parametrize(
    "text",
    [
        "thistle want 12 spotty bags",
        "thistle want 12 spotty bag for friday",
        "thistle want 12 x spoty bags please",
        "Thistle: spotty bags x 12",
        "thistle want 12 of the spotty bags",
        "thistle want 12 packs of spotty bags",
        "thistle want a dozen spotty bags",
    ],
)
def test_known_words_are_read_at_once(knowing: Reads, text: str) -> None:
    """Plural, typo, order and what stands between number and article make no difference."""
    reading = knowing(text)
    assert reading.ready
    assert (reading.lines[0].sku, reading.questions) == (RED_LUNCH, ())
    assert reading.lines[0].inferred[-1] == "alias"
    assert reading.lines[0].learned == LearnedWords(
        alias_id=1, said="spotty bag", sku=RED_LUNCH, owner="Mia", learned_on=date(2011, 11, 3)
    )


@pytest.mark.parametrize(
    "text",
    [
        "thistle want 12 red spotty bags",
        "thistle want 12 spotty bags in red",
        "thistle want 12 spotty bags, red",
        "thistle want 12 red, spotty bags",
        "thistle want 12 spotty bags (red)",
        "wharfedale want 12 spotty bags",
    ],
)
def test_words_that_say_more_or_are_somebody_elses_are_asked_about(knowing: Reads, text: str) -> None:
    """A colour more, and it may be another article."""
    reading = knowing(text)
    assert (reading.lines, reading.ready) == ((), False)
    assert [question.about for question in reading.questions] == ["which_item"]


def test_an_alias_stands_beside_other_articles(knowing: Reads) -> None:
    """Only its own line is called learned."""
    for text in (
        "thistle want 12 spotty bags and 6 owl doorstops",
        "thistle want 12 spotty bags, 6 owl doorstops",
        "thistle want 12 spotty bags, owl doorstops x 6",
    ):
        reading = knowing(text)
        assert lines(reading) == [(RED_LUNCH, Decimal(12)), (OWL, Decimal(6))]
        assert [line.inferred for line in reading.lines] == [("alias",), ()]


def test_words_the_catalogue_has_never_heard_can_be_an_alias(knowing: Reads) -> None:
    """What no article explains, the customer's own word does."""
    reading = knowing("thistle want 4 raclette forks", [alias(2, "raclette fork", OWL)])
    assert (lines(reading), reading.ready) == ([(OWL, Decimal(4))], True)


def test_the_longest_of_several_aliases_counts(knowing: Reads) -> None:
    """The more is said, the more it means."""
    both = (SPOTTY, alias(2, "big spotty bag", "85099B"))
    assert lines(knowing("thistle want 12 big spotty bags", both)) == [("85099B", Decimal(12))]
    assert lines(knowing("thistle want 12 spotty bags", both)) == [(RED_LUNCH, Decimal(12))]


def test_an_article_that_is_no_longer_sold_is_not_guessed_at(knowing: Reads) -> None:
    """Its words are read as if nobody had taught them."""
    assert knowing("thistle want 12 spotty bags", [alias(1, "spotty bag", "10002")]) == knowing(
        "thistle want 12 spotty bags", []
    )


def test_words_in_dispute_are_asked_about_even_where_they_name_an_article(knowing: Reads) -> None:
    """The last word first, what the reader itself would take last; people of one mind are no dispute."""
    two = (alias(1, "owl doorstop", RED_LUNCH), alias(2, "owl doorstop", PINK_LUNCH, "Tom"))
    reading = knowing("thistle want 12 owl doorstops", two)
    assert (reading.lines, reading.ready) == ((), False)
    (question,) = reading.questions
    assert (question.about, question.text, question.quantity) == ("which_item", "12 owl doorstops", Decimal(12))
    assert question.candidates == (PINK_LUNCH, RED_LUNCH, OWL)
    (dozens,) = knowing("thistle want 3 dozen owl doorstops", two).questions
    assert (dozens.quantity, dozens.unit) == (Decimal(36), "dozen")
    agreed = (alias(1, "owl doorstop", RED_LUNCH), alias(2, "owl doorstop", RED_LUNCH, "Tom"))
    found = knowing("thistle want 12 owl doorstops", agreed).lines[0]
    assert (found.sku, found.learned and found.learned.owner) == (RED_LUNCH, "Tom")


def test_a_thread_knows_the_words_of_its_customer(knowing: Reads) -> None:
    """The customer is not named again; the line that was there stays as it was."""
    first = knowing("thistle want 6 owl doorstops")
    draft = DraftState(customer_id="12502", lines=first.lines)
    reading = knowing("add 12 spotty bags", draft=draft)
    assert lines(reading) == [(OWL, Decimal(6)), (RED_LUNCH, Decimal(12))]
    assert [line.learned is not None for line in reading.lines] == [False, True]


def test_a_swapped_line_is_no_longer_learned(knowing: Reads) -> None:
    """What the customer's words mean is not what somebody chose instead."""
    first = knowing("thistle want 12 spotty bags")
    reading = knowing(
        "swap the red lunch bags for pink polkadot lunch bags", draft=DraftState(customer_id="12502", lines=first.lines)
    )
    assert lines(reading) == [(PINK_LUNCH, Decimal(12))]
    assert (reading.lines[0].learned, reading.lines[0].inferred) == (None, ("swap",))
