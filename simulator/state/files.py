"""Files that people and the bot uploaded."""

import mimetypes
import threading
import time

from simulator.state.feed import Feed
from simulator.state.identifiers import new_id
from simulator.state.records import StoredFile


class Files:
    """Uploaded files by id."""

    def __init__(self, lock: threading.RLock, feed: Feed) -> None:
        self._lock = lock
        self._feed = feed
        self.by_id: dict[str, StoredFile] = {}

    def add(self, name: str, user: str, content: bytes, *, is_complete: bool) -> StoredFile:
        """Keep a file; one that is announced only has no content yet."""
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        stored = StoredFile(new_id("F"), name, user, content, kind, name, int(time.time()), is_complete)
        with self._lock:
            self.by_id[stored.id] = stored
        return stored

    def get(self, file_id: str) -> StoredFile | None:
        """The file with this id."""
        with self._lock:
            return self.by_id.get(file_id)

    def receive(self, file_id: str, content: bytes) -> None:
        """The bytes of an announced file."""
        with self._lock:
            self.by_id[file_id].content = content
        self._feed.publish()

    def reset(self) -> None:
        """Forget all files."""
        with self._lock:
            self.by_id.clear()
