"""What came back before its invoice waits for its return to be settled: only a credit takes it off what is invoiced."""

import sqlalchemy as sa
from alembic import op

revision = "0098"
down_revision = "0097"
branch_labels = None
depends_on = None

_IS_WAITING = "r.number = l.number AND r.state IN ('received', 'inspected')"
#: What a line has of open returns, and how much of it was never invoiced; closed orders stay as they are.
_MOVED = f"""
    UPDATE order_lines SET returned_unsettled = returned_uninvoiced, returned_uninvoiced = 0
    WHERE returned_uninvoiced > 0
      AND order_id IN (SELECT id FROM sales_orders WHERE state <> 'closed')
      AND line_key IN (SELECT l.line_key FROM return_lines l, returns r WHERE {_IS_WAITING})
      AND returned_uninvoiced <= (SELECT sum(l.received) FROM return_lines l, returns r
                                  WHERE {_IS_WAITING} AND l.line_key = order_lines.line_key)
      AND (SELECT count(*) FROM return_lines l, returns r
           WHERE {_IS_WAITING} AND l.received > 0 AND l.line_key = order_lines.line_key) = 1"""
_NOTED = """
    UPDATE return_lines SET uninvoiced = (SELECT o.returned_unsettled FROM order_lines o
                                          WHERE o.line_key = return_lines.line_key)
    WHERE received > 0
      AND line_key IN (SELECT line_key FROM order_lines WHERE returned_unsettled > 0)
      AND number IN (SELECT number FROM returns WHERE state IN ('received', 'inspected'))"""
#: An order with goods that wait is not invoiced yet.
_STATES = """
    UPDATE sales_orders SET state = 'shipped'
    WHERE state = 'invoiced' AND id IN (SELECT order_id FROM order_lines WHERE returned_unsettled > 0)"""


def upgrade() -> None:
    """Bring the database forward: of open returns that can be told apart, what was not invoiced waits."""
    op.add_column("return_lines", sa.Column("uninvoiced", sa.BigInteger(), nullable=False, server_default="0"))
    with op.batch_alter_table("order_lines") as lines:
        lines.add_column(sa.Column("returned_unsettled", sa.BigInteger(), nullable=False, server_default="0"))
        lines.drop_constraint(op.f("ck_order_lines_uninvoiced_returns"), type_="check")
        lines.create_check_constraint(
            op.f("ck_order_lines_uninvoiced_returns"),
            "returned_uninvoiced >= 0 AND returned_unsettled >= 0 "
            "AND returned_uninvoiced + returned_unsettled <= returned "
            "AND invoiced + returned_uninvoiced + returned_unsettled <= ordered - cancelled",
        )
    for statement in (_MOVED, _NOTED, _STATES):
        op.execute(statement)


def downgrade() -> None:
    """Take it back: what waits is taken for credited."""
    with op.batch_alter_table("order_lines") as lines:
        lines.drop_constraint(op.f("ck_order_lines_uninvoiced_returns"), type_="check")
    op.execute("UPDATE order_lines SET returned_uninvoiced = returned_uninvoiced + returned_unsettled")
    with op.batch_alter_table("order_lines") as lines:
        lines.drop_column("returned_unsettled")
        lines.create_check_constraint(
            op.f("ck_order_lines_uninvoiced_returns"),
            "returned_uninvoiced >= 0 AND returned_uninvoiced <= returned "
            "AND invoiced + returned_uninvoiced <= ordered - cancelled",
        )
    op.drop_column("return_lines", "uninvoiced")
