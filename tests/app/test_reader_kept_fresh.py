"""A changed catalogue is followed by the reader of a process: at once where that is quick, else beside the messages."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pytest
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from app.reading import FRESH_FOR, QUICK, IndexedReader, build_articles
from domain.catalog import service as catalog
from domain.catalog.schemas import ProductView
from domain.intake.schemas import Message
from domain.intake.service import Catalogue
from domain.shared.actors import system
from domain.shared.database import Transactions
from tests.support.world import World

NAMES = {"71001": "PAPER LANTERN", "71002": "GARDEN TROWEL", "71003": "COPPER KETTLE"}
LANTERN, TROWEL, KETTLE = NAMES
ALL = "send 5 paper lanterns, 6 garden trowels, 7 copper kettles"


@dataclass
class Shop:
    """A catalogue that grows, its reader, a clock that only building and waiting move, and what is done beside."""

    transactions: Transactions
    takes: float = 0.0
    now: float = 0.0
    jobs: list[Callable[[], None]] = field(default_factory=list)
    built: int = 0
    meanwhile: list[Callable[[], None]] = field(default_factory=list)
    reader: IndexedReader = field(init=False)

    def __post_init__(self) -> None:
        """A reader whose building takes as long as the story says."""
        self.reader = IndexedReader(
            None, self.transactions, build=self.build, clock=lambda: self.now, start=self.jobs.append
        )

    def build(self, session: Session) -> Catalogue:
        """An index of the articles; something else may happen before it is there."""
        index = build_articles(session)
        self.now += self.takes
        self.built += 1
        if self.meanwhile:
            self.meanwhile.pop(0)()
        return index

    def sells(self, *skus: str) -> None:
        """Articles more."""
        with self.transactions.begin() as session:
            desk = World(self.transactions).desk(system("import"))
            catalog.import_products(session, desk, [ProductView(sku=sku, name=NAMES[sku]) for sku in skus])

    def reads(self) -> list[str]:
        """The articles that the next message is understood to name."""
        self.now += FRESH_FOR + 1
        message = Message(id="m", channel="slack", sender="rep", today=date(2011, 11, 14), text=ALL)
        with self.transactions.read() as session:
            return [line.sku for line in self.reader.read(session, message, None).lines]


@pytest.fixture
def shop(transactions: Transactions) -> Shop:
    """A shop that sells lanterns."""
    made = Shop(transactions)
    made.sells(LANTERN)
    return made


def test_a_quickly_built_index_is_there_for_the_next_message(shop: Shop) -> None:
    """Nothing is done beside."""
    shop.takes = QUICK
    assert shop.reads() == [LANTERN]
    shop.sells(TROWEL)
    assert (shop.reads(), shop.jobs) == ([LANTERN, TROWEL], [])


def test_messages_are_read_with_the_old_index_until_a_slow_one_is_built(shop: Shop) -> None:
    """The first one is waited for; of the next ones only one is built at a time."""
    shop.takes = 40.0
    assert shop.reads() == [LANTERN]
    shop.sells(TROWEL)
    assert (shop.reads(), shop.reads(), shop.built) == ([LANTERN], [LANTERN], 1)
    [job] = shop.jobs
    job()
    assert (shop.reads(), shop.built, len(shop.jobs)) == ([LANTERN, TROWEL], 2, 1)


def test_what_changes_while_building_leads_to_one_more_building(shop: Shop) -> None:
    """Two changes meanwhile are one building more."""
    shop.takes = 40.0
    shop.reads()
    shop.sells(TROWEL)
    shop.reads()

    def change_twice() -> None:
        shop.sells(KETTLE)
        shop.sells(LANTERN)

    shop.meanwhile = [change_twice]
    shop.jobs.pop()()
    assert (shop.built, shop.reads(), shop.jobs) == (3, [LANTERN, TROWEL, KETTLE], [])


def test_a_message_does_not_wait_for_what_is_built_beside(shop: Shop) -> None:
    """It is answered before the building ends."""
    shop.takes = 40.0
    shop.reads()
    shop.sells(TROWEL)
    shop.reads()
    answered = list[list[str]]()

    def read_meanwhile() -> None:
        thread = threading.Thread(target=lambda: answered.append(shop.reads()), daemon=True)
        thread.start()
        thread.join(timeout=20)

    shop.meanwhile = [read_meanwhile]
    shop.jobs.pop()()
    assert answered == [[LANTERN]]


def test_a_building_that_fails_is_told_and_tried_again(shop: Shop) -> None:
    """Messages go on with the index that stands."""
    shop.takes = 40.0
    shop.reads()
    shop.sells(TROWEL)
    shop.reads()

    def fail() -> None:
        raise MemoryError

    shop.meanwhile = [fail]
    with capture_logs() as told:
        shop.jobs.pop()()
    assert [one["log_level"] for one in told] == ["error"]
    assert shop.reads() == [LANTERN]
    shop.jobs.pop()()
    assert shop.reads() == [LANTERN, TROWEL]


def _ended(event: threading.Event) -> None:
    assert event.wait(20)


def test_a_thread_of_its_own_builds_in_a_running_process(shop: Shop) -> None:
    """Nobody does the work by hand."""
    shop.takes, let_go = 40.0, threading.Event()
    shop.reader = IndexedReader(None, shop.transactions, build=shop.build, clock=lambda: shop.now)
    shop.reads()
    shop.sells(TROWEL)
    shop.meanwhile = [lambda: _ended(let_go)]
    assert shop.reads() == [LANTERN]
    [builder] = [thread for thread in threading.enumerate() if thread.name == "index"]
    let_go.set()
    builder.join(20)
    assert shop.reads() == [LANTERN, TROWEL]
