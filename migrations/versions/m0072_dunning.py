"""Remind by instalment, keep notices until they are resolved, what is set for a bill-to, and disputed parts."""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None

_DUE = sa.text("state = 'due'")


def upgrade() -> None:
    """Bring the database forward: every level so far was entered by the first instalment."""
    op.add_column("invoices", sa.Column("disputed_amount", sa.BigInteger(), server_default="0", nullable=False))
    op.execute("UPDATE invoices SET disputed_amount = open_amount WHERE disputed")
    op.execute("CREATE TABLE dunning_steps_kept AS SELECT * FROM dunning_steps")
    op.drop_table("dunning_steps")
    _steps(with_instalments=True)
    op.execute(
        "INSERT INTO dunning_steps (invoice_number, instalment_no, level, bill_to, run_id)"
        " SELECT invoice_number, 1, level, bill_to, run_id FROM dunning_steps_kept"
    )
    op.execute("DROP TABLE dunning_steps_kept")
    op.create_table(
        "dunning_notices",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bill_to", sa.String(length=80), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("made_date", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("interest", sa.BigInteger(), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("resolved_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["dunning_runs.id"], name=op.f("fk_dunning_notices_run_id")),
        sa.PrimaryKeyConstraint("run_id", "bill_to", name=op.f("pk_dunning_notices")),
    )
    op.create_index(
        "ix_dunning_notices_unresolved", "dunning_notices", ["bill_to"], sqlite_where=_DUE, postgresql_where=_DUE
    )
    op.create_table(
        "dunning_notice_items",
        sa.Column("run_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bill_to", sa.String(length=80), nullable=False),
        sa.Column("invoice_number", sa.String(length=40), nullable=False),
        sa.Column("instalment_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("open_amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "run_id", "bill_to", "invoice_number", "instalment_no", name=op.f("pk_dunning_notice_items")
        ),
    )
    op.create_table(
        "dunning_settings",
        sa.Column("bill_to", sa.String(length=80), nullable=False),
        sa.Column("is_blocked", sa.Boolean(), nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=True),
        sa.Column("contact_email", sa.String(length=250), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.String(length=250), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bill_to"], ["customers.customer_id"], name=op.f("fk_dunning_settings_bill_to")),
        sa.PrimaryKeyConstraint("bill_to", name=op.f("pk_dunning_settings")),
    )


def _steps(*, with_instalments: bool) -> None:
    instalment = [sa.Column("instalment_no", sa.Integer(), autoincrement=False, nullable=False)]
    key = ["invoice_number", *(["instalment_no"] if with_instalments else []), "level"]
    op.create_table(
        "dunning_steps",
        sa.Column("invoice_number", sa.String(length=40), nullable=False),
        *(instalment if with_instalments else []),
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bill_to", sa.String(length=80), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["invoice_number"], ["invoices.number"], name=op.f("fk_dunning_steps_invoice_number")),
        sa.ForeignKeyConstraint(["run_id"], ["dunning_runs.id"], name=op.f("fk_dunning_steps_run_id")),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_dunning_steps")),
    )
    op.create_index("ix_dunning_steps_run", "dunning_steps", ["run_id", "bill_to"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_table("dunning_settings")
    op.drop_table("dunning_notice_items")
    op.drop_table("dunning_notices")
    op.execute(
        "CREATE TABLE dunning_steps_kept AS"
        " SELECT invoice_number, level, min(bill_to) AS bill_to, min(run_id) AS run_id"
        " FROM dunning_steps GROUP BY invoice_number, level"
    )
    op.drop_table("dunning_steps")
    _steps(with_instalments=False)
    op.execute(
        "INSERT INTO dunning_steps (invoice_number, level, bill_to, run_id)"
        " SELECT invoice_number, level, bill_to, run_id FROM dunning_steps_kept"
    )
    op.execute("DROP TABLE dunning_steps_kept")
    op.drop_column("invoices", "disputed_amount")
