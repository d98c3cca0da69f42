"""Owns what a received mail leads to: kept at once, then judged, identified, read and answered from the stored row."""

import re
from collections.abc import Callable, Set
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from bot import files, intents
from bot.handlers import by_mail
from bot.services import Services, Turn
from domain.conversations import queries as conversations
from domain.conversations import service as conversation_verbs
from domain.conversations.schemas import ClaimedMessage, InboxKind, Incoming, ThreadView
from domain.customers import queries as customers
from domain.employees import queries as employees
from domain.employees.schemas import actor_of
from domain.orders import service as orders
from domain.shared.actors import Actor, ActorKind, system
from domain.shared.clock import real_now
from domain.shared.errors import Refusal
from gateways.envelope import Envelope
from gateways.mail_filter import MailClass, classify
from gateways.mail_trust import verify_sender
from gateways.mime import IncomingMail, parse_mail

#: What the anchor of a thread has room for.
ANSWERABLE = 250
_ORDER_NUMBER = re.compile(r"so-\d{1,20}")
#: What the external id of an inbox row has room for.
ID_LENGTH = 200


def keep(services: Services, raw: bytes, envelope: Envelope) -> None:
    """Keep a mail as it came; when this returns, the far side may be told that we have it."""
    mail = parse_mail(raw, envelope_from=envelope.mail_from)
    sender = mail.sender.address.lower() if mail.sender else ""
    digest = sha256(raw).hexdigest()
    message_id = _identity(mail)
    number = _named_by_address(mail, envelope, services.mail.own_addresses)
    with services.transactions.begin() as session:
        known = conversations.thread_of_mails(session, _answered(mail))
        if known is None and number:
            known = conversations.mail_thread_of(session, f"order:{number}", sender)
        conversation_verbs.receive(
            session,
            Incoming(
                external_id=f"mail:{_kept_whole(message_id)}:{sha256(sender.encode()).hexdigest()[:12]}",
                kind=InboxKind.MAIL,
                thread_key=known or _own_thread(message_id),
                sender=sender[:ID_LENGTH],
                payload={"mail_from": envelope.mail_from, "rcpt_tos": list(envelope.rcpt_tos), "sha256": digest},
                raw=raw,
            ),
        )


def _identity(mail: IncomingMail) -> str:
    """What a mail is known by: its Message-ID, and where it has none, all that is the same in each copy of it.

    Every server on the way adds headers of its own, so that two copies of one mail never have the same bytes.
    """
    if mail.message_id:
        return mail.message_id
    if mail.refusal:
        return f"<{mail.sha256}>"
    files = [sha256(each.payload).hexdigest() for each in mail.attachments]
    sent = mail.header("date") or ""
    return f"<{sha256(chr(0).join([sent, mail.subject, mail.text, *files]).encode()).hexdigest()}>"


def _kept_whole(message_id: str) -> str:
    """An id as there is room for it; two endless ones that only end differently are not taken for one."""
    if len(message_id) <= ID_LENGTH:
        return message_id
    return f"{message_id[: ID_LENGTH - 66]}#{sha256(message_id.encode()).hexdigest()}"


def mail(row: ClaimedMessage, services: Services) -> None:
    """A stored mail: loops are never answered, strangers at most once, everybody else like in Slack."""
    letter = parse_mail(row.raw or b"", envelope_from=row.payload.get("mail_from"))
    reason = _not_for_us(row, letter, services)
    if reason:
        _close(row, services, reason)
        return
    turn = _turn(row, letter, services)
    if turn.actor.kind is ActorKind.UNKNOWN:
        by_mail.from_stranger(turn, letter, services)
    elif letter.refusal or len(letter.new_text) > intents.LONGEST_TEXT:
        by_mail.unreadable(turn, letter, services)
    else:
        try:
            turn = replace(turn, files=files.of_mail(letter))
            _answer(intents.read_turn(turn, services, letter), letter, services)
        except Refusal as refusal:
            by_mail.refused(turn, letter, refusal, services)


def _answer(turn: Turn, letter: IncomingMail, services: Services) -> None:
    def working(work: Callable[[Turn, IncomingMail, Services], None]) -> intents.Answer:
        return lambda said, given: work(said, letter, given)

    handlers = {name: working(work) for name, work in by_mail.INTENTS.items()}
    handler = handlers.get(intents.intent_of(turn), working(by_mail.for_a_person))
    intents.on_what_is(handler, turn, services, letter=letter, handlers=handlers)


def _not_for_us(row: ClaimedMessage, letter: IncomingMail, services: Services) -> str | None:
    found = classify(letter, row.raw or b"", own_addresses=services.mail.own_addresses)
    if found.kind is not MailClass.PERSON:
        return f"not answered: {found.kind.value} ({found.reason})"
    policy = services.desk(system("mail"), None).policy.mail
    since = real_now() - timedelta(minutes=policy.window_minutes)
    with services.transactions.read() as session:
        if conversations.mails_since(session, row.sender, since) > policy.messages_per_sender:
            return "not answered: too many mails of this sender"
    return None


def _close(row: ClaimedMessage, services: Services, outcome: str) -> None:
    with services.transactions.begin() as session:
        conversation_verbs.finish(session, row.id, outcome)


def _turn(row: ClaimedMessage, letter: IncomingMail, services: Services) -> Turn:
    trust = verify_sender(row.raw or b"", letter, authserv_id=services.mail.authserv_id)
    with services.transactions.read() as session:
        actor = _sender(session, row.sender, is_verified=trust.verified)
        thread_key = row.thread_key
        subject = conversations.subject_of(session, thread_key)
        if subject and not orders.may_touch(session, actor, subject.removeprefix("order:")):
            # What stands in References and in our address anyone may write: the mail is about nothing of theirs.
            thread_key, subject = _own_thread(letter.message_id or f"<{letter.sha256}>"), None
        known = conversations.thread(session, thread_key)
    thread = ThreadView(
        thread_key=thread_key,
        channel_kind="email",
        target=row.sender,
        anchor=_answerable(letter.message_id),
        subject=subject,
        context=known.context if known else {},
    )
    turn = Turn(row=row, desk=services.desk(actor, row.external_id), thread=thread, text=letter.new_text)
    return replace(turn, to_user=row.sender)


def _sender(session: Session, address: str, *, is_verified: bool) -> Actor:
    employee = employees.by_email(session, address)
    if employee and is_verified:
        return actor_of(employee)
    contact = customers.contact_by_email(session, address)
    if contact:
        return Actor(
            kind=ActorKind.CONTACT,
            id=contact.email,
            name=contact.name,
            customer_id=contact.customer_id,
            verified=is_verified,
        )
    return Actor(kind=ActorKind.UNKNOWN, id=address or "nobody", name=address or "nobody", verified=False)


def _answerable(message_id: str | None) -> str:
    """The id that an answer names; an endless one, which nobody could keep, is answered outside of its thread."""
    return message_id if message_id and len(message_id) <= ANSWERABLE else ""


def _own_thread(message_id: str) -> str:
    """The conversation that a mail begins."""
    return f"mail:{_kept_whole(message_id)}"


def _named_by_address(letter: IncomingMail, envelope: Envelope, own: Set[str]) -> str | None:
    """The order that the address names to which somebody answers: 'orders+SO-1042@…'; see `reply_address`."""
    for address in (*(each.address for each in (*letter.to, *letter.cc)), *envelope.rcpt_tos):
        local, _, domain = address.lower().rpartition("@")
        before, _, number = local.rpartition("+")
        if f"{before}@{domain}" in own and _ORDER_NUMBER.fullmatch(number):
            return number.upper()
    return None


def _answered(letter: IncomingMail) -> list[str]:
    return [*letter.references, *([letter.in_reply_to] if letter.in_reply_to else [])]
