"""Owns the demo: a sample wholesaler, a workspace and mailboxes to talk to it, and the same bot as anywhere else."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import uvicorn
from rich.console import Console
from sqlalchemy.orm import Session

from app.importing.service import import_all
from app.migrating import migrate
from app.runtime import build
from app.sample.service import write_sample
from app.sample.staging import stage
from app.sample.suggestions import SUGGESTIONS
from app.serving import Serving
from app.settings import Settings, load
from domain.customers import queries as customers
from domain.employees import queries as employees
from domain.shared.actors import Role, system
from domain.shared.database import Transactions, open_engine
from domain.shared.desk import Desk
from domain.shared.errors import Refusal
from domain.shared.policy import configure, in_force
from presentation.blockcheck import check_surface
from presentation.wording.times import day
from simulator.service import Simulator, create_simulator
from simulator.settings import Channel, Command, Contact, Person, SimulatorSettings

out = Console()
#: The demo's business day, a Monday.
TODAY = "2026-05-11"
ORDERS, APPROVALS, ALERTS = "C0ORDERS", "C0APPROVALS", "C0ALERTS"
AUTHSERV_ID = "mx.demo.example"
TITLES = {
    "sales_rep": "Sales",
    "sales_manager": "Sales manager",
    "credit_manager": "Credit manager",
    "director": "Director",
    "warehouse": "Warehouse",
    "finance": "Finance",
    "admin": "Administrator",
}


class PortTaken(Refusal):
    """Something else listens on the demo's port; facts: port."""

    code = "PORT_TAKEN"


def run(*, folder: Path, port: int, keep: bool) -> None:
    """Make the sample wholesaler, then serve the simulator with the bot behind it until interrupted.

    Raises PortTaken before anything is made.
    """
    if not _is_free(port):
        raise PortTaken(port=port)
    with demonstration(folder, port=port, keep=keep) as simulator:
        out.print(f"\n  OrderClerk is at [bold]http://localhost:{port}[/bold]   (Ctrl-C ends it)\n")
        simulator.run(port=port)
    out.print(f"Stopped. [bold]orderclerk demo --keep --port {port}[/bold] goes on where this ended.")


@contextmanager
def demonstration(folder: Path, *, port: int, keep: bool = False) -> Iterator[Simulator]:
    """The simulator with a running bot behind it; `keep` goes on with the database of the last time."""
    database = folder / "orderclerk.db"
    if not (keep and database.exists()):
        _make_wholesaler(folder)
    bot_port, lmtp_port = _free_port(), _free_port()
    simulator = create_simulator(
        _workspace(database, folder, port=port, bot_port=bot_port, lmtp_port=lmtp_port), check_blocks=check_surface
    )
    simulator.start()
    runtime = build(_settings(database, simulator, port=port, bot_port=bot_port, lmtp_port=lmtp_port))
    serving = Serving(runtime)
    server = _serve_bot(serving, bot_port)
    serving.start()
    try:
        yield simulator
    finally:
        server.should_exit = True
        serving.stop()
        simulator.stop()


def _make_wholesaler(folder: Path) -> None:
    """The sample wholesaler in a database of its own, the same each time."""
    shutil.rmtree(folder, ignore_errors=True)
    files = folder / "sample"
    files.mkdir(parents=True)
    started = time.monotonic()
    out.print("Making a sample wholesaler ...")
    write_sample(files)
    database = folder / "orderclerk.db"
    engine = open_engine(f"sqlite:///{database}")
    migrate(engine)
    transactions = Transactions(engine)
    company = files / "company.toml"
    with transactions.begin() as session:
        desk = _desk(session)
        configure(session, company.read_text(encoding="utf-8"), actor=desk.actor, now=desk.now)
    with transactions.read() as session:
        desk = _desk(session)
    refused = [report for report in import_all(transactions, desk, files).reports if report.refused]
    if refused:
        raise RuntimeError(f"the sample is wrong: {refused[0].file}: {refused[0].problems[:3]}")
    with transactions.begin() as session:
        stage(session, _desk(session))
    engine.dispose()
    out.print(f"... done in {time.monotonic() - started:.1f} s")


def _desk(session: Session) -> Desk:
    configuration = in_force(session)
    now = load(orderclerk_today=TODAY).now_in(configuration.company.time_zone)
    return Desk(now=now, actor=system("demo"), configuration=configuration)


def _workspace(database: Path, folder: Path, *, port: int, bot_port: int, lmtp_port: int) -> SimulatorSettings:
    engine = open_engine(f"sqlite:///{database}")
    with Transactions(engine).read() as session:
        people = _people(session)
        contacts = _contacts(session)
        company = in_force(session).company
    engine.dispose()
    everybody = (*(person.id for person in people), "U0CLERKBOT")
    return SimulatorSettings(
        team_name=company.name,
        users=people,
        contacts=contacts,
        channels=(
            Channel(id=ORDERS, name="orders", members=everybody, topic="Write an order as you would to a colleague"),
            Channel(id=APPROVALS, name="approvals", members=everybody, topic="Held orders and who may release them"),
            Channel(id=ALERTS, name="alerts", members=everybody, topic="What changed overnight"),
        ),
        commands=(
            Command(name="/order", hint="a dozen ... for ...", description="Order for a customer"),
            Command(name="/stock", hint="40 ...", description="What is in stock, and when more could be"),
            Command(name="/status", hint="SO-1042", description="Where an order is"),
        ),
        suggestions=SUGGESTIONS,
        welcome=_welcome(company.name),
        public_url=f"http://localhost:{port}",
        bot_url=f"http://127.0.0.1:{bot_port}/slack/events",
        mail_to=f"lmtp://127.0.0.1:{lmtp_port}",
        order_address=company.email,
        authserv_id=AUTHSERV_ID,
        time_zone=company.time_zone,
        state_file=folder / "workspace.json",
        transport="http",
    )


def _welcome(company_name: str) -> str:
    return (
        f"The order desk that lives in Slack and email. At {company_name} it is {day(date.fromisoformat(TODAY))}. "
        "Workspace and customers are simulated, the bot is real, and nothing leaves this machine."
    )


def _people(session: Session) -> tuple[Person, ...]:
    everybody = employees.all_employees(session)
    reps_first = sorted(everybody, key=lambda each: (Role.SALES_REP not in each.roles, each.name))
    return tuple(
        Person(
            id=employee.slack_user_id or "",
            name=employee.name.split(" ")[0].lower(),
            real_name=employee.name,
            email=employee.email,
            title=", ".join(TITLES[role] for role in sorted(employee.roles)),
        )
        for employee in reps_first
        if employee.slack_user_id
    )


def _contacts(session: Session) -> tuple[Contact, ...]:
    entries = customers.directory(session)
    return tuple(
        Contact(name=contact.name, email=contact.email, company=entry.name)
        for entry in entries
        for contact in customers.contacts(session, entry.customer_id)
    )


def _settings(database: Path, simulator: Simulator, *, port: int, bot_port: int, lmtp_port: int) -> Settings:
    given = simulator.settings
    return load(
        database_url=f"sqlite:///{database}",
        slack_bot_token=given.bot_token,
        slack_signing_secret=given.signing_secret,
        slack_app_token=None,
        slack_api_base_url=f"http://127.0.0.1:{port}/api/",
        slack_orders_channel=ORDERS,
        slack_approvals_channel=APPROVALS,
        slack_alerts_channel=ALERTS,
        smtp_url=f"smtp://127.0.0.1:{simulator.mail.port}",
        imap_url=None,
        mail_listen=f"lmtp://127.0.0.1:{lmtp_port}",
        mail_authserv_id=AUTHSERV_ID,
        port=bot_port,
        orderclerk_today=TODAY,
    )


def _serve_bot(serving: Serving, port: int) -> uvicorn.Server:
    config = uvicorn.Config(serving.web(), host="127.0.0.1", port=port, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    threading.Thread(target=server.run, name="bot-web", daemon=True).start()
    return server


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True
