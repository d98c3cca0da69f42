"""Tables of approvals: one row per request for a decision, one per person who said something to it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false, literal_column
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
    authority: Mapped[Decimal | None] = mapped_column(AmountColumn)
    steps: Mapped[list[dict[str, Any]] | None] = mapped_column(Document)
    needs_reason: Mapped[bool] = mapped_column(default=False, server_default=false())
    parallel: Mapped[bool] = mapped_column(default=False, server_default=false())
    escalate_to: Mapped[list[str] | None] = mapped_column(Document)
    escalate_at: Mapped[datetime | None] = mapped_column(MomentColumn)
    escalated_at: Mapped[datetime | None] = mapped_column(MomentColumn)
    decided_for: Mapped[str | None] = mapped_column(String(250))
    cap: Mapped[Decimal | None] = mapped_column(AmountColumn)
    valid_until: Mapped[datetime | None] = mapped_column(MomentColumn)


class ApprovalVote(Base):
    """What one person said: in whose name (`principal_email`, their own or a colleague's), for which step.

    Nobody counts twice in one request, neither by themselves nor through a delegate.
    """

    __tablename__ = "approval_votes"
    __table_args__ = (
        UniqueConstraint("approval_id", "email"),
        UniqueConstraint("approval_id", "principal_email"),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    approval_id: Mapped[int] = mapped_column(ForeignKey("approval_requests.id"))
    step: Mapped[int]
    email: Mapped[str] = mapped_column(String(250))
    name: Mapped[str] = mapped_column(String(250))
    principal_email: Mapped[str] = mapped_column(String(250))
    principal_name: Mapped[str] = mapped_column(String(250))
    within_authority: Mapped[bool]
    approve: Mapped[bool]
    comment: Mapped[str | None] = mapped_column(Text)
    voted_at: Mapped[datetime] = mapped_column(MomentColumn)


IS_OPEN = ApprovalRequest.state == literal_column("'requested'")
Index(
    "uq_approval_requests_open", ApprovalRequest.subject, ApprovalRequest.kind, unique=True,
    sqlite_where=IS_OPEN, postgresql_where=IS_OPEN,
)  # fmt: skip
Index("ix_approval_requests_open_expires", ApprovalRequest.expires_at, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
