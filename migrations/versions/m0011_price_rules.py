"""Keep price rules, categories, groups and the currency of price lists; sales units as exact ratios."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward."""
    op.add_column("products", sa.Column("category", sa.String(80), nullable=True))
    op.add_column("products", sa.Column("sold_by", sa.String(40), nullable=True))
    op.create_index(op.f("ix_products_category"), "products", ["category"])
    with op.batch_alter_table("sales_units") as units:
        units.add_column(sa.Column("per", sa.BigInteger(), nullable=False, server_default=sa.text("1000000")))
        units.create_check_constraint(op.f("ck_sales_units_per_positive"), "per > 0")
    op.add_column("price_breaks", sa.Column("currency", sa.String(3), nullable=True))
    op.add_column("price_breaks", sa.Column("tax_included", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("customers", sa.Column("price_group", sa.String(80), nullable=True))
    op.add_column("sales_orders", sa.Column("priced_on", sa.Date(), nullable=True))
    op.add_column("sales_orders", sa.Column("price_version", sa.Integer(), nullable=True))
    op.add_column("order_lines", sa.Column("our_price", sa.BigInteger(), nullable=True))
    op.add_column("order_lines", sa.Column("cost_price", sa.BigInteger(), nullable=True))
    op.create_table(
        "price_rules",
        sa.Column("code", sa.String(80), nullable=False),
        sa.Column("customer_id", sa.String(80), nullable=True),
        sa.Column("price_list", sa.String(80), nullable=True),
        sa.Column("price_group", sa.String(80), nullable=True),
        sa.Column("sku", sa.String(80), nullable=True),
        sa.Column("category", sa.String(80), nullable=True),
        sa.Column("min_quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(40), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("percent_off", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(3), nullable=True),
        sa.Column("tax_included", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("(price IS NULL) <> (percent_off IS NULL)", name=op.f("ck_price_rules_price_or_share")),
        sa.CheckConstraint(
            "price >= 0 AND percent_off >= 0 AND percent_off <= 1000000", name=op.f("ck_price_rules_priced")
        ),
        sa.ForeignKeyConstraint(["sku"], ["products.sku"], name=op.f("fk_price_rules_sku")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_price_rules")),
    )
    op.create_index(op.f("ix_price_rules_customer_id"), "price_rules", ["customer_id"])
    op.create_index(op.f("ix_price_rules_sku"), "price_rules", ["sku"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("price_rules")
    op.drop_column("order_lines", "cost_price")
    op.drop_column("order_lines", "our_price")
    op.drop_column("sales_orders", "price_version")
    op.drop_column("sales_orders", "priced_on")
    op.drop_column("customers", "price_group")
    op.drop_column("price_breaks", "tax_included")
    op.drop_column("price_breaks", "currency")
    with op.batch_alter_table("sales_units") as units:
        units.drop_constraint(op.f("ck_sales_units_per_positive"), type_="check")
        units.drop_column("per")
    op.drop_index(op.f("ix_products_category"), "products")
    op.drop_column("products", "sold_by")
    op.drop_column("products", "category")
