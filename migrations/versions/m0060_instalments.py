"""Let invoices fall due in instalments, and customers and orders have terms beyond net days."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0050"
branch_labels = None
depends_on = None

_TERMS = ("customers", "sales_orders", "invoices")


def upgrade() -> None:
    """Bring the database forward: every invoice so far falls due at once, in one instalment."""
    for table in _TERMS:
        op.add_column(table, sa.Column("terms", sa.String(length=120), nullable=True))
    op.add_column("invoices", sa.Column("discount_percent", sa.BigInteger(), nullable=True))
    op.add_column("invoices", sa.Column("discount_amount", sa.BigInteger(), nullable=True))
    op.add_column("invoices", sa.Column("discount_date", sa.Date(), nullable=True))
    op.create_table(
        "instalments",
        sa.Column("invoice_number", sa.String(length=40), nullable=False),
        sa.Column("instalment_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bill_to", sa.String(length=80), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("open_amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "open_amount >= 0 AND open_amount <= amount", name=op.f("ck_instalments_open_within_amount")
        ),
        sa.ForeignKeyConstraint(["invoice_number"], ["invoices.number"], name=op.f("fk_instalments_invoice_number")),
        sa.PrimaryKeyConstraint("invoice_number", "instalment_no", name=op.f("pk_instalments")),
    )
    for name, columns in (
        ("ix_instalments_open_bill_to", ["bill_to", "due_date"]),
        ("ix_instalments_open_due", ["due_date"]),
    ):
        unsettled = sa.text("open_amount > 0")
        op.create_index(name, "instalments", columns, unique=False, sqlite_where=unsettled, postgresql_where=unsettled)
    op.execute(
        "INSERT INTO instalments (invoice_number, instalment_no, bill_to, due_date, amount, open_amount) "
        "SELECT number, 1, bill_to, due_date, total, open_amount FROM invoices"
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("instalments")
    for column in ("discount_date", "discount_amount", "discount_percent"):
        op.drop_column("invoices", column)
    for table in _TERMS:
        op.drop_column(table, "terms")
