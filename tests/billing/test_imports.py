"""Papers of another system: taken over by key, again and again, but never over what happened here."""

from datetime import date

from domain.billing import queries, service
from domain.billing.schemas import DisputeReason, DisputeRequest, ImportedPayment, RefusedRow
from domain.shared.database import Transactions
from tests.billing.books import MEADOWSWEET, desk, imported, line, open_books, payment, pounds, shipment

ID = MEADOWSWEET.customer_id
DUE = date(2011, 10, 1)


def cash(payment_id: str, amount: str) -> ImportedPayment:
    """Unapplied cash of Meadowsweet's."""
    return ImportedPayment(
        payment_id=payment_id,
        bill_to=ID,
        received_date=date(2011, 11, 2),
        amount=pounds(amount),
        reference="on account",
    )


def test_invoices_are_updated_by_number(transactions: Transactions) -> None:
    """The second import brings what was paid elsewhere meanwhile."""
    with transactions.begin() as session:
        open_books(session)
        service.import_invoices(session, desk(), [imported("OLD-1", "100", DUE), imported("OLD-2", "40", DUE)])
        assert service.import_invoices(session, desk(), [imported("OLD-1", "100", DUE, open_amount=pounds(30))]) == []
        assert queries.exposure(session, desk(), MEADOWSWEET).open_invoices == pounds(70)


def test_what_was_paid_credited_or_disputed_here_is_refused(transactions: Transactions) -> None:
    """The row is named with its reason, the others are taken."""
    with transactions.begin() as session:
        open_books(session)
        rows = [imported(f"OLD-{number}", "100", DUE) for number in range(1, 5)]
        service.import_invoices(session, desk(), rows)
        service.receive_payment(session, desk(), payment("PAY-1", "100", "OLD-1"))
        service.open_dispute(
            session, desk(), DisputeRequest(invoice_number="OLD-2", words="never came", reason=DisputeReason.OTHER)
        )
        rows[2] = imported("OLD-3", "100", DUE, open_amount=pounds(101))
        rows[3] = imported("OLD-4", "100", DUE, open_amount=pounds(10))
        assert service.import_invoices(session, desk(), rows) == [
            RefusedRow(key="OLD-1", reason="ALREADY_ACTED_ON"),
            RefusedRow(key="OLD-2", reason="ALREADY_ACTED_ON"),
            RefusedRow(key="OLD-3", reason="OPEN_ABOVE_TOTAL"),
        ]
        assert queries.exposure(session, desk(), MEADOWSWEET).open_invoices == pounds(210)


def test_our_numbers_go_on_after_the_imported_ones_and_are_ours_from_then_on(transactions: Transactions) -> None:
    """After INV-576079 comes INV-576080; a later import can take neither it nor the ones after it."""
    with transactions.begin() as session:
        open_books(session)
        service.import_invoices(session, desk(), [imported("INV-576079", "10", DUE), imported("INV-565080", "10", DUE)])
        view = service.issue_invoice(session, desk(), shipment("SH-1", line("100")))
        assert view.number == "INV-576080"
        rows = [imported(f"INV-{number}", "10", DUE) for number in (576078, 576080, 576081)]
        assert [row.reason for row in service.import_invoices(session, desk(), rows)] == [
            "ALREADY_ACTED_ON", "IN_OUR_NUMBER_SERIES",
        ]  # fmt: skip
        assert service.issue_invoice(session, desk(), shipment("SH-2", line("1"))).number == "INV-576081"


def test_imported_payments_are_cash_that_is_not_applied(transactions: Transactions) -> None:
    """They lower the exposure; one received here under the same id is not overwritten."""
    with transactions.begin() as session:
        open_books(session)
        service.receive_payment(session, desk(), payment("PAY-3", "5"))
        rows = [cash("PAY-1", "100"), cash("PAY-2", "0"), cash("PAY-3", "7")]
        assert service.import_payments(session, desk(), rows) == [
            RefusedRow(key="PAY-2", reason="NOT_POSITIVE"),
            RefusedRow(key="PAY-3", reason="ALREADY_ACTED_ON"),
        ]
        service.import_payments(session, desk(), [cash("PAY-1", "90")])
        assert queries.exposure(session, desk(), MEADOWSWEET).unapplied_payments == pounds(95)
