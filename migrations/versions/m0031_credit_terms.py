"""Keep when a limit is reviewed, who changed it, who pays in advance and whose credit is blocked."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0052"
branch_labels = None
depends_on = None

_NEW = ("limit_review_date", "limit_changed_by", "cash_in_advance", "credit_block")


def upgrade() -> None:
    """Bring the database forward."""
    op.add_column("customers", sa.Column("limit_review_date", sa.Date(), nullable=True))
    op.add_column("customers", sa.Column("limit_changed_by", sa.String(length=250), nullable=True))
    op.add_column("customers", sa.Column("cash_in_advance", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("customers", sa.Column("credit_block", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("customers") as customers:
        for name in _NEW:
            customers.drop_column(name)
