"""What the page shows of conversations: the rail, the message list, a thread."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from simulator.page import authors
from simulator.page.authors import Author
from simulator.page.drawing import Drawing
from simulator.page.emoji import sign
from simulator.page.places import Place
from simulator.payloads import values_of
from simulator.state.records import Conversation, Json, Message, StoredFile, Values, View
from simulator.state.store import Store

JOINED_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Holder:
    """What elements in blocks need to know about where they stand."""

    key: str
    values: Values
    errors: dict[str, str]
    users: list[tuple[str, str]]
    channels: list[tuple[str, str]]


class Talk:
    """Models of conversations for one reader."""

    def __init__(self, store: Store, drawing: Drawing, place: Place) -> None:
        self._store = store
        self._drawing = drawing
        self._place = place

    def holder(self, key: str, values: Values, errors: dict[str, str]) -> Holder:
        """A holder with the people and channels that selects offer."""
        settings = self._store.settings
        users = [(user.id, user.real_name) for user in settings.users]
        return Holder(key, values, errors, users, [(c.id, f"#{c.name}") for c in settings.channels])

    def view_holder(self, view: View) -> Holder:
        """A holder for a modal or home tab."""
        return self.holder(view.id, view.values, view.errors)

    def rail(self) -> Json:
        """Channels, direct messages and speakers with their unread counts."""
        conversations = self._store.conversations.of_user(self._place.me)
        bot_direct = self._store.conversations.direct([self._place.me, self._store.settings.bot_user_id])
        directs = [bot_direct, *(c for c in conversations if c.is_im and c.id != bot_direct.id)]
        last = next((x for x in reversed(self._store.traffic.latest()) if x.direction == "to bot"), None)
        is_there = last is None or last.outcome not in ("nobody", "refused")
        return {
            "channels": [self._link(c, c.name) for c in conversations if not c.is_im and not c.is_mpim],
            "directs": [self._direct(c) for c in directs],
            "people": [self._speaker(person.id) for person in self._store.settings.users],
            "home_href": self._place.href(where="home", thread="", side=""),
            "traffic_href": self._place.href(where="traffic", thread="", side=""),
            "is_bot_there": is_there,
            "bot_state": "The bot answers" if is_there else "Nobody answers at the bot's address",
        }

    def _link(self, conversation: Conversation, name: str) -> Json:
        is_here = conversation.id == self._place.where
        unread = 0 if is_here else self._store.conversations.unread(self._place.me, conversation.id)
        href = self._place.href(where=conversation.id, thread="", side="")
        return {"name": name, "href": href, "is_here": is_here, "unread": unread}

    def _direct(self, conversation: Conversation) -> Json:
        others = [m for m in conversation.members if m != self._place.me] or [self._place.me]
        author = authors.of_user(self._store, others[0])
        return {**self._link(conversation, author.name), "author": author, "is_bot": author.is_bot}

    def _speaker(self, user: str) -> Json:
        conversations = self._store.conversations
        unread = sum(conversations.unread(user, c.id) for c in conversations.of_user(user) if c.is_im)
        mine = [c.id for c in conversations.of_user(user)]
        where = self._place.where
        is_shared = where in mine or where in ("home", "traffic")
        bot_direct = conversations.direct([self._place.me, self._store.settings.bot_user_id]).id
        if where == bot_direct:
            where, is_shared = conversations.direct([user, self._store.settings.bot_user_id]).id, True
        changes = {"me": user} | ({"where": where} if is_shared else {"where": mine[0] if mine else "home"})
        if changes["where"] != self._place.where:
            changes["thread"] = ""
        return {
            "author": authors.of_user(self._store, user),
            "href": self._place.href(**changes),
            "is_me": user == self._place.me,
            "unread": unread,
        }

    def messages(self, found: Iterable[Message], *, in_thread: bool) -> list[Json]:
        """Messages ready to be drawn, follow-ups of the same author joined."""
        models: list[Json] = []
        before: Message | None = None
        for message in found:
            joined = bool(
                before
                and not in_thread
                and before.user == message.user
                and before.seen_only_by == message.seen_only_by
                and float(message.ts) - float(before.ts) < JOINED_SECONDS
            )
            models.append(self._message(message, is_joined=joined))
            before = message
        return models

    def _message(self, message: Message, *, is_joined: bool) -> Json:
        moment = datetime.fromtimestamp(float(message.ts), self._drawing.zone)
        shows_text = bool(message.text) and (not message.blocks or not message.is_bot)
        files = [self._store.files.get(file_id) for file_id in message.file_ids]
        return {
            "ts": message.ts,
            "author": authors.of_user(self._store, message.user),
            "is_joined": is_joined,
            "is_ephemeral": message.seen_only_by is not None,
            "is_mine": message.user == self._place.me,
            "is_edited": bool(message.edited_ts) and not message.is_bot,
            "iso": moment.isoformat(),
            "time": f"{moment:%H:%M}",
            "date": f"{moment:%A, %d %B %Y at %H:%M:%S}",
            "moment": moment,
            "shows_text": shows_text,
            "html": self._drawing.mrkdwn(message.text) if shows_text else "",
            "blocks": message.blocks if message.is_bot else [],
            "holder": self.holder(f"{message.channel}:{message.ts}", values_of(message, self._place.me), {}),
            "files": [self._file(file) for file in files if file],
            "reactions": [self._reaction(name, users) for name, users in message.reactions.items()],
            "shortcuts": self._store.settings.shortcuts,
            **self._thread(message),
        }

    def _thread(self, message: Message) -> Json:
        thread = self._store.conversations.thread(message.channel, message.ts, self._place.me)
        replies = [m for m in thread if m.is_reply and m.seen_only_by is None]
        href = self._place.href(thread=message.thread_ts or message.ts, side="")
        if not replies or message.is_reply:
            return {"reply_count": 0, "thread_href": href}
        people = list(dict.fromkeys(m.user for m in replies))[:4]
        last = datetime.fromtimestamp(float(replies[-1].ts), self._drawing.zone)
        return {
            "reply_count": len(replies),
            "thread_href": href,
            "repliers": [authors.of_user(self._store, user) for user in people],
            "last_reply": day_name(last) + f" at {last:%H:%M}",
            "has_unread_replies": self._store.conversations.has_unread_replies(self._place.me, message),
        }

    def _reaction(self, name: str, users: list[str]) -> Json:
        names = ", ".join(self._drawing.names.user(user) for user in users)
        is_mine = self._place.me in users
        return {"name": name, "sign": sign(name), "count": len(users), "users": names, "is_mine": is_mine}

    def _file(self, file: StoredFile) -> Json:
        return {
            "title": file.title or file.name,
            "mimetype": file.mimetype,
            "url": f"/files/{file.id}/{file.name}",
            "kind": (file.name.rpartition(".")[2] or "file").upper(),
            "size": size_words(len(file.content)),
        }

    def days(self, models: list[Json]) -> list[Json]:
        """The messages by day."""
        days: list[dict[str, Any]] = []
        for model in models:
            key = f"{model['moment']:%Y-%m-%d}"
            if not days or days[-1]["key"] != key:
                days.append({"key": key, "name": day_name(model["moment"]), "messages": []})
                model["is_joined"] = False
            days[-1]["messages"].append(model)
        return days

    def members(self, conversation: Conversation) -> list[Author]:
        """The people in a conversation; the others first in a direct message."""
        users = sorted(conversation.members, key=lambda user: user == self._place.me)
        return [authors.of_user(self._store, user) for user in users]


def day_name(moment: datetime) -> str:
    """Today, Yesterday or the date."""
    today = datetime.now(moment.tzinfo).date()
    if moment.date() == today:
        return "Today"
    if moment.date() == today - timedelta(days=1):
        return "Yesterday"
    return f"{moment:%A}, {moment.day} {moment:%B}"


def size_words(size: int) -> str:
    """A file size for people."""
    return f"{size} B" if size < 1000 else f"{size / 1000:.0f} kB" if size < 1e6 else f"{size / 1e6:.1f} MB"
