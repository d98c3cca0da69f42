"""Keep damaged goods apart, and what warehouses and receipts due say of dates."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0060"
branch_labels = None
depends_on = None

_OVERSOLD = "ck_stock_balances_never_oversold"
_DAMAGED = "ck_stock_balances_damaged_not_negative"


def upgrade() -> None:
    """Bring the database forward."""
    with op.batch_alter_table("stock_balances") as balances:
        balances.add_column(sa.Column("damaged", sa.BigInteger(), server_default="0", nullable=False))
        balances.drop_constraint(op.f(_OVERSOLD), type_="check")
        balances.create_check_constraint(op.f(_OVERSOLD), "allocated + quarantined + damaged <= on_hand")
        balances.create_check_constraint(op.f(_DAMAGED), "damaged >= 0")
    op.add_column("stock_movements", sa.Column("damaged", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("warehouses", sa.Column("closing_days", sa.Text(), server_default="", nullable=False))
    op.add_column("warehouses", sa.Column("regions", sa.Text(), server_default="", nullable=False))
    op.add_column("receipts_due", sa.Column("delay_days", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("receipts_due", "delay_days")
    op.drop_column("warehouses", "regions")
    op.drop_column("warehouses", "closing_days")
    op.drop_column("stock_movements", "damaged")
    with op.batch_alter_table("stock_balances") as balances:
        balances.drop_constraint(op.f(_DAMAGED), type_="check")
        balances.drop_constraint(op.f(_OVERSOLD), type_="check")
        balances.drop_column("damaged")
        balances.create_check_constraint(op.f(_OVERSOLD), "allocated + quarantined <= on_hand")
