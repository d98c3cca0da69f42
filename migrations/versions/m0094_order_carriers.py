"""Who carries an order, where that was agreed for this one."""

import sqlalchemy as sa
from alembic import op

revision = "0094"
down_revision = "0093"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty for the orders of before: the customer's wish or the rule counts, as it did."""
    op.add_column("sales_orders", sa.Column("carrier", sa.String(120)))


def downgrade() -> None:
    """As it was."""
    op.drop_column("sales_orders", "carrier")
