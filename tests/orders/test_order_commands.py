"""Orders by command: a copy is confirmed, requests are decided, carriers are known, days are possible."""

import json
from pathlib import Path

import pytest

from domain.orders import service as orders
from domain.shared.database import Transactions, open_engine
from tests.orders.stories import confirmed, seen
from tests.support.commands import orderclerk, small_wholesaler
from tests.support.world import MIA, OWL, SAM, TIN, VERA, WILL, World

TODAY = "2011-11-14"


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A migrated database with the small wholesaler in it."""
    return small_wholesaler(tmp_path)


@pytest.fixture
def world(url: str) -> World:
    """The same wholesaler for whoever tells a story."""
    return World(Transactions(open_engine(url)))


def said(url: str, *words: str, status: int = 0) -> str:
    """What a command says on that Monday."""
    return orderclerk(url, *words, status=status, today=TODAY)


def test_s6_a_copy_is_confirmed_by_command(url: str, world: World) -> None:
    """Ten tins once more: Will may not confirm them, Mia may, and once more is the same."""
    first = confirmed(world, (TIN, 10))
    copy = json.loads(said(url, "copy", first.number, "--key", "again", "--json"))["number"]
    assert seen(world, copy).state == "draft"
    assert said(url, "confirm", copy, "--by", WILL.email, status=1).startswith("refused Sorry, you may not")
    told = said(url, "confirm", copy, "--by", MIA.email)
    assert told == f"{copy} is confirmed, £120.00, promised Wed 16 Nov 2011"
    assert said(url, "confirm", copy, "--by", MIA.email) == told
    assert seen(world, copy).lines[0].allocated == 10


def test_h2_a_reallocation_is_decided_by_command(url: str, world: World) -> None:
    """Mia asks and may not decide, Sam looks after credit; Vera says yes, and the owls move."""
    confirmed(world, (OWL, 40), key="late", customer="MEADOW")
    gold = confirmed(world, (OWL, 20), key="gold", customer="FREE")
    with world.working() as session:
        asked = orders.propose_reallocation(session, world.desk(MIA), f"{gold.number}/1").approval_id
    request = f"request {asked} (reallocation, {gold.number})"
    assert said(url, "decide") == f"{request}, £99.00, asked by Mia: waits for director or sales manager"
    for who in (MIA, SAM):
        said(url, "decide", str(asked), "--approve", "--by", who.email, status=1)
    assert said(url, "decide", str(asked), "--reject", "--by", VERA.email, status=1) == (
        "refused Please give a reason, so that the person who asked knows what to do next."
    )
    said(url, "decide", str(asked), "--approve", "--cap", "5", "--by", VERA.email, status=2)
    said(url, "decide", str(asked), "--approve", status=2)
    assert seen(world, gold.number).lines[0].allocated == 0
    told = said(url, "decide", str(asked), "--approve", "--comment", "gold first", "--by", VERA.email)
    assert told == f"{request} is approved by Vera: gold first"
    assert seen(world, gold.number).lines[0].allocated == 20
    assert said(url, "decide", str(asked), "--approve", "--by", VERA.email, status=1).startswith("refused This was")
    assert said(url, "decide", "99", "--approve", "--by", VERA.email, status=1).startswith("refused I cannot find 99")
    assert said(url, "decide") == "nothing waits for a decision"


def test_h4_a_held_order_is_approved_up_to_a_cap_and_a_day(url: str, world: World) -> None:
    """3,600 against 2,500: a cap below it and a day that has passed do not let it go, 3,600 until May do."""
    held = confirmed(world, (TIN, 300))
    (request,) = {row.approval_id for row in held.holds}
    how = ("decide", str(request), "--approve", "--comment", "pays on time", "--by", SAM.email)
    assert "has to cover" in said(url, *how, "--cap", "900", status=1)
    assert "later than now" in said(url, *how, "--cap", "3,600", "--until", "2011-11-13", status=1)
    view = json.loads(said(url, *how, "--cap", "3,600", "--until", "2012-05-31", "--json"))
    assert (view["state"], view["decided_by"], view["cap"]["amount"]) == ("approved", "Sam", "3600.00")
    assert view["valid_until"].startswith("2012-05-31T")
    assert seen(world, held.number).state == "confirmed"


def test_a1_an_unknown_carrier_is_refused_unless_the_customer_sends_it(url: str, world: World) -> None:
    """A mistyped name would go without freight: refused with the known ones, taken where it is said on purpose."""
    order = confirmed(world, (TIN, 10))
    refused = said(url, "amend", order.number, "--carrier", "Nobody", status=1)
    assert refused.startswith("refused There is no carrier “Nobody”. Known are fleet/van, parcel/standard, ")
    assert refused.endswith("Whom the customer sends is named on purpose: --own-carrier")
    assert "“parcel/expres”" in said(url, "amend", order.number, "--carrier", "parcel/expres", status=1)
    assert seen(world, order.number).carrier is None
    said(url, "amend", order.number, "--carrier", "parcel/express")
    said(url, "amend", order.number, "--carrier", "Miller's van", "--own-carrier")
    assert seen(world, order.number).carrier == "Miller's van"
    said(url, "pick", order.number)
    assert "--own-carrier" in said(url, "ship", order.number, "--carrier", "Nobody", status=1)
    assert "left with Miller's van" in said(url, "ship", order.number)


def test_days_that_cannot_be_meant_are_refused(url: str, world: World) -> None:
    """Money does not come in tomorrow, and no limit holds until yesterday."""
    assert said(url, "pay", "WHARF", "10", "--id", "P1", "--on", "2011-11-15", status=1) == (
        "refused 2011-11-15 cannot be the day on which a payment came in; expected was 2011-11-14 or earlier."
    )
    assert said(url, "limit", "WHARF", "500", "--by", SAM.email, "--review", "2011-11-13", status=1) == (
        "refused 2011-11-13 cannot be the day until which a credit limit holds; expected was 2011-11-14 or later."
    )
    said(url, "pay", "WHARF", "10", "--id", "P1", "--on", TODAY)
    assert "£500.00" in said(url, "limit", "WHARF", "500", "--by", SAM.email, "--review", TODAY)
