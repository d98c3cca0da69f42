"""People write, edit and delete messages, upload files and read."""

from simulator.acting.refusals import CannotDo
from simulator.shapes import message_json
from simulator.state.records import Conversation, Json, Message
from simulator.typed_text import encode, rich_text
from simulator.world import World


def place(world: World, user: str, where: str) -> Conversation:
    """The conversation that `user` names: a channel, an id, a handle, or `@bot` for the bot.

    Raises CannotDo for a place that is not there.
    """
    found = world.store.conversations.find(where)
    if found is not None:
        return found
    try:
        return world.store.conversations.direct([user, world.store.conversations.user_id(where)])
    except KeyError as error:
        raise CannotDo(f"there is no channel or person {where!r}") from error


def user_of(world: World, user: str) -> str:
    """The id of a person by id or handle. Raises CannotDo for a stranger."""
    person = world.settings.person(user)
    if person is None:
        raise CannotDo(f"nobody here is called {user!r}")
    return person.id


def message_at(world: World, channel: str, ts: str) -> Message:
    """The message with this ts. Raises CannotDo when it is gone."""
    found = world.store.conversations.get(channel, ts)
    if found is None:
        raise CannotDo("this message is not there any more")
    return found


def say(
    world: World, user: str, where: str, text: str, *, thread_ts: str | None = None, files: tuple[str, ...] = ()
) -> Message:
    """`user` writes `text` (as typed) into a channel, a direct message or a thread."""
    author = user_of(world, user)
    conversation = place(world, author, where)
    if author not in conversation.members:
        world.store.conversations.join(conversation, author)
    if not text.strip() and not files:
        raise CannotDo("an empty message cannot be sent")
    encoded = encode(text.strip(), world.settings)
    message = Message(
        conversation.id,
        world.store.conversations.timestamps.next(),
        author,
        encoded,
        thread_ts=thread_ts,
        blocks=[{**rich_text(encoded), "block_id": "typed"}] if encoded else [],
        subtype="file_share" if files else None,
        file_ids=list(files),
    )
    world.store.conversations.add(message)
    world.store.conversations.mark_read(author, conversation.id, thread_ts)
    world.announce(message)
    return message


def upload(
    world: World, user: str, where: str, *, name: str, content: bytes, text: str, thread_ts: str | None
) -> Message:
    """`user` shares a file, with or without words."""
    author = user_of(world, user)
    stored = world.store.files.add(name, author, content, is_complete=True)
    stored.channels.append(place(world, author, where).id)
    return say(world, author, where, text, thread_ts=thread_ts, files=(stored.id,))


def edit(world: World, user: str, message: Message, text: str) -> Message:
    """`user` edits a message of their own."""
    author = user_of(world, user)
    if message.user != author:
        raise CannotDo("only your own messages can be edited")
    before = message_json(world.store, message)
    with world.store.lock:
        message.text = encode(text.strip(), world.settings)
        message.blocks = [{**rich_text(message.text), "block_id": "typed"}]
        message.edited_ts = world.store.conversations.timestamps.next()
        message.edited_by = author
    world.store.conversations.touch(message)
    world.announce_change(message, before)
    return message


def delete(world: World, user: str, message: Message) -> None:
    """`user` deletes a message of their own, or dismisses one that only they see."""
    author = user_of(world, user)
    if author not in (message.user, message.seen_only_by):
        raise CannotDo("only your own messages can be deleted")
    world.store.conversations.remove(message)
    if message.seen_only_by is None:
        world.announce_deletion(message)


def react(world: World, user: str, message: Message, name: str) -> Json:
    """`user` adds a reaction, or takes it away again; the bot hears of it."""
    author = user_of(world, user)
    users = message.reactions.setdefault(name, [])
    is_added = author not in users
    if is_added:
        users.append(author)
    else:
        users.remove(author)
        if not users:
            del message.reactions[name]
    world.store.conversations.touch(message)
    event = {
        "type": "reaction_added" if is_added else "reaction_removed",
        "user": author,
        "reaction": name,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts},
        "item_user": message.user,
        "event_ts": world.store.conversations.timestamps.next(),
    }
    world.sender.event(event, message.channel)
    return event
