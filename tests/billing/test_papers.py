"""Invoices, payments and credit notes: what they are numbered, what they settle, and what is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import select

from domain.billing import queries, service
from domain.billing.errors import CreditAboveInvoice, NotPositive, PaymentConflict, WrongBillTo
from domain.billing.schemas import AppliedPart, CreditNoteRequest, PaymentView
from domain.shared.actors import Actor, ActorKind, Role
from domain.shared.audit import trail
from domain.shared.database import Transactions
from domain.shared.errors import NotAllowed, NotFound
from domain.shared.outbox import OutboxEvent
from tests.billing.books import MEADOWSWEET, desk, imported, line, open_books, payment, pounds, shipment

ID = MEADOWSWEET.customer_id
REP = Actor(kind=ActorKind.EMPLOYEE, id="mia@w.example", name="Mia Okafor", roles=frozenset({Role.SALES_REP}))


def credit(number: str, *lines: object, reason: str = "RMA-1", bill_to: str = ID) -> CreditNoteRequest:
    """What to give back of an invoice."""
    return CreditNoteRequest.model_validate(
        {"bill_to": bill_to, "invoice_number": number, "reason": reason, "lines": lines}
    )


def events(transactions: Transactions) -> list[str]:
    """The kinds of what happened, in order."""
    with transactions.read() as session:
        return list(session.scalars(select(OutboxEvent.kind).order_by(OutboxEvent.id)))


def test_f5_an_invoice_has_the_next_number_its_due_date_and_its_sums(transactions: Transactions) -> None:
    """Two lines at 20 % and one of another rate, net 30 days, one event and one entry in the trail."""
    with transactions.begin() as session:
        open_books(session)
        request = shipment("SH-1", line("100"), line("50", key="SO-1042/2"), line("10", rate="0", key="SO-1042/3"))
        view = service.issue_invoice(session, desk(), request)
        sums = queries.invoice_totals(session, "INV-1001")
        assert (sums.net, sums.tax, sums.total) == (pounds(160), pounds(30), pounds(190))
        kept = queries.invoice_lines(session, "INV-1001")
        assert [line.invoice_line_no for line in kept] == [1, 2, 3]
        assert [line.model_copy(update={"invoice_line_no": None}) for line in kept] == list(request.lines)
        assert [found.invoice_number for found in queries.invoiced_lines(session, ["SO-1042/2"])] == ["INV-1001"]
        assert queries.invoices_of_order(session, desk(), "SO-1042") == (view,)
        assert [entry.action for entry in trail(session, "invoice:INV-1001")] == ["invoice.issued"]
    assert (view.number, view.due_date, view.open_amount) == ("INV-1001", date(2011, 12, 14), pounds(190))
    assert events(transactions) == ["invoice_issued"]


def test_f5_numbers_have_no_gap_when_an_invoice_fails(transactions: Transactions) -> None:
    """A transaction that is thrown away gives its number back."""
    with transactions.begin() as session:
        open_books(session)
    with pytest.raises(ZeroDivisionError), transactions.begin() as session:  # noqa: PT012 - the block is the failure
        service.issue_invoice(session, desk(), shipment("SH-1", line("100")))
        raise ZeroDivisionError

    def issue(position: int) -> str:
        with transactions.begin() as session:
            return service.issue_invoice(session, desk(), shipment(f"SH-{position}", line("100"))).number

    with ThreadPoolExecutor(4) as pool:
        numbers = sorted(pool.map(issue, range(8)))
    assert numbers == [f"INV-{number}" for number in range(1001, 1009)]


def test_a_shipment_is_invoiced_once(transactions: Transactions) -> None:
    """Asked twice, the same invoice comes back and the commitment went down once."""
    with transactions.begin() as session:
        open_books(session)
        service.set_commitment(session, "SO-1042", ID, confirmed=pounds(0), shipped=pounds(240), pending=False)
        first = service.issue_invoice(session, desk(), shipment("SH-1", line("100")))
        assert service.issue_invoice(session, desk(), shipment("SH-1", line("100"))) == first
        assert queries.exposure(session, desk(), MEADOWSWEET).shipped_not_invoiced == pounds(120)


def test_an_invoice_over_nothing_is_refused(transactions: Transactions) -> None:
    """No lines, or lines that come to nothing, make no invoice and take no number."""
    with transactions.begin() as session:
        open_books(session)
        for lines in ((), (line("0"),)):
            with pytest.raises(NotPositive):
                service.issue_invoice(session, desk(), shipment("SH-1", *lines))
        assert queries.invoices(session, desk(), ID) == ()


def test_a_rep_may_neither_invoice_nor_take_money_nor_credit(transactions: Transactions) -> None:
    """Finance does; the refusal changes nothing."""
    at = desk().acting_as(REP)
    with transactions.begin() as session:
        open_books(session)
        with pytest.raises(NotAllowed):
            service.issue_invoice(session, at, shipment("SH-1", line("100")))
        with pytest.raises(NotAllowed):
            service.receive_payment(session, at, payment("PAY-1", "10"))
        with pytest.raises(NotAllowed):
            service.issue_credit_note(session, at, credit("INV-1001", line("1")))
        with pytest.raises(NotAllowed):
            service.run_dunning(session, at, "2011-11-14")
    assert events(transactions) == []


def three_old_invoices(transactions: Transactions) -> None:
    """Due 1, 2 and 3 October: 100, 200 (disputed) and 300."""
    rows = [
        imported("OLD-1", "100", date(2011, 10, 1)),
        imported("OLD-2", "200", date(2011, 10, 2), disputed=True),
        imported("OLD-3", "300", date(2011, 10, 3)),
    ]
    with transactions.begin() as session:
        open_books(session)
        assert service.import_invoices(session, desk(), rows) == []


@pytest.mark.parametrize(
    ("amount", "reference", "applied", "unapplied"),
    [
        ("50", None, [("OLD-1", 50)], 0),
        ("150", "thank you", [("OLD-1", 100), ("OLD-3", 50)], 0),
        ("150", "for old 3", [("OLD-3", 150)], 0),
        ("350", "OLD-3", [("OLD-1", 50), ("OLD-3", 300)], 0),
        ("250", "old2, OLD-1", [("OLD-1", 100), ("OLD-2", 150)], 0),
        ("450", "NEW-7", [("OLD-1", 100), ("OLD-3", 300)], 50),
    ],
)
def test_f6_named_invoices_come_first_then_the_oldest_due(
    transactions: Transactions, amount: str, reference: str | None, applied: list[tuple[str, int]], unapplied: int
) -> None:
    """A reference is read however it is spelt; disputed invoices are only paid by name; the rest stays unapplied."""
    three_old_invoices(transactions)
    with transactions.begin() as session:
        view = service.receive_payment(session, desk(), payment("PAY-1", amount, reference))
        assert queries.exposure(session, desk(), MEADOWSWEET).total == pounds(600) - pounds(amount)
    assert view.applied == tuple(AppliedPart(invoice_number=n, amount=pounds(part)) for n, part in applied)
    assert view.unapplied == pounds(unapplied)
    assert events(transactions) == ["payment_applied"]


def test_the_same_payment_twice_is_one_payment(transactions: Transactions) -> None:
    """The second telling changes nothing and says what the first did; other facts under its id are refused."""
    three_old_invoices(transactions)
    with transactions.begin() as session:
        first = service.receive_payment(session, desk(), payment("PAY-1", "50"))
        assert service.receive_payment(session, desk(), payment("PAY-1", "50")) == first
        with pytest.raises(PaymentConflict):
            service.receive_payment(session, desk(), payment("PAY-1", "51"))
        other = payment("PAY-1", "50").model_copy(update={"bill_to": "12502"})
        with pytest.raises(PaymentConflict):
            service.receive_payment(session, desk(), other)
        with pytest.raises(NotPositive):
            service.receive_payment(session, desk(), payment("PAY-2", "0"))
        with pytest.raises(NotFound):
            service.receive_payment(session, desk(), payment("PAY-3", "5").model_copy(update={"bill_to": "nobody"}))
        assert queries.exposure(session, desk(), MEADOWSWEET).total == pounds(550)
    assert events(transactions) == ["payment_applied"]


def test_the_same_payment_told_four_times_at_once_is_applied_once(transactions: Transactions) -> None:
    """All four hear the same answer; the invoice goes down once."""
    three_old_invoices(transactions)

    def tell(_: int) -> PaymentView:
        with transactions.begin() as session:
            return service.receive_payment(session, desk(), payment("PAY-1", "30", "OLD-3"))

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(tell, range(4)))
    assert [answer == answers[0] for answer in answers] == [True] * 4
    with transactions.read() as session:
        assert queries.invoice(session, desk(), "OLD-3").open_amount == pounds(270)
    assert events(transactions) == ["payment_applied"]


def test_m5_a_credit_note_lowers_its_invoice_and_the_rest_stays_open_credit(transactions: Transactions) -> None:
    """Invoice 240, paid 200, credited 120: 40 settle it and 80 are open."""
    with transactions.begin() as session:
        open_books(session)
        service.issue_invoice(session, desk(), shipment("SH-1", line("100"), line("100", key="SO-1042/2")))
        service.receive_payment(session, desk(), payment("PAY-1", "200", "INV-1001"))
        note = service.issue_credit_note(session, desk(), credit("INV-1001", line("100")))
        found = queries.exposure(session, desk(), MEADOWSWEET)
    assert (note.number, note.total, note.open_amount) == ("CN-1001", pounds(120), pounds(80))
    assert (found.open_invoices, found.open_credit_notes, found.total) == (pounds(0), pounds(80), pounds(-80))
    assert events(transactions) == ["invoice_issued", "payment_applied", "credit_note_issued"]


def test_m2_never_more_is_credited_than_was_invoiced(transactions: Transactions) -> None:
    """A second credit of the same goods, somebody else's invoice and an unknown one are refused."""
    with transactions.begin() as session:
        open_books(session)
        service.issue_invoice(session, desk(), shipment("SH-1", line("100")))
        service.issue_credit_note(session, desk(), credit("INV-1001", line("60")))
        with pytest.raises(CreditAboveInvoice):
            service.issue_credit_note(session, desk(), credit("INV-1001", line("40.01")))
        with pytest.raises(WrongBillTo):
            service.issue_credit_note(session, desk(), credit("INV-1001", line("1"), bill_to="12502"))
        with pytest.raises(NotFound):
            service.issue_credit_note(session, desk(), credit("INV-9", line("1")))
        assert queries.invoice(session, desk(), "INV-1001").open_amount == pounds(48)
