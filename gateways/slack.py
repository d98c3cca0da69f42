"""The wire to Slack's Web API: what is sent is checked and paced, what comes back is a value."""

import http.client
import logging
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from socket import gaierror
from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import WebClient

from gateways.outcomes import Ambiguous, CallFailed, Delivered, Later, Outcome, Rejected
from gateways.pacing import Pace, Pacer
from gateways.responding import respond
from gateways.slack_files import fetched
from presentation.blockcheck import Surface, check_surface

DELIVERY_EVENT = "orderclerk_delivery"
SLACK_API = "https://slack.com/api/"
PAGES_LOOKED_THROUGH = 20

_LATER = frozenset({"ratelimited", "rate_limited", "service_unavailable", "team_added_to_org"})
_UNKNOWN = frozenset({"internal_error", "fatal_error", "request_timeout"})
_NOT_SENT = (ConnectionRefusedError, gaierror, ssl.SSLCertVerificationError)

Blocks = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class SlackIdentity:
    """Who our token is: the workspace, our user and our bot."""

    team_id: str
    user_id: str
    bot_id: str
    team: str = ""


def delivery_metadata(delivery_id: str) -> dict[str, Any]:
    """The metadata that marks a message as this delivery, by which `find_posted` knows it again."""
    return {"event_type": DELIVERY_EVENT, "event_payload": {"id": delivery_id}}


class SlackGateway:
    """Sends to Slack and asks it; safe to use from many threads.

    Sending verbs answer an `Outcome`; every payload is held against Slack's limits first and never leaves when a
    limit is broken (`Rejected("over_limit", findings)`). Posts to one channel keep to `pace`; a 429 is waited for
    while it is short and answered `Later` otherwise, and closes its method for all threads until then. Asking verbs
    return their answer or raise `CallFailed`.
    """

    def __init__(
        self,
        token: str,
        base_url: str = SLACK_API,
        *,
        pace: Pace | None = None,
        timeout: int = 10,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._token, self._base_url, self._timeout = token, base_url, timeout
        self._pace = pace or Pace()
        self._pacer = Pacer(self._pace, clock=clock, sleep=sleep)
        # The SDK's own retries would post twice when a connection breaks after sending.
        self._client = WebClient(
            token=token,
            base_url=base_url.rstrip("/") + "/",
            timeout=timeout,
            retry_handlers=[],
            logger=_quiet_logger(),
        )

    def post(
        self,
        channel: str,
        *,
        text: str,
        blocks: Blocks = (),
        thread_ts: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """Posts a message; `Delivered` carries its ts. Not safe to repeat after `Ambiguous`: see `find_posted`."""
        body = _message(channel, text, blocks)
        body |= {"thread_ts": thread_ts, "metadata": dict(metadata) if metadata else None}
        return self._send("chat.postMessage", body, paced=channel, reference="ts")

    def update(self, channel: str, ts: str, *, text: str, blocks: Blocks = ()) -> Outcome:
        """Replaces a message of ours; may be repeated."""
        return self._send("chat.update", {**_message(channel, text, blocks), "ts": ts}, reference="ts")

    def post_ephemeral(
        self, channel: str, user: str, *, text: str, blocks: Blocks = (), thread_ts: str | None = None
    ) -> Outcome:
        """Shows something to one person until they reload; never the only copy of anything."""
        body = {**_message(channel, text, blocks), "user": user, "thread_ts": thread_ts}
        return self._send("chat.postEphemeral", body, paced=channel, reference="message_ts")

    def respond(self, url: str, *, text: str, blocks: Blocks = (), in_channel: bool) -> Outcome:
        """Answers a command at its response_url, also where we are no member: to one person, or to the channel."""
        body: dict[str, Any] = {"text": text, "response_type": "in_channel" if in_channel else "ephemeral"}
        if blocks:
            body["blocks"] = [dict(block) for block in blocks]
        if found := check_surface(body, "message"):
            return Rejected("over_limit", tuple(found))
        return respond(url, body, timeout=self._client.timeout)

    def publish_home(self, user: str, view: Mapping[str, Any]) -> Outcome:
        """Replaces a person's App Home; may be repeated."""
        body = {"user_id": user, "view": dict(view)}
        return self._send("views.publish", body, surface="home", reference="view.id")

    def open_view(self, trigger_id: str, view: Mapping[str, Any]) -> Outcome:
        """Opens a modal within three seconds of the click; `Delivered` carries the view id."""
        body = {"trigger_id": trigger_id, "view": dict(view)}
        return self._send("views.open", body, surface="modal", reference="view.id")

    def update_view(self, view_id: str, view: Mapping[str, Any], *, view_hash: str | None = None) -> Outcome:
        """Replaces an open modal; with `view_hash` only while it is as we last saw it."""
        body = {"view_id": view_id, "view": dict(view), "hash": view_hash}
        return self._send("views.update", body, surface="modal", reference="view.id")

    def open_dm(self, user: str) -> str:
        """The channel of the direct message with this user; may be repeated."""
        answer = self._ask("conversations.open", {"users": user})
        return str(_at(answer, "channel.id"))

    def find_posted(self, channel: str, thread_ts: str | None, delivery_id: str) -> str | None:
        """The ts of the message that carries this delivery's metadata, or None; asked before a second try."""
        for message in self._messages(channel, thread_ts):
            metadata = message.get("metadata")
            if not isinstance(metadata, dict) or metadata.get("event_type") != DELIVERY_EVENT:
                continue
            if _at(metadata, "event_payload.id") == delivery_id:
                return str(message["ts"])
        return None

    def user_email(self, user_id: str) -> str | None:
        """A person's address as Slack has verified it; None for bots, guests without one and deleted people."""
        answer = self._ask("users.info", {"user": user_id})
        user = answer.get("user")
        if not isinstance(user, dict) or user.get("deleted") or user.get("is_bot"):
            return None
        email = _at(user, "profile.email")
        return email if isinstance(email, str) and email and user.get("is_email_confirmed", True) else None

    def download(self, url: str, *, most: int) -> bytes:
        """A file that was shared where we are, at most `most` bytes of it and one more. Raises `CallFailed`."""
        return fetched(url, token=self._token, api=self._base_url, most=most, timeout=self._timeout)

    def auth_test(self) -> SlackIdentity:
        """Who our token is; raises `CallFailed` when it is not accepted."""
        answer = self._ask("auth.test", {})
        parts = (str(answer.get(name) or "") for name in ("team_id", "user_id", "bot_id", "team"))
        return SlackIdentity(*parts)

    def _messages(self, channel: str, thread_ts: str | None) -> Iterator[dict[str, Any]]:
        method = "conversations.replies" if thread_ts else "conversations.history"
        body: dict[str, Any] = {"channel": channel, "ts": thread_ts, "limit": 200, "include_all_metadata": True}
        for _ in range(PAGES_LOOKED_THROUGH):
            answer = self._ask(method, body)
            yield from (found for found in answer.get("messages") or [] if isinstance(found, dict))
            body["cursor"] = _at(answer, "response_metadata.next_cursor") or None
            if not body["cursor"]:
                return

    def _send(
        self,
        method: str,
        body: dict[str, Any],
        *,
        reference: str,
        surface: Surface = "message",
        paced: str = "",
    ) -> Outcome:
        payload = body if surface == "message" else body["view"]
        if found := check_surface(payload, surface):
            return Rejected("over_limit", tuple(found))
        answer = self._call(method, body, paced)
        return Delivered(str(_at(answer, reference) or "")) if isinstance(answer, dict) else answer

    def _ask(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._call(method, body, "")
        # Asking twice changes nothing, so one broken connection is not worth a failure.
        if isinstance(answer, Ambiguous):
            answer = self._call(method, body, "")
        if not isinstance(answer, dict):
            raise CallFailed(method, answer)
        return answer

    def _call(self, method: str, body: dict[str, Any], paced: str) -> dict[str, Any] | Ambiguous | Rejected | Later:
        if seconds := self._pacer.wait(paced, method):
            return Later(seconds, "paced")
        answer = self._once(method, body)
        if isinstance(answer, Later) and answer.reason == "ratelimited":
            self._pacer.close(method, answer.seconds)
            if answer.seconds <= self._pace.patience and not self._pacer.wait("", method):
                return self._once(method, body)
        return answer

    def _once(self, method: str, body: dict[str, Any]) -> dict[str, Any] | Ambiguous | Rejected | Later:
        given = {name: value for name, value in body.items() if value is not None}
        try:
            if method.startswith(("chat.", "views.")):
                answer = self._client.api_call(method, json=given)
            else:
                answer = self._client.api_call(method, params=given)
        except SlackApiError as refused:
            return _refusal(refused)
        except URLError as broken:
            return _broken(broken.reason if isinstance(broken.reason, Exception) else broken)
        except (OSError, http.client.HTTPException, SlackClientError, ValueError) as broken:
            return _broken(broken)
        return answer.data if isinstance(answer.data, dict) else Ambiguous("answer_unreadable")


def _message(channel: str, text: str, blocks: Blocks) -> dict[str, Any]:
    body: dict[str, Any] = {"channel": channel, "text": text}
    if blocks:
        body["blocks"] = [dict(block) for block in blocks]
    return body


def _refusal(refused: SlackApiError) -> Ambiguous | Rejected | Later:
    response = refused.response
    status = getattr(response, "status_code", 200)
    data = getattr(response, "data", response)
    code = str(data.get("error") or "") if isinstance(data, dict) else ""
    if status == http.client.TOO_MANY_REQUESTS or code in _LATER:
        return Later(_retry_after(getattr(response, "headers", {})), "ratelimited")
    if status >= http.client.INTERNAL_SERVER_ERROR or code in _UNKNOWN:
        return Ambiguous(code if code in _UNKNOWN else f"http_{status}")
    if not code or " " in code:
        return Ambiguous("answer_unreadable")
    notes = _at(data, "response_metadata.messages")
    return Rejected(code, tuple(str(note) for note in notes) if isinstance(notes, list) else ())


def _broken(broken: BaseException) -> Ambiguous | Later:
    if isinstance(broken, _NOT_SENT):
        return Later(5.0, type(broken).__name__)
    return Ambiguous(type(broken).__name__)


def _retry_after(headers: Mapping[str, Any]) -> float:
    found = next((value for name, value in headers.items() if name.lower() == "retry-after"), "1")
    text = str(found[0] if isinstance(found, list) and found else found)
    return min(max(float(text), 0.1), 3600.0) if text.replace(".", "", 1).isdigit() else 1.0


def _at(value: object, path: str) -> object:
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _quiet_logger() -> logging.Logger:
    # The SDK logs each failure as an error; here a failure is an answer and the caller decides how loud it is.
    logger = logging.getLogger("orderclerk.slack_sdk")
    logger.setLevel(logging.CRITICAL)
    return logger
