"""Stories of the sample wholesaler."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from app.importing.kinds import EVERY_KIND
from app.importing.service import import_all
from app.sample.service import write_sample
from app.sample.staging import stage
from app.sample.suggestions import SUGGESTIONS
from domain.catalog import queries as catalog
from domain.customers import queries as customers
from domain.intake.schemas import Message, Reading
from domain.intake.service import build_catalogue, build_directory, read
from domain.orders import queries as orders
from domain.returns import queries as returns
from domain.shared.database import Transactions
from domain.shared.policy import shipped, understood
from domain.stock import queries as stock
from tests.importing.desks import DESK

TODAY = date(2026, 5, 11)
SAMPLE = replace(DESK, configuration=understood(shipped()))


def test_the_sample_is_the_same_each_time(tmp_path: Path) -> None:
    """Byte by byte, and a file for every kind."""
    for name in ("one", "two"):
        write_sample(tmp_path / name)
    files = sorted((tmp_path / "one").glob("*.csv"))
    assert {path.stem for path in files} == {kind.file_stem for kind in EVERY_KIND}
    assert all(path.read_bytes() == (tmp_path / "two" / path.name).read_bytes() for path in files)


def test_the_sample_has_its_stories(transactions: Transactions, tmp_path: Path) -> None:
    """Late and waiting orders, a held one, returns on their way, and books that explain themselves."""
    write_sample(tmp_path)
    run = import_all(transactions, SAMPLE, tmp_path)
    assert [report.problems for report in run.reports if report.refused] == []
    with transactions.begin() as session:
        held = stage(session, SAMPLE)
    with transactions.read() as session:
        late = {line.name: line.due_date for line in orders.late_lines(session, SAMPLE)}
        assert late == {"Glazed Planter Plum Large": None, "Cast Iron Casserole 26cm Black": date(2026, 5, 7)}
        assert orders.order(session, SAMPLE, held).state == "pending_confirmation"
        assert [view.state for view in returns.open_returns(session)] == ["received", "authorised"]
        assert stock.balances_explained(session) == []


def test_the_suggestions_are_understood(transactions: Transactions, tmp_path: Path) -> None:
    """The order with a question has just that question; the held ones, the mail and the stock question are clear."""
    write_sample(tmp_path)
    import_all(transactions, SAMPLE, tmp_path)
    question, over_limit, overdue, availability, _, mail = _readings(transactions)
    assert (question.customer_id, question.customer_po, question.ship_to) == (
        "L1001",
        "TG-4471",
        "Gloucester warehouse",
    )
    assert [line.base_quantity for line in question.lines] == [36, 48]
    assert [one.about for one in question.questions] == ["which_item"]
    assert (over_limit.customer_id, over_limit.ready, overdue.customer_id, overdue.ready) == (
        "L1004",
        True,
        "L1005",
        True,
    )
    assert (availability.intent, availability.asked.wants_date) == ("stock_query", True)
    assert [line.quantity for line in mail.lines] == [2, 12, 6]
    assert mail.customer_po == "2217"


def _readings(transactions: Transactions) -> list[Reading]:
    with transactions.read() as session:
        catalogue = build_catalogue(catalog.all_products(session), catalog.customer_items(session))
        directory = build_directory(customers.directory(session))
        contacts = {one.email: one.customer_id for one in customers.all_contacts(session)}
    readings = []
    for index, one in enumerate(SUGGESTIONS):
        customer_id = contacts.get(one.where)
        message = Message(
            id=str(index),
            channel="email" if customer_id else "slack",
            sender="customer" if customer_id else "rep",
            customer_id=customer_id,
            today=TODAY,
            subject=one.subject or None,
            text=one.text,
        )
        readings.append(read(message, catalogue, directory))
    return readings
