"""Owns deliveries that are owed to people: one message to one place, once per key, in order."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Index, String, Text, insert, or_, select, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from domain.shared.clock import real_now
from domain.shared.database import Base, Document, MomentColumn, Serial
from domain.shared.outbox.pace import BACKOFF_SECONDS, backoff, wake

#: How long a claimed delivery is ours before another process may look at it.
LEASE = timedelta(seconds=60)


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
    thread_key: Mapped[str | None] = mapped_column(String(120))
    order_key: Mapped[str] = mapped_column(String(120))
    card_key: Mapped[str | None] = mapped_column(String(120))
    subject: Mapped[str] = mapped_column(String(120), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(Document)
    state: Mapped[str] = mapped_column(String(20))
    attempts: Mapped[int] = mapped_column(default=0)
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


class Delivery(BaseModel):
    """A message that is owed: which one, to where, with which data.

    `channel` is 'slack' or 'email'. For Slack `target` is a channel or user id and `thread_key` the thread's ts;
    a `card_key` means that a later delivery with the same one changes the posted card instead of posting again.
    `order_key` defaults to the card, else to the target and thread. For mail `target` is the address.
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

    @property
    def order_key(self) -> str:
        """What must leave in order: one card, else one conversation."""
        return self.card_key or f"{self.channel}:{self.target}:{self.thread_key or ''}"


class ClaimedDelivery(Delivery):
    """A delivery that is ours to send now; `is_second_try` means an earlier try may have reached the far side."""

    id: int
    attempts: int
    is_second_try: bool


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
            earlier.state.in_(UNFINISHED),
        )
        .exists()
    )
    rows = session.scalars(
        select(DeliveryRow)
        .where(
            DeliveryRow.state.in_(UNFINISHED), DeliveryRow.next_at <= now, ~blocked,
            or_(DeliveryRow.lease_until.is_(None), DeliveryRow.lease_until <= now),
            DeliveryRow.channel.not_in(without),
        )
        .order_by(DeliveryRow.id).limit(limit).with_for_update(skip_locked=True)
    ).all()  # fmt: skip
    claimed = []
    for row in rows:
        second = row.state == DeliveryState.SENDING
        row.state, row.lease_until, row.attempts = DeliveryState.SENDING, now + LEASE, row.attempts + 1
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
    """Try again after `after` seconds, or by back-off; unless we are sure, the next try looks first."""
    if delivery.attempts > len(BACKOFF_SECONDS) + 3:
        _finish(session, delivery.id, DeliveryState.FAILED, reason=reason)
        return
    state = DeliveryState.PENDING if sure_not_sent else DeliveryState.SENDING
    wait = timedelta(seconds=after) if after else backoff(delivery.attempts)
    session.execute(
        update(DeliveryRow).where(DeliveryRow.id == delivery.id)
        .values(state=state, next_at=real_now() + wait, lease_until=None, reason=reason[:2000])
    )  # fmt: skip


def failed(session: Session, delivery_id: int, reason: str) -> None:
    """The far side refused it for good."""
    _finish(session, delivery_id, DeliveryState.FAILED, reason=reason)


def _finish(session: Session, delivery_id: int, state: DeliveryState, **values: str) -> None:
    session.execute(
        update(DeliveryRow).where(DeliveryRow.id == delivery_id)
        .values(state=state, finished_at=real_now(), lease_until=None, **values)
    )  # fmt: skip
