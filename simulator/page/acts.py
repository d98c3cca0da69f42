"""What the page may ask for: each act names ids and indexes only, the server knows the rest."""

import base64
from collections.abc import Callable, Mapping
from typing import Any

from simulator.acting import commanding, pressing, submitting, writing
from simulator.acting.refusals import CannotDo
from simulator.control.doing import VERBS as CONTROL
from simulator.mail.writing import NotDelivered
from simulator.page.drawing import plain_text
from simulator.state.records import Json, Message
from simulator.world import World

NO_ANSWER = "{} did not answer ({}). Is the bot running?"


def act(world: World, verb: str, given: Json) -> tuple[int, Json]:
    """Does one act; the HTTP status and what the page shows."""
    if verb not in ACTS:
        return 404, {"error": "the page cannot do this"}
    try:
        return 200, ACTS[verb](world, given) or {}
    except (CannotDo, NotDelivered) as refusal:
        return 409, {"error": str(refusal)}
    except (KeyError, ValueError, TypeError) as error:
        return 400, {"error": repr(error)}


def _holder(world: World, key: str) -> pressing.Holder:
    channel, _, ts = key.partition(":")
    if ts:
        return writing.message_at(world, channel, ts)
    view = world.store.views.find(key)
    if view is None:
        raise CannotDo("this is not open any more")
    return view


def _use(world: World, given: Json) -> Json:
    holder = _holder(world, given["holder"])
    if "fields" in given:
        _keep(world, given)
    placed = pressing.placed_in(holder, given["block"], given["action"])
    answer = pressing.use(world, given["as"], holder, placed, given=given.get("given"))
    return {} if answer.is_ok else {"error": NO_ANSWER.format(world.settings.bot_name, answer.outcome)}


def _keep(world: World, given: Json) -> None:
    view = world.store.views.find(given["holder"])
    if view is not None:
        submitting.fill(world, view, given["fields"])


def _suggest(world: World, given: Json) -> Json:
    holder = _holder(world, given["holder"])
    placed = pressing.placed_in(holder, given["block"], given["action"])
    offered, answer = pressing.suggest(world, given["as"], holder, placed, typed=given["typed"])
    options = [{"text": plain_text(o.get("text")), "more": plain_text(o.get("description"))} for o in offered]
    trouble = "" if answer.is_ok else NO_ANSWER.format(world.settings.bot_name, answer.outcome)
    return {"options": options, "error": trouble}


def _say(world: World, given: Json) -> Json:
    text: str = given["text"]
    thread_ts = given.get("thread") or None
    files = given.get("files") or []
    if text.startswith("/") and not files and not thread_ts:
        command, _, rest = text.partition(" ")
        commanding.run(world, given["as"], given["where"], command=command, text=rest.strip())
        return {}
    for at, file in enumerate(files):
        message = writing.upload(
            world,
            given["as"],
            given["where"],
            name=file["name"],
            content=base64.b64decode(file["content"]),
            text=text if at == 0 else "",
            thread_ts=thread_ts,
        )
    if not files:
        message = writing.say(world, given["as"], given["where"], text, thread_ts=thread_ts)
    return {"ts": message.ts}


def _edit(world: World, given: Json) -> None:
    message = _holder(world, given["holder"])
    if isinstance(message, Message):
        writing.edit(world, given["as"], message, given["text"])


def _delete(world: World, given: Json) -> None:
    message = _holder(world, given["holder"])
    if isinstance(message, Message):
        writing.delete(world, given["as"], message)


def _react(world: World, given: Json) -> None:
    message = _holder(world, given["holder"])
    if isinstance(message, Message):
        writing.react(world, given["as"], message, given["name"])


def _shortcut(world: World, given: Json) -> Json:
    message = _holder(world, given["holder"])
    if not isinstance(message, Message):
        raise CannotDo("shortcuts belong to messages")
    answer = pressing.run_shortcut(world, given["as"], message, given["callback"])
    return {} if answer.is_ok else {"error": NO_ANSWER.format(world.settings.bot_name, answer.outcome)}


def _submit(world: World, given: Json) -> Json:
    view = world.store.views.find(given["view"])
    if view is None:
        raise CannotDo("this modal is not open any more")
    submitting.fill(world, view, given["fields"])
    return {"errors": submitting.submit(world, given["as"], view)}


def _close(world: World, given: Json) -> None:
    view = world.store.views.find(given["view"])
    if view is not None:
        submitting.close(world, given["as"], view, everything=bool(given.get("everything")))


def _open_home(world: World, given: Json) -> None:
    commanding.open_home(world, given["as"])


def _send_mail(world: World, given: Json) -> Json:
    uploads = [(f["name"], f["type"], f["content"]) for f in given.get("files") or []]
    sent = CONTROL["send_mail"](
        world,
        {
            "sender": given["sender"],
            "to": given["to"],
            "subject": given["subject"],
            "text": given["text"],
            "reply_to": given.get("answers") or None,
            "uploads": uploads,
        },
    )
    return {"id": sent["id"]}


ACTS: Mapping[str, Callable[[World, Json], Any]] = {
    "close": _close,
    "delete": _delete,
    "edit": _edit,
    "home": _open_home,
    "mail": _send_mail,
    "react": _react,
    "say": _say,
    "shortcut": _shortcut,
    "submit": _submit,
    "suggest": _suggest,
    "use": _use,
}
