"""How records look on Slack's wire: users, conversations, messages, views and files as JSON."""

import hashlib
from urllib.parse import quote

from simulator.settings import Person
from simulator.state.records import Conversation, Json, Message, StoredFile, View
from simulator.state.store import Store

COLORS = ("#2f6f62", "#b4572f", "#4a5fa8", "#8a4a86", "#a77b1c", "#3c7f9c", "#a3475b", "#5b7a3a")


def color_of(person: Person) -> str:
    """The color of somebody's avatar, always the same."""
    if person.color:
        return person.color
    return COLORS[int(hashlib.sha256(person.id.encode()).hexdigest(), 16) % len(COLORS)]


def user_json(store: Store, person: Person) -> Json:
    """A person as `users.info` gives it."""
    first, _, last = person.real_name.partition(" ")
    profile = {
        "title": person.title,
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "first_name": first,
        "last_name": last,
        "email": person.email,
        "team": store.settings.team_id,
    }
    return {
        **_account(store, person.id, person.name, person.real_name),
        "color": color_of(person).lstrip("#"),
        "profile": profile,
        "is_bot": False,
        "is_email_confirmed": True,
    }


def bot_json(store: Store) -> Json:
    """The bot's own user as `users.info` gives it."""
    settings = store.settings
    profile = {
        "real_name": settings.bot_name,
        "display_name": settings.bot_name,
        "bot_id": settings.bot_id,
        "api_app_id": settings.app_id,
        "team": settings.team_id,
    }
    name = settings.bot_name.casefold()
    account = _account(store, settings.bot_user_id, name, settings.bot_name)
    return {**account, "profile": profile, "is_bot": True}


def _account(store: Store, user_id: str, name: str, real_name: str) -> Json:
    roles = ("is_admin", "is_owner", "is_primary_owner", "is_restricted", "is_ultra_restricted", "is_app_user")
    return {
        "id": user_id,
        "team_id": store.settings.team_id,
        "name": name,
        "deleted": False,
        "real_name": real_name,
        "tz": store.settings.time_zone,
        "updated": 1_700_000_000,
        **dict.fromkeys(roles, False),
    }


def conversation_json(store: Store, conversation: Conversation, viewer: str) -> Json:
    """A conversation as `conversations.info` gives it."""
    shared = {"id": conversation.id, "created": conversation.created, "is_archived": False, "updated": 0}
    kinds = {"is_im": conversation.is_im, "is_mpim": conversation.is_mpim, "is_org_shared": False}
    if conversation.is_im:
        other = next((m for m in conversation.members if m != viewer), viewer)
        return {**shared, **kinds, "user": other, "is_user_deleted": False, "priority": 0}
    return {
        **shared,
        **kinds,
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_channel": not conversation.is_mpim,
        "is_group": False,
        "is_private": conversation.is_mpim,
        "is_general": False,
        "is_member": viewer in conversation.members,
        "creator": store.settings.bot_user_id,
        "num_members": len(conversation.members),
        "topic": {"value": conversation.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def message_json(store: Store, message: Message, *, with_metadata: bool = False) -> Json:
    """A message as `conversations.history` gives it."""
    settings = store.settings
    shown: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    if message.is_bot:
        shown.update(bot_id=settings.bot_id, app_id=settings.app_id, bot_profile=_bot_profile(store))
    if message.subtype:
        shown["subtype"] = message.subtype
    if message.blocks:
        shown["blocks"] = message.blocks
    if message.attachments:
        shown["attachments"] = message.attachments
    shown["team"] = settings.team_id
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
    shown.update(_thread_facts(store, message))
    if message.edited_ts:
        shown["edited"] = {"user": message.edited_by or message.user, "ts": message.edited_ts}
    if message.file_ids:
        files = [store.files.get(file_id) for file_id in message.file_ids]
        shown["files"] = [file_json(store, file) for file in files if file]
        shown["upload"] = True
    if message.reactions:
        shown["reactions"] = [
            {"name": name, "users": users, "count": len(users)} for name, users in message.reactions.items()
        ]
    if with_metadata and message.metadata:
        shown["metadata"] = message.metadata
    return shown


def _thread_facts(store: Store, message: Message) -> Json:
    if message.is_reply:
        root = store.conversations.get(message.channel, message.thread_ts or "")
        return {"parent_user_id": root.user} if root else {}
    replies = [m for m in store.conversations.thread(message.channel, message.ts) if m.is_reply]
    if not replies:
        return {}
    users = list(dict.fromkeys(m.user for m in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "reply_users": users,
        "latest_reply": replies[-1].ts,
    }


def _bot_profile(store: Store) -> Json:
    settings = store.settings
    return {
        "id": settings.bot_id,
        "app_id": settings.app_id,
        "name": settings.bot_name,
        "deleted": False,
        "team_id": settings.team_id,
    }


def file_json(store: Store, file: StoredFile) -> Json:
    """A file as events and `files.info` give it."""
    extension = file.name.rpartition(".")[2].lower() if "." in file.name else ""
    url = f"{store.public_url}/files/{file.id}/{quote(file.name)}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "filetype": extension or "binary",
        "pretty_type": extension.upper() or "Binary",
        "user": file.user,
        "size": len(file.content),
        "mode": "hosted",
        "is_external": False,
        "is_public": True,
        "file_access": "visible",
        "channels": file.channels,
        "url_private": url,
        "url_private_download": url,
        "permalink": url,
    }


def view_json(store: Store, view: View) -> Json:
    """A modal or home tab as payloads and `views.*` give it."""
    body = view.body
    settings = store.settings
    return {
        "id": view.id,
        "team_id": settings.team_id,
        "type": body["type"],
        "blocks": view.blocks,
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "external_id": body.get("external_id", ""),
        "state": {"values": view.values},
        "hash": view.hash,
        "title": body.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "submit": body.get("submit"),
        "close": body.get("close"),
        "clear_on_close": body.get("clear_on_close", False),
        "notify_on_close": body.get("notify_on_close", False),
        "submit_disabled": False,
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": settings.app_id,
        "app_installed_team_id": settings.team_id,
        "bot_id": settings.bot_id,
    }
