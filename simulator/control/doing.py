"""What a test does in somebody's name: write, press, choose, submit, run commands, send mail."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from simulator.acting import commanding, pressing, submitting, writing
from simulator.acting.refusals import CannotDo
from simulator.blocks import MULTIPLE, STATEFUL, Placed, bare, elements, find_by_label, options
from simulator.control.seeing import mail_of, modal, seen_mail, seen_message
from simulator.mail.reading import parse
from simulator.mail.writing import compose, deliver, reply_subject, send, stamped
from simulator.state.records import Json, View
from simulator.world import World

INDEXED = {"static_select", "external_select", "radio_buttons", "overflow"}


def _say(world: World, given: Json) -> Json:
    thread_ts = given.get("thread_ts")
    message = writing.say(world, given["user"], given["where"], given["text"], thread_ts=thread_ts)
    return seen_message(world, message)


def _upload(world: World, given: Json) -> Json:
    message = writing.upload(
        world,
        given["user"],
        given["where"],
        name=given["name"],
        content=base64.b64decode(given["content"]),
        text=given.get("text", ""),
        thread_ts=given.get("thread_ts"),
    )
    return seen_message(world, message)


def _edit(world: World, given: Json) -> Json:
    message = writing.message_at(world, given["channel"], given["ts"])
    return seen_message(world, writing.edit(world, given["user"], message, given["text"]))


def _delete(world: World, given: Json) -> None:
    writing.delete(world, given["user"], writing.message_at(world, given["channel"], given["ts"]))


def _react(world: World, given: Json) -> Json:
    message = writing.message_at(world, given["channel"], given["ts"])
    return writing.react(world, given["user"], message, given["name"])


def _view(world: World, view_id: str) -> View:
    found = world.store.views.find(view_id)
    if found is None:
        raise CannotDo("this view is not open any more")
    return found


def _holder(world: World, given: Json) -> pressing.Holder:
    if given.get("view_id"):
        return _view(world, given["view_id"])
    return writing.message_at(world, given["channel"], given["ts"])


def _placed(holder: pressing.Holder, label: str, types: set[str] | None = None) -> Placed:
    found = find_by_label(holder.blocks, label, types)
    if found is None:
        there = ", ".join(repr(placed.label) for placed in elements(holder.blocks)) or "nothing"
        raise CannotDo(f"there is no {label!r} here, only {there}")
    return found


def _index(world: World, user: str, holder: pressing.Holder, placed: Placed, *, value: Any) -> Any:
    """An option's text becomes its index; anything else is the value itself."""
    if placed.type not in INDEXED | {"checkboxes", "multi_static_select", "multi_external_select"}:
        return value
    offered = options(placed.element)
    if "external" in placed.type:
        typed = value[0] if isinstance(value, list) and value else value
        offered = pressing.suggest(world, user, holder, placed, typed=str(typed))[0]
    labels = [bare(option["text"]["text"]) for option in offered]
    values = [str(option.get("value", "")) for option in offered]

    def at(one: Any) -> int:
        if bare(str(one)) in labels:
            return labels.index(bare(str(one)))
        if str(one) in values:
            return values.index(str(one))
        raise CannotDo(f"{placed.label!r} offers no {one!r}, only {', '.join(map(repr, labels))}")

    if placed.type in MULTIPLE:
        return [at(one) for one in (value if isinstance(value, list) else [value])]
    return at(value)


def _press(world: World, given: Json) -> Json:
    holder = _holder(world, given)
    return asdict(pressing.use(world, given["user"], holder, _placed(holder, given["label"])))


def _choose(world: World, given: Json) -> Json:
    holder = _holder(world, given)
    placed = _chosen(holder, given)
    index = _index(world, given["user"], holder, placed, value=given["value"])
    return asdict(pressing.use(world, given["user"], holder, placed, given=index))


def _chosen(holder: pressing.Holder, given: Json) -> Placed:
    types = STATEFUL | {"overflow"}
    if given.get("label"):
        return _placed(holder, given["label"], types)
    wanted = bare(str(given["value"]))
    for placed in elements(holder.blocks):
        if wanted in [bare(option["text"]["text"]) for option in options(placed.element)]:
            return placed
    raise CannotDo(f"no select here offers {given['value']!r}")


def _suggest(world: World, given: Json) -> list[Json]:
    holder = _holder(world, given)
    placed = _placed(holder, given["label"])
    return pressing.suggest(world, given["user"], holder, placed, typed=given["typed"])[0]


def _fill(world: World, given: Json) -> None:
    view = _view(world, given["view_id"])
    named = submitting.by_label(view, given["values"])
    for block_id, fields in named.items():
        for action_id, value in fields.items():
            placed = pressing.placed_in(view, block_id, action_id)
            fields[action_id] = _index(world, view.user, view, placed, value=value)
    submitting.fill(world, view, named)


def _submit(world: World, given: Json) -> Json:
    _fill(world, given)
    errors = submitting.submit(world, given["user"], _view(world, given["view_id"]))
    return {"errors": errors, "modal": modal(world, given)}


def _close(world: World, given: Json) -> None:
    submitting.close(world, given["user"], _view(world, given["view_id"]))


def _command(world: World, given: Json) -> Json:
    command, text = given["command"], given.get("text", "")
    return asdict(commanding.run(world, given["user"], given["where"], command=command, text=text))


def _shortcut(world: World, given: Json) -> Json:
    message = writing.message_at(world, given["channel"], given["ts"])
    return asdict(pressing.run_shortcut(world, given["user"], message, given["callback_id"]))


def _open_home(world: World, given: Json) -> None:
    commanding.open_home(world, given["user"])


def _send_mail(world: World, given: Json) -> Json:
    answered = mail_of(world, given["reply_to"]).raw if given.get("reply_to") else None
    contact = world.settings.contact(given["sender"])
    recipient = given.get("to") or world.settings.order_address
    subject = given.get("subject") or ""
    if answered and not subject:
        subject = reply_subject(str(parse(answered).get("Subject", "")))
    uploads = [(name, kind, base64.b64decode(body)) for name, kind, body in given.get("uploads") or []]
    message = compose(
        (contact.name if contact else "", given["sender"]),
        recipient,
        subject=subject,
        text=given["text"],
        uploads=tuple(uploads),
        answered=answered,
    )
    verdict = given.get("verdict", "pass")
    return seen_mail(send(world.store, message, sender=given["sender"], recipient=recipient, verdict=verdict))


def _send_raw_mail(world: World, given: Json) -> None:
    raw = base64.b64decode(given["raw"])
    if given.get("verdict"):
        domain = given["sender"].rpartition("@")[2]
        raw = stamped(raw, world.settings.authserv_id, domain, verdict=given["verdict"])
    deliver(world.store, raw, sender=given["sender"], recipient=given["to"])


VERBS: Mapping[str, Callable[[World, Json], Any]] = {
    "choose": _choose,
    "close": _close,
    "command": _command,
    "delete": _delete,
    "edit": _edit,
    "fill": _fill,
    "open_home": _open_home,
    "press": _press,
    "react": _react,
    "say": _say,
    "send_mail": _send_mail,
    "send_raw_mail": _send_raw_mail,
    "shortcut": _shortcut,
    "submit": _submit,
    "suggest": _suggest,
    "upload": _upload,
}
