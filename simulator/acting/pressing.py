"""People use elements: buttons, selects, pickers and fields in messages, modals and home tabs."""

from typing import Any

from simulator.acting.refusals import CannotDo
from simulator.acting.writing import user_of
from simulator.blocks import STATEFUL, Placed, action, find, options, state_value
from simulator.payloads import (
    message_action_payload,
    shortcut_payload,
    suggestion_payload,
    values_of,
    view_action_payload,
)
from simulator.sending import Answer
from simulator.state.records import Json, Message, View
from simulator.world import World

Holder = Message | View


def holder_key(holder: Holder) -> str:
    """A name for where elements stand, unique over messages and views."""
    return holder.id if isinstance(holder, View) else f"{holder.channel}:{holder.ts}"


def placed_in(holder: Holder, block_id: str, action_id: str) -> Placed:
    """The element with these ids. Raises CannotDo when the message or view no longer has it."""
    found = find(holder.blocks, block_id, action_id)
    if found is None:
        raise CannotDo("this element is not there any more")
    return found


def use(world: World, user: str, holder: Holder, placed: Placed, *, given: Any = None) -> Answer:
    """`user` presses or changes an element; `given` is an index for choices, else the value itself."""
    actor = user_of(world, user)
    if isinstance(holder, Message) and holder.seen_only_by not in (None, actor):
        raise CannotDo("somebody else sees this message only")
    if isinstance(holder, View) and holder.user != actor:
        raise CannotDo("this view belongs to somebody else")
    value = _value(world, holder, placed, given)
    if placed.type in STATEFUL:
        _remember(world, actor, holder, placed, value=value)
    if not _dispatches(placed):
        return Answer("ok")
    done = action(placed, value, world.store.conversations.timestamps.next())
    if isinstance(holder, View):
        payload = view_action_payload(world.store, actor, holder, actions=[done])
    else:
        values = values_of(holder, actor)
        payload = message_action_payload(world.store, actor, holder, actions=[done], values=values)
    return world.sender.interactive(payload)


def _dispatches(placed: Placed) -> bool:
    is_input = placed.block.get("type") == "input"
    return not is_input or bool(placed.block.get("dispatch_action"))


def _value(world: World, holder: Holder, placed: Placed, given: Any) -> Json:
    if placed.type == "button":
        return {}
    offered = world.store.offered_options(holder_key(holder), placed.block_id, placed.action_id)
    try:
        value = state_value(placed.element, given, offered)
    except (ValueError, TypeError) as error:
        raise CannotDo(str(error)) from error
    return {key: one for key, one in value.items() if key != "type"}


def _remember(world: World, user: str, holder: Holder, placed: Placed, *, value: Json) -> None:
    kept = {"type": placed.type, **value}
    with world.store.lock:
        values = holder.values if isinstance(holder, View) else holder.values.setdefault(user, {})
        values.setdefault(placed.block_id, {})[placed.action_id] = kept


def suggest(world: World, user: str, holder: Holder, placed: Placed, *, typed: str) -> tuple[list[Json], Answer]:
    """The options that the app offers for what was typed into an external select."""
    actor = user_of(world, user)
    payload = suggestion_payload(
        world.store,
        actor,
        holder,
        block_id=placed.block_id,
        action_id=placed.action_id,
        value=typed,
    )
    answer = world.sender.interactive(payload)
    offered = options(answer.body) if answer.is_ok and isinstance(answer.body, dict) else []
    world.store.remember_options(holder_key(holder), placed.block_id, placed.action_id, offered[:100])
    return offered[:100], answer


def run_shortcut(world: World, user: str, message: Message, callback_id: str) -> Answer:
    """`user` picks a shortcut from the menu of a message."""
    actor = user_of(world, user)
    return world.sender.interactive(shortcut_payload(world.store, actor, message, callback_id=callback_id))
