"""The workspace for tests: say, wait, click, choose, submit, read and send mail; in process or over HTTP."""

import base64
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from simulator.acting.refusals import CannotDo
from simulator.control.routes import run
from simulator.seen import SeenMail, SeenMessage, SeenView, mail_of, message_of, view_of
from simulator.state.records import Json
from simulator.world import World

__all__ = ["CannotDo", "SeenMail", "SeenMessage", "SeenView", "Timeout", "Workspace"]


class Timeout(AssertionError):
    """What was waited for did not come; the text shows what was there instead."""


Wanted = str | Callable[[SeenMessage], bool]


class Workspace:
    """A workspace in the hands of a test. `target` is the simulator's world, or the URL of a running one.

    People are named by handle, channels by `#name`, the direct message with the bot by `@bot`. What a person could
    not do raises CannotDo, what did not come in time raises Timeout.
    """

    def __init__(self, target: World | str, *, timeout: float = 30.0) -> None:
        self._target = target
        self._timeout = timeout

    def call(self, verb: str, **given: Any) -> Any:
        """One verb of the control API."""
        if isinstance(self._target, World):
            return run(self._target, verb, given)
        url = f"{self._target.rstrip('/')}/_control/{verb}"
        body = json.dumps(given).encode()
        request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.load(response)["answer"]
        except urllib.error.HTTPError as error:
            raise CannotDo(json.load(error)["reason"]) from error

    def say(self, user: str, where: str, text: str, *, thread_ts: str | None = None) -> str:
        """`user` writes; the ts of the message."""
        return str(self.call("say", user=user, where=where, text=text, thread_ts=thread_ts)["ts"])

    def upload(
        self, user: str, where: str, name: str, content: bytes, *, text: str = "", thread_ts: str | None = None
    ) -> str:
        """`user` shares a file; the ts of the message."""
        encoded = base64.b64encode(content).decode()
        facts = {"name": name, "content": encoded, "text": text, "thread_ts": thread_ts}
        return str(self.call("upload", user=user, where=where, **facts)["ts"])

    def edit(self, user: str, message: SeenMessage, text: str) -> None:
        """`user` edits a message of theirs."""
        self.call("edit", user=user, channel=message.channel, ts=message.ts, text=text)

    def delete(self, user: str, message: SeenMessage) -> None:
        """`user` deletes a message of theirs."""
        self.call("delete", user=user, channel=message.channel, ts=message.ts)

    def channel(self, where: str, *, user: str | None = None) -> list[SeenMessage]:
        """The messages of a channel outside of threads, oldest first."""
        return [message_of(row) for row in self.call("messages", where=where, user=user)]

    def thread(self, where: str, ts: str, *, user: str | None = None) -> list[SeenMessage]:
        """A message and its replies; with a user also what only they see."""
        return [message_of(row) for row in self.call("thread", where=where, ts=ts, user=user)]

    def wait_for(
        self,
        where: str,
        thread_ts: str | None,
        wanted: Wanted,
        *,
        timeout: float | None = None,
        user: str | None = None,
    ) -> SeenMessage:
        """The newest message that holds the text or satisfies the predicate. Raises Timeout."""
        is_it = (lambda message: wanted in message) if isinstance(wanted, str) else wanted
        seen: list[SeenMessage] = []

        def look() -> SeenMessage | None:
            seen[:] = self.thread(where, thread_ts, user=user) if thread_ts else self.channel(where, user=user)
            return next((m for m in reversed(seen) if m.ts != thread_ts and is_it(m)), None)

        found: SeenMessage | None = self.wait_until(look, timeout=timeout)
        if found is None:
            shown = "\n---\n".join(m.words for m in seen)
            raise Timeout(f"{wanted!r} did not come in {where}; there was:\n{shown}")
        return found

    def wait_until(self, look: Callable[[], Any], *, timeout: float | None = None) -> Any:
        """What `look` finds, tried after each change; None after `timeout` seconds."""
        deadline = time.monotonic() + (self._timeout if timeout is None else timeout)
        revision = self.call("changes", since=0, timeout=0)
        while True:
            found = look()
            remaining = deadline - time.monotonic()
            if found or remaining <= 0:
                return found or None
            revision = self.call("changes", since=revision, timeout=min(remaining, 1.0))

    def click(self, user: str, holder: SeenMessage | SeenView, label: str) -> Json:
        """`user` presses the button with this label (an emoji before it aside); the bot's answer."""
        answer: Json = self.call("press", user=user, label=label, **_where(holder))
        return answer

    def choose(self, user: str, holder: SeenMessage | SeenView, value: Any, *, label: str | None = None) -> Json:
        """`user` picks the option with this text; `label` names the select (its action_id or placeholder)."""
        answer: Json = self.call("choose", user=user, value=value, label=label, **_where(holder))
        return answer

    def suggest(self, user: str, holder: SeenMessage | SeenView, label: str, typed: str) -> list[str]:
        """What the app offers for words typed into an external select."""
        offered = self.call("suggest", user=user, label=label, typed=typed, **_where(holder))
        return [option["text"]["text"] for option in offered]

    def modal(self, user: str, *, timeout: float | None = None) -> SeenView:
        """The modal on top for `user`, waited for. Raises Timeout."""
        row = self.wait_until(lambda: self.call("modal", user=user), timeout=timeout)
        if row is None:
            raise Timeout(f"no modal opened for {user}")
        return view_of(row)

    def open_modal(self, user: str) -> SeenView | None:
        """The modal that is open now, if any."""
        row = self.call("modal", user=user)
        return view_of(row) if row else None

    def submit(self, user: str, view: SeenView, values: dict[str, Any] | None = None) -> dict[str, str]:
        """`user` fills fields (by label, block_id or action_id) and submits; the errors by block_id."""
        answer = self.call("submit", user=user, view_id=view.id, values=values or {})
        errors: dict[str, str] = answer["errors"]
        return errors

    def close(self, user: str, view: SeenView) -> None:
        """`user` closes a modal."""
        self.call("close", user=user, view_id=view.id)

    def command(self, user: str, where: str, command: str, text: str = "") -> Json:
        """`user` runs a slash command; the bot's answer."""
        answer: Json = self.call("command", user=user, where=where, command=command, text=text)
        return answer

    def shortcut(self, user: str, message: SeenMessage, callback_id: str) -> Json:
        """`user` picks a message shortcut; the bot's answer."""
        place = {"channel": message.channel, "ts": message.ts}
        answer: Json = self.call("shortcut", user=user, callback_id=callback_id, **place)
        return answer

    def home(self, user: str, *, wanted: str = "", timeout: float | None = None) -> SeenView:
        """`user` opens the home tab; it is waited for until it holds `wanted`. Raises Timeout."""
        self.call("open_home", user=user)

        def look() -> Json | None:
            row: Json | None = self.call("home", user=user)
            return row if row and wanted in row["words"] else None

        row = self.wait_until(look, timeout=timeout)
        if row is None:
            raise Timeout(f"the home tab of {user} did not come")
        return view_of(row)

    def mailbox(self, owner: str) -> list[SeenMail]:
        """The mails of a mailbox, sent ones too, oldest first."""
        return [mail_of(row) for row in self.call("mailbox", owner=owner)]

    def wait_for_mail(
        self, owner: str, wanted: str | Callable[[SeenMail], bool], *, timeout: float | None = None
    ) -> SeenMail:
        """The newest received mail whose subject or text holds `wanted`. Raises Timeout."""

        def is_it(mail: SeenMail) -> bool:
            if isinstance(wanted, str):
                return wanted in mail.subject or wanted in mail.text or wanted in mail.html
            return wanted(mail)

        def look() -> SeenMail | None:
            received = [mail for mail in self.mailbox(owner) if not mail.is_sent]
            return next((mail for mail in reversed(received) if is_it(mail)), None)

        found: SeenMail | None = self.wait_until(look, timeout=timeout)
        if found is None:
            raise Timeout(f"{owner} got {[m.subject for m in self.mailbox(owner)]}, not {wanted!r}")
        return found

    def send_mail(
        self,
        sender: str,
        text: str,
        *,
        subject: str = "",
        to: str | None = None,
        reply_to: SeenMail | None = None,
        uploads: tuple[tuple[str, str, bytes], ...] = (),
        verdict: str = "pass",
    ) -> SeenMail:
        """A contact writes or answers; `verdict` is what the MX found (`pass`, `fail`, empty for no header)."""
        encoded = [(name, kind, base64.b64encode(body).decode()) for name, kind, body in uploads]
        facts = {"subject": subject, "to": to, "uploads": encoded, "verdict": verdict}
        answered = reply_to.id if reply_to else None
        return mail_of(self.call("send_mail", sender=sender, text=text, reply_to=answered, **facts))

    def send_raw_mail(self, sender: str, to: str, raw: bytes, *, verdict: str = "pass") -> None:
        """Any bytes as a mail to the bot."""
        encoded = base64.b64encode(raw).decode()
        self.call("send_raw_mail", sender=sender, to=to, raw=encoded, verdict=verdict)

    def attachment(self, mail: SeenMail, number: int = 0) -> bytes:
        """The bytes of an attachment."""
        return base64.b64decode(self.call("attachment", mail_id=mail.id, number=number))

    def traffic(self, limit: int = 100) -> list[Json]:
        """What was sent and answered, oldest first."""
        rows: list[Json] = self.call("traffic", limit=limit)
        return rows

    def redeliver(self, exchange: Json) -> None:
        """Deliver a recorded event once more, as Slack does when an answer was lost."""
        self.call("redeliver", exchange=exchange["id"])

    def fail_next(self, method: str, *, times: int = 1, **fault: Any) -> None:
        """Let the next calls of a Web API method fail: `error=`, `status=` or `retry_after=`."""
        self.call("fault", method=method, times=times, **fault)

    def reset(self) -> None:
        """Forget everything."""
        self.call("reset")


def _where(holder: SeenMessage | SeenView) -> dict[str, str]:
    if isinstance(holder, SeenView):
        return {"view_id": holder.id}
    return {"channel": holder.channel, "ts": holder.ts}
