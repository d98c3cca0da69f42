"""Measures the way from a person's message in Slack to the card in its thread: the served product in a process of its
own, signed HTTP between it and the simulator, which stands here for Slack and says how long its own answers took.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from app.importing.service import import_file
from app.migrating import migrate
from benchmarks import shop
from benchmarks.databases import SQLITE, databases
from benchmarks.measuring import milliseconds, spread_of
from benchmarks.reference import NO_DATA, WHOLESALER
from benchmarks.results import Options, Result
from domain.customers import queries as customers
from domain.employees import queries as employees
from domain.shared.actors import system
from domain.shared.database import Transactions, open_engine
from simulator.service import Simulator, create_simulator
from simulator.settings import Channel, Person, SimulatorSettings
from simulator.world import accept_all

WORK = "Slack message in → card posted, 4 thousand SKUs"
MEDIAN_MS, TAIL_MS = 50.0, 150.0
KINDS = ("employees", "warehouses", "products", "units", "customers", "prices", "contacts", "addresses",
         "customer-items", "stock", "receipts")  # fmt: skip
#: Every channel is written to so rarely that nobody waits for its pace.
CHANNELS = tuple(f"C0DESK{number:02}" for number in range(60))
WISHES = ("60 jumbo bag red retrospot and 6 regency cakestand 3 tier", "24 x 22423", "2 dozen 85099B, 12 x 22197",
          "36 x 84879 and 4 x 47566 by friday, PO A-17")  # fmt: skip
PATIENCE = 30.0
WARM_UP = 5


def rows(options: Options) -> Iterator[Result]:
    """One row, on SQLite."""
    if not WHOLESALER.is_dir():
        yield Result(WORK, SQLITE, skipped=NO_DATA)
        return
    with databases(SQLITE) as made:
        url = made.empty()
        people, names = _filled(url)
        texts = [f"{name} want {WISHES[index % len(WISHES)]}" for index, name in enumerate(names)]
        yield _posted(url, people, texts[: options.times(60, 20) + WARM_UP])


def _filled(url: str) -> tuple[tuple[Person, ...], list[str]]:
    engine = open_engine(url)
    migrate(engine)
    transactions = Transactions(engine)
    for kind in KINDS:
        path = WHOLESALER / f"{kind.replace('-', '_')}.csv"
        import_file(transactions, shop.desk().acting_as(system("bench")), kind, path)
    with transactions.read() as session:
        people = tuple(
            Person(id=each.slack_user_id or "", name=each.email.split(".")[0], real_name=each.name, email=each.email)
            for each in employees.all_employees(session)
        )
        names = [entry.nickname for entry in customers.directory(session) if entry.nickname]
    engine.dispose()
    return people, names


def _posted(url: str, people: tuple[Person, ...], texts: Sequence[str]) -> Result:
    port = _free_port()
    everybody = (*(person.id for person in people), "U0CLERKBOT")
    simulator = create_simulator(
        SimulatorSettings(
            users=people,
            channels=tuple(Channel(id=key, name=key.lower(), members=everybody) for key in CHANNELS),
            bot_url=f"http://127.0.0.1:{port}/slack/events",
            transport="http",
        ),
        check_blocks=accept_all,
    )
    with simulator.served() as slack_url, _serving(url, slack_url, simulator.settings, port):
        taken = [_until_card(simulator, CHANNELS[n % len(CHANNELS)], text) for n, text in enumerate(texts)]
        plain = spread_of(milliseconds(lambda: _asked(f"http://127.0.0.1:{port}/healthz"), 100))
    measured = spread_of(taken[WARM_UP:])
    is_met = measured.median <= MEDIAN_MS and measured.p99 <= TAIL_MS
    note = f"p99 {measured.p99:.0f} ms of {measured.repeats} messages; bare: GET /healthz of the same server"
    budget = f"{MEDIAN_MS:g} ms, p99 {TAIL_MS:g} ms, beyond Slack's own answers"
    return Result(WORK, SQLITE, "ms", measured, plain, measured.median / plain.median, budget, is_met, note)


def _until_card(simulator: Simulator, channel: str, text: str) -> float:
    """Milliseconds from the sending of the event until Slack was asked to post its card, less Slack's own answers."""
    simulator.store.traffic.clear()
    started = time.time()
    simulator.workspace.say("mia", channel, f"@OrderClerk {text}")
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        asked = [each for each in simulator.store.traffic.latest() if each.direction == "from bot"]
        card = next(
            (each for each in asked if each.name == "chat.postMessage" and each.request.get("channel") == channel), None
        )
        if card is not None:
            before = sum(each.milliseconds for each in asked if each.id <= card.id)
            return (card.at - started) * 1000 - before
        time.sleep(0.002)
    raise TimeoutError(f"no card for {text!r}")


@contextmanager
def _serving(url: str, slack_url: str, given: SimulatorSettings, port: int) -> Iterator[None]:
    environment: Mapping[str, str] = os.environ | {
        "DATABASE_URL": url,
        "SLACK_BOT_TOKEN": given.bot_token,
        "SLACK_SIGNING_SECRET": given.signing_secret,
        "SLACK_API_BASE_URL": f"{slack_url}/api/",
        "ORDERCLERK_TODAY": "2011-11-14",
        "LOG_LEVEL": "ERROR",
    }
    command = ("from app.cli import main; main()", "serve", "--roles", "web,worker,relay", "--port", str(port))
    process = subprocess.Popen(
        [sys.executable, "-c", *command], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        _wait_for(process, f"http://127.0.0.1:{port}/readyz")
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            said = process.stderr.read().decode() if process.stderr else ""
            raise RuntimeError(f"the server ended: {said[-500:]}")
        try:
            _asked(address)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server did not start")


def _asked(address: str) -> None:
    with urllib.request.urlopen(address, timeout=5) as answer:
        answer.read()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
