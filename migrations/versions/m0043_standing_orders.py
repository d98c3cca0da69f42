"""Keep standing orders, and every occurrence of them that was dealt with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "standing_orders",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=250), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(length=80), nullable=False),
        sa.Column("customer_name", sa.String(length=250), nullable=False),
        sa.Column("request", _DOCUMENT, nullable=False),
        sa.Column("rhythm", _DOCUMENT, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("confirm", sa.Boolean(), nullable=True),
        sa.Column("lead_working_days", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.String(length=250), nullable=False),
        sa.Column("author_name", sa.String(length=250), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_standing_orders_number")),
        sa.UniqueConstraint("key", name=op.f("uq_standing_orders_key")),
    )
    op.create_index(op.f("ix_standing_orders_state"), "standing_orders", ["state"])
    op.create_index(op.f("ix_standing_orders_customer_id"), "standing_orders", ["customer_id"])
    op.create_table(
        "standing_occurrences",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("standing_order_id", _SERIAL, nullable=False),
        sa.Column("nominal", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("order_number", sa.String(length=80), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["standing_order_id"], ["standing_orders.id"], name=op.f("fk_standing_occurrences_standing_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_occurrences")),
        sa.UniqueConstraint(
            "standing_order_id", "nominal", name=op.f("uq_standing_occurrences_standing_order_id_nominal")
        ),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("standing_occurrences")
    op.drop_table("standing_orders")
