"""Keep what customers are charged for freight."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "freight_charges",
        sa.Column("shipment_number", sa.String(length=40), nullable=False),
        sa.Column("order_number", sa.String(length=80), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("charged_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("net > 0", name=op.f("ck_freight_charges_net_positive")),
        sa.ForeignKeyConstraint(
            ["shipment_number"], ["shipments.shipment_number"], name=op.f("fk_freight_charges_shipment_number")
        ),
        sa.ForeignKeyConstraint(
            ["order_number"], ["sales_orders.number"], name=op.f("fk_freight_charges_order_number")
        ),
        sa.PrimaryKeyConstraint("shipment_number", "order_number", name=op.f("pk_freight_charges")),
    )
    op.create_index(op.f("ix_freight_charges_order_number"), "freight_charges", ["order_number"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("freight_charges")
