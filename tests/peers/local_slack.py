"""Owns local-slack as a test sees it: started as a process of its own, driven by its control API and its page's
socket, read by its channels and its traffic log.
"""

import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import websocket

from tests.support.parts import SLACK_PEER

Json = dict[str, Any]
Found = TypeVar("Found")

PATIENCE = 15.0
BOT_USER, BOT_TOKEN, APP_TOKEN = "U0CLERKBOT", "xoxb-0-orderclerk", "xapp-1-orderclerk"
SIGNING_SECRET = "6d9b2f0c7a5e41d8b3f60a9c2e7d1854"
BOT = f"<@{BOT_USER}>"
_READY = re.compile(r"Web UI:\s+(http://\S+)")
#: What a person reads in a block, and what is only configuration.
_READ = {"text", "fields", "elements", "rows", "label", "title", "accessory", "element", "options", "placeholder"}


@dataclass(frozen=True, slots=True)
class Seen:
    """A message or a view as local-slack keeps it."""

    raw: Json

    @property
    def ts(self) -> str:
        """The id of a message."""
        return str(self.raw["ts"])

    @property
    def thread_ts(self) -> str | None:
        """The thread that a message stands in."""
        found = self.raw.get("thread_ts")
        return str(found) if found else None

    @property
    def lines(self) -> list[str]:
        """What a person reads, line by line, without the stars of bold words."""
        shown = self.raw.get("blocks") or self.raw.get("text") or ""
        pieces = [line.replace("*", "").strip() for text in _texts(shown) for line in text.splitlines()]
        return [piece for piece in pieces if piece]

    def __contains__(self, words: str) -> bool:
        return words in "\n".join(self.lines)

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons."""
        return [element["text"]["text"] for element in self._elements() if element["type"] == "button"]

    def action(self, label: str) -> Json:
        """What pressing this button, or choosing this option of a select, does."""
        for element in self._elements():
            if element["type"] == "button" and element["text"]["text"] == label:
                return {key: element[key] for key in ("type", "action_id", "block_id", "value", "text")}
            for option in element.get("options", ()):
                if option["text"]["text"] == label:
                    chosen = {"selected_option": option}
                    return {key: element[key] for key in ("type", "action_id", "block_id")} | chosen
        raise AssertionError(f"nothing says {label!r} in {self.lines}")

    def _elements(self) -> Iterator[Json]:
        for block in self.raw.get("blocks") or ():
            for element in block.get("elements", ()) if block["type"] == "actions" else ():
                yield element | {"block_id": block["block_id"]}


def _mine(message: Seen) -> Json:
    return {"channel": message.raw["channel"], "ts": message.ts, "user": message.raw["user"]}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key in _READ:
                yield from _texts(one)


@dataclass
class LocalSlack:
    """A running local-slack."""

    url: str
    _client: httpx.Client

    @property
    def api_url(self) -> str:
        """The base address of its Web API."""
        return f"{self.url}/api/"

    def say(self, user: str, channel: str, text: str, *, thread_ts: str | None = None) -> str:
        """Write a message as Slack keeps it; answers its ts once it was delivered to the app."""
        body = {"user": user, "channel": channel, "text": text, "thread_ts": thread_ts}
        return str(self._control("message", body)["message"]["ts"])

    def write_directly(self, user: str, text: str) -> Seen:
        """Write to the app in a direct message."""
        return Seen(self._control("message", {"user": user, "channel": user, "text": text})["message"])

    def correct(self, message: Seen, text: str) -> None:
        """Edit a message as the person who wrote it."""
        self._control("edit-message", _mine(message) | {"text": text})

    def delete(self, message: Seen) -> None:
        """Delete a message as the person who wrote it."""
        self._control("delete-message", _mine(message))

    def like(self, user: str, message: Seen, name: str) -> None:
        """React to a message with an emoji."""
        self._control("reaction", _mine(message) | {"user": user, "name": name})

    def click(self, user: str, message: Seen, label: str) -> None:
        """Press a button, or choose an option, of a message."""
        body = {"channel": message.raw["channel"], "messageTs": message.ts, "user": user}
        self._control("interact", body | {"action": message.action(label)})

    def command(self, user: str, channel: str, command: str, text: str) -> None:
        """Type a slash command."""
        self._control("command", {"user": user, "channel": channel, "command": command, "text": text})

    def open_home(self, user: str) -> None:
        """Open the app's home."""
        self._control("open-home", {"user": user})

    def channel(self, channel: str, *, thread_ts: str | None = None) -> list[Seen]:
        """The messages of a channel, or those of a thread without the one that it hangs on."""
        rows = self._client.get(f"/_control/messages/{channel}").json()["messages"]
        return [Seen(row) for row in rows if row.get("thread_ts") == thread_ts]

    def wait_for(
        self,
        channel: str,
        looked_for: str | Callable[[Seen], bool],
        *,
        thread_ts: str | None = None,
        user: str | None = None,
    ) -> Seen:
        """The first message that holds the words (or is what is looked for); with `user` one that only they see."""

        def is_it(seen: Seen) -> bool:
            is_for = seen.raw.get("ephemeral_to") == user
            return is_for and (looked_for in seen if isinstance(looked_for, str) else looked_for(seen))

        return until(lambda: next(filter(is_it, self.channel(channel, thread_ts=thread_ts)), None), str(looked_for))

    def log(self) -> list[Json]:
        """The traffic so far."""
        rows: list[Json] = self._client.get("/_control/log").json()["log"]
        return rows

    def page(self) -> Json:
        """What its page is told when it opens: channels, modals, homes."""
        with closing(self._socket()) as page:
            state: Json = json.loads(page.recv())["state"]
        return state

    def home(self, user: str) -> Seen | None:
        """A person's App Home, where it was published."""
        return next((Seen(view) for view in self.page()["homeViews"].get(user, {}).values()), None)

    def modal(self) -> Seen:
        """The modal that lies on top."""
        return until(lambda: next((Seen(view) for view in self.page()["modalStack"][-1:]), None), "a modal")

    def submit(self, user: str, values: Mapping[str, Json]) -> Json:
        """Submit the modal on top with these values by block id; answers the errors by block id."""
        with closing(self._socket()) as page:
            page.recv()
            page.send(json.dumps({"t": "view_submit", "user": user, "values": values}))
            while True:
                told: Json = json.loads(page.recv())
                if told["t"] in ("view", "view_errors"):
                    return dict(told.get("errors") or {})

    def _socket(self) -> websocket.WebSocket:
        return websocket.create_connection(f"{self.url.replace('http', 'ws', 1)}/ui", timeout=PATIENCE)

    def _control(self, what: str, body: Json) -> Json:
        answer: Json = self._client.post(f"/_control/{what}", json=body).json()
        assert answer["ok"], answer
        return answer


def until(look: Callable[[], Found | None], what: str) -> Found:
    """Look until there is something."""
    deadline = time.monotonic() + PATIENCE
    while (found := look()) is None:
        assert time.monotonic() < deadline, f"not seen in time: {what}"
        time.sleep(0.03)
    return found


@contextmanager
def local_slack(folder: Path, config: Json, *, port: int = 0) -> Iterator[LocalSlack]:
    """Run local-slack with this workspace, on this port or one of its own choice."""
    path = folder / "workspace.json"
    path.write_text(json.dumps(config))
    options = {"config": path, "port": port, "base-host": "127.0.0.1", "files-dir": folder / "files"}
    command = [str(SLACK_PEER), *(part for name, value in options.items() for part in (f"--{name}", str(value)))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            ready = next((found for line in process.stdout if (found := _READY.search(line))), None)
            assert ready, "local-slack did not start"
            with httpx.Client(base_url=ready[1], timeout=PATIENCE) as client:
                yield LocalSlack(ready[1], client)
        finally:
            process.terminate()
