"""Returns are asked for, refused, run out and are replaced; each line knows whose fault it is and what that costs."""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0090"
branch_labels = None
depends_on = None

_OF_RETURNS = (
    ("requested_date", sa.Date()),
    ("requested_by", sa.String(length=250)),
    ("request_key", sa.String(length=200)),
    ("authorised_until", sa.Date()),
    ("ended_reason", sa.String(length=500)),
    ("closed_date", sa.Date()),
    ("settlement", sa.String(length=30)),
    ("replacement_order", sa.String(length=40)),
)


def upgrade() -> None:
    """Bring the database forward."""
    for name, kind in _OF_RETURNS:
        op.add_column("returns", sa.Column(name, kind, nullable=True))
    op.create_index("ix_returns_request_key", "returns", ["request_key"], unique=True)
    op.add_column("return_lines", sa.Column("shipment_number", sa.String(length=40), nullable=True))
    op.add_column("return_lines", sa.Column("fault", sa.String(length=20), nullable=False, server_default="seller"))
    op.add_column("return_lines", sa.Column("restocking_fee", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("return_credits", sa.Column("fee", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute("UPDATE return_lines SET fault = 'customer' WHERE reason = 'surplus'")


def downgrade() -> None:
    """Take it back."""
    op.drop_column("return_credits", "fee")
    for name in ("restocking_fee", "fault", "shipment_number"):
        op.drop_column("return_lines", name)
    op.drop_index("ix_returns_request_key", "returns")
    for name, _ in reversed(_OF_RETURNS):
        op.drop_column("returns", name)
