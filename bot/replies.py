"""Owns what the bot owes after a verb, in the same transaction: cards, answers, refusals. Nothing is sent here."""

from typing import Any

from pydantic import BaseModel
from sqlalchemy.orm import Session

from bot.services import Services, Turn
from bot.values import Click, SlackMessage
from domain.approvals import queries as approvals
from domain.conversations import queries as conversations
from domain.conversations.schemas import ClaimedMessage, InboxKind, PostedCardView
from domain.orders import queries as orders
from domain.orders.schemas import OrderView, ResentPoView
from domain.shared.actors import system
from domain.shared.clock import real_now
from domain.shared.desk import Desk
from domain.shared.errors import Refusal, StaleRevision
from domain.shared.outbox import Delivery, owe
from presentation.schemas import StaffTask
from presentation.wording.changes import request_changes
from presentation.wording.refusals import refusal_words

ORDER_CARD = "order_card"
RESENT_CARD = "resent_po"
#: Refusals that say that the clicked card was not the newest.
OUTDATED = frozenset({
    "STALE_REVISION", "STALE_APPROVAL", "ALREADY_DECIDED", "APPROVAL_CLOSED", "ILLEGAL_TRANSITION", "NO_SUCH_QUESTION",
    "ALREADY_SETTLED", "TOO_LATE_TO_CHANGE",
})  # fmt: skip


def card_key(channel: str, thread_ts: str, number: str) -> str:
    """The key of an order's card in one place: later deliveries with it change the posted card."""
    return f"{channel}:{thread_ts}:order:{number}"


def show_order(session: Session, services: Services, turn: Turn, order: OrderView, *, note: str | None = None) -> None:
    """Show an order as it is now: in its conversation, and on every card of it that stands elsewhere.

    `note` is a sentence on top of the card, until it is shown again.
    """
    cards = order_cards(session, order.subject)
    places = {card.card_key: (card.channel, card.thread_ts) for card in cards}
    here = _place_here(services, turn)
    if here is not None and not any(_stands(card, here) for card in cards):
        places[card_key(here[0], here[1] or "", order.number)] = here
    about = f"{turn.row.external_id}:{order.revision}:{order.state}"
    for key, (channel, thread_ts) in sorted(places.items()):
        delivery = Delivery(
            key=f"{about}:{key}",
            message=ORDER_CARD,
            channel="slack",
            target=channel,
            thread_key=thread_ts or None,
            card_key=key,
            subject=order.subject,
            data={"order": order.model_dump(mode="json"), "note": note},
        )
        owe(session, delivery, now=turn.desk.now)


def order_cards(session: Session, subject: str) -> list[PostedCardView]:
    """The cards that show an order; cards that ask for a decision about it are not among them."""
    return [card for card in conversations.cards_of(session, subject) if card.message == ORDER_CARD]


def _stands(card: PostedCardView, place: tuple[str, str | None]) -> bool:
    """Whether a card stands in this place: in its thread, or as the message that the thread hangs on."""
    channel, anchor = place
    return card.channel == channel and anchor in (card.thread_ts, card.ts)


def _place_here(services: Services, turn: Turn) -> tuple[str, str | None] | None:
    """Where a card of this turn stands: in its Slack thread, or for mail in the orders channel."""
    if turn.thread.channel_kind == "slack":
        return turn.thread.target, turn.thread.anchor or None
    return (services.places.orders, None) if services.places.orders else None


def show_resent(session: Session, services: Services, turn: Turn, resent: ResentPoView) -> None:
    """Show a PO that came again as it stands now: on its card, or in its conversation when there is none yet.

    What was asked beside it stands on the card of its order.
    """
    key = f"resent:{resent.id}"
    posted = conversations.posted_card(session, key)
    place = (posted.channel, posted.thread_ts) if posted else _place_here(services, turn)
    if place is None:
        return
    delivery = Delivery(
        key=f"{turn.row.external_id}:{key}:{resent.state}:{resent.order.revision}",
        message=RESENT_CARD,
        channel="slack",
        target=place[0],
        thread_key=place[1],
        card_key=key,
        subject=resent.order.subject,
        data={"resent": resent.model_dump(mode="json")},
    )
    owe(session, delivery, now=turn.desk.now)
    if resent.order.enquiries:
        show_order(session, services, turn, resent.order)


def answer(session: Session, turn: Turn, message: str, data: BaseModel | dict[str, Any], *, about: str = "") -> None:
    """Answer in the conversation with a message of presentation, in Slack or by mail."""
    subject = turn.thread.subject or turn.thread.thread_key[:120]
    owe(
        session,
        Delivery(
            key=f"{turn.row.external_id}:{message}:{about}",
            message=message,
            channel=turn.thread.channel_kind,
            target=turn.thread.target,
            thread_key=turn.thread.anchor or None,
            subject=subject,
            data=data.model_dump(mode="json") if isinstance(data, BaseModel) else data,
        ),
        now=turn.desk.now,
    )


def refuse(session: Session, services: Services, row: ClaimedMessage, refusal: Refusal) -> None:
    """Tell the sender of a Slack message why not, and nobody else; by mail a stranger learns nothing this way.

    A click on what is no longer so also shows the clicked card as it is now, for everybody.
    """
    _to_sender(session, row, refusal_words(refusal), *_what_changed(session, refusal))
    if row.kind is InboxKind.SLACK_ACTION and refusal.code in OUTDATED:
        click = Click.of_payload(row.payload)
        card = conversations.card_at(session, click.channel, click.message_ts)
        if card:
            _show_again(session, services.desk(system("cards"), row.external_id), row, card)


def _what_changed(session: Session, refusal: Refusal) -> tuple[str, ...]:
    """What differs between the draft as it was shown and as it is now, where that is why something was refused."""
    number, shown = refusal.facts.get("number"), refusal.facts.get("shown")
    if not isinstance(refusal, StaleRevision) or not isinstance(number, str) or not isinstance(shown, int):
        return ()
    before = orders.request_at(session, number, shown)
    current = orders.request_at(session, number, int(refusal.facts.get("current") or 0))
    return request_changes(before, current, {}) if before and current else ()


def _show_again(session: Session, desk: Desk, row: ClaimedMessage, card: PostedCardView) -> None:
    subject, data = card.subject, dict[str, Any]()
    if card.message == RESENT_CARD:
        resent = orders.resent_po(session, desk, int(card.card_key.removeprefix("resent:")))
        data["resent"] = resent.model_dump(mode="json")
    elif card.message != ORDER_CARD:
        asked = approvals.approval(session, int(card.card_key.removeprefix("approval:")))
        subject, data = asked.subject, {"approval": asked.model_dump(mode="json")}
    if card.message != RESENT_CARD:
        data["order"] = orders.order(session, desk, subject.removeprefix("order:")).model_dump(mode="json")
    delivery = Delivery(
        key=f"{row.external_id}:again",
        message=card.message,
        channel="slack",
        target=card.channel,
        thread_key=card.thread_ts,
        card_key=card.card_key,
        subject=card.subject,
        data=data,
    )
    owe(session, delivery, now=desk.now)


def give_up(session: Session, services: Services, row: ClaimedMessage) -> None:
    """Say that we failed, with the reference under which the message is kept: to its sender, for a mail to the reps."""
    if row.kind is not InboxKind.MAIL:
        _to_sender(session, row, f"Sorry, that went wrong on our side. Your message is kept under reference {row.id}.")
    elif services.places.orders:
        task = StaffTask(
            title="A mail could not be worked",
            lines=(f"From {row.sender}. It is kept under reference {row.id}; please ask what it was about.",),
        )
        delivery = Delivery(
            key=f"{row.external_id}:given_up", message="staff_task", channel="slack", target=services.places.orders,
            subject=row.thread_key[:120], data=task.model_dump(mode="json"),
        )  # fmt: skip
        owe(session, delivery, now=real_now())


def _to_sender(session: Session, row: ClaimedMessage, *words: str) -> None:
    response_url = row.payload.get("response_url") if row.kind is InboxKind.SLACK_COMMAND else None
    place = _place_of_sender(session, row)
    if place is None:
        return
    channel, thread_ts = place
    delivery = Delivery(
        key=f"{row.external_id}:refusal",
        message="hint",
        channel="slack_response" if response_url else "slack_ephemeral",
        target=f"ephemeral:{response_url}" if response_url else f"{channel}:{row.sender}",
        thread_key=thread_ts,
        subject=row.thread_key[:120],
        data={"lines": list(words)},
    )
    owe(session, delivery, now=real_now())


def _place_of_sender(session: Session, row: ClaimedMessage) -> tuple[str, str | None] | None:
    """Where the sender of a Slack message can be told something; None for mail and App Home.

    Slack shows what only one person sees in a thread only if the thread has answers already: whoever wrote or
    clicked outside of a thread is told outside of it.
    """
    if row.kind is InboxKind.MAIL or not row.thread_key.startswith("slack:"):
        return None
    if row.kind is InboxKind.SLACK_COMMAND:
        return str(row.payload["channel_id"]), None
    _, channel, anchor = row.thread_key.split(":", 2)
    if channel == "home":
        return None
    return channel, anchor if anchor and _is_in_thread(session, row, channel, anchor) else None


def _is_in_thread(session: Session, row: ClaimedMessage, channel: str, anchor: str) -> bool:
    if row.kind is InboxKind.SLACK_EVENT:
        return SlackMessage.of_event(row.payload).is_in_thread
    if row.kind is InboxKind.SLACK_ACTION:
        return Click.of_payload(row.payload).message_ts != anchor
    return conversations.card_at(session, channel, anchor) is None
