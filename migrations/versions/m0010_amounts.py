"""Keep discounts, tax by place and prices that include tax; exchange rates, and what tax a customer pays."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0030"
branch_labels = None
depends_on = None

_ZERO = sa.text("0")
_NONE = sa.text("''")


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "exchange_rates",
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("rate", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("rate > 0", name=op.f("ck_exchange_rates_rate_positive")),
        sa.PrimaryKeyConstraint("currency", "valid_from", name=op.f("pk_exchange_rates")),
    )
    op.add_column("customers", sa.Column("vat_number", sa.String(40), nullable=True))
    op.add_column("customers", sa.Column("tax_exemption", sa.String(80), nullable=True))
    op.add_column("customers", sa.Column("tax_exempt_until", sa.Date(), nullable=True))
    op.add_column("customers", sa.Column("tax_included", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("addresses", sa.Column("region", sa.String(20), nullable=False, server_default=_NONE))
    op.add_column("sales_orders", sa.Column("exchange_rate_date", sa.Date(), nullable=True))
    op.add_column("sales_orders", sa.Column("tax_included", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("sales_orders", sa.Column("discount_share", sa.BigInteger(), nullable=False, server_default=_ZERO))
    op.add_column("sales_orders", sa.Column("discount_amount", sa.BigInteger(), nullable=False, server_default=_ZERO))
    with op.batch_alter_table("order_lines") as lines:
        lines.add_column(sa.Column("discount", sa.BigInteger(), nullable=False, server_default=_ZERO))
        lines.add_column(sa.Column("document_discount", sa.BigInteger(), nullable=False, server_default=_ZERO))
        lines.add_column(sa.Column("gross", sa.BigInteger(), nullable=True))
        lines.add_column(sa.Column("tax_place", sa.String(20), nullable=False, server_default=_NONE))
        lines.add_column(sa.Column("tax_reason", sa.String(20), nullable=True))
        lines.add_column(sa.Column("invoiced_gross", sa.BigInteger(), nullable=True))
        lines.create_check_constraint(
            op.f("ck_order_lines_discounted"), "discount >= 0 AND discount <= 1000000 AND document_discount >= 0"
        )
    for table in ("invoice_lines", "credit_note_lines"):
        op.add_column(table, sa.Column("discount", sa.BigInteger(), nullable=False, server_default=_ZERO))
        op.add_column(table, sa.Column("tax_place", sa.String(20), nullable=False, server_default=_NONE))
        op.add_column(table, sa.Column("tax_reason", sa.String(20), nullable=True))
        op.add_column(table, sa.Column("gross", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    for table in ("invoice_lines", "credit_note_lines"):
        for name in ("gross", "tax_reason", "tax_place", "discount"):
            op.drop_column(table, name)
    with op.batch_alter_table("order_lines") as lines:
        lines.drop_constraint(op.f("ck_order_lines_discounted"), type_="check")
        for name in ("invoiced_gross", "tax_reason", "tax_place", "gross", "document_discount", "discount"):
            lines.drop_column(name)
    for name in ("discount_amount", "discount_share", "tax_included", "exchange_rate_date"):
        op.drop_column("sales_orders", name)
    op.drop_column("addresses", "region")
    for name in ("tax_included", "tax_exempt_until", "tax_exemption", "vat_number"):
        op.drop_column("customers", name)
    op.drop_table("exchange_rates")
