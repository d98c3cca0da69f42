"""Find invoices by the customer's PO on their lines, as bank entries name it."""

from alembic import op

revision = "0071"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward."""
    op.create_index("ix_invoice_lines_customer_po", "invoice_lines", ["customer_po"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_invoice_lines_customer_po", table_name="invoice_lines")
