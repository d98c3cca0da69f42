"""Owns a message that its writer edited: while its draft is unconfirmed, the draft follows."""

from bot import remembering, replies
from bot.requests import request_of
from bot.services import Services, Turn
from bot.values import SlackMessage
from domain.conversations import service as conversations
from domain.orders import queries, service
from domain.orders.errors import ChangedSince
from domain.orders.lifecycle import OrderState


def edited(turn: Turn, message: SlackMessage, services: Services) -> None:
    """Read the new text again from the start; an edit of anything but the draft's own source changes nothing.

    Raises ChangedSince for a draft that was changed in other ways meanwhile.
    """
    first = f"slack:{message.team}:{message.channel}:{message.ts}"
    with services.transactions.begin() as session:
        number = queries.number_of_key(session, first)
        order = queries.order(session, turn.desk, number) if number else None
        if order is None or order.state != OrderState.DRAFT or turn.reading is None or turn.reading.intent != "order":
            turn.finish(session, "an edit that changes nothing")
            return
        if any(not source.startswith(first) for _, source in queries.changes_of(session, order.number)):
            # The text no longer says what the draft holds: reading it again would drop what was changed since.
            raise ChangedSince(number=order.number)
        request = request_of(turn.reading, channel="slack", source_text=turn.text, files=turn.files)
        view = service.revise_draft(session, turn.desk, order.number, request, revision=order.revision)
        remembering.drafted(session, turn, view.number)
        turn.finish(session, f"revised {view.number}")
        conversations.bind(session, turn.thread.thread_key, view.subject)
        replies.show_order(session, services, turn, view)
