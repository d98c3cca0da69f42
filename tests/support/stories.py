"""Owns the short sentences that end-to-end stories are told in."""

import html
import re
from typing import Any

from domain.orders import queries as orders
from domain.shared.actors import system
from simulator.client import SeenMessage, Workspace
from tests.support.running import Running
from tests.support.signing import post_interaction


def shown(message: SeenMessage) -> list[str]:
    """The lines of a card as a person reads them, without the stars of bold words."""
    lines = [line.replace("*", "").strip() for line in html.unescape(message.words).splitlines()]
    return [line for line in lines if line]


def says(message: SeenMessage, *words: str) -> None:
    """Assert that a card says all of this, each in one piece."""
    text = "\n".join(shown(message))
    missing = [each for each in words if each not in text]
    assert not missing, f"{missing} not in:\n{text}"


def thread_card(slack: Workspace, thread_ts: str | None, words: str, *, where: str = "#orders") -> SeenMessage:
    """The card in a thread that holds these words; the first one after a start has to wait for the catalogue."""
    return slack.wait_for(where, thread_ts, words, timeout=30)


def drafted(slack: Workspace, who: str, words: str) -> SeenMessage:
    """The card that answers an order in #orders."""
    return thread_card(slack, slack.say(who, "#orders", words), "Draft")


def ordered(card: SeenMessage) -> str:
    """The number of the order that a card shows."""
    found = re.search(r"(?:Draft |SO-)(\d+)", card.words)
    assert found, card.words
    return f"SO-{found[1]}"


def state_of(desk: Running, number: str) -> tuple[str, int]:
    """State and revision of an order as they are stored."""
    with desk.runtime.transactions.read() as session:
        order = orders.order(session, desk.desk(system("test")), number)
    return str(order.state), order.revision


def clicked_again(desk: Running, user: str, card: SeenMessage, label: str, *, at: str = "1.0") -> None:
    """A click on a button of a card as it was once shown, whatever became of the card meanwhile."""
    button = next(
        element
        for block in card.raw["blocks"]
        for element in block.get("elements", ())
        if element["type"] == "button" and label in element["text"]["text"]
    )
    action: dict[str, Any] = {key: button[key] for key in ("type", "action_id", "value")}
    payload = {
        "type": "block_actions",
        "team": {"id": "T0ORDERDESK"},
        "user": {"id": f"U0{user.upper()}"},
        "channel": {"id": card.channel},
        "message": {"ts": card.ts, **({"thread_ts": card.thread_ts} if card.thread_ts else {})},
        "trigger_id": "old",
        "actions": [action | {"action_ts": at}],
    }
    assert post_interaction(desk, payload) == 200
