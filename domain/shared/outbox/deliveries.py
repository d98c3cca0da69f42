"""Owns deliveries that are owed to people: one message to one place, once per key, in order."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator
from sqlalchemy import Index, String, Text, insert, or_, select, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from domain.shared.clock import real_now
from domain.shared.database import Base, Document, MomentColumn, Serial, written
from domain.shared.outbox.pace import BACKOFF_SECONDS, backoff, wake

#: How long a claimed delivery is ours before another process may look at it: longer than any sending takes.
LEASE = timedelta(seconds=90)
#: A mail server has many timeouts, and a mail that left cannot be looked for.
MAIL_LEASE = timedelta(minutes=10)
MOST_TRIES = len(BACKOFF_SECONDS) + 3
#: Tries that surely reached nobody: at one a minute, three days and a half.
MOST_WAITS = 5_000
LONGEST_WAIT = 60
THREAD_KEY_LENGTH = 250


class DeliveryState(StrEnum):
    """Where a delivery stands; `sending` past its lease means that nobody knows whether it left."""

    PENDING = "pending"
    SENDING = "sending"
    DELIVERED = "delivered"
    SKIPPED = "skipped"
    FAILED = "failed"


UNFINISHED = (DeliveryState.PENDING, DeliveryState.SENDING)


class DeliveryRow(Base):
    """One message to one place, once per key."""

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    key: Mapped[str] = mapped_column(String(250), unique=True)
    message: Mapped[str] = mapped_column(String(80))
    channel: Mapped[str] = mapped_column(String(20))
    target: Mapped[str] = mapped_column(String(250))
    thread_key: Mapped[str | None] = mapped_column(String(THREAD_KEY_LENGTH))
    order_key: Mapped[str] = mapped_column(String(120))
    card_key: Mapped[str | None] = mapped_column(String(120))
    subject: Mapped[str] = mapped_column(String(120), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(Document)
    state: Mapped[str] = mapped_column(String(20))
    attempts: Mapped[int] = mapped_column(default=0)
    waits: Mapped[int] = mapped_column(default=0, server_default="0")
    next_at: Mapped[datetime] = mapped_column(MomentColumn)
    lease_until: Mapped[datetime | None] = mapped_column(MomentColumn)
    provider_id: Mapped[str | None] = mapped_column(String(250))
    reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(MomentColumn)
    finished_at: Mapped[datetime | None] = mapped_column(MomentColumn)


Index(
    "ix_deliveries_open", DeliveryRow.order_key, DeliveryRow.id,
    sqlite_where=DeliveryRow.state.in_(UNFINISHED), postgresql_where=DeliveryRow.state.in_(UNFINISHED),
)  # fmt: skip
Index(
    "ix_deliveries_queue", DeliveryRow.id,
    sqlite_where=DeliveryRow.state.in_(UNFINISHED), postgresql_where=DeliveryRow.state.in_(UNFINISHED),
)  # fmt: skip


class Delivery(BaseModel):
    """A message that is owed: which one, to where, with which data.

    `channel` is 'slack', 'email', 'slack_ephemeral' (`target` is 'channel:user') or 'slack_response', the answer to a
    command (`target` is 'in_channel:' or 'ephemeral:' and its response_url). For Slack `target` is a channel or user
    id and `thread_key` the thread's ts;
    a `card_key` means that a later delivery with the same one changes the posted card instead of posting again.
    `order_key` defaults to the card, else to the target and thread. For mail `target` is the address. Keys that are
    too long to be stored are shortened so that different ones stay different.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    message: str
    channel: str
    target: str
    subject: str
    data: dict[str, Any] = Field(default_factory=dict)
    thread_key: str | None = None
    card_key: str | None = None

    @field_validator("key", "target")
    @classmethod
    def _fits(cls, text: str) -> str:
        return fitted(text, 250)

    @field_validator("thread_key")
    @classmethod
    def _known_or_none(cls, thread_key: str | None) -> str | None:
        # Half the id of a mail names no mail: better to answer outside of its thread.
        return thread_key if thread_key and len(thread_key) <= THREAD_KEY_LENGTH else None

    @field_validator("subject", "card_key")
    @classmethod
    def _fits_short(cls, text: str | None) -> str | None:
        return fitted(text, 120) if text else text

    @property
    def order_key(self) -> str:
        """What must leave in order: one card, else one conversation."""
        return self.card_key or fitted(f"{self.channel}:{self.target}:{self.thread_key or ''}", 120)


class ClaimedDelivery(Delivery):
    """A delivery that is ours to send now; `is_second_try` means an earlier try may have reached the far side."""

    id: int
    attempts: int
    is_second_try: bool


def lease_of(channel: str) -> timedelta:
    """How long a delivery of this channel may take."""
    return MAIL_LEASE if channel == "email" else LEASE


def fitted(text: str, length: int) -> str:
    """A key with at most so many characters; what is longer ends in a digest of the whole."""
    return text if len(text) <= length else f"{text[: length - 17]}:{sha256(text.encode()).hexdigest()[:16]}"


def owe(session: Session, delivery: Delivery, *, now: datetime) -> bool:
    """Owe one message; False if the same key is owed or was sent already."""
    if session.scalar(select(DeliveryRow.id).where(DeliveryRow.key == delivery.key)) is not None:
        return False
    fields = delivery.model_dump(mode="json")
    session.execute(
        insert(DeliveryRow).values(
            **fields, order_key=delivery.order_key, state=DeliveryState.PENDING, attempts=0, next_at=real_now(),
            created_at=now,
        )
    )  # fmt: skip
    wake(session)
    return True


def claim_deliveries(session: Session, limit: int = 20, *, without: Collection[str] = ()) -> Sequence[ClaimedDelivery]:
    """Take due deliveries for `LEASE`; none whose order_key has an earlier one unfinished, none of these channels."""
    now = real_now()
    earlier = aliased(DeliveryRow)
    blocked = (
        select(earlier.id)
        .where(
            earlier.order_key == DeliveryRow.order_key,
            earlier.id < DeliveryRow.id,
            earlier.state.in_(written(UNFINISHED)),
        )
        .exists()
    )
    rows = session.scalars(
        select(DeliveryRow)
        .where(
            DeliveryRow.state.in_(written(UNFINISHED)), DeliveryRow.next_at <= now, ~blocked,
            or_(DeliveryRow.lease_until.is_(None), DeliveryRow.lease_until <= now),
            DeliveryRow.channel.not_in(without),
        )
        .order_by(DeliveryRow.id).limit(written(limit)).with_for_update(skip_locked=True)
    ).all()  # fmt: skip
    claimed = []
    for row in rows:
        second = row.state == DeliveryState.SENDING
        row.state, row.lease_until, row.attempts = DeliveryState.SENDING, now + lease_of(row.channel), row.attempts + 1
        claimed.append(
            ClaimedDelivery.model_validate(
                {name: getattr(row, name) for name in ClaimedDelivery.model_fields if name != "is_second_try"}
                | {"is_second_try": second}
            )
        )
    return claimed


def delivered(session: Session, delivery_id: int, provider_id: str) -> None:
    """The far side has it, under its own id (Slack's ts, the mail's Message-ID)."""
    _finish(session, delivery_id, DeliveryState.DELIVERED, provider_id=provider_id)


def skipped(session: Session, delivery_id: int, reason: str) -> None:
    """It need not or cannot be sent, and this is why."""
    _finish(session, delivery_id, DeliveryState.SKIPPED, reason=reason)


def try_later(
    session: Session, delivery: ClaimedDelivery, reason: str, *, sure_not_sent: bool, after: float = 0
) -> None:
    """Try again after `after` seconds, or by back-off; unless we are sure, the next try looks first.

    A far side that is away or asks us to wait costs no try: what is owed outlasts a long weekend of it.
    """
    row = session.get_one(DeliveryRow, delivery.id)
    row.lease_until, row.reason = None, reason[:2000]
    if sure_not_sent:
        row.attempts, row.waits = row.attempts - 1, row.waits + 1
        row.state = _before(delivery)
        row.next_at = real_now() + timedelta(seconds=max(after, min(2 ** min(row.waits, 10), LONGEST_WAIT)))
    else:
        row.next_at = real_now() + backoff(delivery.attempts)
    session.flush()
    if delivery.attempts > MOST_TRIES or row.waits > MOST_WAITS:
        _finish(session, delivery.id, DeliveryState.FAILED, reason=reason)


def give_back(session: Session, delivery: ClaimedDelivery) -> None:
    """Nothing was tried: whoever claims it next finds it as it was."""
    row = session.get_one(DeliveryRow, delivery.id)
    row.state, row.lease_until, row.attempts = _before(delivery), None, row.attempts - 1


def _before(delivery: ClaimedDelivery) -> DeliveryState:
    """What it was before it was claimed: an earlier try may have reached the far side, or none was made."""
    return DeliveryState.SENDING if delivery.is_second_try else DeliveryState.PENDING


def failed(session: Session, delivery_id: int, reason: str) -> None:
    """The far side refused it for good."""
    _finish(session, delivery_id, DeliveryState.FAILED, reason=reason)


def _finish(session: Session, delivery_id: int, state: DeliveryState, **values: str) -> None:
    session.execute(
        update(DeliveryRow).where(DeliveryRow.id == delivery_id)
        .values(state=state, finished_at=real_now(), lease_until=None, **values)
    )  # fmt: skip
