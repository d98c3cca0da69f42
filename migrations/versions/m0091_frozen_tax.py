"""The tax of a line is frozen with the rest of its paper, as is whose paper it is and which correction made it."""

from alembic import op

revision = "0091"
down_revision = "0080"
branch_labels = None
depends_on = None

_LINE = (
    "document_number", "line_no", "line_key", "sku", "name", "quantity", "unit_price", "net", "rate", "customer_po",
    "discount", "gross", "kind", "unit", "customer_part_number",
)  # fmt: skip
_TAX = ("tax_place", "tax_reason")
_INVOICE = (
    "number", "bill_to", "order_number", "shipment_number", "issued_date", "due_date", "currency", "net", "taxes",
    "total", "terms", "discount_percent", "discount_amount", "discount_date", "seller", "buyer", "ship_to",
)  # fmt: skip
_CREDIT_NOTE = (
    "number", "invoice_number", "bill_to", "issued_date", "reason", "currency", "net", "taxes", "total", "seller",
    "buyer",
)  # fmt: skip
#: Table → its frozen columns before and after, and when (None: from the first).
_FROZEN: dict[str, tuple[tuple[str, ...], tuple[str, ...], str | None]] = {
    "invoices": (_INVOICE, (*_INVOICE, "is_ours"), "OLD.is_ours"),
    "credit_notes": (_CREDIT_NOTE, (*_CREDIT_NOTE, "correction_key"), None),
    "invoice_lines": (_LINE, (*_LINE[:11], *_TAX, *_LINE[11:]), None),
    "credit_note_lines": ((*_LINE, "invoice_line_no"), (*_LINE[:11], *_TAX, *_LINE[11:], "invoice_line_no"), None),
}


def upgrade() -> None:
    """Bring the database forward."""
    for table, (_, after, only_when) in _FROZEN.items():
        _freeze(table, after, only_when)


def downgrade() -> None:
    """Take it back."""
    for table, (before, _, only_when) in _FROZEN.items():
        _freeze(table, before, only_when)


def _freeze(table: str, columns: tuple[str, ...], only_when: str | None) -> None:
    is_postgres = op.get_bind().dialect.name == "postgresql"
    name, differs = f"{table}_update_refused", "IS DISTINCT FROM" if is_postgres else "IS NOT"
    changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns)
    when = " AND ".join(f"({part})" for part in (only_when, changed) if part)
    body = (
        "EXECUTE FUNCTION refuse_change()"
        if is_postgres
        else f"BEGIN SELECT RAISE(ABORT, 'a paper that was issued never changes: {table}'); END"
    )
    op.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if is_postgres else ""))
    op.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({when}) {body}")
