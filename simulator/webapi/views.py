"""views.* and blocks.validate: modals, home tabs and the strict check on its own."""

import json
from typing import Any

from simulator.blocks import complete, initial_values
from simulator.shapes import view_json
from simulator.state.identifiers import Trigger
from simulator.state.records import Json, View
from simulator.webapi.calls import Call, SlackError, invalid_arguments
from simulator.world import Surface, problem_json

VIEW_BYTES = 250_000


def checked_view(call: Call, body: Any, surface: Surface) -> Json:
    """The view with completed blocks. Raises what Slack would answer for one that it refuses."""
    if not isinstance(body, dict) or not isinstance(body.get("blocks"), list):
        raise invalid_arguments("missing required field: view")
    if body.get("type") != surface:
        raise invalid_arguments(f"must be of type {surface} [json-pointer:/view/type]")
    if surface == "modal" and not isinstance(body.get("title"), dict):
        raise invalid_arguments("missing required field: title [json-pointer:/view]")
    if len(json.dumps(body)) > VIEW_BYTES:
        raise SlackError("view_too_large")
    call.refuse(call.world.check_blocks(body, surface), "invalid_arguments")
    return {**body, "blocks": complete(body["blocks"])}


def _trigger(call: Call) -> Trigger:
    key = call.text("trigger_id") or call.required("interactivity_pointer")
    redeemed = call.store.views.triggers.redeem(key)
    if isinstance(redeemed, str):
        raise SlackError(redeemed)
    return redeemed


def open_modal(call: Call) -> Json:
    """views.open"""
    body = checked_view(call, call.structure("view"), "modal")
    trigger = _trigger(call)
    view = call.store.views.open(trigger.user, body, values=initial_values(body["blocks"]))
    return {"view": view_json(call.store, view)}


def push_modal(call: Call) -> Json:
    """views.push"""
    body = checked_view(call, call.structure("view"), "modal")
    trigger = _trigger(call)
    view = call.store.views.push(trigger.user, body, values=initial_values(body["blocks"]))
    if view is None:
        raise SlackError("push_limit_reached")
    return {"view": view_json(call.store, view)}


def update_modal(call: Call) -> Json:
    """views.update"""
    view = _open_view(call)
    asked = call.text("hash")
    if asked and asked != view.hash:
        raise SlackError("hash_conflict")
    surface: Surface = "home" if view.body["type"] == "home" else "modal"
    body = checked_view(call, call.structure("view"), surface)
    call.store.views.update(view, body, values=initial_values(body["blocks"]))
    return {"view": view_json(call.store, view)}


def _open_view(call: Call) -> View:
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not view_id and not external_id:
        raise invalid_arguments("missing required field: view_id")
    found = call.store.views.find(view_id or None, external_id or None)
    if found is None:
        raise SlackError("not_found")
    return found


def publish_home(call: Call) -> Json:
    """views.publish"""
    user = call.required("user_id")
    if not any(person.id == user for person in call.settings.users):
        raise invalid_arguments("user_id must be a user of this workspace")
    body = checked_view(call, call.structure("view"), "home")
    shown = call.store.views.homes.get(user)
    if call.text("hash") and shown and call.text("hash") != shown.hash:
        raise SlackError("hash_conflict")
    view = call.store.views.publish(user, body, values=initial_values(body["blocks"]))
    return {"view": view_json(call.store, view)}


def validate_blocks(call: Call) -> Json:
    """blocks.validate: exactly one of blocks, message or view."""
    given = {name: call.structure(name) for name in ("blocks", "message", "view")}
    present = [name for name, value in given.items() if value is not None]
    if len(present) != 1:
        raise invalid_arguments("provide exactly one of blocks, message, view")
    payload = given[present[0]]
    if present[0] == "view":
        problems = call.world.check_blocks(payload, "home" if payload.get("type") == "home" else "modal")
    elif present[0] == "message":
        problems = call.world.check_message(str(payload.get("text", "")), payload.get("blocks", []))
    else:
        problems = call.world.check_message("", payload)
    if problems:
        raise SlackError("invalid_blocks", errors=[problem_json(problem) for problem in problems])
    return {}
