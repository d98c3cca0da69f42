"""What the labels of a shipment say beside, and where one follows it."""

import sqlalchemy as sa
from alembic import op

revision = "0093"
down_revision = "0092"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Kept with each shipment, as its carrier's tariff said when it left."""
    op.add_column("shipments", sa.Column("tracking_url", sa.String(500)))
    op.add_column("shipments", sa.Column("label_note", sa.String(250), server_default="", nullable=False))


def downgrade() -> None:
    """As they were."""
    op.drop_column("shipments", "label_note")
    op.drop_column("shipments", "tracking_url")
