"""Owns the configuration of a process: what is in force, read again when somebody replaced it."""

import threading
import time

from app.settings import Settings
from domain.shared import policy
from domain.shared.actors import Actor
from domain.shared.database import Transactions
from domain.shared.desk import Desk

#: How old the configuration may be before the database is asked again, in seconds.
FRESH_FOR = 5.0


class Desks:
    """Makes the circumstances of every verb: the configuration in force and the business clock."""

    def __init__(self, transactions: Transactions, settings: Settings) -> None:
        self._transactions = transactions
        self._lock = threading.Lock()
        self._looked_at = time.monotonic()
        with transactions.read() as session:
            self._configuration = policy.in_force(session)
        self.clock = settings.clock(self._configuration.company.time_zone)

    def desk(self, actor: Actor, source: str | None = None) -> Desk:
        """Who acts, now, under the policy in force."""
        return Desk(now=self.clock.now(), actor=actor, configuration=self.configuration(), source=source)

    def configuration(self) -> policy.Configuration:
        """The policy and company in force, at most `FRESH_FOR` seconds old."""
        with self._lock:
            if time.monotonic() - self._looked_at > FRESH_FOR:
                with self._transactions.read() as session:
                    if policy.latest_version(session) != self._configuration.version:
                        self._configuration = policy.in_force(session)
                self._looked_at = time.monotonic()
            return self._configuration
