"""The whole way of a suggestion: written in Slack, asked of a model over HTTP, shown on the card, taken by a click."""

from collections.abc import Iterator

import pytest

from tests.support.language_models import Endpoint, endpoint, picks
from tests.support.running import Running, running
from tests.support.wholesaler import TODAY

pytestmark = pytest.mark.data


@pytest.fixture
def far_side() -> Iterator[Endpoint]:
    """A model that knows what a birdie to hold a door with is."""
    with endpoint(picks("feathery", "21116", 24)) as made:
        yield made


@pytest.fixture
def desk(wholesaler_url: str, far_side: Endpoint) -> Iterator[Running]:
    """OrderClerk with a second reader."""
    with running(wholesaler_url, today=TODAY, llm_url=far_side.url, llm_model="small-1") as serving:
        yield serving


def test_what_could_not_be_read_is_suggested_and_taken(desk: Running, far_side: Endpoint) -> None:
    """The draft asks and can not be confirmed, until a rep takes the suggestion."""
    slack = desk.workspace
    ts = slack.say("mia", "#orders", "thistle want 12 regency cakestand 3 tier\n24 feathery doorstop thingummies")
    card = slack.wait_for("#orders", ts, "Suggested by the second reader (small-1)", timeout=30)
    (label,) = [each for each in card.labels if each.startswith("Suggested")]
    assert label == "Suggested: 24 × 21116 OWL DOORSTOP"
    assert "Confirm" not in card.labels
    slack.click("mia", card, label)
    done = slack.wait_for("#orders", ts, lambda seen: seen.ts == card.ts and "Confirm" in seen.labels, timeout=30)
    assert "21116" in done
    assert "Suggested" not in done
    slack.click("mia", done, "Confirm")
    slack.wait_for("#orders", ts, "is confirmed", timeout=30)
    assert "histle" not in repr([each.body for each in far_side.requests])
