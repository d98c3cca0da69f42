"""Lines keep who set their price and what it was before an amendment; parts of returns keep who inspected them."""

import sqlalchemy as sa
from alembic import op

revision = "0099"
down_revision = "0098"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward."""
    op.add_column("order_lines", sa.Column("price_before", sa.BigInteger))
    op.add_column("order_lines", sa.Column("priced_by", sa.String(250)))
    op.add_column("return_dispositions", sa.Column("inspected_by", sa.String(250)))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("return_dispositions", "inspected_by")
    op.drop_column("order_lines", "priced_by")
    op.drop_column("order_lines", "price_before")
