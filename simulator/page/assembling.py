"""Puts the parts of the page together for one place: rail, main column, side pane, mailbox, modal."""

import hashlib
import json
from pathlib import Path
from typing import Any

from markupsafe import Markup

from simulator.page import authors
from simulator.page.drawing import Drawing
from simulator.page.places import Place
from simulator.page.post import Post
from simulator.page.talk import Talk
from simulator.state.records import Conversation, Exchange, Json
from simulator.state.store import Store

SHOWN_EXCHANGES = 120
SHOWN_MESSAGES = 200
SHOWN_CHARACTERS = 20_000
STATIC = Path(__file__).parent / "static"
WAYS = {"to bot": "out", "from bot": "back", "mail": "post"}


def static_version() -> str:
    """A word that changes when a script or style does."""
    files = sorted(STATIC.glob("*.css")) + sorted(STATIC.glob("*.js"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:10]


class Assembling:
    """Draws the page and its parts."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._drawing = Drawing(store)
        self._version = static_version()

    def warm(self) -> None:
        """Prepare the templates, so that the first visitor does not wait for it."""
        self._drawing.prepare()

    def parts(self, place: Place) -> dict[str, str]:
        """The HTML of every part, by the id of its element; `title` beside it."""
        with self._store.lock:
            model = self._model(place)
        parts = {
            name: self._drawing.draw(f"{name}.html.j2", model) for name in ("rail", "main", "side", "mail", "modal")
        }
        return {**parts, "title": model["title"]}

    def page(self, place: Place) -> str:
        """The whole page."""
        with self._store.lock:
            model = self._model(place)
        names = ("rail", "main", "side", "mail", "modal")
        parts = {name: self._drawing.draw(f"{name}.html.j2", model) for name in names}
        known = Markup(json.dumps(self._known()).replace("<", "\\u003c"))
        return self._drawing.draw("page.html.j2", model | {"parts": parts, "version": self._version, "known": known})

    def _known(self) -> Json:
        settings = self._store.settings
        people = [{"name": settings.bot_name, "title": "App"}]
        people += [{"name": user.name, "title": f"{user.real_name} · {user.title}"} for user in settings.users]
        commands = [c.model_dump() for c in settings.commands]
        return {"people": people, "commands": commands}

    def _model(self, place: Place) -> dict[str, Any]:
        settings = self._store.settings
        talk = Talk(self._store, self._drawing, place)
        self._mark_read(place)
        main = self._main(talk, place)
        return {
            "team": settings.team_name,
            "bot_name": settings.bot_name,
            "order_address": settings.order_address,
            "welcome": settings.welcome,
            "me": _me(self._store, place.me),
            "place": place.where,
            "side": "thread" if place.thread else place.side,
            "is_mail_open": place.is_mail_open,
            "rail": talk.rail(),
            "main": main,
            "title": f"{main['sign']}{main['title']} · {settings.team_name}",
            "thread": self._thread(talk, place),
            "mail": Post(self._store, self._drawing, place).model(),
            "modal": self._modal(talk, place),
            "welcome_href": place.href(side="welcome", thread=""),
            "suggestions": [self._suggestion(place, index) for index in range(len(settings.suggestions))],
        }

    def _mark_read(self, place: Place) -> None:
        conversations = self._store.conversations
        if place.where in conversations.by_id:
            conversations.mark_read(place.me, place.where)
            if place.thread:
                conversations.mark_read(place.me, place.where, place.thread)
        mail = self._store.mailboxes.get(place.mail)
        if mail is not None:
            mail.is_read = True

    def _main(self, talk: Talk, place: Place) -> Json:
        settings = self._store.settings
        if place.where == "home":
            return self._home(talk, place)
        if place.where == "traffic":
            rows = [_exchange(row, self._drawing) for row in reversed(self._store.traffic.latest(SHOWN_EXCHANGES))]
            topic = "What the workspace, the bot and the mail servers said to each other, newest first"
            return {"title": "Traffic", "topic": topic, "sign": "", "members": [], "exchanges": rows}
        conversation = self._store.conversations.by_id[place.where]
        found = self._store.conversations.history(place.where, place.me)[-SHOWN_MESSAGES:]
        models = talk.messages(found, in_thread=False)
        members = talk.members(conversation)
        shared = {"members": members, "days": talk.days(models), "is_direct": conversation.is_im}
        if conversation.is_im:
            about = f"This is your conversation with {members[0].name}. Nobody else sees it."
            text = {"title": members[0].name, "sign": "", "topic": members[0].title, "about": about}
            return {**shared, **text, "placeholder": f"Message {members[0].name}"}
        return {**shared, **_channel_words(conversation, settings.bot_name)}

    def _home(self, talk: Talk, place: Place) -> Json:
        shown = self._store.views.homes.get(place.me)
        holder = talk.view_holder(shown) if shown else talk.holder("home", {}, {})
        return {
            "title": self._store.settings.bot_name,
            "topic": "Home",
            "sign": "",
            "members": [],
            "holder": holder,
            "blocks": shown.blocks if shown else [],
            "revision": f"{shown.id}-{shown.revision}" if shown else "0",
        }

    def _thread(self, talk: Talk, place: Place) -> Json:
        close_href = place.href(thread="", side="none")
        if not place.thread:
            return {"close_href": close_href}
        found = self._store.conversations.thread(place.where, place.thread, place.me)
        conversation = self._store.conversations.by_id[place.where]
        where = talk.members(conversation)[0].name if conversation.is_im else f"#{conversation.name}"
        models = talk.messages(found, in_thread=True)
        return {"ts": place.thread, "messages": models, "where": where, "close_href": close_href}

    def _modal(self, talk: Talk, place: Place) -> Json | None:
        view = self._store.views.top(place.me)
        if view is None:
            return None
        return {
            "id": view.id,
            "revision": view.revision,
            "title": view.body["title"],
            "submit": view.body.get("submit"),
            "close": view.body.get("close"),
            "blocks": view.blocks,
            "holder": talk.view_holder(view),
            "has_previous": view.previous_id is not None,
        }

    def _suggestion(self, place: Place, index: int) -> Json:
        settings = self._store.settings
        given = settings.suggestions[index]
        speaker = settings.person(given.speaker)
        me = speaker.id if speaker else place.me
        contact = settings.contact(given.where)
        if contact is not None:
            where = f"Mail from {contact.name}, {contact.company}"
            href = place.href(box=contact.email, mail="new")
            return _try(given.title, given.text, href=href, where=where, mail_subject=given.subject or "Order")
        channel = self._store.conversations.find(given.where)
        if channel is None:
            channel = self._store.conversations.direct([me, settings.bot_user_id])
        name = f"#{channel.name}" if not channel.is_im else f"Direct message to {settings.bot_name}"
        who = authors.of_user(self._store, me).name
        href = place.href(me=me, where=channel.id, thread="")
        return _try(given.title, given.text, href=href, where=f"{name} as {who}") | {"place": channel.id}


def _try(title: str, text: str, *, href: str, where: str, mail_subject: str = "") -> Json:
    return {
        "title": title,
        "text": text,
        "href": href,
        "where": where,
        "is_mail": bool(mail_subject),
        "place": mail_subject,
    }


def _me(store: Store, user: str) -> Json:
    author = authors.of_user(store, user)
    return {
        "id": user,
        "name": author.name,
        "title": author.title,
        "initials": author.initials,
        "color": author.color,
        "is_bot": False,
    }


def _channel_words(conversation: Conversation, bot_name: str) -> Json:
    return {
        "title": conversation.name,
        "sign": "#",
        "topic": conversation.topic,
        "about": conversation.topic or f"The beginning of #{conversation.name}.",
        "placeholder": f"Message #{conversation.name}",
        "bot_name": bot_name,
    }


def _exchange(row: Exchange, drawing: Drawing) -> Json:
    return {
        "id": row.id,
        "time": drawing.clock(row.at),
        "direction": row.direction,
        "css": WAYS[row.direction],
        "name": row.name,
        "summary": _summary(row.request),
        "outcome": row.outcome,
        "milliseconds": row.milliseconds,
        "request": _pretty(row.request),
        "answer": _pretty(row.answer),
    }


def _summary(request: Any) -> str:
    if not isinstance(request, dict):
        return ""
    inner = request.get("event")
    event = inner if isinstance(inner, dict) else request
    actions = request.get("actions") or [{}]
    label = actions[0].get("text") if isinstance(actions, list) and isinstance(actions[0], dict) else None
    found = (label or {}).get("text") if isinstance(label, dict) else None
    return str(found or event.get("text") or event.get("to") or event.get("channel") or "")[:120]


def _pretty(value: Any) -> str:
    if value is None:
        return "(empty)"
    if isinstance(value, dict):
        value = {key: _unfolded(one) for key, one in value.items()}
    text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
    return text[:SHOWN_CHARACTERS]


def _unfolded(value: Any) -> Any:
    """JSON inside a form field, opened for the reader."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
