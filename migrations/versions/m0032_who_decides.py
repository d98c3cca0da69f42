"""Keep who is away and who decides for them, several decisions on one request, and how far an approval goes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_UNIQUE = "uq_approval_votes_approval_id_"
_TO_OTHERS = "delegate_email IS NULL OR delegate_email <> email"
_ON_REQUESTS = (
    "authority", "steps", "needs_reason", "parallel", "escalate_to", "escalate_at", "escalated_at", "decided_for",
    "cap", "valid_until",
)  # fmt: skip


def upgrade() -> None:
    """Bring the database forward; what was asked before is decided by one person, as it was."""
    for column in (
        sa.Column("authority", sa.BigInteger(), nullable=True),
        sa.Column("steps", _DOCUMENT, nullable=True),
        sa.Column("needs_reason", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("parallel", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("escalate_to", _DOCUMENT, nullable=True),
        sa.Column("escalate_at", _MOMENT, nullable=True),
        sa.Column("escalated_at", _MOMENT, nullable=True),
        sa.Column("decided_for", sa.String(length=250), nullable=True),
        sa.Column("cap", sa.BigInteger(), nullable=True),
        sa.Column("valid_until", _MOMENT, nullable=True),
    ):
        op.add_column("approval_requests", column)
    for name in ("rejected_at", "warned_at"):
        op.add_column("holds", sa.Column(name, _MOMENT, nullable=True))
    op.create_table(
        "approval_votes",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("approval_id", _SERIAL, nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=250), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.Column("principal_email", sa.String(length=250), nullable=False),
        sa.Column("principal_name", sa.String(length=250), nullable=False),
        sa.Column("within_authority", sa.Boolean(), nullable=False),
        sa.Column("approve", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("voted_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approval_requests.id"], name=op.f("fk_approval_votes_approval_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_votes")),
        sa.UniqueConstraint("approval_id", "email", name=op.f("uq_approval_votes_approval_id_email")),
        sa.UniqueConstraint(
            "approval_id", "principal_email", name=op.f("uq_approval_votes_approval_id_principal_email")
        ),
    )
    op.create_table(
        "absences",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("email", sa.String(length=250), nullable=False),
        sa.Column("delegate_email", sa.String(length=250), nullable=True),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("until_date", sa.Date(), nullable=False),
        sa.Column("noted_by", sa.String(length=250), nullable=False),
        sa.Column("noted_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.CheckConstraint(
            "delegate_email IS NULL OR delegate_email <> email", name=op.f("ck_absences_not_to_oneself")
        ),
        sa.CheckConstraint("until_date >= from_date", name=op.f("ck_absences_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["delegate_email"], ["employees.email"], name=op.f("fk_absences_delegate_email")),
        sa.ForeignKeyConstraint(["email"], ["employees.email"], name=op.f("fk_absences_email")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index(op.f("ix_absences_email"), "absences", ["email"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("absences")
    op.drop_table("approval_votes")
    with op.batch_alter_table("holds") as holds:
        for name in ("rejected_at", "warned_at"):
            holds.drop_column(name)
    with op.batch_alter_table("approval_requests") as requests:
        for name in _ON_REQUESTS:
            requests.drop_column(name)
