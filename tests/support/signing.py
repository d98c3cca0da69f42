"""Owns requests to the bot as Slack makes them, and as somebody makes them who is not Slack."""

import hashlib
import hmac
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from tests.support.running import Running

FORM = "application/x-www-form-urlencoded"


def post(
    running: Running, body: bytes, *, content_type: str = "application/json", secret: str | None = None, age: int = 0
) -> int:
    """The status that answers this body, signed with `secret` (ours, when not given) `age` seconds ago."""
    moment = str(int(time.time()) - age)
    signed = hmac.new((secret or running.signing_secret).encode(), f"v0:{moment}:".encode() + body, hashlib.sha256)
    headers = {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": moment,
        "X-Slack-Signature": f"v0={signed.hexdigest()}",
    }
    request = urllib.request.Request(f"{running.base_url}/slack/events", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def post_event(running: Running, event: dict[str, Any], *, event_id: str = "Ev1") -> int:
    """Deliver an event of the Events API."""
    envelope = {"type": "event_callback", "team_id": "T0ORDERDESK", "event_id": event_id, "event": event}
    return post(running, json.dumps(envelope).encode())


def post_interaction(running: Running, payload: dict[str, Any]) -> int:
    """Deliver a click or a submitted window."""
    return post(running, urllib.parse.urlencode({"payload": json.dumps(payload)}).encode(), content_type=FORM)


def post_form(running: Running, form: dict[str, str]) -> int:
    """Deliver a slash command."""
    return post(running, urllib.parse.urlencode(form).encode(), content_type=FORM)
