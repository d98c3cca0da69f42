"""The verbs of dunning: every instalment enters a level once, every bill-to hears once about all of them."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import case, exists, func, insert, literal, select, update
from sqlalchemy.orm import Session

from domain.billing.errors import ReasonNeeded
from domain.billing.events import DunningNoticeDue
from domain.billing.lifecycle import NoticeState
from domain.billing.models import (
    IS_UNRESOLVED,
    IS_UNSETTLED,
    DunningNoticeItem,
    DunningNoticeRow,
    DunningRun,
    DunningSetting,
    DunningStep,
    Instalment,
    Invoice,
)
from domain.billing.queries.dunning import noticed, quiet_bill_tos, reminded_of, reminded_statement
from domain.billing.schemas import DunningNotice, DunningRunView, DunningSettingView
from domain.customers.queries import customer
from domain.shared.actors import FINANCE_ROLES, Role
from domain.shared.audit import Change, record
from domain.shared.bulk import insert_many
from domain.shared.database import insert_into, upsert
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.shared.outbox import record_all

#: Bill-tos whose invoices are in memory at once.
CHUNK = 500
_SETTERS = FINANCE_ROLES | {Role.CREDIT_MANAGER, Role.SALES_MANAGER, Role.DIRECTOR}


def run_dunning(session: Session, desk: Desk, period: str) -> DunningRunView:
    """Enter the levels that instalments reached by today, and make one notice due for each bill-to that entered one.

    A notice holds all instalments of its bill-to that are reminded of, as they are open now. What is disputed,
    promised or below the minimum is skipped, as is who is not to be reminded or heard recently; on a day on which
    nobody works nobody is. Run again, only what changed is entered. Raises NotAllowed.
    """
    desk.actor.require(FINANCE_ROLES, to="run dunning")
    run_id = session.execute(
        insert(DunningRun).values(period=period, ran_at=desk.now).returning(DunningRun.id)
    ).scalar_one()
    resolved = resolve_notices(session, desk)
    is_quiet = desk.policy.dunning.working_days_only and not desk.calendar.is_working_day(desk.today)
    steps = _enter_levels(session, desk, run_id) if desk.policy.dunning.levels and not is_quiet else 0
    count = 0
    for chunk in _due_notices(session, desk, run_id):
        record_all(session, ((DunningNoticeDue(notice=notice), f"customer:{notice.bill_to}") for notice in chunk),
                   now=desk.now)  # fmt: skip
        _keep(session, desk, run_id, chunk)
        count += len(chunk)
    view = DunningRunView(run_id=run_id, period=period, steps=steps, notices=count, resolved=resolved)
    change = Change(subject="job:dunning", action="dunning.run", after=view.model_dump(), source=desk.source)
    record(session, desk.actor, change, now=desk.now)
    return view


def _enter_levels(session: Session, desk: Desk, run_id: int) -> int:
    highest_first = sorted(desk.policy.dunning.levels, key=lambda level: (-level.days, -level.level))
    reached = case(
        *((Instalment.due_date <= desk.today - timedelta(days=level.days), level.level) for level in highest_first)
    )
    entered = exists().where(
        DunningStep.invoice_number == Instalment.invoice_number,
        DunningStep.instalment_no == Instalment.instalment_no,
        DunningStep.level >= reached,
    )
    quiet = quiet_bill_tos(session, desk)
    # In one order, so that two runs at once wait for each other instead of embracing.
    found = (
        select(Instalment.invoice_number, Instalment.instalment_no, reached, Instalment.bill_to, literal(run_id))
        .join_from(Instalment, Invoice, Invoice.number == Instalment.invoice_number)
        .where(reminded_of(desk), ~entered)
        .order_by(Instalment.invoice_number, Instalment.instalment_no)
    )
    if quiet:
        found = found.where(Instalment.bill_to.not_in(sorted(quiet)))
    columns = ["invoice_number", "instalment_no", "level", "bill_to", "run_id"]
    session.execute(insert_into(session, DunningStep).from_select(columns, found).on_conflict_do_nothing())
    return session.scalar(select(func.count()).where(DunningStep.run_id == run_id)) or 0


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
        rows = session.execute(reminded_statement(desk).where(Instalment.bill_to.in_(bill_tos)))
        yield list(noticed(rows, desk))


def _keep(session: Session, desk: Desk, run_id: int, notices: Sequence[DunningNotice]) -> None:
    """Write down what each notice holds, so that it can be resolved when all of it is settled."""
    insert_many(session, DunningNoticeRow, [
        {
            "run_id": run_id, "bill_to": notice.bill_to, "level": notice.level, "made_date": desk.today,
            "currency": notice.total.currency, "total": notice.total.amount,
            "interest": notice.interest.amount if notice.interest else Decimal(0),
            "fee": notice.fee.amount if notice.fee else Decimal(0), "state": NoticeState.DUE.value,
            "resolved_date": None,
        }
        for notice in notices
    ])  # fmt: skip
    insert_many(session, DunningNoticeItem, [
        {
            "run_id": run_id, "bill_to": notice.bill_to, "invoice_number": view.number, "instalment_no": number,
            "open_amount": view.open_amount.amount,
        }
        for notice in notices
        for view, number in zip(notice.invoices, notice.instalment_nos, strict=True)
    ])  # fmt: skip


def resolve_notices(session: Session, desk: Desk, bill_to: str | None = None) -> int:
    """Resolve the notices of which nothing is open any more, all their rows looked at; says how many.

    Raises NotAllowed.
    """
    desk.actor.require(FINANCE_ROLES, to="resolve notices")
    still_open = exists().where(
        DunningNoticeItem.run_id == DunningNoticeRow.run_id,
        DunningNoticeItem.bill_to == DunningNoticeRow.bill_to,
        Instalment.invoice_number == DunningNoticeItem.invoice_number,
        Instalment.instalment_no == DunningNoticeItem.instalment_no,
        IS_UNSETTLED,
    )
    statement = update(DunningNoticeRow).where(IS_UNRESOLVED, ~still_open)
    if bill_to is not None:
        statement = statement.where(DunningNoticeRow.bill_to == bill_to)
    done = statement.values(state=NoticeState.RESOLVED.value, resolved_date=desk.today)
    return len(session.execute(done.returning(DunningNoticeRow.run_id)).all())


def set_dunning(session: Session, desk: Desk, wanted: DunningSettingView) -> DunningSettingView:
    """Say for one bill-to whether, how often and to whom reminders go. Raises NotAllowed, NotFound, ReasonNeeded."""
    desk.actor.require(_SETTERS, to="set how somebody is reminded")
    if customer(session, wanted.bill_to) is None:
        raise NotFound(customer_id=wanted.bill_to)
    if wanted.is_blocked and not wanted.reason.strip():
        raise ReasonNeeded(what="not reminding somebody")
    upsert(session, DunningSetting, [wanted.model_dump() | {"set_by": desk.actor.id, "set_at": desk.now}])
    change = Change(
        subject=f"customer:{wanted.bill_to}",
        action="dunning.set",
        after=wanted.model_dump(mode="json"),
        reason=wanted.reason or None,
        source=desk.source,
    )
    record(session, desk.actor, change, now=desk.now)
    return wanted
