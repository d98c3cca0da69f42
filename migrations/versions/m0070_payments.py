"""Keep bank files, what is let go, refunds, disputes and promises to pay."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0070"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "bank_files",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("statement", sa.String(length=120), nullable=True),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("new_entries", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(length=250), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_files")),
        sa.UniqueConstraint("content_hash", name=op.f("uq_bank_files_content_hash")),
    )
    op.create_table(
        "known_remitters",
        sa.Column("key", sa.String(length=250), nullable=False),
        sa.Column("bill_to", sa.String(length=80), nullable=False),
        sa.Column("learned_by", sa.String(length=250), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bill_to"], ["credit_accounts.bill_to"], name=op.f("fk_known_remitters_bill_to")),
        sa.PrimaryKeyConstraint("key", "bill_to", name=op.f("pk_known_remitters")),
    )
    op.create_table(
        "allowances",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("invoice_number", sa.String(length=40), nullable=False),
        sa.Column("bill_to", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("payment_id", sa.String(length=80), nullable=True),
        sa.Column("granted_date", sa.Date(), nullable=False),
        sa.Column("granted_by", sa.String(length=250), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_allowances_positive")),
        sa.ForeignKeyConstraint(["bill_to"], ["credit_accounts.bill_to"], name=op.f("fk_allowances_bill_to")),
        sa.ForeignKeyConstraint(["invoice_number"], ["invoices.number"], name=op.f("fk_allowances_invoice_number")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.payment_id"], name=op.f("fk_allowances_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowances")),
    )
    op.create_index("ix_allowances_bill_to", "allowances", ["bill_to"], unique=False)
    op.create_index("ix_allowances_invoice_number", "allowances", ["invoice_number"], unique=False)
    op.create_index("ix_allowances_payment_id", "allowances", ["payment_id"], unique=False)

    op.create_table(
        "bank_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("booked_date", sa.Date(), nullable=False),
        sa.Column("value_date", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("is_credit", sa.Boolean(), nullable=False),
        sa.Column("remitter_name", sa.String(length=250), nullable=True),
        sa.Column("remitter_account", sa.String(length=40), nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("end_to_end_id", sa.String(length=80), nullable=True),
        sa.Column("returns_reference", sa.String(length=80), nullable=True),
        sa.Column("return_reason", sa.String(length=120), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("explanation", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("bill_to", sa.String(length=80), nullable=True),
        sa.Column("payment_id", sa.String(length=80), nullable=True),
        sa.Column("decided_by", sa.String(length=250), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_bank_entries_positive")),
        sa.ForeignKeyConstraint(["file_id"], ["bank_files.id"], name=op.f("fk_bank_entries_file_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.payment_id"], name=op.f("fk_bank_entries_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_entries")),
        sa.UniqueConstraint("key", name=op.f("uq_bank_entries_key")),
    )
    op.create_index("ix_bank_entries_bill_to", "bank_entries", ["bill_to"], unique=False)
    op.create_index("ix_bank_entries_end_to_end_id", "bank_entries", ["end_to_end_id"], unique=False)
    op.create_index("ix_bank_entries_file_id", "bank_entries", ["file_id"], unique=False)
    op.create_index("ix_bank_entries_payment_id", "bank_entries", ["payment_id"], unique=False)
    op.create_index("ix_bank_entries_remitter_account", "bank_entries", ["remitter_account"], unique=False)
    op.create_index(
        "ix_bank_entries_waiting",
        "bank_entries",
        ["booked_date", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )

    op.create_table(
        "promises_to_pay",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bill_to", sa.String(length=80), nullable=False),
        sa.Column("invoice_number", sa.String(length=40), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("promised_date", sa.Date(), nullable=False),
        sa.Column("promised_by", sa.String(length=250), nullable=True),
        sa.Column("open_then", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("noted_by", sa.String(length=250), nullable=False),
        sa.Column("noted_date", sa.Date(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_date", sa.Date(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_promises_to_pay_positive")),
        sa.ForeignKeyConstraint(["bill_to"], ["credit_accounts.bill_to"], name=op.f("fk_promises_to_pay_bill_to")),
        sa.ForeignKeyConstraint(
            ["invoice_number"], ["invoices.number"], name=op.f("fk_promises_to_pay_invoice_number")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises_to_pay")),
    )
    op.create_index("ix_promises_to_pay_bill_to", "promises_to_pay", ["bill_to"], unique=False)
    op.create_index("ix_promises_to_pay_invoice_number", "promises_to_pay", ["invoice_number"], unique=False)
    op.create_index(
        "ix_promises_to_pay_standing",
        "promises_to_pay",
        ["promised_date"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )

    op.create_table(
        "credit_applications",
        sa.Column("credit_note_number", sa.String(length=40), nullable=False),
        sa.Column("invoice_number", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("applied_date", sa.Date(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_credit_applications_positive")),
        sa.ForeignKeyConstraint(
            ["credit_note_number"], ["credit_notes.number"], name=op.f("fk_credit_applications_credit_note_number")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_number"], ["invoices.number"], name=op.f("fk_credit_applications_invoice_number")
        ),
        sa.PrimaryKeyConstraint("credit_note_number", "invoice_number", name=op.f("pk_credit_applications")),
    )
    op.create_index("ix_credit_applications_invoice_number", "credit_applications", ["invoice_number"], unique=False)

    op.create_table(
        "disputes",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("invoice_number", sa.String(length=40), nullable=False),
        sa.Column("bill_to", sa.String(length=80), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.String(length=250), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("opened_by", sa.String(length=250), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_by", sa.String(length=250), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.Column("credit_note_number", sa.String(length=40), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_disputes_positive")),
        sa.ForeignKeyConstraint(["bill_to"], ["credit_accounts.bill_to"], name=op.f("fk_disputes_bill_to")),
        sa.ForeignKeyConstraint(
            ["credit_note_number"], ["credit_notes.number"], name=op.f("fk_disputes_credit_note_number")
        ),
        sa.ForeignKeyConstraint(["invoice_number"], ["invoices.number"], name=op.f("fk_disputes_invoice_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_disputes")),
    )
    op.create_index("ix_disputes_bill_to", "disputes", ["bill_to"], unique=False)
    op.create_index("ix_disputes_invoice_number", "disputes", ["invoice_number"], unique=False)
    op.create_index(
        "ix_disputes_open",
        "disputes",
        ["invoice_number"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )

    op.create_table(
        "refunds",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("bill_to", sa.String(length=80), nullable=False),
        sa.Column("payment_id", sa.String(length=80), nullable=True),
        sa.Column("credit_note_number", sa.String(length=40), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.String(length=250), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=250), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_date", sa.Date(), nullable=True),
        sa.CheckConstraint("(payment_id IS NULL) <> (credit_note_number IS NULL)", name=op.f("ck_refunds_one_origin")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_refunds_positive")),
        sa.ForeignKeyConstraint(["bill_to"], ["credit_accounts.bill_to"], name=op.f("fk_refunds_bill_to")),
        sa.ForeignKeyConstraint(
            ["credit_note_number"], ["credit_notes.number"], name=op.f("fk_refunds_credit_note_number")
        ),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.payment_id"], name=op.f("fk_refunds_payment_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_refunds")),
    )
    op.create_index("ix_refunds_bill_to", "refunds", ["bill_to"], unique=False)
    op.create_index("ix_refunds_credit_note_number", "refunds", ["credit_note_number"], unique=False)
    op.create_index("ix_refunds_payment_id", "refunds", ["payment_id"], unique=False)

    op.add_column("payments", sa.Column("refunded", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("payments", sa.Column("returned", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("payments", sa.Column("returned_date", sa.Date(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":  # SQLite cannot add one without making the table anew
        parts = "refunded >= 0 AND returned >= 0 AND unapplied + refunded + returned <= amount"
        op.create_check_constraint(op.f("ck_payments_parts_within_amount"), "payments", parts)
    op.create_index("ix_payments_bill_to", "payments", ["bill_to", "received_date"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_payments_bill_to", table_name="payments")
    op.drop_column("payments", "returned_date")
    op.drop_column("payments", "returned")
    op.drop_column("payments", "refunded")

    op.drop_index("ix_refunds_payment_id", table_name="refunds")
    op.drop_index("ix_refunds_credit_note_number", table_name="refunds")
    op.drop_index("ix_refunds_bill_to", table_name="refunds")

    op.drop_table("refunds")
    op.drop_index("ix_disputes_open", table_name="disputes")
    op.drop_index("ix_disputes_invoice_number", table_name="disputes")
    op.drop_index("ix_disputes_bill_to", table_name="disputes")

    op.drop_table("disputes")
    op.drop_index("ix_credit_applications_invoice_number", table_name="credit_applications")

    op.drop_table("credit_applications")
    op.drop_index("ix_promises_to_pay_standing", table_name="promises_to_pay")
    op.drop_index("ix_promises_to_pay_invoice_number", table_name="promises_to_pay")
    op.drop_index("ix_promises_to_pay_bill_to", table_name="promises_to_pay")

    op.drop_table("promises_to_pay")
    op.drop_index("ix_bank_entries_waiting", table_name="bank_entries")
    op.drop_index("ix_bank_entries_remitter_account", table_name="bank_entries")
    op.drop_index("ix_bank_entries_payment_id", table_name="bank_entries")
    op.drop_index("ix_bank_entries_file_id", table_name="bank_entries")
    op.drop_index("ix_bank_entries_end_to_end_id", table_name="bank_entries")
    op.drop_index("ix_bank_entries_bill_to", table_name="bank_entries")

    op.drop_table("bank_entries")
    op.drop_index("ix_allowances_payment_id", table_name="allowances")
    op.drop_index("ix_allowances_invoice_number", table_name="allowances")
    op.drop_index("ix_allowances_bill_to", table_name="allowances")

    op.drop_table("allowances")
    op.drop_table("known_remitters")
    op.drop_table("bank_files")
