"""Keep what of a line came back before it was invoiced, so that it is never asked to be invoiced."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward."""
    with op.batch_alter_table("order_lines") as table:
        table.add_column(sa.Column("returned_uninvoiced", sa.BigInteger(), nullable=False, server_default="0"))
        table.create_check_constraint(
            "uninvoiced_returns",
            "returned_uninvoiced >= 0 AND returned_uninvoiced <= returned "
            "AND invoiced + returned_uninvoiced <= shipped",
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("order_lines") as table:
        table.drop_constraint("uninvoiced_returns", type_="check")
        table.drop_column("returned_uninvoiced")
