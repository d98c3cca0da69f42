"""Keep with each hold what it was opened on, how it ended, and how far an approval goes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0070"
branch_labels = None
depends_on = None

_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_NEW = ("facts", "amount", "measure", "about", "ending", "cap", "valid_until")


def upgrade() -> None:
    """Bring the database forward: what was approved stays approved, whatever it comes to."""
    op.add_column("holds", sa.Column("facts", _DOCUMENT, nullable=True))
    for name in ("amount", "measure", "cap"):
        op.add_column("holds", sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column("holds", sa.Column("about", sa.Text(), server_default="", nullable=False))
    op.add_column("holds", sa.Column("ending", sa.String(length=20), nullable=True))
    op.add_column("holds", sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE holds SET ending = 'cleared' WHERE released_at IS NOT NULL")
    op.execute(
        "UPDATE holds SET ending = 'approved' WHERE released_at IS NOT NULL AND approval_id IN "
        "(SELECT id FROM approval_requests WHERE state = 'approved')"
    )
    only_active = sa.text("released_at IS NULL")
    op.create_index(
        "uq_holds_active", "holds", ["order_id", "reason"], unique=True,
        sqlite_where=only_active, postgresql_where=only_active,
    )  # fmt: skip


def downgrade() -> None:
    """Take it back."""
    op.drop_index("uq_holds_active", "holds")
    with op.batch_alter_table("holds") as holds:
        for name in _NEW:
            holds.drop_column(name)
