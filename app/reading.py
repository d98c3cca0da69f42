"""Owns the reader of a process: the index over catalogue and directory, built once and kept up to date."""

import gc
import threading
import time

from sqlalchemy.orm import Session

from domain.catalog import queries as catalog
from domain.customers import queries as customers
from domain.intake import service as intake
from domain.intake.schemas import CaseView, DraftState, Message, Reading, Replayed

#: How old an index may be before the versions of catalogue and directory are looked at again, in seconds.
FRESH_FOR = 2.0


class IndexedReader:
    """Reads messages with the catalogue and directory of the database; safe to use from many threads."""

    def __init__(self, second: intake.SecondReader | None = None) -> None:
        self._second = second
        self._lock = threading.Lock()
        self._looked_at = float("-inf")
        self._versions = ("", "", "")
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
        """What a message means, with an index that is at most `FRESH_FOR` seconds behind the database."""
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
            if time.monotonic() - self._looked_at > FRESH_FOR:
                self._rebuild(session)
                self._looked_at = time.monotonic()
            return self._catalogue, self._directory

    def _rebuild(self, session: Session) -> None:
        versions = (
            catalog.catalogue_version(session), customers.directory_version(session), catalog.alias_version(session),
        )  # fmt: skip
        if versions[0] != self._versions[0]:
            self._catalogue = intake.build_catalogue(catalog.all_products(session), catalog.customer_items(session))
        if versions[0] != self._versions[0] or versions[2] != self._versions[2]:
            self._catalogue = intake.with_aliases(self._catalogue, catalog.standing_aliases(session))
        if versions[1] != self._versions[1]:
            self._directory = intake.build_directory(customers.directory(session))
        self._versions = versions
