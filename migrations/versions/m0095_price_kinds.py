"""Lines say whose word their price is; what was told by the first words of its source is told by its kind."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0095"
down_revision = "0094"
branch_labels = None
depends_on = None

_DOCUMENT = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
#: How the sources of then begin, and the kind that each is.
_KINDS = {"agreed": "agreed", "quotation QU-": "quoted", "replacement for RMA-": "replacement"}
_REQUESTS = (("sales_orders", "request"), ("order_changes", "before"))


def upgrade() -> None:
    """Bring the database forward."""
    for table in ("order_lines", "quotation_lines"):
        op.add_column(table, sa.Column("price_kind", sa.String(20), server_default="list", nullable=False))
        lines = sa.table(table, sa.column("price_kind"), sa.column("price_source"))
        for begins, kind in _KINDS.items():
            is_such = lines.c.price_source == begins if kind == "agreed" else lines.c.price_source.startswith(begins)
            op.execute(lines.update().where(is_such).values(price_kind=kind))
    lines = sa.table("order_lines", sa.column("price_kind"), sa.column("price_source"))
    op.execute(lines.update().where(lines.c.price_source == "import").values(price_kind="imported"))
    for table, column in _REQUESTS:
        _say_kinds(table, column)


def downgrade() -> None:
    """Take it back."""
    for table in ("order_lines", "quotation_lines"):
        op.drop_column(table, "price_kind")


def _say_kinds(table: str, column: str) -> None:
    rows = sa.table(table, sa.column("id", sa.BigInteger), sa.column(column, _DOCUMENT))
    connection, said = op.get_bind(), sa.cast(rows.c[column], sa.Text)
    found = connection.execute(sa.select(rows).where(said.contains("quotation QU-") | said.contains("replacement for")))
    for row_id, request in found.all():
        for line in request.get("lines", ()):
            _say_kind(line.get("agreed") or {})
        connection.execute(rows.update().where(rows.c.id == row_id).values({column: request}))


def _say_kind(agreed: dict[str, Any]) -> None:
    source = agreed.get("source", "")
    kind = next((kind for begins, kind in _KINDS.items() if source.startswith(begins)), None)
    if kind is not None:
        agreed["kind"] = kind
