"""Writes the memory of a workspace to a JSON file and reads it back."""

import base64
import dataclasses
import json
import threading
from pathlib import Path
from typing import Any

from simulator.state.records import Conversation, Json, Message, StoredFile, StoredMail, View
from simulator.state.store import Store

FORMAT = 1


def dump(store: Store) -> Json:
    """Everything worth keeping, as JSON values."""
    with store.lock:
        conversations = store.conversations
        return {
            "format": FORMAT,
            "conversations": [dataclasses.asdict(c) for c in conversations.by_id.values()],
            "messages": [
                dataclasses.asdict(m)
                for messages in conversations.messages.values()
                for m in messages.values()
                if m.seen_only_by is None
            ],
            "thread_read": conversations.thread_read,
            "homes": {user: dataclasses.asdict(view) for user, view in store.views.homes.items()},
            "files": [_with_text(dataclasses.asdict(f), "content") for f in store.files.by_id.values()],
            "mails": [_with_text(dataclasses.asdict(m), "raw") for m in store.mailboxes.mails.values()],
        }


def load(store: Store, saved: Json) -> None:
    """Take over what `dump` gave; channels of the settings stay even if they were not saved."""
    if saved.get("format") != FORMAT:
        return
    with store.lock:
        conversations = store.conversations
        for row in saved["conversations"]:
            conversations.by_id[row["id"]] = Conversation(**row)
            conversations.messages.setdefault(row["id"], {})
        for row in saved["messages"]:
            conversations.restore(Message(**row))
        conversations.thread_read.update(saved["thread_read"])
        store.views.homes.update({user: View(**row) for user, row in saved["homes"].items()})
        for row in saved["files"]:
            store.files.by_id[row["id"]] = StoredFile(**_with_bytes(row, "content"))
        for row in saved["mails"]:
            store.mailboxes.mails[row["id"]] = StoredMail(**_with_bytes(row, "raw"))


def _with_text(row: Json, key: str) -> Json:
    return {**row, key: base64.b64encode(row[key]).decode()}


def _with_bytes(row: Json, key: str) -> dict[str, Any]:
    return {**row, key: base64.b64decode(row[key])}


class Saver:
    """A thread that writes the state at most once a second while it changes."""

    def __init__(self, store: Store, path: Path) -> None:
        self._store = store
        self._path = path
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="simulator-saver", daemon=True)
        self._written = -1

    def start(self) -> None:
        """Read the file when there is one, then keep it up to date."""
        if self._path.exists():
            load(self._store, json.loads(self._path.read_text("utf-8")))
        self._thread.start()

    def stop(self) -> None:
        """Write once more and end."""
        self._stopping.set()
        self._thread.join(timeout=5)
        self._write()

    def _run(self) -> None:
        while not self._stopping.wait(1.0):
            self._write()

    def _write(self) -> None:
        revision = self._store.feed.revision
        if revision == self._written:
            return
        beside = self._path.with_suffix(".writing")
        beside.write_text(json.dumps(dump(self._store)), "utf-8")
        beside.replace(self._path)
        self._written = revision
