"""Commands for money: pay, match, apply, refund, write off. Each is one transaction."""

from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from app.cli.console import AsJson, amount_of, at_desk, date_of, show
from app.cli.working import By, acting, run
from domain.billing import queries as billed
from domain.billing import service as billing
from domain.billing.schemas import (
    BankEntryView,
    BankFileView,
    EntryDecision,
    PaymentRequest,
    RefundRequest,
)
from domain.customers import queries as customers
from domain.customers.schemas import CustomerView
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.shared.money import Money
from gateways.bank_files import TableForm, read_bank_file
from presentation.wording.amounts import counted, money
from presentation.wording.matching import match_words
from presentation.wording.times import day

Invoices = Annotated[list[str] | None, typer.Option("--invoice", help="An invoice that is meant; may be repeated.")]


def pay(
    customer: Annotated[str | None, typer.Argument(help="The customer who pays (customer number).")] = None,
    amount: Annotated[str | None, typer.Argument(help="How much, like 302.62.")] = None,
    payment_id: Annotated[
        str | None, typer.Option("--id", help="The bank's id; the same id again changes nothing.")
    ] = None,
    reference: Annotated[str | None, typer.Option(help="What it is for; invoices named here are paid first.")] = None,
    on: Annotated[str | None, typer.Option(help="The day it came in, today when not given.")] = None,
    file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A bank's file instead: CAMT.053, or CSV.")
    ] = None,
    columns: Annotated[list[str] | None, typer.Option("--map", help="Name a column of a CSV: ours=theirs.")] = None,
    account: Annotated[str, typer.Option(help="Our account, where a CSV does not say it.")] = "",
    decimal_mark: Annotated[
        str | None, typer.Option("--decimal", help="The decimal mark of a CSV, if its numbers leave it open.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Apply a payment, or all payments of a bank's file; holds that they clear are released by themselves."""
    if file is not None:
        _pay_by_file(file, _mapping(columns or []), account=account, decimal_mark=decimal_mark, as_json=as_json)
        return
    if not (customer and amount and payment_id):
        raise typer.BadParameter("name the customer, the amount and --id, or a bank's file with --file")

    def verb(session: Session, desk: Desk) -> Any:
        payer = customer_of(session, customer)
        received = date_of(on) or desk.today
        request = PaymentRequest(
            payment_id=payment_id,
            bill_to=payer.bill_to_id,
            received_date=received,
            amount=Money(amount_of(amount), payer.currency),
            reference=reference,
        )
        return billing.receive_payment(session, desk, request)

    run(verb, _paid_words, as_json=as_json)


def _paid_words(view: Any) -> str:
    return (
        f"{money(view.amount)} from {view.bill_to}: {counted(len(view.applied), 'invoice')} settled or lowered, "
        f"{money(view.unapplied)} unapplied"
    )


def _pay_by_file(file: Path, mapping: dict[str, str], *, account: str, decimal_mark: str | None, as_json: bool) -> None:
    content = file.read_bytes()

    def verb(session: Session, desk: Desk) -> BankFileView:
        form = TableForm(account, desk.company.currency, mapping, decimal_mark)
        statements = read_bank_file(content, form)
        return billing.import_bank_file(session, desk, content, statements, name=file.name)

    run(verb, _file_words, as_json=as_json)


def _file_words(view: BankFileView) -> str:
    return (
        f"{view.name}: {view.entries} entries, {view.new_entries} of them new: {view.applied} booked, "
        f"{view.returned} taken back by the bank, {view.waiting} to decide on, {view.set_aside} set aside"
    )


def match(
    entry: Annotated[int | None, typer.Argument(help="The entry to decide on; all that wait when not given.")] = None,
    customer: Annotated[str | None, typer.Argument(help="Who paid it (customer number).")] = None,
    invoice: Invoices = None,
    aside: Annotated[str | None, typer.Option(help="It is no payment of a customer: why.")] = None,
    returns: Annotated[str | None, typer.Option(help="It takes this payment back, whole.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Let an entry that was set aside wait again.")] = False,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """List the bank entries that nobody could be sure of, or decide on one; who paid is remembered."""
    if entry is None:
        _show_waiting(as_json=as_json)
        return

    def verb(session: Session, desk: Desk) -> BankEntryView:
        at = acting(session, desk, by)
        if aside is not None:
            return billing.set_entry_aside(session, at, entry, reason=aside)
        if returns is not None:
            return billing.decide_return(session, at, entry, returns)
        if again:
            return billing.take_entry_up(session, at, entry)
        payer = customer_of(session, customer)
        decision = EntryDecision(entry_id=entry, bill_to=payer.bill_to_id, invoice_numbers=tuple(invoice or ()))
        return billing.decide_entry(session, at, decision)

    if customer is None and aside is None and returns is None and not again:
        raise typer.BadParameter("say who paid, which payment it --returns, or --aside with a reason")
    run(verb, _entry_words, as_json=as_json)


def _show_waiting(*, as_json: bool) -> None:
    with at_desk() as (transactions, _), transactions.read() as session:
        waiting = billed.unmatched(session)
    plain = {"entries": [view.model_dump(mode="json") for view in waiting]}
    words = "\n".join(_waiting_words(view) for view in waiting) or "nothing waits for a decision"
    show(plain, as_json=as_json, words=lambda: words)


def _waiting_words(view: BankEntryView) -> str:
    who = " ".join(part for part in (view.remitter_name, view.remitter_account) if part) or "nobody named"
    way = "from" if view.is_credit else "back to"
    lines = [f"{view.id}: {money(view.amount)} {way} {who} on {day(view.booked_date)}: {view.reference or 'no text'}"]
    lines += [f"    {candidate.bill_to}: {match_words(candidate)}" for candidate in view.candidates]
    return "\n".join(lines)


def _entry_words(view: BankEntryView) -> str:
    if view.payment_id and not view.is_credit:
        return f"{money(view.amount)} of {view.payment_id} was taken back from {view.bill_to}"
    if view.payment_id:
        return f"{money(view.amount)} booked for {view.bill_to} as {view.payment_id}"
    return f"{money(view.amount)} of entry {view.id} {'waits again' if view.state == 'waiting' else 'is set aside'}"


def apply(
    payment_id: Annotated[
        str, typer.Argument(help="The payment with money on account, or a credit note with an invoice.")
    ],
    invoice: Annotated[
        str | None, typer.Option(help="The invoice to settle; for a payment the oldest due when not given.")
    ] = None,
    undo: Annotated[str | None, typer.Option(help="Take it off instead, with the reason.")] = None,
    as_json: AsJson = False,
) -> None:
    """Apply what is on account to invoices, or take a payment off what it settled."""

    def verb(session: Session, desk: Desk) -> Any:
        if undo is not None:
            return billing.unapply_payment(session, desk, payment_id, reason=undo, invoice_number=invoice)
        if billed.payment(session, payment_id) is not None:
            return billing.apply_payment(session, desk, payment_id, invoice_number=invoice)
        note = billed.credit_note(session, payment_id)
        if invoice is None:
            raise typer.BadParameter(f"name the invoice that credit note {note.number} settles: --invoice")
        return billing.apply_credit(session, desk, note.number, invoice)

    run(
        verb,
        lambda view: (
            f"{money(view.unapplied)} of {view.payment_id} is on account"
            if hasattr(view, "unapplied")
            else f"{money(view.amount)} of {view.credit_note_number} settled {view.invoice_number}"
        ),
        as_json=as_json,
    )


def write_off(
    invoice: Annotated[str, typer.Argument(help="The invoice whose small rest is let go.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Write off what is open of an invoice, if it is no more than policy tolerates."""
    run(
        lambda session, desk: billing.write_off(session, acting(session, desk, by), invoice, reason=reason),
        lambda view: f"{money(view.amount)} of {view.invoice_number} written off",
        as_json=as_json,
    )


def refund(
    origin: Annotated[str, typer.Argument(help="A payment or credit note to give back, or a refund (RF-…) to decide.")],
    amount: Annotated[str | None, typer.Argument(help="How much; all that is on account when not given.")] = None,
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    approve: Annotated[bool, typer.Option("--approve", help="Release it.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="Leave the money on account.")] = False,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Ask that money on account goes back, or release what somebody else asked for."""
    if approve == reject and (approve or origin.startswith("RF-")):
        raise typer.BadParameter("say --approve or --reject")

    def verb(session: Session, desk: Desk) -> Any:
        at = acting(session, desk, by)
        if approve or reject:
            return billing.decide_refund(session, at, origin, approve=approve, reason=reason)
        return billing.request_refund(session, at, _refund_of(session, origin, amount, reason))

    run(verb, lambda view: f"{view.number}: {money(view.amount)} for {view.bill_to} is {view.state}", as_json=as_json)


def _refund_of(session: Session, origin: str, amount: str | None, reason: str) -> RefundRequest:
    paid = billed.payment(session, origin)
    left, bill_to = (paid.unapplied, paid.bill_to) if paid else _credit_of(session, origin)
    return RefundRequest(
        bill_to=bill_to,
        amount=Money(amount_of(amount), left.currency) if amount else left,
        reason=reason,
        payment_id=origin if paid else None,
        credit_note_number=None if paid else origin,
    )


def _credit_of(session: Session, number: str) -> tuple[Money, str]:
    note = billed.credit_note(session, number)
    return note.open_amount, note.bill_to


def customer_of(session: Session, customer_id: str | None) -> CustomerView:
    """The customer with this number; raises NotFound."""
    found = customers.customer(session, customer_id or "")
    if found is None:
        raise NotFound(customer_id=customer_id)
    return found


def _mapping(columns: list[str]) -> dict[str, str]:
    pairs = [column.split("=", 1) for column in columns]
    if any(len(pair) != 2 for pair in pairs):
        raise typer.BadParameter("expected --map ours=theirs")
    return {pair[0]: pair[1] for pair in pairs}
