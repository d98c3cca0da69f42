"""Keep POs that came again, and by what the contents of an order are recognised."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from domain.orders.rules.headers import po_key

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_ORDERS = sa.table(
    "sales_orders", sa.column("id", sa.BigInteger), sa.column("customer_po", sa.String), sa.column("po_key", sa.String)
)


def upgrade() -> None:
    """Bring the database forward."""
    op.add_column("sales_orders", sa.Column("content_key", sa.String(64), nullable=True))
    op.add_column("sales_orders", sa.Column("sent_key", sa.String(64), nullable=True))
    op.add_column("sales_orders", sa.Column("kept_beside", _DOCUMENT, nullable=True))
    op.create_table(
        "resent_pos",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(250), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("customer_id", sa.String(80), nullable=True),
        sa.Column("author_id", sa.String(250), nullable=False),
        sa.Column("author_name", sa.String(250), nullable=False),
        sa.Column("is_contact", sa.Boolean(), nullable=False),
        sa.Column("is_proven", sa.Boolean(), nullable=False),
        sa.Column("request", _DOCUMENT, nullable=False),
        sa.Column("wanted", _DOCUMENT, nullable=False),
        sa.Column("unclear", _DOCUMENT, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.String(250), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result_number", sa.String(80), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["sales_orders.id"], name=op.f("fk_resent_pos_order_id_sales_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resent_pos")),
        sa.UniqueConstraint("key", name=op.f("uq_resent_pos_key")),
    )
    op.create_index(op.f("ix_resent_pos_order_id"), "resent_pos", ["order_id"])
    _compare_po_numbers_anew()


def _compare_po_numbers_anew() -> None:
    """A PO number is compared without its label now: what was kept is brought to the same form."""
    connection = op.get_bind()
    known = connection.execute(
        sa.select(_ORDERS.c.id, _ORDERS.c.customer_po, _ORDERS.c.po_key).where(_ORDERS.c.customer_po.is_not(None))
    ).all()
    changed = [{"of_id": row.id, "key": po_key(row.customer_po)} for row in known]
    changed = [each for each, row in zip(changed, known, strict=True) if each["key"] != row.po_key]
    if changed:
        statement = sa.update(_ORDERS).where(_ORDERS.c.id == sa.bindparam("of_id"))
        connection.execute(statement.values(po_key=sa.bindparam("key")), changed)


def downgrade() -> None:
    """Take it back."""
    op.drop_table("resent_pos")
    for name in ("kept_beside", "sent_key", "content_key"):
        op.drop_column("sales_orders", name)
