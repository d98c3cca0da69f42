"""The workspace as one value: its memory, the way to the bot, the block check; and telling the bot what was said."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from simulator.payloads import changed_event, deleted_event, mention_event, message_event
from simulator.sending import Sender
from simulator.settings import SimulatorSettings
from simulator.shapes import message_json
from simulator.socketmode import SocketHub
from simulator.state.records import Conversation, Json, Message
from simulator.state.store import Store

Surface = Literal["message", "modal", "home"]
CheckBlocks = Callable[[Mapping[str, Any], Surface], list[str]]
POINTER = re.compile(r"/(?:blocks|title|submit|close|text|private_metadata)[^\s:\]]*")


def accept_all(payload: Mapping[str, Any], surface: Surface) -> list[str]:
    """A block check that finds nothing; for a simulator without one."""
    del payload, surface
    return []


def problem_json(problem: str) -> Json:
    """One finding of the block check in the shape of `blocks.validate`."""
    pointer = POINTER.search(problem)
    message = problem.replace(pointer.group(0), "").strip(" :-[]") if pointer else problem
    return {
        "pointer": pointer.group(0) if pointer else "",
        "code": "invalid_block",
        "message": message or problem,
        "constraint": None,
    }


def pointed(problem: str) -> str:
    """One finding in the words of `invalid_blocks`: the message, then its JSON pointer."""
    row = problem_json(problem)
    return f"{row['message']} [json-pointer:{row['pointer']}]" if row["pointer"] else problem


@dataclass(frozen=True, slots=True)
class World:
    """What every door of the simulator works on."""

    store: Store
    sender: Sender
    sockets: SocketHub
    check_blocks: CheckBlocks

    @property
    def settings(self) -> SimulatorSettings:
        """The settings of the workspace."""
        return self.store.settings

    def check_message(self, text: str, blocks: Any) -> list[str]:
        """What Slack would refuse in a message; one without text is no refusal of Slack's."""
        return self.check_blocks({"text": text or "(blocks)", "blocks": blocks}, "message")

    def bot_direct(self, user: str) -> Conversation:
        """The direct message between a user and the bot."""
        return self.store.conversations.direct([user, self.settings.bot_user_id])

    def _bot_hears(self, message: Message) -> Conversation | None:
        conversation = self.store.conversations.by_id[message.channel]
        is_there = self.settings.bot_user_id in conversation.members
        return conversation if is_there and message.seen_only_by is None else None

    def announce(self, message: Message) -> None:
        """Tell the bot of a new message; a mention goes out twice, as `message` and as `app_mention`."""
        if message.seen_only_by is not None:
            return
        conversation = self.store.conversations.by_id[message.channel]
        if self._bot_hears(message):
            self.sender.event(message_event(self.store, conversation, message), conversation.id)
        mention = f"<@{self.settings.bot_user_id}>"
        if mention in message.text and not message.is_bot and not conversation.is_im:
            self.sender.event(mention_event(self.store, conversation, message), conversation.id)

    def announce_change(self, message: Message, before: Json) -> None:
        """Tell the bot that a message was edited."""
        conversation = self._bot_hears(message)
        if conversation:
            self.sender.event(changed_event(self.store, conversation, message, before=before), conversation.id)

    def announce_deletion(self, message: Message) -> None:
        """Tell the bot that a message was deleted."""
        conversation = self._bot_hears(message)
        if conversation:
            before = message_json(self.store, message)
            self.sender.event(deleted_event(self.store, conversation, before=before), conversation.id)
