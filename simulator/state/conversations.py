"""Conversations and their messages: who is where, what was said, who has read it."""

import threading
import time
from collections.abc import Iterable

from simulator.settings import SimulatorSettings
from simulator.state.feed import Feed
from simulator.state.identifiers import Timestamps, new_id
from simulator.state.records import Conversation, Message


class Conversations:
    """Every channel and direct message with its messages in order of ts."""

    def __init__(self, settings: SimulatorSettings, lock: threading.RLock, feed: Feed) -> None:
        self._settings = settings
        self._lock = lock
        self._feed = feed
        self.timestamps = Timestamps()
        self.by_id: dict[str, Conversation] = {}
        self.messages: dict[str, dict[str, Message]] = {}
        self.thread_read: dict[str, dict[str, str]] = {}
        self._replies: dict[tuple[str, str], list[str]] = {}
        self.reset()

    def reset(self) -> None:
        """Back to the channels of the settings, without a message."""
        with self._lock:
            self.by_id.clear()
            self.messages.clear()
            self.thread_read.clear()
            self._replies.clear()
            for channel in self._settings.channels:
                members = [self.user_id(key) for key in channel.members]
                self._add(Conversation(channel.id, channel.name, members, channel.topic))
        self._feed.publish()

    def user_id(self, key: str) -> str:
        """The id for an id or handle of a person or of the bot; KeyError for anybody else."""
        settings = self._settings
        if key.lstrip("@").casefold() in (settings.bot_user_id.casefold(), settings.bot_name.casefold(), "bot"):
            return settings.bot_user_id
        person = settings.person(key)
        if person is None:
            raise KeyError(f"nobody here is called {key!r}")
        return person.id

    def _add(self, conversation: Conversation) -> Conversation:
        conversation.created = conversation.created or int(time.time())
        self.by_id[conversation.id] = conversation
        self.messages.setdefault(conversation.id, {})
        return conversation

    def find(self, key: str) -> Conversation | None:
        """The conversation with this id or, with or without `#`, this name."""
        with self._lock:
            if key in self.by_id:
                return self.by_id[key]
            name = key.removeprefix("#")
            return next((c for c in self.by_id.values() if not c.is_im and c.name == name), None)

    def direct(self, users: Iterable[str]) -> Conversation:
        """The direct message between these users, opened when it is the first."""
        members = sorted(set(users))
        with self._lock:
            for conversation in self.by_id.values():
                if (conversation.is_im or conversation.is_mpim) and sorted(conversation.members) == members:
                    return conversation
            is_group = len(members) > 2
            prefix = "G" if is_group else "D"
            made = Conversation(new_id(prefix), "", members, is_im=not is_group, is_mpim=is_group)
            return self._add(made)

    def of_user(self, user: str) -> list[Conversation]:
        """Where `user` is a member, channels first, in the order of the settings."""
        with self._lock:
            mine = [c for c in self.by_id.values() if user in c.members]
            return sorted(mine, key=lambda c: c.is_im)

    def join(self, conversation: Conversation, user: str) -> None:
        """Make `user` a member."""
        with self._lock:
            if user not in conversation.members:
                conversation.members.append(user)
        self._feed.publish()

    def add(self, message: Message) -> Message:
        """Keep a new message."""
        self.restore(message)
        self._feed.publish()
        return message

    def restore(self, message: Message) -> None:
        """Keep a message without telling anybody."""
        with self._lock:
            self.messages.setdefault(message.channel, {})[message.ts] = message
            if message.is_reply:
                self._replies.setdefault((message.channel, str(message.thread_ts)), []).append(message.ts)

    def get(self, channel: str, ts: str) -> Message | None:
        """The message with this ts."""
        with self._lock:
            return self.messages.get(channel, {}).get(ts)

    def touch(self, message: Message) -> None:
        """Tell everybody that a message changed."""
        with self._lock:
            message.revision += 1
        self._feed.publish()

    def remove(self, message: Message) -> None:
        """Forget a message; the replies of a thread stay."""
        with self._lock:
            self.messages[message.channel].pop(message.ts, None)
        self._feed.publish()

    def history(self, channel: str, viewer: str | None = None) -> list[Message]:
        """Messages outside of threads, oldest first; with a viewer also what only they may see."""
        with self._lock:
            return [m for m in self._visible(channel, viewer) if not m.is_reply]

    def thread(self, channel: str, ts: str, viewer: str | None = None) -> list[Message]:
        """A message and its replies, oldest first."""
        with self._lock:
            messages = self.messages.get(channel, {})
            found = [messages.get(one) for one in (ts, *sorted(self._replies.get((channel, ts), [])))]
            return [m for m in found if m is not None and m.seen_only_by in (None, viewer)]

    def _visible(self, channel: str, viewer: str | None) -> list[Message]:
        found = [m for m in self.messages.get(channel, {}).values() if m.seen_only_by in (None, viewer)]
        return sorted(found, key=lambda m: m.ts)

    def mark_read(self, user: str, channel: str, thread_ts: str | None = None) -> None:
        """`user` has now seen everything in the channel, or in one thread of it."""
        now = self.timestamps.next()
        with self._lock:
            if thread_ts:
                self.thread_read.setdefault(user, {})[f"{channel}:{thread_ts}"] = now
            else:
                self.by_id[channel].read[user] = now

    def unread(self, user: str, channel: str) -> int:
        """How many messages of others `user` has not seen."""
        with self._lock:
            since = self.by_id[channel].read.get(user, "0")
            return sum(1 for m in self.history(channel, user) if m.ts > since and m.user != user)

    def has_unread_replies(self, user: str, message: Message) -> bool:
        """Whether somebody else wrote in the thread since `user` last looked."""
        with self._lock:
            since = self.thread_read.get(user, {}).get(f"{message.channel}:{message.ts}", "0")
            replies = self.thread(message.channel, message.ts, user)
            return any(m.ts > since and m.user != user for m in replies if m.is_reply)
