"""What the page shows of a customer's mailbox: the list, one mail, a mail being written."""

from datetime import datetime
from typing import Any

from simulator.mail.reading import ReadMail, parse, read
from simulator.mail.writing import quoted, reply_subject
from simulator.page import authors
from simulator.page.drawing import Drawing
from simulator.page.places import Place
from simulator.page.talk import day_name, size_words
from simulator.settings import Contact
from simulator.state.records import Json
from simulator.state.store import Store


class Post:
    """Models of the mailbox pane."""

    def __init__(self, store: Store, drawing: Drawing, place: Place) -> None:
        self._store = store
        self._drawing = drawing
        self._place = place

    def model(self) -> Json:
        """Everything in the pane."""
        contacts = [self._contact(contact) for contact in self._store.settings.contacts]
        contact = next((c for c in contacts if c["is_here"]), None)
        empty: dict[str, Any] = {
            "contact": contact,
            "contacts": contacts,
            "unread": sum(c["unread"] for c in contacts),
            "others_unread": sum(c["unread"] for c in contacts if not c["is_here"]),
            "arrived": self._arrived(contacts),
            "reading": None,
            "is_composing": False,
            "letters": [],
            "compose_href": self._place.href(mail="new"),
            "back_href": self._place.href(mail=""),
        }
        return empty if contact is None else empty | self._content(contact["email"])

    def _arrived(self, contacts: list[Json]) -> list[Json]:
        """The other mailboxes with unread mail, the newest first."""
        waiting = [c for c in contacts if c["unread"] and not c["is_here"]]
        return sorted(waiting, key=lambda c: self._store.mailboxes.of(c["email"])[-1].received_at, reverse=True)

    def _contact(self, contact: Contact) -> Json:
        return {
            "name": contact.name,
            "email": contact.email,
            "company": contact.company,
            "persona": contact.persona,
            "author": authors.of_contact(contact),
            "unread": self._store.mailboxes.unread(contact.email),
            "is_here": contact.email == self._place.box,
            "href": self._place.href(box=contact.email, mail=""),
        }

    def _content(self, owner: str) -> Json:
        wanted = self._place.mail
        if wanted == "new":
            order_address = self._store.settings.order_address
            return _draft(order_address, "", answered_id="", quotation="")
        if wanted.startswith("re-"):
            answered = self._store.mailboxes.get(wanted.removeprefix("re-"))
            if answered is not None:
                return self._answer(answered.id, answered.raw)
        stored = self._store.mailboxes.get(wanted)
        if stored is not None and stored.owner == owner.casefold():
            return {"reading": self._letter(read(stored)), "reply_href": self._place.href(mail=f"re-{stored.id}")}
        letters = [self._letter(read(mail)) for mail in reversed(self._store.mailboxes.of(owner))]
        return {"letters": letters}

    def _answer(self, mail_id: str, raw: bytes) -> Json:
        original = parse(raw)
        letter = next(read(m) for m in [self._store.mailboxes.get(mail_id)] if m)
        recipient = self._store.settings.order_address if letter.is_sent else _answer_address(letter, raw)
        subject = reply_subject(letter.subject)
        return _draft(recipient, subject, answered_id=mail_id, quotation=quoted(original))

    def _letter(self, letter: ReadMail) -> Json:
        moment = datetime.fromtimestamp(letter.received_at, self._drawing.zone)
        day = day_name(moment)
        return {
            "id": letter.id,
            "subject": letter.subject,
            "sender_name": letter.sender_name,
            "recipients": letter.recipients,
            "is_sent": letter.is_sent,
            "is_read": letter.is_read,
            "preview": letter.preview,
            "html": bool(letter.html),
            "text": letter.text,
            "headers": letter.headers,
            "author": self._author(letter),
            "when": f"{moment:%H:%M}" if day == "Today" else day,
            "href": self._place.href(mail=letter.id),
            "attachments": [
                {"number": a.number, "name": a.name, "size": size_words(a.size)} for a in letter.attachments
            ],
        }

    def _author(self, letter: ReadMail) -> authors.Author:
        contact = self._store.settings.contact(letter.sender)
        if contact:
            return authors.of_contact(contact)
        author = authors.of_name(letter.sender_name, letter.sender)
        return authors.Author(author.name, "", author.initials, authors.BOT_COLOR, is_bot=True)


def _answer_address(letter: ReadMail, raw: bytes) -> str:
    reply_to = str(parse(raw).get("Reply-To", ""))
    return reply_to or letter.sender


def _draft(recipient: str, subject: str, *, answered_id: str, quotation: str) -> Json:
    return {
        "is_composing": True,
        "draft_to": recipient,
        "draft_subject": subject,
        "answered_id": answered_id,
        "quotation": quotation,
    }
