"""Owns the Bolt application: one registration of listeners, two ways in (signed HTTP and Socket Mode)."""

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackClientError
from slack_sdk.web import WebClient

from bot import listeners
from bot.handlers import approving, editing
from bot.services import Services


@dataclass(frozen=True, slots=True)
class SlackKeys:
    """What Slack gave us; the base address names another Slack in tests and in the demo."""

    bot_token: str
    signing_secret: str
    base_url: str
    app_token: str | None = None


def create_app(keys: SlackKeys, services: Services) -> App:
    """The Bolt app; every request is stored or answered before it is acknowledged."""
    logger = logging.getLogger("slack_bolt")
    client = WebClient(token=keys.bot_token, base_url=keys.base_url.rstrip("/") + "/")
    app = App(
        client=client,
        signing_secret=keys.signing_secret,
        process_before_response=True,
        token_verification_enabled=False,
        ignoring_self_events_enabled=False,
        # Else what nobody listens to is answered with 404, or never over Socket Mode, and Slack sends it again.
        raise_error_for_unhandled_request=True,
        logger=logger,
    )
    # The first listener that matches answers: what is answered on the spot comes before what is stored.
    editing.register(app, services)
    approving.register(app, services)
    listeners.register(app, services)
    return app


def dispatch(app: App, body: bytes, headers: Mapping[str, str]) -> tuple[int, dict[str, str], str]:
    """Hand a raw HTTP request to Bolt: 401 for a wrong signature, else the answer of its listener."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return 400, {}, "the body is not UTF-8"
    multi: dict[str, str | Sequence[str]] = {name: [value] for name, value in headers.items()}
    response = app.dispatch(BoltRequest(body=text, headers=multi))
    return response.status, {name: values[0] for name, values in response.headers.items()}, response.body or ""


def run_socket_mode(app: App, keys: SlackKeys, stop: threading.Event, retry_seconds: float = 5.0) -> None:
    """Hold a Socket Mode connection until told to stop; while Slack cannot be reached it is tried again and again."""
    handler: Any = SocketModeHandler(app, keys.app_token)
    while not stop.is_set():
        try:
            # Unlike `connect` this asks for a fresh address each time.
            handler.client.connect_to_new_endpoint(force=True)
        except (SlackClientError, OSError) as error:
            # Once it stood, the client connects again by itself; only the first connection is ours to repeat.
            app.logger.warning("Slack cannot be reached over Socket Mode: %s", error)
            stop.wait(retry_seconds)
        else:
            stop.wait()
    handler.close()
