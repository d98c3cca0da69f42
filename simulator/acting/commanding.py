"""People run slash commands, open the home tab; the app answers to response_url."""

from typing import Any

from simulator.acting.writing import place, user_of
from simulator.blocks import complete
from simulator.payloads import command_form, home_event
from simulator.sending import Answer
from simulator.state.records import Json, Message
from simulator.state.store import ResponseAddress
from simulator.world import World, pointed


def run(world: World, user: str, where: str, *, command: str, text: str) -> Answer:
    """`user` runs a slash command in a conversation."""
    actor = user_of(world, user)
    conversation = place(world, actor, where)
    known = {row.name for row in world.settings.commands}
    if known and command not in known:
        note(world, actor, conversation.id, f"`{command}` is not a valid command.")
        return Answer("unknown command")
    form = command_form(world.store, actor, conversation, command=command, text=text)
    answer = world.sender.command(form)
    if not answer.is_ok:
        note(world, actor, conversation.id, f"`{command}` failed: the app did not respond ({answer.outcome}).")
    elif answer.body:
        address = ResponseAddress(conversation.id, actor, None, None, 0)
        body = answer.body if isinstance(answer.body, dict) else {"text": str(answer.body)}
        respond(world, address, body)
    return answer


def open_home(world: World, user: str) -> None:
    """`user` opens the app's home tab."""
    actor = user_of(world, user)
    channel = world.bot_direct(actor).id
    world.sender.event(home_event(world.store, actor, channel), channel)


def note(world: World, user: str, channel: str, text: str, *, thread_ts: str | None = None) -> Message:
    """A note of the workspace itself, seen by one user only."""
    message = Message(
        channel,
        world.store.conversations.timestamps.next(),
        "USLACKBOT",
        text,
        thread_ts=thread_ts,
        seen_only_by=user,
        is_bot=True,
    )
    return world.store.conversations.add(message)


def respond(world: World, address: ResponseAddress, body: Json) -> str:
    """What the app posted to a response_url takes effect; `ok` or Slack's error code."""
    message = world.store.conversations.get(address.channel, address.message_ts or "")
    if body.get("delete_original"):
        if message is not None:
            world.store.conversations.remove(message)
        return "ok"
    blocks: Any = body.get("blocks") or []
    text = str(body.get("text", ""))
    if not text and not blocks:
        return "no_text"
    problems = world.check_message(text, blocks) if blocks else []
    if problems:
        return "invalid_blocks: " + "; ".join(pointed(problem) for problem in problems)
    if body.get("replace_original") and message is not None:
        with world.store.lock:
            message.text, message.blocks, message.values = text, complete(blocks), {}
        world.store.conversations.touch(message)
        return "ok"
    is_shared = body.get("response_type") == "in_channel"
    made = Message(
        address.channel,
        world.store.conversations.timestamps.next(),
        world.settings.bot_user_id,
        text,
        thread_ts=body.get("thread_ts") or address.thread_ts,
        blocks=complete(blocks),
        is_bot=True,
        seen_only_by=None if is_shared else address.user,
    )
    world.store.conversations.add(made)
    world.announce(made)
    return "ok"
