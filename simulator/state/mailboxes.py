"""Mailboxes by mail address: what arrived and what was sent from them."""

import threading
import time
from uuid import uuid4

from simulator.state.feed import Feed
from simulator.state.records import StoredMail


class Mailboxes:
    """Every mail, filed under the address that received or sent it."""

    def __init__(self, lock: threading.RLock, feed: Feed) -> None:
        self._lock = lock
        self._feed = feed
        self.mails: dict[str, StoredMail] = {}

    def reset(self) -> None:
        """Empty all mailboxes."""
        with self._lock:
            self.mails.clear()
        self._feed.publish()

    def file(self, owner: str, raw: bytes, *, is_sent: bool = False) -> StoredMail:
        """Put a mail into the mailbox of `owner`."""
        mail = StoredMail(uuid4().hex[:12], owner.casefold(), is_sent, raw, time.time(), is_read=is_sent)
        with self._lock:
            self.mails[mail.id] = mail
        self._feed.publish()
        return mail

    def of(self, owner: str) -> list[StoredMail]:
        """The mails of one mailbox, oldest first."""
        with self._lock:
            return [m for m in self.mails.values() if m.owner == owner.casefold()]

    def owners(self) -> list[str]:
        """Every address that has a mail, in order of its first."""
        with self._lock:
            return list(dict.fromkeys(m.owner for m in self.mails.values()))

    def get(self, mail_id: str) -> StoredMail | None:
        """The mail with this id."""
        with self._lock:
            return self.mails.get(mail_id)

    def mark_read(self, mail: StoredMail) -> None:
        """Somebody opened it."""
        with self._lock:
            changed, mail.is_read = not mail.is_read, True
        if changed:
            self._feed.publish()

    def unread(self, owner: str) -> int:
        """How many mails of a mailbox nobody opened yet."""
        return sum(1 for m in self.of(owner) if not m.is_read)
