"""Owns what a received mail leads to: kept at once, then judged, identified, read and answered from the stored row."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from bot import intents
from bot.handlers import by_mail
from bot.services import Services, Turn
from domain.conversations import queries as conversations
from domain.conversations import service as conversation_verbs
from domain.conversations.schemas import ClaimedMessage, InboxKind, Incoming, ThreadView
from domain.customers import queries as customers
from domain.employees import queries as employees
from domain.employees.schemas import actor_of
from domain.shared.actors import Actor, ActorKind, system
from domain.shared.clock import real_now
from domain.shared.errors import Refusal
from gateways.envelope import Envelope
from gateways.mail_filter import MailClass, classify
from gateways.mail_trust import verify_sender
from gateways.mime import IncomingMail, parse_mail

#: What the external id of an inbox row has room for.
ID_LENGTH = 200


def keep(services: Services, raw: bytes, envelope: Envelope) -> None:
    """Keep a mail as it came; when this returns, the far side may be told that we have it."""
    mail = parse_mail(raw, envelope_from=envelope.mail_from)
    sender = mail.sender.address.lower() if mail.sender else ""
    digest = sha256(raw).hexdigest()
    message_id = mail.message_id or f"<{digest}>"
    with services.transactions.begin() as session:
        known = conversations.thread_of_mails(session, _answered(mail))
        conversation_verbs.receive(
            session,
            Incoming(
                external_id=f"mail:{message_id[:ID_LENGTH]}:{sha256(sender.encode()).hexdigest()[:12]}",
                kind=InboxKind.MAIL,
                thread_key=known or f"mail:{message_id}"[:ID_LENGTH],
                sender=sender[:ID_LENGTH],
                payload={"mail_from": envelope.mail_from, "rcpt_tos": list(envelope.rcpt_tos), "sha256": digest},
                raw=raw,
            ),
        )


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
            _answer(intents.read_turn(turn, services, letter), letter, services)
        except Refusal as refusal:
            by_mail.refused(turn, letter, refusal, services)


def _answer(turn: Turn, letter: IncomingMail, services: Services) -> None:
    intent = turn.reading.intent if turn.reading else "not_actionable"
    if intent in by_mail.INTENTS:
        by_mail.INTENTS[intent](turn, letter, services)
    else:
        by_mail.for_a_person(turn, letter, services)


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
        subject = conversations.subject_of(session, row.thread_key)
        known = conversations.thread(session, row.thread_key)
    thread = ThreadView(
        thread_key=row.thread_key,
        channel_kind="email",
        target=row.sender,
        anchor=letter.message_id or "",
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


def _answered(letter: IncomingMail) -> list[str]:
    return [*letter.references, *([letter.in_reply_to] if letter.in_reply_to else [])]
