"""People submit and close modals; the app's answer decides what they see next."""

from typing import Any

from simulator.acting.pressing import holder_key
from simulator.acting.refusals import CannotDo
from simulator.acting.writing import user_of
from simulator.blocks import bare, elements, initial_values, is_empty, state_value
from simulator.payloads import closed_payload, submission_payload
from simulator.sending import Answer
from simulator.state.records import Json, View
from simulator.webapi.calls import Call, SlackError
from simulator.webapi.views import checked_view
from simulator.world import World

Given = dict[str, dict[str, Any]]
TROUBLE = "We had some trouble connecting. Try again?"


def fill(world: World, view: View, given: Given) -> None:
    """Take over what stands in the fields: block_id → action_id → index or value.

    Raises CannotDo for a field that the modal does not have.
    """
    for block_id, fields in given.items():
        for action_id, one in fields.items():
            placed = next(
                (p for p in elements(view.blocks) if (p.block_id, p.action_id) == (block_id, action_id)), None
            )
            if placed is None:
                raise CannotDo(f"the modal has no field {block_id}/{action_id}")
            offered = world.store.offered_options(holder_key(view), block_id, action_id)
            kept = view.values.get(block_id, {}).get(action_id)
            if one == "keep" and kept and "external" in placed.type:
                continue
            try:
                value = state_value(placed.element, one, offered)
            except (ValueError, TypeError) as error:
                raise CannotDo(str(error)) from error
            view.values.setdefault(block_id, {})[action_id] = value


def missing(view: View) -> dict[str, str]:
    """Errors by block_id for required inputs that hold nothing, as Slack's client finds them."""
    found = {}
    for placed in elements(view.blocks):
        if placed.block.get("type") != "input" or placed.block.get("optional"):
            continue
        if is_empty(view.values.get(placed.block_id, {}).get(placed.action_id, {})):
            found[placed.block_id] = "Please complete this required field."
    return found


def submit(world: World, user: str, view: View) -> dict[str, str]:
    """`user` submits the modal with what stands in it; the errors that are shown now, by block_id."""
    if view.user != user_of(world, user):
        raise CannotDo("this modal belongs to somebody else")
    errors = missing(view)
    if not errors:
        answer = world.sender.interactive(submission_payload(world.store, view.user, view))
        errors = _follow(world, view, answer)
    if errors:
        world.store.views.show_errors(view, errors)
    return errors


def _follow(world: World, view: View, answer: Answer) -> dict[str, str]:
    if not answer.is_ok:
        return {"": TROUBLE}
    body = answer.body if isinstance(answer.body, dict) else {}
    wanted = body.get("response_action")
    if wanted == "errors":
        inputs = {b.get("block_id") for b in view.blocks if b.get("type") == "input"}
        errors = {str(key): str(text) for key, text in body.get("errors", {}).items() if key in inputs}
        return errors or {"": TROUBLE}
    if wanted in ("update", "push"):
        return _replace(world, view, wanted, body.get("view"))
    world.store.views.close(view, everything=wanted == "clear")
    return {}


def _replace(world: World, view: View, wanted: str, given: Any) -> dict[str, str]:
    try:
        body: Json = checked_view(Call(world, {}), given, "modal")
    except SlackError as error:
        world.store.traffic.note("from bot", f"{wanted} of a view", request=given, outcome=error.code)
        return {"": TROUBLE}
    values = initial_values(body["blocks"])
    if wanted == "update":
        world.store.views.update(view, body, values=values)
    elif world.store.views.push(view.user, body, values=values) is None:
        return {"": TROUBLE}
    return {}


def close(world: World, user: str, view: View, *, everything: bool = False) -> None:
    """`user` closes a modal; the app hears of it where it asked to."""
    actor = user_of(world, user)
    clears = everything or bool(view.body.get("clear_on_close"))
    for closed in world.store.views.close(view, everything=clears):
        if closed.body.get("notify_on_close"):
            world.sender.interactive(closed_payload(world.store, actor, closed, is_cleared=clears))


def by_label(view: View, values: dict[str, Any]) -> Given:
    """Values named by label, block_id or action_id in the form that `fill` takes; options by their text.

    Raises CannotDo when no field has the name.
    """
    given: Given = {}
    for name, value in values.items():
        placed = next(
            (p for p in elements(view.blocks) if name in (p.block_id, p.action_id) or bare(p.label) == bare(name)),
            None,
        )
        if placed is None:
            raise CannotDo(f"the modal has no field {name!r}")
        given.setdefault(placed.block_id, {})[placed.action_id] = value
    return given
