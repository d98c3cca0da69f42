"""Looking up conversations."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from domain.conversations.models import (
    InboxMessage,
    MailboxPosition,
    PostedCard,
    Thread,
    ThreadMail,
    ThreadSubject,
)
from domain.conversations.schemas import InboxKind, InboxState, PostedCardView, ThreadView


def thread(session: Session, thread_key: str) -> ThreadView | None:
    """One conversation with what it is about now, or None."""
    row = session.get(Thread, thread_key)
    return _view(row, subject_of(session, thread_key)) if row else None


def subject_of(session: Session, thread_key: str) -> str | None:
    """What a conversation is about now."""
    return session.scalar(
        select(ThreadSubject.subject)
        .where(ThreadSubject.thread_key == thread_key)
        .order_by(ThreadSubject.id.desc())
        .limit(1)
    )


def threads_of(session: Session, subject: str) -> Sequence[ThreadView]:
    """Every conversation that is or was about a subject, in the order they began."""
    rows = session.scalars(
        select(Thread)
        .where(Thread.thread_key.in_(select(ThreadSubject.thread_key).where(ThreadSubject.subject == subject)))
        .order_by(Thread.updated_at, Thread.thread_key)
    )
    return [_view(row, subject) for row in rows]


def thread_of_mails(session: Session, message_ids: Iterable[str]) -> str | None:
    """The conversation that one of these mails belongs to, the last named first."""
    known = select(ThreadMail.message_id, ThreadMail.thread_key).where(ThreadMail.message_id.in_(list(message_ids)))
    found: dict[str, str] = dict(session.execute(known).all())
    return next((found[message_id] for message_id in reversed(list(message_ids)) if message_id in found), None)


def mail_thread_of(session: Session, subject: str, sender: str) -> str | None:
    """The conversation by mail about a subject: with this sender if there is one, else the latest."""
    found = [each for each in threads_of(session, subject) if each.channel_kind == "email"]
    return max(reversed(found), key=lambda each: each.target == sender).thread_key if found else None


def posted_card(session: Session, card_key: str) -> PostedCardView | None:
    """Where a card was posted, or None."""
    row = session.get(PostedCard, card_key)
    return PostedCardView.model_validate(row) if row else None


def subject_of_card(session: Session, channel: str, ts: str) -> str | None:
    """What the card that stands at this place shows, or None."""
    return session.scalar(select(PostedCard.subject).where(PostedCard.channel == channel, PostedCard.ts == ts).limit(1))


def card_at(session: Session, channel: str, ts: str) -> PostedCardView | None:
    """The card that stands at this place, or None."""
    row = session.scalars(
        select(PostedCard).where(PostedCard.channel == channel, PostedCard.ts == ts).order_by(PostedCard.card_key)
    ).first()
    return PostedCardView.model_validate(row) if row else None


def cards_of(session: Session, subject: str) -> Sequence[PostedCardView]:
    """Every card that shows a subject."""
    rows = session.scalars(select(PostedCard).where(PostedCard.subject == subject).order_by(PostedCard.card_key))
    return [PostedCardView.model_validate(row) for row in rows]


def mails_since(session: Session, sender: str, since: datetime) -> int:
    """How many mails of a sender came in since a (real) moment."""
    counted: Select[int] = select(func.count()).where(
        InboxMessage.sender == sender, InboxMessage.kind == InboxKind.MAIL, InboxMessage.received_at >= since
    )
    return session.scalar(counted) or 0


def outcome_of(session: Session, external_id: str) -> str | None:
    """What became of a message that was worked, or None if it was not yet."""
    return session.scalar(select(InboxMessage.outcome).where(InboxMessage.external_id == external_id))


def thread_of_message(session: Session, external_id: str) -> ThreadView | None:
    """The conversation that a stored message belongs to, or None."""
    key = session.scalar(select(InboxMessage.thread_key).where(InboxMessage.external_id == external_id))
    return thread(session, key) if key else None


def places_in_inbox(session: Session, external_ids: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Where stored messages stand: their number in the order they came, and their conversation; by external id."""
    rows = session.execute(
        select(InboxMessage.external_id, InboxMessage.id, InboxMessage.thread_key).where(
            InboxMessage.external_id.in_(list(external_ids))
        )
    )
    return {row.external_id: (row.id, row.thread_key) for row in rows}


def failed_messages(session: Session, limit: int = 20) -> Sequence[Row[int, str, str | None]]:
    """Messages that nobody could work: id, kind and why."""
    return session.execute(
        select(InboxMessage.id, InboxMessage.kind, InboxMessage.outcome)
        .where(InboxMessage.state == InboxState.FAILED)
        .order_by(InboxMessage.id.desc())
        .limit(limit)
    ).all()


def mailbox_position(session: Session, mailbox: str) -> tuple[int, int] | None:
    """UIDVALIDITY and last UID of a mailbox that was read before."""
    row = session.get(MailboxPosition, mailbox)
    return (row.uid_validity, row.last_uid) if row else None


def _view(row: Thread, subject: str | None) -> ThreadView:
    return ThreadView(
        thread_key=row.thread_key,
        channel_kind=row.channel_kind,
        target=row.target,
        anchor=row.anchor,
        subject=subject,
        context=row.context or {},
    )
