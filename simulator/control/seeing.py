"""What a test sees: messages, views, mails and traffic as JSON, and waiting for changes."""

import base64
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from simulator.acting import writing
from simulator.acting.refusals import CannotDo
from simulator.blocks import elements
from simulator.mail.reading import attachment_content, read
from simulator.shapes import message_json, view_json
from simulator.state.records import Json, Message, StoredMail, View
from simulator.state.store import Fault
from simulator.world import World

LONGEST_WAIT = 25.0


def words(value: Any) -> Iterator[str]:
    """Every text that a person reads in blocks, in order."""
    if isinstance(value, list):
        for one in value:
            yield from words(one)
    elif isinstance(value, dict):
        for key in ("text", "title", "label", "alt_text"):
            if isinstance(value.get(key), str):
                yield value[key]
        for key, one in value.items():
            if key not in ("confirm", "value", "metadata"):
                yield from words(one)


def seen_message(world: World, message: Message) -> Json:
    """A message with the labels of its buttons."""
    return {
        **message_json(world.store, message, with_metadata=True),
        "channel": message.channel,
        "ephemeral": message.seen_only_by is not None,
        "labels": [placed.label for placed in elements(message.blocks)],
        "words": "\n".join([message.text, *words(message.blocks)]),
    }


def seen_view(world: World, view: View) -> Json:
    """A modal or home tab with the errors beside its inputs."""
    return {
        **view_json(world.store, view),
        "errors": view.errors,
        "labels": [placed.label for placed in elements(view.blocks)],
        "words": "\n".join(words(view.body)),
    }


def seen_mail(stored: StoredMail) -> Json:
    """A mail with its parts."""
    return {**asdict(read(stored)), "raw": base64.b64encode(stored.raw).decode()}


def mail_of(world: World, mail_id: str) -> StoredMail:
    """The mail with this id. Raises CannotDo when it is not there."""
    found = world.store.mailboxes.get(mail_id)
    if found is None:
        raise CannotDo("this mail is not there")
    return found


def _home(world: World, given: Json) -> Json | None:
    shown = world.store.views.homes.get(writing.user_of(world, given["user"]))
    return seen_view(world, shown) if shown else None


def modal(world: World, given: Json) -> Json | None:
    """The modal on top for `user`."""
    shown = world.store.views.top(writing.user_of(world, given["user"]))
    return seen_view(world, shown) if shown else None


def _where(world: World, given: Json) -> tuple[str, str | None]:
    viewer = writing.user_of(world, given["user"]) if given.get("user") else None
    return writing.place(world, viewer or "", given["where"]).id, viewer


def _messages(world: World, given: Json) -> list[Json]:
    channel, viewer = _where(world, given)
    return [seen_message(world, m) for m in world.store.conversations.history(channel, viewer)]


def _thread(world: World, given: Json) -> list[Json]:
    channel, viewer = _where(world, given)
    return [seen_message(world, m) for m in world.store.conversations.thread(channel, given["ts"], viewer)]


def _changes(world: World, given: Json) -> int:
    feed, since = world.store.feed, int(given["since"])
    feed.wait_until(lambda: feed.revision > since or None, min(float(given["timeout"]), LONGEST_WAIT))
    return feed.revision


def _mailbox(world: World, given: Json) -> list[Json]:
    return [seen_mail(mail) for mail in world.store.mailboxes.of(given["owner"])]


def _attachment(world: World, given: Json) -> str:
    found = attachment_content(mail_of(world, given["mail_id"]).raw, int(given["number"]))
    if found is None:
        raise CannotDo("the mail has no such attachment")
    return base64.b64encode(found[2]).decode()


def _traffic(world: World, given: Json) -> list[Json]:
    return [asdict(row) for row in world.store.traffic.latest(int(given.get("limit", 100)))]


def _redeliver(world: World, given: Json) -> None:
    for row in world.store.traffic.latest():
        if row.id == int(given["exchange"]) and row.direction == "to bot" and "event" in row.request:
            world.sender.again(row.request, str(row.request["event"].get("channel", "")))
            return
    raise CannotDo("there is no such event to deliver again")


def _fault(world: World, given: Json) -> None:
    fault = Fault(given.get("error", ""), int(given.get("status", 200)), int(given.get("retry_after", 0)))
    world.store.plan_fault(given["method"], fault, int(given.get("times", 1)))


def _reset(world: World, given: Json) -> None:
    del given
    world.store.reset()


VERBS: Mapping[str, Callable[[World, Json], Any]] = {
    "attachment": _attachment,
    "changes": _changes,
    "fault": _fault,
    "home": _home,
    "mailbox": _mailbox,
    "messages": _messages,
    "modal": modal,
    "redeliver": _redeliver,
    "reset": _reset,
    "thread": _thread,
    "traffic": _traffic,
}
