"""Keep pick lists, packages and their checks, and deliveries; say of which order each line of a shipment is."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0051"
down_revision = "0072"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)
_UNDER_WAY = sa.text("delivered_at IS NULL")
_TABLES = (
    "quality_checks", "package_lines", "mistakes", "pick_list_lines", "packages", "count_tasks", "shelf_bins",
    "pick_lists",
)  # fmt: skip


def upgrade() -> None:
    """Bring the database forward."""
    _picking()
    _shipments()
    _packing()
    # column by column: SQLite cannot make a table anew that others refer to
    op.add_column("customers", sa.Column("combine_orders", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("customers", sa.Column("carrier", sa.String(length=80), nullable=True))


def _picking() -> None:
    op.create_table(
        "pick_lists",
        sa.Column("pick_list", sa.String(length=40), nullable=False),
        sa.Column("warehouse", sa.String(length=40), nullable=False),
        sa.Column("route", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("made_by", sa.String(length=250), nullable=False),
        sa.Column("closed_at", _MOMENT, nullable=True),
        sa.Column("closed_by", sa.String(length=250), nullable=True),
        sa.ForeignKeyConstraint(["warehouse"], ["warehouses.warehouse"], name=op.f("fk_pick_lists_warehouse")),
        sa.PrimaryKeyConstraint("pick_list", name=op.f("pk_pick_lists")),
    )
    op.create_index(op.f("ix_pick_lists_warehouse"), "pick_lists", ["warehouse"])
    op.create_table(
        "shelf_bins",
        sa.Column("warehouse", sa.String(length=40), nullable=False),
        sa.Column("sku", sa.String(length=80), nullable=False),
        sa.Column("bin", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["warehouse"], ["warehouses.warehouse"], name=op.f("fk_shelf_bins_warehouse")),
        sa.PrimaryKeyConstraint("warehouse", "sku", name=op.f("pk_shelf_bins")),
    )
    op.create_table(
        "count_tasks",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("sku", sa.String(length=80), nullable=False),
        sa.Column("warehouse", sa.String(length=40), nullable=False),
        sa.Column("bin", sa.String(length=40), nullable=False),
        sa.Column("missing", sa.BigInteger(), nullable=False),
        sa.Column("pick_list", sa.String(length=40), nullable=False),
        sa.Column("line_key", sa.String(length=100), nullable=False),
        sa.Column("raised_at", _MOMENT, nullable=False),
        sa.Column("raised_by", sa.String(length=250), nullable=False),
        sa.Column("done_at", _MOMENT, nullable=True),
        sa.Column("done_by", sa.String(length=250), nullable=True),
        sa.Column("found", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["pick_list"], ["pick_lists.pick_list"], name=op.f("fk_count_tasks_pick_list")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_tasks")),
    )
    op.create_index(op.f("ix_count_tasks_pick_list"), "count_tasks", ["pick_list"])
    op.create_table(
        "pick_list_lines",
        sa.Column("pick_list", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("order_number", sa.String(length=80), nullable=False),
        sa.Column("line_key", sa.String(length=100), nullable=False),
        sa.Column("sku", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.Column("bin", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("picked", sa.BigInteger(), nullable=False),
        sa.Column("short", sa.BigInteger(), nullable=False),
        sa.Column("freed", sa.BigInteger(), nullable=False),
        sa.Column("shipped", sa.BigInteger(), nullable=False),
        sa.Column("put_back", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("picked + short + freed <= quantity", name=op.f("ck_pick_list_lines_accounted")),
        sa.CheckConstraint(
            "quantity > 0 AND picked >= 0 AND short >= 0 AND freed >= 0", name=op.f("ck_pick_list_lines_not_negative")
        ),
        sa.CheckConstraint(
            "shipped >= 0 AND put_back >= 0 AND shipped + put_back <= picked",
            name=op.f("ck_pick_list_lines_left_within_picked"),
        ),
        sa.ForeignKeyConstraint(
            ["order_number"], ["sales_orders.number"], name=op.f("fk_pick_list_lines_order_number")
        ),
        sa.ForeignKeyConstraint(["pick_list"], ["pick_lists.pick_list"], name=op.f("fk_pick_list_lines_pick_list")),
        sa.PrimaryKeyConstraint("pick_list", "position", name=op.f("pk_pick_list_lines")),
    )
    op.create_index("ix_pick_list_lines_line_key", "pick_list_lines", ["line_key"])
    op.create_index(op.f("ix_pick_list_lines_order_number"), "pick_list_lines", ["order_number"])


def _shipments() -> None:
    op.add_column("shipments", sa.Column("warehouse", sa.String(length=40), nullable=True))
    op.add_column("shipments", sa.Column("ship_to", _DOCUMENT, nullable=True))
    op.add_column("shipments", sa.Column("carrier_key", sa.String(length=40), nullable=True))
    op.add_column("shipments", sa.Column("service", sa.String(length=40), nullable=True))
    op.add_column("shipments", sa.Column("routing", sa.String(length=80), nullable=True))
    op.add_column("shipments", sa.Column("freight", sa.BigInteger(), nullable=True))
    op.add_column("shipments", sa.Column("freight_currency", sa.String(length=3), nullable=True))
    op.add_column("shipments", sa.Column("choice", _DOCUMENT, nullable=True))
    op.add_column("shipments", sa.Column("expected_date", sa.Date(), nullable=True))
    op.add_column("shipments", sa.Column("delivered_at", _MOMENT, nullable=True))
    op.add_column("shipments", sa.Column("signed_by", sa.String(length=120), nullable=True))
    op.add_column("shipments", sa.Column("is_partial", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("shipments", sa.Column("is_damaged", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("shipments", sa.Column("delivery_remark", sa.Text(), nullable=True))
    op.create_index(
        "ix_shipments_under_way", "shipments", ["expected_date"], sqlite_where=_UNDER_WAY, postgresql_where=_UNDER_WAY
    )
    with op.batch_alter_table("shipment_lines") as lines:
        lines.add_column(sa.Column("order_number", sa.String(length=80), nullable=True))
        lines.add_column(sa.Column("customer_po", sa.String(length=250), nullable=True))
    for column, known in (("order_number", "s.order_number"), ("customer_po", "o.customer_po")):
        op.execute(
            f"UPDATE shipment_lines SET {column} = (SELECT {known} FROM shipments s"
            " JOIN sales_orders o ON o.number = s.order_number"
            " WHERE s.shipment_number = shipment_lines.shipment_number)"
        )
    with op.batch_alter_table("shipment_lines") as lines:
        lines.alter_column("order_number", existing_type=sa.String(length=80), nullable=False)
        lines.create_foreign_key(op.f("fk_shipment_lines_order_number"), "sales_orders", ["order_number"], ["number"])
        lines.create_index(op.f("ix_shipment_lines_order_number"), ["order_number"])


def _packing() -> None:
    op.create_table(
        "packages",
        sa.Column("package_number", sa.String(length=40), nullable=False),
        sa.Column("sscc", sa.String(length=18), nullable=False),
        sa.Column("warehouse", sa.String(length=40), nullable=False),
        sa.Column("package_type", sa.String(length=20), nullable=False),
        sa.Column("weight_kg", sa.BigInteger(), nullable=False),
        sa.Column("weight_is_measured", sa.Boolean(), nullable=False),
        sa.Column("length_cm", sa.BigInteger(), nullable=True),
        sa.Column("width_cm", sa.BigInteger(), nullable=True),
        sa.Column("height_cm", sa.BigInteger(), nullable=True),
        sa.Column("packed_at", _MOMENT, nullable=False),
        sa.Column("packed_by", sa.String(length=250), nullable=False),
        sa.Column("unpacked_at", _MOMENT, nullable=True),
        sa.Column("shipment_number", sa.String(length=40), nullable=True),
        sa.CheckConstraint("weight_kg > 0", name=op.f("ck_packages_weight_positive")),
        sa.ForeignKeyConstraint(
            ["shipment_number"], ["shipments.shipment_number"], name=op.f("fk_packages_shipment_number")
        ),
        sa.ForeignKeyConstraint(["warehouse"], ["warehouses.warehouse"], name=op.f("fk_packages_warehouse")),
        sa.PrimaryKeyConstraint("package_number", name=op.f("pk_packages")),
        sa.UniqueConstraint("sscc", name=op.f("uq_packages_sscc")),
    )
    op.create_index(op.f("ix_packages_shipment_number"), "packages", ["shipment_number"])
    op.create_table(
        "mistakes",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("order_number", sa.String(length=80), nullable=False),
        sa.Column("line_key", sa.String(length=100), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("found_sku", sa.String(length=80), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("package_number", sa.String(length=40), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("noted_at", _MOMENT, nullable=False),
        sa.Column("noted_by", sa.String(length=250), nullable=False),
        sa.ForeignKeyConstraint(["order_number"], ["sales_orders.number"], name=op.f("fk_mistakes_order_number")),
        sa.ForeignKeyConstraint(
            ["package_number"], ["packages.package_number"], name=op.f("fk_mistakes_package_number")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mistakes")),
    )
    op.create_index(op.f("ix_mistakes_order_number"), "mistakes", ["order_number"])
    op.create_table(
        "package_lines",
        sa.Column("package_number", sa.String(length=40), nullable=False),
        sa.Column("line_key", sa.String(length=100), nullable=False),
        sa.Column("order_number", sa.String(length=80), nullable=False),
        sa.Column("sku", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_package_lines_quantity_positive")),
        sa.ForeignKeyConstraint(["order_number"], ["sales_orders.number"], name=op.f("fk_package_lines_order_number")),
        sa.ForeignKeyConstraint(
            ["package_number"], ["packages.package_number"], name=op.f("fk_package_lines_package_number")
        ),
        sa.PrimaryKeyConstraint("package_number", "line_key", name=op.f("pk_package_lines")),
    )
    op.create_index("ix_package_lines_order_number", "package_lines", ["order_number"])
    op.create_table(
        "quality_checks",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("package_number", sa.String(length=40), nullable=False),
        sa.Column("checked_at", _MOMENT, nullable=False),
        sa.Column("checked_by", sa.String(length=250), nullable=False),
        sa.Column("counted", _DOCUMENT, nullable=False),
        sa.Column("differences", _DOCUMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("photo", sa.String(length=250), nullable=True),
        sa.Column("photo_sha256", sa.String(length=64), nullable=True),
        sa.Column("resolved_at", _MOMENT, nullable=True),
        sa.Column("resolved_by", sa.String(length=250), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["package_number"], ["packages.package_number"], name=op.f("fk_quality_checks_package_number")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_checks")),
    )
    op.create_index(op.f("ix_quality_checks_package_number"), "quality_checks", ["package_number"])


def downgrade() -> None:
    """Take it back."""
    for table in _TABLES:
        op.drop_table(table)
    op.drop_index("ix_shipments_under_way", "shipments")
    with op.batch_alter_table("shipment_lines") as lines:
        lines.drop_index(op.f("ix_shipment_lines_order_number"))
        lines.drop_constraint(op.f("fk_shipment_lines_order_number"), type_="foreignkey")
        lines.drop_column("customer_po")
        lines.drop_column("order_number")
    for column in (
        "delivery_remark", "is_damaged", "is_partial", "signed_by", "delivered_at", "expected_date", "choice",
        "freight_currency", "freight", "routing", "service", "carrier_key", "ship_to", "warehouse",
    ):  # fmt: skip
        op.drop_column("shipments", column)
    op.drop_column("customers", "carrier")
    op.drop_column("customers", "combine_orders")
