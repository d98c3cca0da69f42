"""Keep proformas: what was asked to be paid before goods left."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

_COLUMNS = ("number", "order_number", "revision", "bill_to", "content")


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "proformas",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("order_number", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("bill_to", sa.String(length=80), nullable=False),
        sa.Column("content", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_proformas")),
        sa.UniqueConstraint("order_number", "revision", name=op.f("uq_proformas_order_number_revision")),
    )
    op.create_index(op.f("ix_proformas_bill_to"), "proformas", ["bill_to"], unique=False)
    is_postgres = op.get_bind().dialect.name == "postgresql"
    differs = "IS DISTINCT FROM" if is_postgres else "IS NOT"
    changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in _COLUMNS)
    body = (
        "EXECUTE FUNCTION refuse_change()"
        if is_postgres
        else "BEGIN SELECT RAISE(ABORT, 'a paper that was issued never changes: proformas'); END"
    )
    for what, when in (("UPDATE", f" WHEN ({changed})"), ("DELETE", "")):
        name = f"proformas_{what.lower()}_refused"
        op.execute(f"CREATE TRIGGER {name} BEFORE {what} ON proformas FOR EACH ROW{when} {body}")


def downgrade() -> None:
    """Take it back."""
    op.drop_table("proformas")
