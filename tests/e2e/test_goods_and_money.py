"""Goods come in, leave, are invoiced, paid and returned, by the commands that people of the house use."""

import json

import pytest

from domain.billing import queries as billing
from domain.orders import queries as orders
from domain.shared.actors import system
from domain.stock import queries as stock
from tests.support.commands import orderclerk
from tests.support.running import Running
from tests.support.stories import drafted, ordered, says, state_of

pytestmark = pytest.mark.data

BUYER, PAYER = "orders@thistlethymegifts.example", "accounts@thistlethymegifts.example"


def test_an_order_lives_from_its_backorder_to_its_credit_note(desk: Running) -> None:
    """The receipt of 22 November covers what is missing; every step is told to whom it concerns."""
    slack, url = desk.workspace, desk.database_url
    card = drafted(slack, "mia", "thistle want 60 regency cakestand 3 tier, PO TT-9")
    number = ordered(card)
    slack.click("mia", card, "Confirm")
    slack.wait_for("#orders", card.thread_ts, "is confirmed")

    said = orderclerk(url, "receive", "SUP-1304-0")
    assert said == "96 22423 received for SUP-1304-0/1, 0 still to come"
    says(slack.wait_for("#orders", card.thread_ts, "came in"), number, "10")
    assert (
        orderclerk(url, "receive", "SUP-1304-0", status=1)
        == "refused Line 1 of supplier order SUP-1304-0 has come in full."
    )

    orderclerk(url, "pick", number)
    shipped = json.loads(
        orderclerk(url, "ship", number, "--carrier", "Parcelforce", "--own-carrier", "--tracking", "PF-77", "--json")
    )
    shipment = str(shipped["shipment_number"])
    mail = slack.wait_for_mail(BUYER, "PF-77")
    assert "Parcelforce" in mail.text
    assert "60" in mail.text
    bill = slack.wait_for_mail(PAYER, "£788.40")
    invoice = next(word.strip(".,:()") for word in bill.subject.split() if word.startswith("INV"))
    assert orderclerk(url, "invoice", shipment).startswith(f"{invoice}: £788.40, due ")
    assert state_of(desk, number)[0] == "delivered" or state_of(desk, number)[0] == "invoiced"

    orderclerk(url, "pay", "12502", "788.40", "--id", "BANK-9", "--reference", invoice)
    desk.until(lambda _: state_of(desk, number)[0] == "closed")

    said = orderclerk(url, "return", "authorise", number, "--line", "1=4", "--reason", "damaged")
    rma = said.split()[0]
    assert said == f"{rma} is authorised"
    assert rma in slack.wait_for_mail(BUYER, rma).text
    assert orderclerk(url, "return", "receive", rma) == f"{rma} is received"
    assert orderclerk(url, "return", "inspect", rma, "--disposition", "restock") == f"{rma} is inspected"
    assert orderclerk(url, "return", "settle", rma) == f"{rma} is settled"
    slack.wait_for_mail(BUYER, "£52.56")
    with desk.runtime.transactions.read() as session:
        order = orders.order(session, desk.desk(system("test")), number)
        assert [(line.sku, int(line.returned)) for line in order.lines] == [("22423", 4)]
        assert orders.broken_invariants(session) == []
        assert stock.balances_explained(session) == []
        assert billing.invoices_of_order(session, desk.desk(system("test")), number)[0].open_amount.amount == 0


def test_what_may_not_be_is_refused_by_the_commands_in_words(desk: Running) -> None:
    """Status 1 and a sentence; nothing changed."""
    url = desk.database_url
    assert orderclerk(url, "pick", "SO-99999", status=1) == "refused I cannot find SO-99999. Please check the number."
    assert orderclerk(url, "receive", "SUP-NONE", status=1) == "refused There is no line 1 of supplier order SUP-NONE."
    assert "-5" in orderclerk(url, "receive", "SUP-0369-0", "--quantity", "-5", status=1)
    assert orderclerk(url, "receive", "SUP-0369-0", "--quantity", "1000000000000", status=1)
    assert "no amount" in orderclerk(url, "pay", "12502", "1e30", "--id", "B-1", status=2)
    assert (
        orderclerk(url, "pay", "nobody", "10", "--id", "B-2", status=1)
        == "refused I cannot find nobody. Please check the number."
    )
    assert "no amount" in orderclerk(url, "pay", "12502", "ten", "--id", "B-3", status=2)
