"""A small order desk for the simulator's own tests: people, contacts, and a bot of a few listeners."""

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from simulator.settings import Channel, Command, Contact, Person, Shortcut, SimulatorSettings, Suggestion
from tests.simulator.sample_card import card, edit_modal, home

ORDER = "thistle want 5 doz jumbo bag red retrospot and 60 regency cakestands by fri, norwich warehouse, PO TT-4411"
USERS = (
    Person(id="U0MIA00001", name="mia", real_name="Mia Hartley", email="mia@desk.example", title="Sales"),
    Person(id="U0OMAR0002", name="omar", real_name="Omar Reyes", email="omar@desk.example", title="Credit manager"),
    Person(id="U0INES0003", name="ines", real_name="Inês Prado", email="ines@desk.example", title="Sales"),
    Person(id="U0KURT0004", name="kurt", real_name="Kurt Lind", email="kurt@desk.example", title="Warehouse"),
)
CONTACTS = (
    Contact(
        name="Rosa Thistlewood",
        email="rosa@thistle.example",
        company="Thistle & Thyme",
        persona="Two gift shops in Norwich. Orders on Mondays, wants it by Friday.",
    ),
    Contact(name="Ben Okafor", email="ben@meadowsweet.example", company="Meadowsweet Ltd"),
)
SUGGESTIONS = (
    Suggestion(title="Take an order the way people say it", text=ORDER, where="#orders", speaker="mia"),
    Suggestion(title="Ask what is in stock", text="have we got 40 of the owl doorstops?", where="@bot", speaker="mia"),
    Suggestion(
        title="Be the customer, by mail",
        text="Hello,\n\nplease send us 24 owl doorstops and our usual mugs.\n\nRosa",
        where="rosa@thistle.example",
        subject="Order TT-4412",
    ),
)


def settings(**changes: Any) -> SimulatorSettings:
    """The settings of the small desk, some of them changed."""
    people = ("mia", "omar", "ines", "kurt")
    given: dict[str, Any] = {
        "team_name": "Fenwick & Sons",
        "users": USERS,
        "channels": (
            Channel(id="C0ORDERS01", name="orders", members=(*people, "bot"), topic="Orders as they come in"),
            Channel(id="C0APPROVE1", name="approvals", members=("mia", "omar", "bot"), topic="Holds and decisions"),
            Channel(id="C0ALERTS01", name="alerts", members=(*people, "bot"), topic="What slips, what is due"),
            Channel(id="C0RANDOM01", name="random", members=people, topic="No bots here"),
        ),
        "contacts": CONTACTS,
        "commands": (
            Command(name="/order", hint="[order]", description="Write an order"),
            Command(name="/stock", hint="[article]", description="What is in stock"),
        ),
        "shortcuts": (Shortcut(name="Make an order of this", callback_id="make_order"),),
        "suggestions": SUGGESTIONS,
        "order_address": "orders@fenwick.example",
        "retry_delays": (0.0, 0.05),
    }
    return SimulatorSettings(**(given | changes))


def small_bot(api: str, config: SimulatorSettings, seen: list[dict[str, Any]]) -> App:
    """A bot that posts a card for a message, opens a modal for Edit, and keeps what it heard in `seen`."""
    client = WebClient(token=config.bot_token, base_url=f"{api}/api/")
    app = App(client=client, signing_secret=config.signing_secret, process_before_response=True)

    @app.middleware
    def keep(body: dict[str, Any], req: BoltRequest, next: Any) -> None:
        seen.append({"body": body, "headers": req.headers})
        next()

    @app.event("message")
    def message(event: dict[str, Any], client: WebClient) -> None:
        if event.get("subtype") in (None, "file_share") and "order" not in event.get("metadata", {}):
            thread_ts = event.get("thread_ts") or event["ts"]
            made = {"event_type": "order", "event_payload": {"number": "SO-1"}}
            client.chat_postMessage(
                channel=event["channel"], thread_ts=thread_ts, text="Draft", blocks=card(), metadata=made
            )

    @app.event("app_mention")
    def mention() -> None:
        pass

    @app.event("app_home_opened")
    def opened(event: dict[str, Any], client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view=home())

    _interactions(app)
    return app


def _interactions(app: App) -> None:
    @app.action("confirm")
    def confirm(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        where = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        client.chat_update(**where, text="SO-1042 confirmed", blocks=card(number="SO-1042"))

    @app.action("edit")
    def edit(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=edit_modal(body["message"]["ts"]))

    @app.action("pick")
    def pick(ack: Any, body: dict[str, Any], respond: Any) -> None:
        ack()
        chosen = body["actions"][0]["selected_option"]["text"]["text"]
        respond(text=f"You picked {chosen}", response_type="ephemeral", replace_original=False)

    @app.action("find")
    def found(ack: Any, body: dict[str, Any], respond: Any) -> None:
        ack()
        respond(text=f"Found {body['actions'][0]['selected_option']['value']}", replace_original=False)

    _answers(app)


def _answers(app: App) -> None:
    @app.action("discard")
    def discard(ack: Any, respond: Any) -> None:
        ack()
        respond(delete_original=True)

    @app.options("find")
    def find(ack: Any, payload: dict[str, Any]) -> None:
        names = [name for name in ("Owl doorstop", "Cat doorstop") if payload["value"].lower() in name.lower()]
        ack(options=[{"text": {"type": "plain_text", "text": n}, "value": n[:3]} for n in names])

    @app.view("edit_order")
    def submitted(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        values = body["view"]["state"]["values"]
        if not values["quantity"]["quantity"]["value"].isdigit():
            ack(response_action="errors", errors={"quantity": "Please write a whole number."})
            return
        ack()
        text = f"Changed to {values['quantity']['quantity']['value']}"
        client.chat_postMessage(
            channel="C0ORDERS01", thread_ts=body["view"]["private_metadata"], text=text, metadata=None
        )

    @app.command("/stock")
    def stock(ack: Any, body: dict[str, Any]) -> None:
        ack(text=f"40 of {body['text']}")


class _Door(BaseHTTPRequestHandler):
    app: App

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        answer = self.app.dispatch(BoltRequest(body=body, headers=dict(self.headers.items())))
        self.send_response(answer.status)
        for name, values in answer.headers.items():
            self.send_header(name, values[0])
        content = (answer.body or "").encode()
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def listening(app: App, server: ThreadingHTTPServer) -> Iterator[None]:
    """The bot behind an HTTP server."""
    server.RequestHandlerClass = type("Door", (_Door,), {"app": app})
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def connected(app: App, config: SimulatorSettings) -> Iterator[None]:
    """The bot in Socket Mode."""
    handler = SocketModeHandler(app, config.app_token)
    handler.connect()
    try:
        yield
    finally:
        handler.close()
