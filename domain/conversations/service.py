"""The verbs of conversations: take in, work off, bind to a subject, remember what was posted."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, aliased

from domain.conversations import queries
from domain.conversations.models import (
    UNFINISHED,
    InboxMessage,
    MailboxPosition,
    PostedCard,
    Thread,
    ThreadMail,
    ThreadSubject,
)
from domain.conversations.schemas import ClaimedMessage, InboxState, Incoming, PostedCardView, ThreadView
from domain.shared.clock import real_now
from domain.shared.database import after_commit, insert_ignoring, written

#: How long a claimed message is ours before another process may take it up.
LEASE = timedelta(seconds=120)
WAKE = "wake_worker"
ATTEMPTS = 5


def receive(session: Session, incoming: Incoming) -> bool:
    """Keep a raw message; False if the same one is here already. Workers are woken after the commit."""
    now = real_now()
    values = incoming.model_dump() | {
        "payload": _storable(incoming.payload),
        "received_at": now,
        "next_at": now,
        "state": InboxState.WAITING,
        "attempts": 0,
    }
    is_new = insert_ignoring(session, InboxMessage, values)
    wake = session.info.get(WAKE)
    if is_new and wake:
        after_commit(session, wake)
    return is_new


def _storable(value: Any) -> Any:
    """What was said without the characters that no database keeps: nulls, and halves of surrogate pairs."""
    match value:
        case str():
            return value.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")
        case dict():
            return {_storable(name): _storable(each) for name, each in value.items()}
        case list() | tuple():
            return [_storable(each) for each in value]
    return value


def claim(session: Session, limit: int = 4) -> Sequence[ClaimedMessage]:
    """Take waiting messages for `LEASE`, oldest first; none whose thread has an earlier one unfinished."""
    now = real_now()
    earlier = aliased(InboxMessage)
    blocked = (
        select(earlier.id)
        .where(
            earlier.thread_key == InboxMessage.thread_key,
            earlier.id < InboxMessage.id,
            earlier.state.in_(written(UNFINISHED)),
        )
        .exists()
    )
    rows = session.scalars(
        select(InboxMessage)
        .where(
            InboxMessage.state.in_(written(UNFINISHED)),
            InboxMessage.next_at <= now,
            or_(InboxMessage.lease_until.is_(None), InboxMessage.lease_until <= now),
            ~blocked,
        )
        .order_by(InboxMessage.id)
        .limit(written(limit))
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.state, row.lease_until, row.attempts = InboxState.WORKING, now + LEASE, row.attempts + 1
    return [ClaimedMessage.model_validate(row) for row in rows]


def finish(session: Session, message_id: int, outcome: str) -> bool:
    """Mark a message as worked, in the transaction of its work; False if it was finished already."""
    finished = session.execute(
        update(InboxMessage)
        .where(InboxMessage.id == message_id, InboxMessage.state.in_(UNFINISHED))
        .values(state=InboxState.DONE, finished_at=real_now(), lease_until=None, outcome=outcome)
        .returning(InboxMessage.id)
    )
    return finished.first() is not None


def worked_on_the_spot(session: Session, external_id: str, outcome: str) -> None:
    """Mark a message as worked that was answered before it was acknowledged."""
    session.execute(
        update(InboxMessage)
        .where(InboxMessage.external_id == external_id)
        .values(state=InboxState.DONE, finished_at=real_now(), outcome=outcome)
    )


def fail(session: Session, message_id: int, reason: str) -> bool:
    """Put a message back after an error; after `ATTEMPTS` tries it stays failed, and this says True.

    A message that another worker finished meanwhile stays finished.
    """
    row = session.get_one(InboxMessage, message_id, with_for_update=True)
    if row.state not in UNFINISHED:
        return False
    gives_up = row.attempts >= ATTEMPTS
    row.state = InboxState.FAILED if gives_up else InboxState.WAITING
    row.lease_until, row.outcome = None, reason[:2000]
    row.next_at = real_now() + timedelta(seconds=2**row.attempts)
    return gives_up


def open_thread(session: Session, thread: ThreadView, *, message_ids: Sequence[str] = ()) -> None:
    """Remember a conversation, and the mails that belong to it."""
    now = real_now()
    fields = thread.model_dump(include={"thread_key", "channel_kind", "target", "anchor", "context"})
    insert_ignoring(session, Thread, fields | {"updated_at": now})
    for message_id in message_ids:
        insert_ignoring(session, ThreadMail, {"message_id": message_id, "thread_key": thread.thread_key})


def bind(session: Session, thread_key: str, subject: str) -> None:
    """From now on the conversation is about this subject."""
    if queries.subject_of(session, thread_key) != subject:
        session.add(ThreadSubject(thread_key=thread_key, subject=subject))
        session.flush()


def remember(session: Session, thread_key: str, **context: Any) -> None:
    """Keep what was talked about for the next message of the conversation (articles asked about, say)."""
    row = session.get_one(Thread, thread_key)
    row.context = (row.context or {}) | context
    row.updated_at = real_now()


def card_posted(session: Session, card: PostedCardView) -> None:
    """Slack has this card; a second posting of the same key moves it."""
    session.merge(PostedCard(**card.model_dump()))


def keep_position(session: Session, mailbox: str, uid_validity: int, last_uid: int) -> None:
    """A mailbox was read up to this UID."""
    session.merge(MailboxPosition(mailbox=mailbox, uid_validity=uid_validity, last_uid=last_uid))
