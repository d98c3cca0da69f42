"""Count the waits of a delivery apart from its tries, and give the ids of mails room."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward."""
    op.add_column("deliveries", sa.Column("waits", sa.Integer(), server_default="0", nullable=False))
    # SQLite keeps texts of any length, and would have to copy the table.
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("deliveries", "thread_key", type_=sa.String(250))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("deliveries", "waits")
