"""Commands for accounts: disputes, promises to pay, statements, ageing, and how somebody is reminded."""

from datetime import timedelta
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from app.cli.console import AsJson, amount_of, at_desk, date_of, show
from app.cli.money import customer_of
from app.cli.working import By, acting, run
from domain.billing import queries as billed
from domain.billing import service as billing
from domain.billing.schemas import (
    AccountStatement,
    Ageing,
    DisputeReason,
    DisputeRequest,
    DunningSettingView,
    PromiseRequest,
)
from domain.shared.desk import Desk
from domain.shared.money import Money
from presentation.wording.amounts import money
from presentation.wording.statements import statement_words
from presentation.wording.times import day


def dispute(
    number: Annotated[str | None, typer.Argument(help="The invoice that is disputed, or a dispute to resolve.")] = None,
    words: Annotated[str, typer.Argument(help="What the customer says, or how it was resolved.")] = "",
    reason: Annotated[DisputeReason, typer.Option(help="Why they do not agree.")] = DisputeReason.OTHER,
    amount: Annotated[str | None, typer.Option(help="How much of it; all that is open when not given.")] = None,
    contact: Annotated[str | None, typer.Option(help="Who at the customer says so.")] = None,
    credit_note: Annotated[str | None, typer.Option(help="The credit note that resolves it.")] = None,
    upheld: Annotated[bool, typer.Option("--upheld", help="Resolve it: the claim stands.")] = False,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Open a dispute of an invoice, resolve one (DSP-…), or list those that are open."""
    if number is None:
        _show_disputes(as_json=as_json)
        return

    def verb(session: Session, desk: Desk) -> Any:
        at = acting(session, desk, by)
        if credit_note or upheld:
            return billing.resolve_dispute(session, at, number, reason=words, credit_note_number=credit_note)
        found = billed.invoice(session, at, number)
        part = Money(amount_of(amount), found.open_amount.currency) if amount else None
        request = DisputeRequest(invoice_number=number, reason=reason, words=words, amount=part, raised_by=contact)
        return billing.open_dispute(session, at, request)

    run(
        verb,
        lambda view: f"{view.number}: {money(view.amount)} of {view.invoice_number} is {view.state}",
        as_json=as_json,
    )


def _show_disputes(*, as_json: bool) -> None:
    with at_desk() as (transactions, desk), transactions.read() as session:
        found = billed.disputes(session, desk)
    lines = [
        f"{view.number}: {money(view.amount)} of {view.invoice_number} ({view.bill_to}), {view.reason}, "
        f"since {day(view.opened_date)}: {view.words}"
        for view in found
    ]
    plain = {"disputes": [view.model_dump(mode="json") for view in found]}
    show(plain, as_json=as_json, words=lambda: "\n".join(lines) or "nothing is disputed")


def promise(
    customer: Annotated[str | None, typer.Argument(help="Who promises (customer number).")] = None,
    by_date: Annotated[str | None, typer.Argument(help="Until when, like 2011-11-30.")] = None,
    amount: Annotated[str | None, typer.Option(help="How much; all that is due by then when not given.")] = None,
    invoice: Annotated[str | None, typer.Option(help="For which invoice.")] = None,
    contact: Annotated[str | None, typer.Option(help="Who at the customer says so.")] = None,
    withdraw: Annotated[int | None, typer.Option(help="Forget the promise with this id.")] = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Note a promise to pay, withdraw one, or list those that stand. Until its day nobody is reminded of it."""
    if customer is None and withdraw is None:
        _show_promises(as_json=as_json)
        return
    until = date_of(by_date)
    if withdraw is None and until is None:
        raise typer.BadParameter("say until when, like 2011-11-30")

    def verb(session: Session, desk: Desk) -> Any:
        at = acting(session, desk, by)
        if withdraw is not None:
            return billing.withdraw_promise(session, at, withdraw)
        payer = customer_of(session, customer)
        request = PromiseRequest(
            bill_to=payer.bill_to_id,
            promised_date=until or desk.today,
            amount=Money(amount_of(amount), payer.currency) if amount else None,
            invoice_number=invoice,
            promised_by=contact,
        )
        return billing.note_promise(session, at, request)

    run(
        verb,
        lambda view: (
            f"promise {view.id}: {money(view.amount)} of {view.bill_to} until {day(view.promised_date)}, {view.state}"
        ),
        as_json=as_json,
    )


def _show_promises(*, as_json: bool) -> None:
    with at_desk() as (transactions, _), transactions.read() as session:
        found = billed.promises(session)
    lines = [
        f"{view.id}: {view.bill_to} pays {money(view.amount)} until {day(view.promised_date)}"
        f"{f' for {view.invoice_number}' if view.invoice_number else ''}"
        for view in found
    ]
    plain = {"promises": [view.model_dump(mode="json") for view in found]}
    show(plain, as_json=as_json, words=lambda: "\n".join(lines) or "no promise stands")


def statement(
    customer: Annotated[str, typer.Argument(help="Whose account (customer number).")],
    start: Annotated[str | None, typer.Option("--from", help="The first day; a year ago when not given.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="The last day, today when not given.")] = None,
    as_json: AsJson = False,
) -> None:
    """A statement of account: opening balance, every movement, closing balance, and how old what is open is."""
    with at_desk() as (transactions, desk), transactions.read() as session:
        payer = customer_of(session, customer)
        last = date_of(end) or desk.today
        first = date_of(start) or last - timedelta(days=365)
        found: AccountStatement = billed.account_statement(session, desk, payer.bill_to_id, start=first, end=last)
    show(found.model_dump(mode="json"), as_json=as_json, words=lambda: statement_words(found))


def ageing(as_json: AsJson = False) -> None:
    """What everybody owes by how long it is past due."""
    with at_desk() as (transactions, desk), transactions.read() as session:
        found: dict[str, Ageing] = billed.ageing(session, desk)
    lines = [
        f"{bill_to:12} {money(one.total):>14}  not due {money(one.not_due)}, 1-30 {money(one.days_1_to_30)}, "
        f"31-60 {money(one.days_31_to_60)}, 61-90 {money(one.days_61_to_90)}, over 90 {money(one.over_90_days)}"
        for bill_to, one in found.items()
    ]
    plain = {bill_to: one.model_dump(mode="json") for bill_to, one in found.items()}
    show(plain, as_json=as_json, words=lambda: "\n".join(lines) or "nothing is open")


def remind(
    customer: Annotated[str, typer.Argument(help="Who is reminded otherwise (customer number).")],
    block: Annotated[str | None, typer.Option(help="Do not remind them at all: why.")] = None,
    every: Annotated[int | None, typer.Option(help="At most every so many days.", min=1)] = None,
    contact: Annotated[str | None, typer.Option(help="The mail address that reminders go to.")] = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Say for one customer whether, how often and to whom reminders go; without options as everybody else."""

    def verb(session: Session, desk: Desk) -> Any:
        wanted = DunningSettingView(
            bill_to=customer_of(session, customer).bill_to_id,
            is_blocked=block is not None,
            every_days=every,
            contact_email=contact,
            reason=block or "",
        )
        return billing.set_dunning(session, acting(session, desk, by), wanted)

    def words(view: DunningSettingView) -> str:
        if view.is_blocked:
            return f"{view.bill_to} is not reminded: {view.reason}"
        often = f" at most every {view.every_days} days" if view.every_days else ""
        return f"{view.bill_to} is reminded{often}{f' at {view.contact_email}' if view.contact_email else ''}"

    run(verb, words, as_json=as_json)
