"""Keep quotations: offers with a validity, their lines, and the orders that they became."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_OPEN = "state IN ('draft', 'sent')"


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "quotations",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=250), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(length=80), nullable=False),
        sa.Column("customer_name", sa.String(length=250), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("ship_to", sa.String(length=250), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("request", _DOCUMENT, nullable=False),
        sa.Column("author_id", sa.String(length=250), nullable=False),
        sa.Column("author_name", sa.String(length=250), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotations")),
        sa.UniqueConstraint("number", name=op.f("uq_quotations_number")),
        sa.UniqueConstraint("key", name=op.f("uq_quotations_key")),
    )
    op.create_index(op.f("ix_quotations_customer_id"), "quotations", ["customer_id"])
    op.create_index(
        "ix_quotations_open",
        "quotations",
        ["valid_until", "id"],
        sqlite_where=sa.text(_OPEN),
        postgresql_where=sa.text(_OPEN),
    )
    op.create_table(
        "quotation_lines",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("quotation_id", _SERIAL, nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("base_quantity", sa.BigInteger(), nullable=False),
        sa.Column("base_unit", sa.String(length=40), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("price_source", sa.String(length=250), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "taken >= 0 AND taken <= base_quantity", name=op.f("ck_quotation_lines_taken_within_quoted")
        ),
        sa.ForeignKeyConstraint(["quotation_id"], ["quotations.id"], name=op.f("fk_quotation_lines_quotation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotation_lines")),
        sa.UniqueConstraint("quotation_id", "line_no", name=op.f("uq_quotation_lines_quotation_id_line_no")),
    )
    op.create_table(
        "quotation_orders",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("quotation_id", _SERIAL, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("order_number", sa.String(length=80), nullable=False),
        sa.Column("accepted_by", sa.String(length=250), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["quotation_id"], ["quotations.id"], name=op.f("fk_quotation_orders_quotation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotation_orders")),
        sa.UniqueConstraint("order_number", name=op.f("uq_quotation_orders_order_number")),
        sa.UniqueConstraint("quotation_id", "key", name=op.f("uq_quotation_orders_quotation_id_key")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("quotation_orders")
    op.drop_table("quotation_lines")
    op.drop_table("quotations")
