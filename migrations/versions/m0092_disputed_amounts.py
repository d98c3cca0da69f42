"""How much of an invoice is disputed is kept also of those that another system told us are disputed."""

from alembic import op

revision = "0092"
down_revision = "0091"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """All that is open of them, as it was when the amount was first kept."""
    op.execute("UPDATE invoices SET disputed_amount = open_amount WHERE disputed AND disputed_amount = 0")


def downgrade() -> None:
    """The amount is right before as well."""
