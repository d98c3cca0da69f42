"""Let each customer say how their orders leave."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward."""
    op.add_column("customers", sa.Column("delivery_policy", sa.String(length=20), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("customers", "delivery_policy")
