"""chat.*: post, update, delete, ephemeral messages and links to messages."""

from typing import Any

from simulator.blocks import complete
from simulator.shapes import message_json
from simulator.state.records import Conversation, Json, Message
from simulator.webapi.calls import Call, SlackError

TEXT_LIMIT = 40_000


def _content(call: Call) -> tuple[str, list[Json], Json | None, list[Json]]:
    blocks: Any = call.structure("blocks")
    metadata: Any = call.structure("metadata")
    attachments: Any = call.structure("attachments") or []
    text = call.text("text")
    if blocks is not None and not (isinstance(blocks, list) and all(isinstance(b, dict) for b in blocks)):
        raise SlackError("invalid_blocks_format")
    if not text and not blocks and not attachments:
        raise SlackError("no_text")
    if len(text) > TEXT_LIMIT:
        raise SlackError("msg_too_long")
    if blocks:
        call.refuse(call.world.check_message(text, blocks), "invalid_blocks")
    if metadata is not None and not (
        isinstance(metadata, dict) and metadata.get("event_type") and "event_payload" in metadata
    ):
        raise SlackError("invalid_metadata_format")
    return text, complete(blocks or []), metadata, attachments


def _thread(call: Call, conversation: Conversation) -> str | None:
    thread_ts = call.text("thread_ts") or None
    if thread_ts is None:
        return None
    root = call.store.conversations.get(conversation.id, thread_ts)
    if root is None:
        raise SlackError("thread_not_found")
    return root.thread_ts or root.ts


def _must_be_member(call: Call, conversation: Conversation) -> None:
    if call.settings.bot_user_id not in conversation.members:
        raise SlackError("not_in_channel")


def post_message(call: Call) -> Json:
    """chat.postMessage"""
    conversation = call.conversation()
    text, blocks, metadata, attachments = _content(call)
    thread_ts = _thread(call, conversation)
    _must_be_member(call, conversation)
    message = Message(
        conversation.id,
        call.store.conversations.timestamps.next(),
        call.settings.bot_user_id,
        text,
        thread_ts=thread_ts,
        blocks=blocks,
        metadata=metadata,
        attachments=attachments,
        is_bot=True,
    )
    call.store.conversations.add(message)
    call.world.announce(message)
    shown = message_json(call.store, message, with_metadata=True)
    return {"channel": conversation.id, "ts": message.ts, "message": shown}


def post_ephemeral(call: Call) -> Json:
    """chat.postEphemeral"""
    conversation = call.conversation()
    user = call.required("user")
    text, blocks, _, attachments = _content(call)
    if user not in conversation.members:
        raise SlackError("user_not_in_channel")
    message = Message(
        conversation.id,
        call.store.conversations.timestamps.next(),
        call.settings.bot_user_id,
        text,
        thread_ts=_thread(call, conversation),
        blocks=blocks,
        attachments=attachments,
        is_bot=True,
        seen_only_by=user,
    )
    call.store.conversations.add(message)
    return {"message_ts": message.ts}


def _own_message(call: Call, refusal: str) -> Message:
    conversation = call.conversation()
    message = call.store.conversations.get(conversation.id, call.required("ts"))
    if message is None or message.seen_only_by is not None:
        raise SlackError("message_not_found")
    if not message.is_bot:
        raise SlackError(refusal)
    return message


def update(call: Call) -> Json:
    """chat.update"""
    message = _own_message(call, "cant_update_message")
    text, blocks, metadata, attachments = _content(call)
    before = message_json(call.store, message)
    with call.store.lock:
        message.text, message.blocks, message.attachments = text, blocks, attachments
        message.metadata = metadata or message.metadata
        message.values = {}
        message.edited_ts = call.store.conversations.timestamps.next()
        message.edited_by = call.settings.bot_user_id
    call.store.conversations.touch(message)
    call.world.announce_change(message, before)
    shown = message_json(call.store, message, with_metadata=True)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": shown}


def delete(call: Call) -> Json:
    """chat.delete"""
    message = _own_message(call, "cant_delete_message")
    call.store.conversations.remove(message)
    call.world.announce_deletion(message)
    return {"channel": message.channel, "ts": message.ts}


def permalink(call: Call) -> Json:
    """chat.getPermalink"""
    conversation = call.conversation()
    message = call.store.conversations.get(conversation.id, call.required("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    link = f"{call.store.public_url}/archives/{conversation.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={conversation.id}"
    return {"channel": conversation.id, "permalink": link}
