"""Nothing that is written to the clerk goes unheard: changes, orders that could not be read, thanks."""

from bot.listeners import message_of
from domain.conversations import service as conversations
from presentation.actions import ActionId, QuestionAnswer
from tests.bot.incoming import TEAM, Clerk
from tests.support.world import BAG, OWL


def _said(clerk: Clerk) -> list[str]:
    return [row.message for row in clerk.owed()]


def _keep_direct(clerk: Clerk, text: str, ts: str) -> None:
    event = {"type": "message", "channel": "D0MIA", "channel_type": "im", "user": "U0MIA", "text": text, "ts": ts}
    incoming = message_of({"team_id": TEAM, "event": event}, "U0CLERK")
    assert incoming is not None
    with clerk.runtime.transactions.begin() as session:
        conversations.receive(session, incoming)


def test_a_change_in_the_thread_is_answered_beside_the_card(clerk: Clerk) -> None:
    """The card stands above what was written, so its new state alone is not seen."""
    clerk.keep_message("U0MIA", "thistle want 24 owl doorstop", "1.0")
    clerk.keep_message("U0MIA", "add 12 enamel cup", "2.0", thread_ts="1.0")
    clerk.work()
    assert sorted(_said(clerk)) == ["draft_changed", "order_card", "order_card"]


def test_an_order_for_an_article_that_is_not_there_is_answered(clerk: Clerk) -> None:
    """A customer and a number in the orders channel are never dropped, talk without them is."""
    clerk.keep_message("U0MIA", "thistle were so nice to me today", "1.0")
    clerk.work()
    assert _said(clerk) == []
    clerk.keep_message("U0MIA", "thistle want 3 XX9999", "2.0")
    clerk.work()
    assert _said(clerk) != []


def test_thanks_and_hello_are_met_with_a_fitting_word(clerk: Clerk) -> None:
    """Neither is quoted back as something that was not understood."""
    _keep_direct(clerk, "many thanks!", "1.0")
    _keep_direct(clerk, "hello", "2.0")
    clerk.work()
    thanks, hello = (row.data for row in clerk.owed())
    assert thanks["is_thanks"]
    assert (hello["text"], hello["is_thanks"]) == (None, False)


def test_dozens_stay_dozens_when_a_candidate_is_chosen(clerk: Clerk) -> None:
    """Three dozen of what was asked about are thirty-six, and the card says so."""
    clerk.keep_message("U0MIA", "thistle want 24 owl doorstop\n3 dozen bags in crimson", "1.0")
    clerk.work()
    (question,) = clerk.order("SO-1001").questions
    assert (question.quantity, question.unit) == (3, "dozen")
    chosen = QuestionAnswer(number="SO-1001", revision=1, index=0, candidate=BAG)
    clerk.keep_click("U0MIA", f"{ActionId.ANSWER}:0", chosen, "7.0")
    clerk.work()
    assert [(line.sku, line.base_quantity) for line in clerk.order("SO-1001").lines] == [(OWL, 24), (BAG, 36)]
