"""Owns a running OrderClerk for end-to-end tests: the product's own server, a simulated Slack and mail world,
signed HTTP, SMTP and LMTP on loopback. Nothing is called directly that a user could not reach.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from sqlalchemy.orm import Session

from app.runtime import Runtime, build
from app.serving import EVERY_ROLE, Role, Serving
from app.settings import load
from domain.customers import queries as customers
from domain.employees import queries as employees
from domain.employees.schemas import actor_of
from domain.shared.actors import Actor
from domain.shared.database import Transactions, open_engine
from domain.shared.desk import Desk
from presentation.blockcheck import check_surface
from simulator.client import Workspace
from simulator.service import Simulator, create_simulator
from simulator.settings import Channel, Command, Contact, Person, SimulatorSettings
from tests.support.ports import free_port

ORDERS, APPROVALS, ALERTS = "C0ORDERS", "C0APPROVALS", "C0ALERTS"
#: A channel that the bot is no member of.
WAREHOUSE = "C0WAREHOUSE"
AUTHSERV_ID = "mx.test.example"
PATIENCE = 20.0
#: Somebody in the workspace who is no employee.
STRANGER = Person(id="U0NELL", name="nell", real_name="Nell Stranger", email="nell@elsewhere.example")
#: The clock is moved by the tests that are about it.
UNTIMED = EVERY_ROLE - {Role.SCHEDULER}


@dataclass
class Running:
    """The running product and the world around it."""

    runtime: Runtime
    workspace: Workspace
    base_url: str
    signing_secret: str
    simulator: Simulator

    @property
    def is_connected(self) -> bool:
        """Whether the bot holds a Socket Mode connection."""
        return self.simulator.world.sockets.is_connected

    @property
    def database_url(self) -> str:
        """Where everything is kept, for commands in processes of their own."""
        return self.runtime.settings.database_url

    def acting(self, email: str) -> Desk:
        """The desk of an employee, for what is done by commands."""
        with self.runtime.transactions.read() as session:
            employee = employees.by_email(session, email)
        assert employee is not None
        return self.desk(actor_of(employee))

    def desk(self, actor: Actor) -> Desk:
        """The desk of anybody."""
        return self.runtime.desks.desk(actor, "test")

    def until(self, look: Callable[[Session], object], *, patience: float = PATIENCE) -> object:
        """Look at the database until it says something true."""
        deadline = time.monotonic() + patience
        while True:
            with self.runtime.transactions.read() as session:
                found = look(session)
            if found:
                return found
            assert time.monotonic() < deadline, "nothing happened in time"
            time.sleep(0.05)


@contextmanager
def running(
    database_url: str, *, today: str, transport: str = "http", roles: frozenset[Role] = UNTIMED, **more: object
) -> Iterator[Running]:
    """Serve everything but the clock for a database that is filled already; `more` are further settings."""
    bot_port, lmtp_port = free_port(), free_port()
    simulator = create_simulator(
        workspace_of(database_url, bot_port=bot_port, lmtp_port=lmtp_port, transport=transport),
        check_blocks=check_surface,
    )
    with simulator.served() as slack_url:
        given = simulator.settings
        settings = load(**settings_for(simulator, slack_url, database_url=database_url, today=today) | {
            "slack_app_token": given.app_token if transport == "socket" else None,
            "mail_listen": f"lmtp://127.0.0.1:{lmtp_port}",
        } | more)  # fmt: skip
        runtime = build(settings)
        serving = Serving(runtime, roles)
        server = uvicorn.Server(uvicorn.Config(serving.web(), port=bot_port, log_level="warning"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        serving.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield Running(runtime, simulator.workspace, f"http://127.0.0.1:{bot_port}", given.signing_secret, simulator)
        finally:
            server.should_exit = True
            serving.stop()
            thread.join(timeout=10)
            runtime.engine.dispose()


def settings_for(simulator: Simulator, slack_url: str, *, database_url: str, today: str) -> dict[str, Any]:
    """The settings of a bot in this workspace."""
    return {
        "database_url": database_url,
        "slack_bot_token": simulator.settings.bot_token,
        "slack_signing_secret": simulator.settings.signing_secret,
        "slack_api_base_url": f"{slack_url}/api/",
        "slack_orders_channel": ORDERS,
        "slack_approvals_channel": APPROVALS,
        "slack_alerts_channel": ALERTS,
        "smtp_url": f"smtp://127.0.0.1:{simulator.mail.port}",
        "mail_authserv_id": AUTHSERV_ID,
        "orderclerk_today": today,
    }


def workspace_of(database_url: str, *, bot_port: int, lmtp_port: int = 0, transport: str = "http") -> SimulatorSettings:
    """A workspace with the wholesaler's people, and mailboxes of the customers that have a nickname."""
    engine = open_engine(database_url)
    with Transactions(engine).read() as session:
        people = tuple(
            Person(id=each.slack_user_id or "", name=each.email.split(".")[0], real_name=each.name, email=each.email)
            for each in employees.all_employees(session)
        )
        known = [entry for entry in customers.directory(session) if entry.nickname]
        contacts = tuple(
            Contact(name=contact.name, email=contact.email, company=entry.name)
            for entry in known
            for contact in customers.contacts(session, entry.customer_id)
        )
    engine.dispose()
    people = (*people, STRANGER)
    staff = tuple(person.id for person in people)
    everybody = (*staff, "U0CLERKBOT")
    return SimulatorSettings(
        users=people,
        contacts=contacts,
        channels=(
            *(Channel(id=key, name=key[2:].lower(), members=everybody) for key in (ORDERS, APPROVALS, ALERTS)),
            Channel(id=WAREHOUSE, name="warehouse", members=staff),
        ),
        commands=tuple(Command(name=name) for name in ("/order", "/stock", "/status")),
        bot_url=f"http://127.0.0.1:{bot_port}/slack/events",
        mail_to=f"lmtp://127.0.0.1:{lmtp_port}",
        authserv_id=AUTHSERV_ID,
        retry_delays=(0.0, 0.5, 1.0),
        transport=transport,
    )
