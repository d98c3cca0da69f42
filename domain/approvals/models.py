"""Tables of approvals: one row per request for a decision."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, String, Text, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from domain.shared.database import AmountColumn, Base, Document, MomentColumn, Serial


class ApprovalRequest(Base):
    """A decision that is asked for, what was shown, and what was decided. At most one is open per subject and kind."""

    __tablename__ = "approval_requests"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(120), index=True)
    revision: Mapped[int]
    snapshot_hash: Mapped[str] = mapped_column(String(64))
    snapshot: Mapped[dict[str, Any]] = mapped_column(Document)
    reasons: Mapped[list[str]] = mapped_column(Document)
    amount: Mapped[Decimal] = mapped_column(AmountColumn)
    currency: Mapped[str] = mapped_column(String(3))
    roles: Mapped[list[str]] = mapped_column(Document)
    excluded: Mapped[list[str]] = mapped_column(Document)
    state: Mapped[str] = mapped_column(String(20))
    requested_by: Mapped[str] = mapped_column(String(250))
    requested_at: Mapped[datetime] = mapped_column(MomentColumn)
    remind_at: Mapped[datetime] = mapped_column(MomentColumn)
    reminded_at: Mapped[datetime | None] = mapped_column(MomentColumn)
    expires_at: Mapped[datetime] = mapped_column(MomentColumn)
    decided_by: Mapped[str | None] = mapped_column(String(250))
    decided_by_id: Mapped[str | None] = mapped_column(String(250))
    decided_at: Mapped[datetime | None] = mapped_column(MomentColumn)
    comment: Mapped[str | None] = mapped_column(Text)
    superseded_by: Mapped[int | None]


IS_OPEN = ApprovalRequest.state == literal_column("'requested'")
Index(
    "uq_approval_requests_open", ApprovalRequest.subject, ApprovalRequest.kind, unique=True,
    sqlite_where=IS_OPEN, postgresql_where=IS_OPEN,
)  # fmt: skip
Index("ix_approval_requests_open_expires", ApprovalRequest.expires_at, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
