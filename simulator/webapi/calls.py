"""One call of the Web API: who calls, with which arguments, and how a call is refused."""

import json
from dataclasses import dataclass
from typing import Any

from simulator.settings import SimulatorSettings
from simulator.state.records import Conversation, Json
from simulator.state.store import Store
from simulator.world import World, pointed


class SlackError(Exception):
    """A refusal with Slack's code; `extra` goes into the answer beside it."""

    def __init__(self, code: str, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra

    def as_json(self) -> Json:
        """The answer."""
        return {"ok": False, "error": self.code, **self.extra}


def invalid_arguments(*messages: str) -> SlackError:
    """`invalid_arguments`, with a sentence for each."""
    return SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {m}" for m in messages]})


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one method by the app."""

    world: World
    arguments: Json

    @property
    def store(self) -> Store:
        """The memory of the workspace."""
        return self.world.store

    @property
    def settings(self) -> SimulatorSettings:
        """The settings of the workspace."""
        return self.world.settings

    def text(self, name: str, default: str = "") -> str:
        """A string argument."""
        value = self.arguments.get(name)
        return default if value is None else str(value)

    def required(self, name: str) -> str:
        """A string argument that must be there."""
        value = self.text(name)
        if not value:
            raise invalid_arguments(f"missing required field: {name}")
        return value

    def flag(self, name: str) -> bool:
        """A yes or no argument."""
        return self.text(name).lower() in ("1", "true")

    def count(self, name: str, default: int, most: int) -> int:
        """A number argument, at most `most`."""
        try:
            return max(1, min(int(self.text(name) or default), most))
        except ValueError as error:
            raise invalid_arguments(f"must be an integer [{name}]") from error

    def structure(self, name: str) -> Any:
        """A JSON argument; in a form it comes as text."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError as error:
            code = f"invalid_{name}_format" if name in ("blocks", "metadata") else "invalid_arguments"
            raise SlackError(code) from error

    def conversation(self, name: str = "channel") -> Conversation:
        """The conversation of an argument; a user id means the direct message with that user."""
        key = self.required(name)
        if key[0] in "UW":
            if not self.settings.person(key):
                raise SlackError("channel_not_found")
            return self.world.bot_direct(key)
        found = self.store.conversations.find(key)
        is_hidden = found is not None and found.is_im and self.settings.bot_user_id not in found.members
        if found is None or is_hidden:
            raise SlackError("channel_not_found")
        return found

    def refuse(self, problems: list[str], code: str) -> None:
        """Raise what the block check found, each with its pointer."""
        if problems:
            named = [pointed(problem) for problem in problems]
            messages = [f"[ERROR] {problem}" for problem in named]
            raise SlackError(code, errors=named, response_metadata={"messages": messages})
