"""Keep the tariffs of carriers as they are put in force."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "carrier_tariffs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("configured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("configured_by", sa.String(length=250), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_tariffs")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("carrier_tariffs")
