"""Orders keep the questions beside them until somebody answered; those that lay in what was asked for move."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0096"
down_revision = "0095"
branch_labels = None
depends_on = None

_DOCUMENT = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Bring the database forward."""
    op.add_column("sales_orders", sa.Column("enquiries", _DOCUMENT))
    orders = sa.table(
        "sales_orders",
        sa.column("id", sa.BigInteger),
        sa.column("request", _DOCUMENT),
        sa.column("enquiries", _DOCUMENT),
    )
    connection = op.get_bind()
    asking = sa.select(orders.c.id, orders.c.request).where(sa.cast(orders.c.request, sa.Text).contains("enquiries"))
    for order_id, request in connection.execute(asking).all():
        enquiries = request.pop("enquiries", [])
        values = {"request": request | {"enquiries": []}, "enquiries": enquiries or None}
        connection.execute(orders.update().where(orders.c.id == order_id).values(values))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("sales_orders", "enquiries")
