"""Owns the reader of a process: the index over catalogue and directory, built once and kept up to date."""

import gc
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog
from sqlalchemy.orm import Session

from domain.catalog import queries as catalog
from domain.customers import queries as customers
from domain.intake import service as intake
from domain.intake.schemas import CaseView, DraftState, Message, Reading, Replayed
from domain.shared.database import Transactions

log = structlog.get_logger()
#: How old an index may be before the versions of catalogue and directory are looked at again, in seconds.
FRESH_FOR = 2.0
#: So long may messages wait for the index of a changed catalogue, in seconds; one that took longer is built beside.
QUICK = 1.0


@dataclass(frozen=True)
class Versions:
    """Of what an index was built; empty where nothing was yet."""

    articles: str = ""
    directory: str = ""
    aliases: str = ""


def build_articles(session: Session) -> intake.Catalogue:
    """The index over all articles and part numbers."""
    return intake.build_catalogue(catalog.all_products(session), catalog.customer_items(session))


def in_thread(work: Callable[[], None]) -> None:
    """Have something done beside what this thread does; it ends with the process."""
    threading.Thread(target=work, name="index", daemon=True).start()


class IndexedReader:
    """Reads messages with the catalogue and directory of the database; safe to use from many threads.

    A changed catalogue is seen by the next message where its index is built in `QUICK` seconds. Where the last one
    took longer it is built in a thread with a session of `transactions`, while messages are read with the one that
    stands; without `transactions` messages wait for it. `build` builds it, `clock` measures how long that takes, and
    `start` has it done beside.
    """

    def __init__(
        self, second: intake.SecondReader | None = None, transactions: Transactions | None = None, *,
        build: Callable[[Session], intake.Catalogue] = build_articles, clock: Callable[[], float] = time.monotonic,
        start: Callable[[Callable[[], None]], None] = in_thread,
    ) -> None:  # fmt: skip
        self._second, self._transactions = second, transactions
        self._build, self._clock, self._start = build, clock, start
        self._lock = threading.Lock()
        self._looked_at = float("-inf")
        self._took = 0.0
        self._is_building = False
        self._versions = Versions()
        self._catalogue = intake.build_catalogue(())
        self._directory = intake.build_directory(())

    def warm(self, session: Session) -> None:
        """Build the index now, so that the first message does not wait for it.

        What stands by then stays as long as the process does: the collector need not walk it while a message is read.
        """
        self._fresh(session)
        gc.collect()
        gc.freeze()

    def read(self, session: Session, message: Message, draft: DraftState | None) -> Reading:
        """What a message means, by an index at most `FRESH_FOR` seconds, or one building of it, behind the database."""
        catalogue, directory = self._fresh(session)
        return intake.read(message, catalogue, directory, draft)

    def replayed(self, session: Session, case: CaseView) -> Replayed:
        """A corrected message read again, beside how it was read at first."""
        catalogue, directory = self._fresh(session)
        return intake.replayed(case, catalogue, directory)

    def look_again(self, reading: Reading, draft: DraftState | None) -> Reading:
        """The reading with what the second reader suggests, if there is one; waits for it, outside of transactions."""
        with self._lock:
            catalogue = self._catalogue
        return intake.look_again(reading, draft, catalogue, self._second)

    def _fresh(self, session: Session) -> tuple[intake.Catalogue, intake.Directory]:
        with self._lock:
            if self._clock() - self._looked_at > FRESH_FOR:
                self._follow(session)
                self._looked_at = self._clock()
            return self._catalogue, self._directory

    def _follow(self, session: Session) -> None:
        """Take in what changed; the articles beside, if that takes long and there is an index to read with."""
        now = _versions(session)
        if now.articles != self._versions.articles:
            if self._transactions is not None and self._took > QUICK:
                self._build_beside(self._transactions)
                now = replace(now, articles=self._versions.articles)
            else:
                self._catalogue, self._took = self._built(session)
        if now.articles != self._versions.articles or now.aliases != self._versions.aliases:
            self._catalogue = intake.with_aliases(self._catalogue, catalog.standing_aliases(session))
        if now.directory != self._versions.directory:
            self._directory = intake.build_directory(customers.directory(session))
        self._versions = now

    def _built(self, session: Session) -> tuple[intake.Catalogue, float]:
        """The index of the articles, and how long it took to build, in seconds."""
        started = self._clock()
        return self._build(session), self._clock() - started

    def _build_beside(self, transactions: Transactions) -> None:
        if not self._is_building:
            self._is_building = True
            self._start(lambda: self._catch_up(transactions))

    def _catch_up(self, transactions: Transactions) -> None:
        """Build until nothing has changed meanwhile; after a failure the next look tries again."""
        try:
            while self._swapped(transactions):
                pass
        except Exception:
            log.exception("the index of articles cannot be built")
        finally:
            with self._lock:
                self._is_building = False

    def _swapped(self, transactions: Transactions) -> bool:
        """Whether the articles had changed, and the index of what they are now stands in the place of the old one."""
        with transactions.read() as session:
            now = _versions(session)
            with self._lock:
                if now.articles == self._versions.articles:
                    return False
            aliases = catalog.standing_aliases(session)
            built, took = self._built(session)
        with self._lock:
            self._catalogue, self._took = intake.with_aliases(built, aliases), took
            self._versions = replace(self._versions, articles=now.articles, aliases=now.aliases)
            self._looked_at = float("-inf")
        return True


def _versions(session: Session) -> Versions:
    return Versions(
        catalog.catalogue_version(session), customers.directory_version(session), catalog.alias_version(session)
    )
