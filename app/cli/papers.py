"""Commands for papers: list those of an order, print one, put an invoice right."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.console import AsJson, amount_of, at_desk, decimal, out, position, show
from app.cli.working import order_number, run
from domain.billing import queries as billing
from domain.billing import service
from domain.billing.schemas import InvoiceCorrection, LineCorrection
from domain.orders import service as order_verbs
from notifications.attaching import pdf_of
from presentation.wording.amounts import counted, money
from presentation.wording.times import day


def papers(order: Annotated[str, typer.Argument(help="The order, SO-1042 or 1042.")], as_json: AsJson = False) -> None:
    """List the invoices and credit notes of an order, with what is open of each instalment."""
    with at_desk() as (transactions, desk), transactions.read() as session:
        number = order_number(session, order)
        found = [billing.paper(session, desk, each) for each in billing.papers_of_order(session, number)]
        parts = {each.number: billing.instalments(session, desk, each.number) for each in found}
    listed = [
        {
            "number": each.number, "kind": each.kind, "date": each.issued_date, "total": str(each.totals.total),
            "refers_to": each.refers_to,
            "instalments": [part.model_dump(mode="json", exclude={"bill_to"}) for part in parts[each.number]],
        }
        for each in found
    ]  # fmt: skip
    rows = [f"{each.number} of {day(each.issued_date)}: {money(each.totals.total)}" for each in found]
    for index, each in enumerate(found):
        still_open = [part for part in parts[each.number] if part.open_amount]
        for part in still_open:
            rows[index] += f"; {money(part.open_amount)} open, due {day(part.due_date)}"
    show({"order": number, "papers": listed}, as_json=as_json, words=lambda: "\n".join(rows) or "No papers yet.")


def proforma(
    order: Annotated[str, typer.Argument(help="The order, SO-1042 or 1042.")],
    pdf: Annotated[Path | None, typer.Option(help="Write it to this file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Issue a proforma for an order that is to be paid before it leaves; the same one again shows it."""
    with at_desk() as (transactions, desk), transactions.begin() as session:
        number = order_number(session, order)
        paper = order_verbs.issue_proforma(session, desk, number)
    show(
        {"number": paper.number, "order": number, "total": str(paper.totals.total)},
        as_json=as_json,
        words=lambda: f"{paper.number}: {money(paper.totals.total)} to pay before {number} leaves",
    )
    if pdf:
        write_paper(paper.number, pdf)


def print_(
    number: Annotated[str, typer.Argument(help="The invoice, credit note or proforma, INV-1001.")],
    pdf: Annotated[Path | None, typer.Option(help="Where to write it; NUMBER.pdf here when not given.")] = None,
) -> None:
    """Write a paper as PDF, with its data inside (Factur-X); the same bytes each time."""
    write_paper(number, pdf or Path(f"{number}.pdf"))


def correct(
    invoice: Annotated[str, typer.Argument(help="The invoice to put right, INV-1001.")],
    reason: Annotated[str, typer.Option(help="Why; it stands on the credit note.")],
    line: Annotated[
        list[str] | None,
        typer.Option(help="LINE_NO, LINE_NO=QUANTITY or LINE_NO:AMOUNT (a price too high); all that is left if none."),
    ] = None,
    amount: Annotated[
        str | None, typer.Option(help="How much, with tax, of an invoice that came without lines.")
    ] = None,
    rate: Annotated[str | None, typer.Option(help="The tax in percent that is in --amount; 0 for none.")] = None,
    as_json: AsJson = False,
) -> None:
    """Issue a credit note for an invoice: goods, a price that was too high, or freight; never more than is left."""
    if amount is not None and rate is None:
        raise typer.BadParameter("--amount needs --rate: nobody but you knows what tax is in it (0 for none)")
    wish = InvoiceCorrection(
        invoice_number=invoice, reason=reason, lines=tuple(map(_wish, line or ())), rate=decimal(rate or "0"),
        amount=None if amount is None else amount_of(amount),
    )  # fmt: skip
    run(
        lambda session, desk: service.correct_invoice(session, desk, wish),
        lambda view: f"{view.number}: {money(view.total)} credited, {money(view.open_amount)} of it open",
        as_json=as_json,
    )


def write_paper(number: str, file: Path) -> None:
    """Write a paper to a file and say so."""
    with at_desk() as (transactions, desk):
        content = pdf_of(transactions, desk, number)
    file.write_bytes(content)
    out.print(f"{number} written to {file} ({counted(len(content), 'byte')})", highlight=False)


def _wish(text: str) -> LineCorrection:
    for sign, field, read in (("=", "quantity", decimal), (":", "amount", amount_of)):
        number, found, value = text.partition(sign)
        if found:
            return LineCorrection.model_validate({"line_no": position(number), field: read(value)})
    return LineCorrection(line_no=position(text))
