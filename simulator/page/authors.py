"""Who stands beside a message: names, initials and colors of people, contacts and the bot."""

import hashlib
from dataclasses import dataclass

from simulator.settings import Contact, Person
from simulator.shapes import COLORS, color_of
from simulator.state.store import Store

BOT_COLOR = "#1f7a63"


@dataclass(frozen=True, slots=True)
class Author:
    """A name with an avatar."""

    name: str
    title: str
    initials: str
    color: str
    is_bot: bool = False


def initials(name: str) -> str:
    """At most two letters for an avatar."""
    words = [word for word in name.replace("&", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


def of_person(person: Person) -> Author:
    """An employee."""
    return Author(person.real_name, person.title, initials(person.real_name), color_of(person))


def of_contact(contact: Contact) -> Author:
    """A customer contact."""
    return of_name(contact.name, contact.email, contact.company)


def of_name(name: str, key: str, title: str = "") -> Author:
    """Anybody else; the color follows from `key`."""
    color = COLORS[int(hashlib.sha256(key.encode()).hexdigest(), 16) % len(COLORS)]
    return Author(name, title, initials(name) or "?", color)


def of_user(store: Store, user: str) -> Author:
    """The person or bot behind a user id."""
    settings = store.settings
    if user == settings.bot_user_id:
        return Author(settings.bot_name, "App", "", BOT_COLOR, is_bot=True)
    if user == "USLACKBOT":
        return Author("Workspace", "", "W", "#6b716d")
    person = settings.person(user)
    return of_person(person) if person else of_name(user, user)
