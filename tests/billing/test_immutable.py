"""Issued papers stay as they are, whoever asks the database, and their numbers have no gap in any series."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from app.migrating import migrate
from app.tables import every_table
from domain.billing import queries, service
from domain.billing.schemas import DisputeReason, DisputeRequest, InvoiceCorrection
from domain.shared.database import Transactions, open_engine
from tests.billing.books import MEADOWSWEET, NOW, desk, imported, line, open_books, payment, pounds, shipment

ID = MEADOWSWEET.customer_id


def issued(transactions: Transactions) -> None:
    """INV-1001 over 120 with a credit note over 12, and an open one of another system."""
    with transactions.begin() as session:
        open_books(session)
        service.import_invoices(session, desk(), [imported("OLD-1", "100", NOW.date())])
        service.issue_invoice(session, desk(), shipment("SH-1", line("100")))
        service.keep_printed(session, desk(), "INV-1001", b"%PDF")
        wish = InvoiceCorrection.model_validate(
            {"invoice_number": "INV-1001", "reason": "too dear", "lines": [{"line_no": 1, "amount": "10"}]}
        )
        service.correct_invoice(session, desk(), wish)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE invoices SET total = total + 1 WHERE number = 'INV-1001'",
        "UPDATE invoices SET due_date = '2012-01-01' WHERE number = 'INV-1001'",
        "UPDATE invoices SET number = 'INV-9' WHERE number = 'INV-1001'",
        "UPDATE invoices SET buyer = NULL WHERE number = 'INV-1001'",
        "DELETE FROM invoice_sources WHERE invoice_number = 'INV-1001'",
        "UPDATE invoices SET is_ours = FALSE WHERE number = 'INV-1001'",
        "UPDATE invoice_lines SET net = 1",
        "UPDATE invoice_lines SET tax_reason = 'export'",
        "UPDATE invoice_lines SET tax_place = 'FR'",
        "UPDATE credit_notes SET correction_key = 'another'",
        "DELETE FROM invoice_lines",
        "UPDATE credit_notes SET reason = 'none'",
        "UPDATE credit_note_lines SET quantity = 7",
        "DELETE FROM credit_note_lines",
        "UPDATE printed_papers SET content = 'x'",
        "DELETE FROM printed_papers",
    ],
)
def test_f5_the_database_refuses_to_change_an_issued_paper(transactions: Transactions, statement: str) -> None:
    """Whatever is said to it, the paper is as it was."""
    issued(transactions)
    with transactions.read() as session:
        before = queries.paper(session, desk(), "INV-1001"), queries.paper(session, desk(), "CN-1001")
    with pytest.raises(DBAPIError, match="never changes"), transactions.begin() as session:
        session.execute(text(statement))
    with transactions.read() as session:
        assert (queries.paper(session, desk(), "INV-1001"), queries.paper(session, desk(), "CN-1001")) == before
        assert queries.printed(session, "INV-1001") is not None


def test_f5_what_is_open_of_an_invoice_may_change(transactions: Transactions) -> None:
    """Money comes in, a dispute is flagged; an invoice of another system is corrected until it was acted on here."""
    issued(transactions)
    with transactions.begin() as session:
        service.receive_payment(session, desk(), payment("PAY-1", "50", "INV-1001"))
        service.open_dispute(
            session, desk(), DisputeRequest(invoice_number="INV-1001", words="short", reason=DisputeReason.OTHER)
        )
        assert service.import_invoices(session, desk(), [imported("OLD-1", "90", NOW.date())]) == []
        assert queries.invoice(session, desk(), "INV-1001").open_amount == pounds(58)
        assert queries.instalments(session, desk(), "OLD-1")[0].open_amount == pounds(90)


def test_f5_a_migrated_database_refuses_as_well(tmp_path: Path) -> None:
    """The triggers that tests get with the tables come by migration too, the very same ones."""
    made, migrated = open_engine(f"sqlite:///{tmp_path / 'made.db'}"), open_engine(f"sqlite:///{tmp_path / 'new.db'}")
    migrate(migrated)
    from_models = _triggers_of_models(made)
    with migrated.connect() as connection:
        assert _triggers(connection) == from_models
    assert len(from_models) >= 12


def _triggers_of_models(engine: Engine) -> dict[str, str]:
    every_table().create_all(engine)
    with engine.connect() as connection:
        return _triggers(connection)


def _triggers(connection: Connection) -> dict[str, str]:
    """Each trigger by its name, as it was said but for brackets."""
    said = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {name: sql.replace("(", "").replace(")", "") for name, sql in said}


def test_f5_each_year_may_have_a_series_of_its_own(transactions: Transactions) -> None:
    """By policy the year stands in the number; numbers given before stay, and a new year begins anew."""
    yearly = {"papers": {"invoice_number": "INV-{year}-{number}", "first_number": 1}}
    new_year = datetime(2012, 1, 2, 9, tzinfo=UTC)
    with transactions.begin() as session:
        open_books(session)
        service.issue_invoice(session, desk(), shipment("SH-1", line("100")))
        numbers = [
            service.issue_invoice(session, desk(at, **yearly), shipment(number, line("100"))).number
            for at, number in ((NOW, "SH-2"), (NOW, "SH-3"), (new_year, "SH-4"))
        ]
        assert numbers == ["INV-2011-1", "INV-2011-2", "INV-2012-1"]
        assert [view.number for view in queries.invoices(session, desk(), ID)] == ["INV-1001", *numbers]
        refused = service.import_invoices(session, desk(NOW, **yearly), [imported("INV-2011-3", "1", NOW.date())])
        assert [row.reason for row in refused] == ["IN_OUR_NUMBER_SERIES"]
        service.receive_payment(session, desk(), payment("PAY-1", "120", "for inv 2011-2"))
        assert queries.invoice(session, desk(), "INV-2011-2").open_amount == pounds(0)


def test_f5_sixteen_at_once_get_numbers_without_a_gap(transactions: Transactions) -> None:
    """Every third of them fails after it had its number; the others have the first ones, each once."""
    with transactions.begin() as session:
        open_books(session)

    def issue(position: int) -> str | None:
        try:
            with transactions.begin() as session:
                number = service.issue_invoice(session, desk(), shipment(f"SH-{position}", line("100"))).number
                if position % 3 == 0:
                    raise ZeroDivisionError
                return number
        except ZeroDivisionError:
            return None

    with ThreadPoolExecutor(16) as pool:
        numbers = sorted(number for number in pool.map(issue, range(48)) if number)
    assert numbers == [f"INV-{number}" for number in range(1001, 1033)]
