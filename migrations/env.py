"""How Alembic runs our migrations: on the connection that it is given, for every table of the house."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON

from app.tables import every_table
from domain.shared.database import AmountColumn, MomentColumn, ScaledColumn


def _plainly(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """A migration names what the database has, not our types, so that it never changes with them."""
    if kind == "type" and isinstance(item, AmountColumn | ScaledColumn):
        return "sa.BigInteger()"
    if kind == "type" and isinstance(item, MomentColumn):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=every_table(),
    render_as_batch=True,
    render_item=_plainly,
    compare_type=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
