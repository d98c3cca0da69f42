"""What comes to a door that should not: unsigned, old, oversized, twice, outdated, impossible; nothing is changed."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select, text

from domain.conversations.models import InboxMessage
from domain.orders import queries as orders
from domain.orders.models import SalesOrder
from domain.shared.actors import system
from tests.support.running import Running
from tests.support.signing import post, post_event, post_form
from tests.support.stories import clicked_again, drafted, ordered, state_of
from web.service import LARGEST_REQUEST

pytestmark = pytest.mark.data


def stored(desk: Running) -> tuple[int, int]:
    """How many messages and orders are kept."""
    with desk.runtime.transactions.read() as session:
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (InboxMessage, SalesOrder)]
    return counts[0] or 0, counts[1] or 0


def message(words: str, ts: str) -> dict[str, str]:
    """Mia writes in #orders."""
    return {
        "type": "message",
        "channel": "C0ORDERS",
        "user": "U0MIA",
        "text": words,
        "ts": ts,
        "channel_type": "channel",
    }


def marked_up(value: Any) -> Iterator[str]:
    """Every text that Slack reads as markup."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for each in value.values():
            yield from marked_up(each)
    elif isinstance(value, list):
        for each in value:
            yield from marked_up(each)


def settled(desk: Running) -> None:
    """Everything that came in is worked."""
    desk.until(lambda session: not session.scalar(select(func.count()).where(InboxMessage.finished_at.is_(None))))


def test_l5_only_what_slack_signed_just_now_is_kept(desk: Running) -> None:
    """A wrong secret, an old request, and one that is too large."""
    before = stored(desk)
    body = json.dumps({"type": "event_callback", "event": message("gosling want 12 x 22469", "1.1")}).encode()
    assert post(desk, body, secret="somebody else's") == 401
    assert post(desk, body, age=600) == 401
    assert post(desk, b"{" + b" " * LARGEST_REQUEST + b"}") == 413
    assert post(desk, b"\xff\xfe") == 400
    assert stored(desk) == before


def test_the_same_event_click_and_command_twice_have_one_effect(desk: Running) -> None:
    """Slack delivers again what it is not sure about."""
    slack = desk.workspace
    orders_before = stored(desk)[1]
    for _ in range(3):
        assert post_event(desk, message("juniper want 12 x 22469", "1321261200.000100")) == 200
    command = {
        "command": "/order", "text": "kirkbride 12 x 22469", "user_id": "U0MIA", "channel_id": "C0ORDERS",
        "trigger_id": "twice", "team_id": "T0ORDERDESK",
    }  # fmt: skip
    for _ in range(3):
        assert post_form(desk, command) == 200
    settled(desk)
    assert stored(desk)[1] == orders_before + 2
    card = slack.wait_for("#orders", None, "Kirkbride", timeout=30)
    for _ in range(2):
        clicked_again(desk, "mia", card, "Confirm", at="7.7")
    slack.wait_for_mail("orders@kirkbridesons.example", ordered(card))
    clicked_again(desk, "tom", card, "Confirm", at="8.8")
    settled(desk)
    time.sleep(0.3)
    assert state_of(desk, ordered(card)) == ("confirmed", 1)
    assert len(slack.mailbox("orders@kirkbridesons.example")) == 1
    assert len([each for each in slack.channel("#orders") if "Kirkbride" in each]) == 1


def test_a_button_of_an_older_card_changes_nothing_and_shows_the_newest(desk: Running) -> None:
    """Whoever clicks is told, nobody else; the card is drawn again."""
    slack = desk.workspace
    card = drafted(slack, "mia", "bellweather want 12 x 22469")
    slack.say("mia", "#orders", "make it 24", thread_ts=card.thread_ts)
    slack.wait_for("#orders", card.thread_ts, lambda seen: "24 each" in seen.words)
    updates = sum(1 for call in slack.traffic(1000) if "chat.update" in str(call))
    clicked_again(desk, "mia", card, "Confirm")
    note = slack.wait_for("#orders", card.thread_ts, "changed since this card was shown", user="mia")
    assert note.is_ephemeral
    assert state_of(desk, ordered(card)) == ("draft", 2)
    slack.wait_until(lambda: sum(1 for call in slack.traffic(1000) if "chat.update" in str(call)) > updates)


@pytest.mark.parametrize("words", ["-5 x 22469", "1000000000000 x 22469", "0 x 22469", "12 x 99999Z"])
def test_impossible_words_are_asked_about(desk: Running, words: str) -> None:
    """No line is made of them, and there is no Confirm."""
    card = drafted(desk.workspace, "mia", f"gosling want {words}")
    assert "Confirm" not in card.labels
    assert "No articles yet." in card
    clicked_again(desk, "mia", card, "Discard")


def test_impossible_values_in_the_window_are_said_and_never_confirmed(desk: Running) -> None:
    """Unknown articles, quantities and days of the past block the draft, with the reason on its card."""
    slack = desk.workspace
    card = drafted(slack, "mia", "ullswater want 12 x 22469")
    slack.click("mia", card, "Edit")
    lines = "-5 each 22469\n1000000000000 each 85123A\n12 each NOSUCH"
    assert slack.submit("mia", slack.modal("mia"), {"lines": lines, "requested_date": "2011-11-01"}) == {}
    blocked = slack.wait_for("#orders", card.thread_ts, lambda seen: "Confirm" not in seen.labels)
    for words in ("NOSUCH", "1 Nov 2011"):
        assert words in blocked
    clicked_again(desk, "mia", card, "Confirm")
    slack.wait_for("#orders", card.thread_ts, "changed since this card was shown", user="mia")
    assert state_of(desk, ordered(card)) == ("draft", 2)


def test_markup_in_words_and_names_reaches_nobody(desk: Running) -> None:
    """`<!channel>` in an article's name, in the message and in a PO is shown as it was typed."""
    slack = desk.workspace
    with desk.runtime.transactions.begin() as session:
        session.execute(text("UPDATE products SET name = '<!channel> *HEART* & <@U0VERA>' WHERE sku = '22470'"))
    ts = slack.say("mia", "#orders", "ravensworth want 12 x 22470, PO <!here>-1")
    card = slack.wait_for("#orders", ts, "Draft", timeout=30)
    for part in (card.text, *marked_up(card.raw["blocks"])):
        assert "<!" not in part
        assert "<@" not in part
    with desk.runtime.transactions.read() as session:
        assert orders.broken_invariants(session) == []
        assert orders.order(session, desk.desk(system("test")), ordered(card)).lines[0].sku == "22470"
