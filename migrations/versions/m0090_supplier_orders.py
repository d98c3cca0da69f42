"""Keep what was ordered of suppliers."""

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward: two new tables; receipts that were imported have no supplier order."""
    op.create_table(
        "supplier_orders",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("supply_key", sa.String(length=250), nullable=True),
        sa.Column("supplier", sa.String(length=250), nullable=False),
        sa.Column("warehouse", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ordered_by", sa.String(length=250), nullable=False),
        sa.ForeignKeyConstraint(["warehouse"], ["warehouses.warehouse"], name=op.f("fk_supplier_orders_warehouse")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_supplier_orders")),
        sa.UniqueConstraint("supply_key", name=op.f("uq_supplier_orders_supply_key")),
    )
    op.create_index(op.f("ix_supplier_orders_supplier"), "supplier_orders", ["supplier"])
    op.create_table(
        "supplier_order_lines",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("line_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=80), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_supplier_order_lines_quantity_positive")),
        sa.ForeignKeyConstraint(["number"], ["supplier_orders.number"], name=op.f("fk_supplier_order_lines_number")),
        sa.PrimaryKeyConstraint("number", "line_no", name=op.f("pk_supplier_order_lines")),
        sa.UniqueConstraint("number", "sku", name=op.f("uq_supplier_order_lines_number_sku")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("supplier_order_lines")
    op.drop_index(op.f("ix_supplier_orders_supplier"), table_name="supplier_orders")
    op.drop_table("supplier_orders")
