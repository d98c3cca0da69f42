"""Keep who stands on papers, what they were made from and how they were printed, and freeze what is issued."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0061"
down_revision = "0040"
branch_labels = None
depends_on = None

_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_LINE = (
    "document_number", "line_no", "line_key", "sku", "name", "quantity", "unit_price", "net", "rate", "customer_po",
    "discount", "gross", "kind", "unit", "customer_part_number",
)  # fmt: skip
_FROZEN = {
    "invoices": (
        ("number", "bill_to", "order_number", "shipment_number", "issued_date", "due_date", "currency", "net", "taxes",
         "total", "terms", "discount_percent", "discount_amount", "discount_date", "seller", "buyer", "ship_to"),
        "OLD.is_ours",
    ),
    "credit_notes": (
        ("number", "invoice_number", "bill_to", "issued_date", "reason", "currency", "net", "taxes", "total", "seller",
         "buyer"),
        None,
    ),
    "invoice_lines": (_LINE, None),
    "credit_note_lines": ((*_LINE, "invoice_line_no"), None),
    "invoice_sources": (("order_number", "reference", "invoice_number"), None),
    "printed_papers": (("number", "digest", "content"), None),
}  # fmt: skip


def upgrade() -> None:
    """Bring the database forward: every invoice of a shipment so far was made from it."""
    _add_columns()
    op.create_table(
        "invoice_sources",
        sa.Column("order_number", sa.String(length=80), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("invoice_number", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_number"], ["invoices.number"], name=op.f("fk_invoice_sources_invoice_number")
        ),
        sa.PrimaryKeyConstraint("order_number", "reference", name=op.f("pk_invoice_sources")),
    )
    op.create_index(op.f("ix_invoice_sources_invoice_number"), "invoice_sources", ["invoice_number"], unique=False)
    op.execute(
        "INSERT INTO invoice_sources (order_number, reference, invoice_number) SELECT order_number, shipment_number, "
        "number FROM invoices WHERE order_number IS NOT NULL AND shipment_number IS NOT NULL"
    )
    op.create_table(
        "printed_papers",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_printed_papers")),
    )
    _freeze()


def _add_columns() -> None:
    op.add_column("customers", sa.Column("invoicing", sa.String(length=20), nullable=False, server_default="shipment"))
    op.add_column("customers", sa.Column("mixed_pos", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column(
        "sales_orders", sa.Column("invoicing", sa.String(length=20), nullable=False, server_default="shipment")
    )
    for table in ("invoices", "credit_notes"):
        op.add_column(table, sa.Column("seller", _DOCUMENT, nullable=True))
        op.add_column(table, sa.Column("buyer", _DOCUMENT, nullable=True))
    op.add_column("invoices", sa.Column("ship_to", _DOCUMENT, nullable=True))
    for table in ("invoice_lines", "credit_note_lines"):
        op.add_column(table, sa.Column("kind", sa.String(length=20), nullable=False, server_default="goods"))
        op.add_column(table, sa.Column("unit", sa.String(length=40), nullable=False, server_default="each"))
        op.add_column(table, sa.Column("customer_part_number", sa.String(length=120), nullable=True))
    op.add_column("credit_note_lines", sa.Column("invoice_line_no", sa.Integer(), nullable=True))
    op.add_column("credit_notes", sa.Column("correction_key", sa.String(length=120), nullable=True))
    op.create_index("ix_credit_notes_correction_key", "credit_notes", ["correction_key"], unique=True)
    _limit_invoiced("ordered - cancelled", was="invoiced_within_shipped", name="invoiced_within_wanted")


def _limit_invoiced(most: str, *, was: str, name: str) -> None:
    with op.batch_alter_table("order_lines") as lines:
        lines.drop_constraint(op.f(f"ck_order_lines_{was}"), type_="check")
        lines.drop_constraint(op.f("ck_order_lines_uninvoiced_returns"), type_="check")
        lines.create_check_constraint(op.f(f"ck_order_lines_{name}"), f"invoiced >= 0 AND invoiced <= {most}")
        lines.create_check_constraint(
            op.f("ck_order_lines_uninvoiced_returns"),
            "returned_uninvoiced >= 0 AND returned_uninvoiced <= returned "
            f"AND invoiced + returned_uninvoiced <= {most}",
        )


def _freeze() -> None:
    is_postgres = op.get_bind().dialect.name == "postgresql"
    if is_postgres:
        op.execute(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION 'a paper that was issued never changes: %', TG_TABLE_NAME "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for table, (columns, only_when) in _FROZEN.items():
        differs = "IS DISTINCT FROM" if is_postgres else "IS NOT"
        changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns)
        body = (
            "EXECUTE FUNCTION refuse_change()"
            if is_postgres
            else f"BEGIN SELECT RAISE(ABORT, 'a paper that was issued never changes: {table}'); END"
        )
        for what, conditions in (("UPDATE", (only_when, changed)), ("DELETE", (only_when,))):
            parts = [f"({part})" for part in conditions if part]
            when = f" WHEN ({' AND '.join(parts)})" if parts else ""
            name = f"{table}_{what.lower()}_refused"
            op.execute(f"CREATE TRIGGER {name} BEFORE {what} ON {table} FOR EACH ROW{when} {body}")


def downgrade() -> None:
    """Take it back; refused by the database where an order was invoiced before it left."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for table in _FROZEN:
        for what in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_{what}_refused" + (f" ON {table}" if is_postgres else ""))
    if is_postgres:
        op.execute("DROP FUNCTION refuse_change()")
    _limit_invoiced("shipped", was="invoiced_within_wanted", name="invoiced_within_shipped")
    op.drop_table("printed_papers")
    op.drop_table("invoice_sources")
    op.drop_index("ix_credit_notes_correction_key", table_name="credit_notes")
    for name in ("correction_key", "seller", "buyer"):
        op.drop_column("credit_notes", name)
    op.drop_column("credit_note_lines", "invoice_line_no")
    for table in ("invoice_lines", "credit_note_lines"):
        for name in ("customer_part_number", "unit", "kind"):
            op.drop_column(table, name)
    for name in ("ship_to", "seller", "buyer"):
        op.drop_column("invoices", name)
    op.drop_column("sales_orders", "invoicing")
    for name in ("mixed_pos", "invoicing"):
        op.drop_column("customers", name)
