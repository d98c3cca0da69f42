"""Money by command: what a document is decides, and not how its number begins."""

from datetime import date
from pathlib import Path

from app.migrating import migrate
from domain.billing import queries, service
from domain.billing.schemas import CreditNoteRequest
from domain.shared.database import Transactions, open_engine
from tests.billing.books import MEADOWSWEET, desk, imported, line, open_books, payment, shipment
from tests.support.commands import orderclerk

TODAY = "2011-11-14"


def test_f6_a_credit_note_in_a_series_of_another_name_settles_an_invoice(tmp_path: Path) -> None:
    """GS-1 over 120 and CN-7, a payment: the first settles OLD-1 and needs its name, the second is applied as money."""
    url = f"sqlite:///{tmp_path}/books.db"
    engine = open_engine(url)
    migrate(engine)
    at = desk(papers={"credit_note_number": "GS-{number}", "first_number": 1})
    with Transactions(engine).begin() as session:
        open_books(session)
        service.issue_invoice(session, at, shipment("SH-1", line("100")))
        service.receive_payment(session, at, payment("PAY-1", "120", "INV-1"))
        lines = (line("100").model_copy(update={"invoice_line_no": 1}),)
        wish = CreditNoteRequest(
            bill_to=MEADOWSWEET.customer_id, invoice_number="INV-1", reason="came back", lines=lines
        )
        assert service.issue_credit_note(session, at, wish).number == "GS-1"
        service.receive_payment(session, at, payment("CN-7", "30"))
        service.import_invoices(
            session, at, [imported(number, "100", date(2011, 10, 1)) for number in ("OLD-1", "OLD-2")]
        )
    engine.dispose()
    assert orderclerk(url, "apply", "CN-7", "--invoice", "OLD-2", today=TODAY) == "£0.00 of CN-7 is on account"
    assert "--invoice" in orderclerk(url, "apply", "GS-1", status=2, today=TODAY)
    said = orderclerk(url, "apply", "GS-1", "--invoice", "OLD-1", today=TODAY)
    assert said == "£100.00 of GS-1 settled OLD-1"
    assert orderclerk(url, "apply", "PAY-9", "--invoice", "OLD-2", status=1, today=TODAY).startswith("refused")


def test_f5_an_invoice_that_came_without_lines_is_credited_by_amount(tmp_path: Path) -> None:
    """120 of another system: an amount is asked for, 60 with tax are credited, and no more than is left of it."""
    url = f"sqlite:///{tmp_path}/books.db"
    engine = open_engine(url)
    migrate(engine)
    with Transactions(engine).begin() as session:
        open_books(session)
        service.import_invoices(session, desk(), [imported("OLD-1", "120", date(2011, 10, 1))])
        service.issue_invoice(session, desk(), shipment("SH-1", line("100")))
    correct = ("correct", "OLD-1", "--reason", "too dear")
    assert orderclerk(url, *correct, status=1, today=TODAY) == (
        "refused Invoice OLD-1 came without lines. Please say how much of its £120.00 is credited (--amount); £120.00 "
        "is open."
    )
    assert orderclerk(url, *correct, "--line", "99=1", status=1, today=TODAY) == (
        "refused Invoice OLD-1 has no line 99. It came without lines: say an amount (--amount)."
    )
    said = orderclerk(url, *correct, "--amount", "60", "--rate", "20", today=TODAY)
    assert said == "CN-1001: £60.00 credited, £0.00 of it open"
    with Transactions(engine).read() as session:
        totals = queries.paper(session, desk(), "CN-1001").totals
        assert (str(totals.net), str(totals.total)) == ("50.00 GBP", "60.00 GBP")
        assert str(queries.invoice(session, desk(), "OLD-1").open_amount) == "60.00 GBP"
    assert orderclerk(url, *correct, "--amount", "60.01", "--rate", "20", status=1, today=TODAY).startswith(
        "refused £60.01 is more"
    )
    assert orderclerk(url, *correct, "--amount", "0", "--rate", "20", status=1, today=TODAY).startswith("refused ")
    own = ("correct", "INV-1001", "--reason", "too dear")
    assert orderclerk(url, *own, "--line", "99=1", status=1, today=TODAY) == (
        "refused Invoice INV-1001 has no line 99. It has 1."
    )
    assert "(as in --line 1:12.50)" in orderclerk(url, *own, "--amount", "5", "--rate", "20", status=1, today=TODAY)
    engine.dispose()
