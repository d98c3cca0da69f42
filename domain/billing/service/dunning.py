"""The verb of dunning: every invoice enters a level once, every bill-to hears once about all of them."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, case, exists, func, insert, literal, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from domain.billing.events import DunningNoticeDue
from domain.billing.models import IS_OPEN, DunningRun, DunningStep, Invoice
from domain.billing.queries.credit import INVOICE_COLUMNS, invoice_view
from domain.billing.queries.papers import notices
from domain.billing.schemas import DunningNotice, DunningRunView
from domain.shared.actors import FINANCE_ROLES
from domain.shared.audit import Change, record
from domain.shared.desk import Desk
from domain.shared.outbox import record_all

#: Bill-tos whose invoices are in memory at once.
CHUNK = 500


def run_dunning(session: Session, desk: Desk, period: str) -> DunningRunView:
    """Enter the levels that invoices reached by today, and make one notice due for each bill-to that entered one.

    A notice holds all invoices of its bill-to that are reminded of, as they are open now. Disputed ones and those
    below the minimum are skipped. Run again, only what changed is entered. Raises NotAllowed.
    """
    desk.actor.require(FINANCE_ROLES, to="run dunning")
    run_id = session.execute(
        insert(DunningRun).values(period=period, ran_at=desk.now).returning(DunningRun.id)
    ).scalar_one()
    steps = _enter_levels(session, desk, run_id) if desk.policy.dunning.levels else 0
    count = 0
    for chunk in _due_notices(session, desk, run_id):
        record_all(session, ((DunningNoticeDue(notice=notice), f"customer:{notice.bill_to}") for notice in chunk),
                   now=desk.now)  # fmt: skip
        count += len(chunk)
    view = DunningRunView(run_id=run_id, period=period, steps=steps, notices=count)
    change = Change(subject="job:dunning", action="dunning.run", after=view.model_dump(), source=desk.source)
    record(session, desk.actor, change, now=desk.now)
    return view


def _enter_levels(session: Session, desk: Desk, run_id: int) -> int:
    highest_first = sorted(desk.policy.dunning.levels, key=lambda level: (-level.days, -level.level))
    reached = case(
        *((Invoice.due_date <= desk.today - timedelta(days=level.days), level.level) for level in highest_first)
    )
    entered = exists().where(DunningStep.invoice_number == Invoice.number, DunningStep.level >= reached)
    # In one order, so that two runs at once wait for each other instead of embracing.
    found = (
        select(Invoice.number, reached, Invoice.bill_to, literal(run_id))
        .where(_reminded(desk), ~entered)
        .order_by(Invoice.number)
    )
    dialect = session.get_bind().dialect.name
    statement = (postgres_insert if dialect == "postgresql" else sqlite_insert)(DunningStep)
    columns = ["invoice_number", "level", "bill_to", "run_id"]
    session.execute(statement.from_select(columns, found).on_conflict_do_nothing())
    return session.scalar(select(func.count()).where(DunningStep.run_id == run_id)) or 0


def _reminded(desk: Desk) -> ColumnElement[bool]:
    policy = desk.policy.dunning
    first = min(level.days for level in policy.levels)
    return and_(
        IS_OPEN,
        Invoice.disputed.is_(False),
        Invoice.open_amount >= policy.minimum_amount,
        Invoice.due_date <= desk.today - timedelta(days=first),
    )


def _due_notices(session: Session, desk: Desk, run_id: int) -> Iterator[Sequence[DunningNotice]]:
    last = ""
    while True:
        bill_tos = session.scalars(
            select(DunningStep.bill_to)
            .where(DunningStep.run_id == run_id, DunningStep.bill_to > last)
            .distinct()
            .order_by(DunningStep.bill_to)
            .limit(CHUNK)
        ).all()
        if not bill_tos:
            return
        last = bill_tos[-1]
        rows = session.execute(
            select(*INVOICE_COLUMNS)
            .where(Invoice.bill_to.in_(bill_tos), _reminded(desk))
            .order_by(Invoice.bill_to, Invoice.due_date, Invoice.number)
        )
        yield list(notices((invoice_view(row, desk.today) for row in rows), desk))
