"""Remember what people correct: aliases of customers, first readings, and the company's own corpus."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_STANDING = sa.text("ended_on IS NULL")


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "customer_aliases",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", sa.String(length=80), nullable=False),
        sa.Column("phrase", sa.String(length=200), nullable=False),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.Column("sku", sa.String(length=80), nullable=False),
        sa.Column("owner_id", sa.String(length=250), nullable=False),
        sa.Column("owner_name", sa.String(length=250), nullable=False),
        sa.Column("order_number", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=250), nullable=True),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.Column("learned_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.String(length=250), nullable=True),
        sa.Column("ended_why", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.customer_id"], name=op.f("fk_customer_aliases_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(["sku"], ["products.sku"], name=op.f("fk_customer_aliases_sku_products")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_aliases")),
    )
    op.create_index("ix_customer_aliases_customer", "customer_aliases", ["customer_id", "id"])
    op.create_index(
        "ix_customer_aliases_standing", "customer_aliases", ["customer_id", "phrase", "owner_id"], unique=True,
        sqlite_where=_STANDING, postgresql_where=_STANDING,
    )  # fmt: skip
    _readings()


def _readings() -> None:
    op.create_table(
        "drafted_readings",
        sa.Column("order_number", sa.String(length=80), nullable=False),
        sa.Column("message", _DOCUMENT, nullable=False),
        sa.Column("reading", _DOCUMENT, nullable=False),
        sa.Column("corrections", _DOCUMENT, nullable=False),
        sa.Column("corrected_by", _DOCUMENT, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_number"], ["sales_orders.number"], name=op.f("fk_drafted_readings_order_number_sales_orders")
        ),
        sa.PrimaryKeyConstraint("order_number", name=op.f("pk_drafted_readings")),
    )
    op.create_index(op.f("ix_drafted_readings_kept_at"), "drafted_readings", ["kept_at"])
    op.create_table(
        "reading_cases",
        sa.Column("order_number", sa.String(length=80), nullable=False),
        sa.Column("message", _DOCUMENT, nullable=False),
        sa.Column("reading", _DOCUMENT, nullable=False),
        sa.Column("confirmed", _DOCUMENT, nullable=False),
        sa.Column("corrected_by", _DOCUMENT, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("order_number", name=op.f("pk_reading_cases")),
    )
    op.create_index(op.f("ix_reading_cases_kept_at"), "reading_cases", ["kept_at"])


def downgrade() -> None:
    """Take it back."""
    for table in ("reading_cases", "drafted_readings", "customer_aliases"):
        op.drop_table(table)
