"""Queues are read in the order of their ids, and only what waits: an index for exactly that, whatever lies behind."""

import sqlalchemy as sa
from alembic import op

revision = "0097"
down_revision = "0096"
branch_labels = None
depends_on = None

_WAITING = {"deliveries": "state IN ('pending', 'sending')", "inbox": "state IN ('waiting', 'working')"}
_EVENTS = {"unreacted": "reactions", "unrouted": "routing"}


def upgrade() -> None:
    """Bring the database forward."""
    for table, waits in _WAITING.items():
        _index(f"ix_{table}_queue", table, "id", waits)
    for name, consumer in _EVENTS.items():
        op.drop_index(f"ix_outbox_events_{name}", "outbox_events")
        _index(f"ix_outbox_events_{name}", "outbox_events", "id", f"{consumer}_done_at IS NULL")


def downgrade() -> None:
    """Take it back."""
    for name, consumer in _EVENTS.items():
        op.drop_index(f"ix_outbox_events_{name}", "outbox_events")
        _index(f"ix_outbox_events_{name}", "outbox_events", f"{consumer}_next_at", f"{consumer}_done_at IS NULL")
    for table in _WAITING:
        op.drop_index(f"ix_{table}_queue", table)


def _index(name: str, table: str, column: str, where: str) -> None:
    op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))
