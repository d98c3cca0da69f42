"""A customer who paid and sent goods back gets the money: asked for by one person, released by another."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from app.migrating import migrate
from benchmarks.replay.books import wrong
from domain.billing import queries as billing
from domain.billing import service as billing_service
from domain.billing.schemas import PaymentRequest
from domain.returns import queries as returned
from domain.shared.database import Transactions, open_engine
from domain.shared.money import Money
from domain.stock import queries as stock
from tests.returns.test_returns import authorise, delivered, inspect, receive, settle
from tests.support.commands import orderclerk
from tests.support.world import BAG, FAY, SAM, World, build

TODAY = "2011-11-14"


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """A database as `orderclerk migrate` makes it."""
    return f"sqlite:///{tmp_path / 'books.db'}"


@pytest.fixture
def credited(database_url: str) -> Iterator[World]:
    """Sixty bags for 118.80 were paid; twelve came back for 23.76, which is open on CN-1001."""
    engine = open_engine(database_url)
    migrate(engine)
    world = build(Transactions(engine))
    number = delivered(world, (BAG, 60))
    paid = PaymentRequest(
        payment_id="PAY-1", bill_to="THISTLE", received_date=world.now.date(), amount=Money(Decimal("118.80"), "GBP"),
        reference="INV-1001",
    )  # fmt: skip
    with world.working() as session:
        billing_service.receive_payment(session, world.desk(FAY), paid)
    authorise(world, number, line_1=12)
    receive(world, "RMA-1001")
    inspect(world, "RMA-1001", (1, 12, "restock"))
    settle(world, "RMA-1001")
    yield world
    engine.dispose()


def on_account(world: World) -> Decimal:
    """What is open on the credit note; the books agree."""
    with world.working() as session:
        assert wrong(session, world.desk()) == []
        return billing.credit_note(session, "CN-1001").open_amount.amount


def test_m5_credit_of_a_paid_invoice_goes_back_when_two_people_say_so(credited: World, database_url: str) -> None:
    """Fay asks for all of it, which is kept apart at once; she may not release it, Sam may, once."""
    assert on_account(credited) == Decimal("23.76")
    said = orderclerk(database_url, "refund", "CN-1001", "--reason", "came back", "--by", FAY.email, today=TODAY)
    assert said == "RF-1001: £23.76 for THISTLE is requested"
    assert on_account(credited) == 0
    again = orderclerk(
        database_url, "refund", "CN-1001", "1", "--reason", "again", "--by", FAY.email, status=1, today=TODAY
    )  # fmt: skip
    assert again.startswith("refused")
    for who, status in ((FAY, 1), (SAM, 0), (SAM, 1)):
        said = orderclerk(
            database_url, "refund", "RF-1001", "--approve", "--by", who.email, status=status, today=TODAY
        )  # fmt: skip
        assert said.startswith("refused" if status else "RF-1001: £23.76 for THISTLE is approved")
    assert on_account(credited) == 0


def test_m5_a_refund_that_is_rejected_leaves_the_credit_on_account(credited: World, database_url: str) -> None:
    """Ten are asked for and not released: all of it settles what comes next, or goes back another time."""
    said = orderclerk(database_url, "refund", "CN-1001", "10", "--reason", "asked", "--by", FAY.email, today=TODAY)
    assert said == "RF-1001: £10.00 for THISTLE is requested"
    assert on_account(credited) == Decimal("13.76")
    orderclerk(
        database_url, "refund", "RF-1001", "--reject", "--reason", "they order again", "--by", SAM.email, today=TODAY
    )  # fmt: skip
    assert on_account(credited) == Decimal("23.76")


def on_shelves(world: World) -> dict[str, Decimal]:
    """The bags that each warehouse has."""
    with world.working() as session:
        found = stock.availability(session, world.desk(), [BAG])[BAG].balances
        return {balance.warehouse: balance.on_hand for balance in found}


def test_m4_what_came_back_is_inspected_where_it_lies(credited: World, database_url: str) -> None:
    """Twelve more bags come back and lie in the north; nobody knows a warehouse on the moon."""
    inspected = ("return", "inspect", "RMA-1002", "--warehouse")
    with credited.working() as session:
        number = returned.rma(session, "RMA-1001").order_number
    authorise(credited, number, line_1=12)
    receive(credited, "RMA-1002")
    before = on_shelves(credited)
    assert "MOON" in orderclerk(database_url, *inspected, "MOON", status=1, today=TODAY)
    orderclerk(database_url, *inspected, "NORTH", "--disposition", "return_to_customer", status=2, today=TODAY)
    assert orderclerk(database_url, *inspected, "NORTH", today=TODAY) == "RMA-1002 is inspected"
    after = on_shelves(credited)
    assert (after["MAIN"] - before["MAIN"], after["NORTH"] - before["NORTH"]) == (0, 12)
