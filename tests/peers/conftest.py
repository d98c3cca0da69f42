"""A small wholesaler behind a running OrderClerk, and a workspace of local-slack before it, once per transport."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
import uvicorn

from app.runtime import Runtime, build
from app.serving import Serving
from app.settings import load
from domain.catalog import service as catalog
from domain.catalog.schemas import ProductView
from domain.employees import service as employees
from domain.shared.actors import system
from domain.shared.database import Transactions, open_engine
from domain.stock import service as stock
from tests.peers.local_slack import (
    APP_TOKEN,
    BOT_TOKEN,
    BOT_USER,
    SIGNING_SECRET,
    Json,
    LocalSlack,
    local_slack,
    until,
)
from tests.support import world
from tests.support.ports import free_port
from tests.support.running import UNTIMED

MIA, SAM, WILL = "U0MIA", "U0SAM", "U0WILL"
ORDERS, APPROVALS, ALERTS = "C0ORDERS", "C0APPROVALS", "C0ALERTS"
TEAMS = ("C0LEEDS", "C0YORK", "C0HULL", "C0BATH")
WICKER = ("Small", "Medium", "Large", "Giant")


@dataclass(frozen=True)
class Story:
    """One running OrderClerk and the Slack before it."""

    slack: LocalSlack
    runtime: Runtime
    bot_url: str
    transport: str


@pytest.fixture(scope="module", params=["http", "socket"])
def story(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Story]:
    """OrderClerk at work in a local-slack, over signed HTTP and over Socket Mode."""
    folder = tmp_path_factory.mktemp(request.param)
    database_url = _wholesaler(sqlite_template, folder / "orderclerk.db")
    port = free_port()
    bot_url = f"http://127.0.0.1:{port}/slack/events"
    with local_slack(folder, workspace(request.param, bot_url)) as slack:
        settings = load(
            database_url=database_url,
            slack_bot_token=BOT_TOKEN,
            slack_signing_secret=SIGNING_SECRET,
            slack_app_token=APP_TOKEN if request.param == "socket" else None,
            slack_api_base_url=slack.api_url,
            slack_orders_channel=ORDERS,
            slack_approvals_channel=APPROVALS,
            slack_alerts_channel=ALERTS,
            orderclerk_today="2011-11-14",
        )
        runtime = build(settings)
        with _serving(runtime, port):
            if request.param == "socket":
                until(lambda: any("hello" in row["summary"] for row in slack.log()) or None, "a socket connection")
            yield Story(slack, runtime, bot_url, request.param)
        runtime.engine.dispose()


def workspace(transport: str, bot_url: str) -> Json:
    """The workspace as local-slack is configured: people, channels, and our app."""
    people = {MIA: world.MIA, SAM: world.SAM, WILL: world.WILL}
    names = (ORDERS, APPROVALS, ALERTS, *TEAMS)
    app = {
        "appId": "A0CLERK",
        "botUserId": BOT_USER,
        "botName": "orderclerk",
        "botToken": BOT_TOKEN,
        "appToken": APP_TOKEN,
        "signingSecret": SIGNING_SECRET,
        "mode": "socket" if transport == "socket" else "events",
        "requestUrl": bot_url,
    }
    return {
        "apps": [app],
        "users": [{"id": key, "name": who.name.lower(), "real_name": who.name, "email": who.email}
                  for key, who in people.items()],
        "channels": [{"id": key, "name": key[2:].lower(), "members": [*people, BOT_USER]} for key in names],
    }  # fmt: skip


def _wholesaler(template: Path, path: Path) -> str:
    """The small wholesaler, with one article in four sizes; Mia is known by her id, the others by their address."""
    shutil.copy(template, path)
    engine = open_engine(f"sqlite:///{path}")
    transactions = Transactions(engine)
    desk = world.build(transactions).desk(system("import"))
    with transactions.begin() as session:
        employees.import_employees(session, desk, [world.MIA.model_copy(update={"slack_user_id": MIA})])
        catalog.import_products(
            session,
            desk,
            [ProductView(sku=f"WICKER{n}", name=f"Heart Of Wicker {size}", list_price=Decimal("2.50"))
             for n, size in enumerate(WICKER)],
        )  # fmt: skip
        stock.import_stock(session, desk, [("MAIN", f"WICKER{n}", Decimal(500)) for n in range(len(WICKER))])
    engine.dispose()
    return f"sqlite:///{path}"


@contextmanager
def _serving(runtime: Runtime, port: int) -> Iterator[None]:
    serving = Serving(runtime, UNTIMED)
    server = uvicorn.Server(uvicorn.Config(serving.web(), port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    serving.start()
    try:
        until(lambda: server.started or None, "our server")
        yield
    finally:
        server.should_exit = True
        serving.stop()
        thread.join(timeout=10)
