"""Triggers that keep issued papers as they are, whoever asks the database: corrections are credit notes only.

What stays open of a paper, and whether it is disputed, may change; nothing else, and no row may go.
"""

from sqlalchemy import DDL, Table, event

from domain.billing.models.papers import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from domain.billing.models.sources import InvoiceSource, PrintedPaper, Proforma

_OURS = "OLD.is_ours"
_LINE = (
    "document_number", "line_no", "line_key", "sku", "name", "quantity", "unit_price", "net", "rate", "customer_po",
    "discount", "tax_place", "tax_reason", "gross", "kind", "unit", "customer_part_number",
)  # fmt: skip
#: Table → its columns that never change, and when (None: from the first).
FROZEN: dict[str, tuple[tuple[str, ...], str | None]] = {
    "invoices": (
        ("number", "bill_to", "order_number", "shipment_number", "issued_date", "due_date", "currency", "net", "taxes",
         "total", "terms", "discount_percent", "discount_amount", "discount_date", "seller", "buyer", "ship_to",
         "is_ours"),
        _OURS,
    ),
    "credit_notes": (
        ("number", "invoice_number", "bill_to", "issued_date", "reason", "currency", "net", "taxes", "total", "seller",
         "buyer", "correction_key"),
        None,
    ),
    "invoice_lines": (_LINE, None),
    "credit_note_lines": ((*_LINE, "invoice_line_no"), None),
    "invoice_sources": (("order_number", "reference", "invoice_number"), None),
    "proformas": (("number", "order_number", "revision", "bill_to", "content"), None),
    "printed_papers": (("number", "digest", "content"), None),
}  # fmt: skip
FUNCTION = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION 'a paper that was issued never changes: %', TG_TABLE_NAME "
    "USING ERRCODE = 'integrity_constraint_violation'; END $$"
)


def triggers(table: str, dialect: str) -> list[str]:
    """The statements that freeze a table on PostgreSQL or SQLite."""
    columns, only_when = FROZEN[table]
    made = []
    for what, differs in (("UPDATE", columns), ("DELETE", ())):
        when = _when(differs, only_when, dialect)
        name = f"{table}_{what.lower()}_refused"
        if dialect == "postgresql":
            made.append(
                f"CREATE TRIGGER {name} BEFORE {what} ON {table} FOR EACH ROW{when} EXECUTE FUNCTION refuse_change()"
            )
        else:
            made.append(
                f"CREATE TRIGGER {name} BEFORE {what} ON {table} FOR EACH ROW{when} "
                f"BEGIN SELECT RAISE(ABORT, 'a paper that was issued never changes: {table}'); END"
            )
    return made


def _when(columns: tuple[str, ...], only_when: str | None, dialect: str) -> str:
    differs = "IS DISTINCT FROM" if dialect == "postgresql" else "IS NOT"
    changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns)
    conditions = [f"({part})" for part in (only_when, changed) if part]
    return f" WHEN ({' AND '.join(conditions)})" if conditions else ""


def _freeze(table: Table) -> None:
    for dialect in ("postgresql", "sqlite"):
        statements = [FUNCTION] if dialect == "postgresql" else []
        for statement in [*statements, *triggers(table.name, dialect)]:
            event.listen(table, "after_create", DDL(statement.replace("%", "%%")).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]


for _model in (Invoice, CreditNote, InvoiceLine, CreditNoteLine, InvoiceSource, PrintedPaper, Proforma):
    _freeze(_model.metadata.tables[_model.__tablename__])
