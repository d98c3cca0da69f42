"""The wire to a response_url: the address that Slack gives with a command, good for some answers and half an hour."""

import http.client
from collections.abc import Mapping
from socket import gaierror
from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackClientError
from slack_sdk.webhook import WebhookClient

from gateways.outcomes import Ambiguous, Delivered, Later, Outcome, Rejected

_WAIT, _UNREACHED = 1.0, 5.0


def respond(url: str, body: Mapping[str, Any], *, timeout: int) -> Outcome:
    """Answer there; Slack names no message, so the reference is empty. An address that is used up is Rejected."""
    try:
        answer = WebhookClient(url, timeout=timeout, retry_handlers=[]).send_dict(dict(body))
    except URLError as broken:
        is_unsent = isinstance(broken.reason, ConnectionRefusedError | gaierror)
        name = type(broken.reason).__name__
        return Later(_UNREACHED, name) if is_unsent else Ambiguous(name)
    except (OSError, http.client.HTTPException, SlackClientError, ValueError) as broken:
        return Ambiguous(type(broken).__name__)
    if answer.status_code == http.client.OK:
        return Delivered("")
    if answer.status_code == http.client.TOO_MANY_REQUESTS:
        return Later(_WAIT, "ratelimited")
    if answer.status_code >= http.client.INTERNAL_SERVER_ERROR:
        return Ambiguous(f"http_{answer.status_code}")
    return Rejected("response_refused", ((answer.body or "")[:200],))
