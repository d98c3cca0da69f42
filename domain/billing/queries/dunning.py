"""SELECTs of reminding: what is reminded of, what a notice holds now, what is set for one."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from domain.billing.models import (
    IS_STANDING,
    IS_UNSETTLED,
    DunningNoticeRow,
    DunningSetting,
    Instalment,
    Invoice,
    PromiseToPay,
)
from domain.billing.models.papers import ZERO
from domain.billing.queries.instalments import UNDISPUTED
from domain.billing.rules import dunning_level, interest_on
from domain.billing.schemas import DunningNotice, DunningSettingView, InvoiceView
from domain.shared.desk import Desk
from domain.shared.money import Money

_COLUMNS: tuple[Any, ...] = (
    Invoice.number, Invoice.order_number, Invoice.bill_to, Invoice.issued_date, Invoice.currency, Invoice.total,
    Invoice.disputed, Instalment.instalment_no, Instalment.due_date, UNDISPUTED.label("open_amount"),
)  # fmt: skip


def reminded_of(desk: Desk) -> ColumnElement[bool]:
    """Instalments (joined to their invoice) that are reminded of today: near or past their day, not disputed, not
    promised, above the minimum, and of nobody who is not to be reminded.
    """
    policy = desk.policy.dunning
    first = min(level.days for level in policy.levels)
    blocked = exists().where(DunningSetting.bill_to == Instalment.bill_to, DunningSetting.is_blocked.is_(True))
    return and_(
        IS_UNSETTLED,
        Invoice.disputed.is_(False),
        Instalment.open_amount >= policy.minimum_amount,
        policy.minimum_amount <= UNDISPUTED,
        Instalment.due_date <= desk.today - timedelta(days=first),
        ~_promised(desk.today),
        ~blocked,
    )


def _promised(today: date) -> ColumnElement[bool]:
    return exists().where(
        IS_STANDING,
        PromiseToPay.bill_to == Instalment.bill_to,
        PromiseToPay.promised_date >= today,
        or_(PromiseToPay.invoice_number.is_(None), PromiseToPay.invoice_number == Instalment.invoice_number),
    )


def reminded_statement(desk: Desk) -> Select[Any]:
    """What is reminded of, by bill-to and the oldest due first."""
    return (
        select(*_COLUMNS)
        .join_from(Instalment, Invoice, Invoice.number == Instalment.invoice_number)
        .where(reminded_of(desk))
        .order_by(Instalment.bill_to, Instalment.due_date, Instalment.invoice_number, Instalment.instalment_no)
    )


def quiet_bill_tos(session: Session, desk: Desk) -> frozenset[str]:
    """The bill-tos that heard so recently that they wait, by what is set for them or else by policy."""
    settings = {row.bill_to: row.every_days for row in session.scalars(select(DunningSetting)) if row.every_days}
    usual = desk.policy.dunning.every_days
    longest = max([usual, *settings.values()])
    if longest < 2:
        return frozenset()
    last = (
        select(DunningNoticeRow.bill_to, func.max(DunningNoticeRow.made_date).label("made"))
        .where(DunningNoticeRow.made_date > desk.today - timedelta(days=longest))
        .group_by(DunningNoticeRow.bill_to)
    )
    if usual < 2:
        last = last.where(DunningNoticeRow.bill_to.in_(sorted(settings)))
    return frozenset(
        row.bill_to for row in session.execute(last) if (desk.today - row.made).days < settings.get(row.bill_to, usual)
    )


def noticed(rows: Iterable[Any], desk: Desk) -> Iterator[DunningNotice]:
    """One notice per bill-to over rows of `reminded_statement`: the latest instalment sets the level, its fee counts
    once, interest by instalment where policy charges it.
    """
    for bill_to, group in groupby(rows, key=lambda row: row.bill_to):
        yield _notice(bill_to, [(_item(row, desk.today), row.instalment_no) for row in group], desk)


def _item(row: Any, today: date) -> InvoiceView:
    """An instalment as an invoice is shown; what is disputed of the invoice is not asked for."""
    return InvoiceView(
        number=row.number,
        order_number=row.order_number,
        bill_to=row.bill_to,
        issued_date=row.issued_date,
        due_date=row.due_date,
        total=Money(row.total, row.currency),
        open_amount=Money(row.open_amount, row.currency),
        disputed=row.disputed,
        days_past_due=(today - row.due_date).days,
    )


def _notice(bill_to: str, items: Sequence[tuple[InvoiceView, int]], desk: Desk) -> DunningNotice:
    return with_charges(
        DunningNotice(
            bill_to=bill_to,
            level=0,
            level_name="",
            invoices=tuple(view for view, _ in items),
            instalment_nos=tuple(number for _, number in items),
            total=Money.zero(items[0][0].open_amount.currency),
        ),
        desk,
    )


def with_charges(notice: DunningNotice, desk: Desk) -> DunningNotice:
    """The notice with the level, total, fee and interest that its items come to."""
    policy = desk.policy.dunning
    level = dunning_level(policy.levels, max(view.days_past_due for view in notice.invoices))
    currency = notice.total.currency
    fee = Money(level.fee, currency) if level and level.fee else None
    interest = Money.total(
        (
            interest_on(view.open_amount, view.due_date, view.due_date + timedelta(days=view.days_past_due), policy)
            for view in notice.invoices
            if policy.charge_interest and view.days_past_due > 0
        ),
        currency,
    )
    return notice.model_copy(
        update={
            "level": level.level if level else 0,
            "level_name": level.name if level else "",
            "total": Money.total((view.open_amount for view in notice.invoices), currency),
            "fee": fee,
            "interest": interest or None,
        }
    )


def overdue(session: Session, desk: Desk) -> list[DunningNotice]:
    """Every bill-to with undisputed instalments past due, as the staff sees it: by bill-to, the oldest first."""
    rows = session.execute(
        select(*_COLUMNS)
        .join_from(Instalment, Invoice, Invoice.number == Instalment.invoice_number)
        .where(IS_UNSETTLED, Invoice.disputed.is_(False), UNDISPUTED > ZERO, Instalment.due_date < desk.today)
        .order_by(Instalment.bill_to, Instalment.due_date, Instalment.invoice_number, Instalment.instalment_no)
        .execution_options(yield_per=1000)
    )
    return list(noticed(rows, desk))


def current_notice(session: Session, desk: Desk, notice: DunningNotice) -> DunningNotice | None:
    """The notice with what is open of its items at this moment; None if all of it was settled, disputed or promised.

    It keeps its day: what was so many days late when it was made is shown so.
    """
    first = notice.invoices[0]
    made = first.due_date + timedelta(days=first.days_past_due)
    numbers = sorted({view.number for view in notice.invoices})
    rows = session.execute(
        select(*_COLUMNS)
        .join_from(Instalment, Invoice, Invoice.number == Instalment.invoice_number)
        .where(Instalment.invoice_number.in_(numbers), IS_UNSETTLED, Invoice.disputed.is_(False))
        .where(~_promised(made))
    )
    is_open = {(row.number, row.instalment_no): _item(row, made).open_amount for row in rows}
    numbers_of = notice.instalment_nos or (1,) * len(notice.invoices)
    left = [
        (view.model_copy(update={"open_amount": is_open[view.number, no]}), no)
        for view, no in zip(notice.invoices, numbers_of, strict=True)
        if is_open.get((view.number, no))
    ]
    if not left:
        return None
    update = {"invoices": tuple(view for view, _ in left), "instalment_nos": tuple(no for _, no in left)}
    return with_charges(notice.model_copy(update=update), desk)


def dunning_setting(session: Session, bill_to: str) -> DunningSettingView | None:
    """What is set for one bill-to, or None."""
    row = session.get(DunningSetting, bill_to, populate_existing=True)
    if row is None:
        return None
    return DunningSettingView(
        bill_to=row.bill_to,
        is_blocked=row.is_blocked,
        every_days=row.every_days,
        contact_email=row.contact_email,
        reason=row.reason,
    )
