"""Who may touch which draft by mail, whatever a mail says about its thread, its address and its sender."""

import pytest

from domain.customers import service as customers
from domain.customers.schemas import ContactView
from domain.shared.actors import system
from notifications.sending import reply_address
from tests.bot.incoming import Clerk
from tests.support.world import World

ANNA, BEN = "anna@thistle.example", "ben@meadow.example"


@pytest.fixture(autouse=True)
def ben(clerk: Clerk) -> None:
    """Meadow has a buyer of its own."""
    world = World(clerk.runtime.transactions)
    with world.working() as session:
        known = [ContactView(customer_id="MEADOW", name="Ben", email=BEN)]
        customers.import_contacts(session, world.desk(system("import")), known)


def test_z2_a_contact_who_answers_in_the_thread_of_another_customer_stands_alone(clerk: Clerk) -> None:
    """Ben quotes the id of Anna's mail: her draft is not read, not changed, and her thread stays hers."""
    clerk.keep_mail(ANNA, "please send 24 owl doorstop", "<1@thistle>")
    clerk.work()
    clerk.keep_mail(BEN, "please make it 36 owl doorstop", "<1@meadow>", References="<1@thistle>")
    clerk.work()
    assert clerk.outcomes()[-1] == "drafted SO-1002"
    clerk.keep_mail(ANNA, "please make it 30 owl doorstop", "<2@thistle>", References="<1@thistle>")
    clerk.work()
    hers, his = clerk.order("SO-1001"), clerk.order("SO-1002")
    assert (hers.customer_id, str(hers.lines[0].quantity), hers.revision) == ("THISTLE", "30", 2)
    assert (his.customer_id, str(his.lines[0].quantity), his.revision) == ("MEADOW", "36", 1)


def test_an_answer_without_references_finds_its_order_by_our_address(clerk: Clerk) -> None:
    """Some mail programs drop every header of the thread; the address that they answer to still names the order."""
    clerk.keep_mail(ANNA, "please send 24 owl doorstop", "<1@thistle>")
    clerk.work()
    (own,) = clerk.runtime.services.mail.own_addresses
    address = reply_address(own, "order:SO-1001")
    clerk.keep_mail(ANNA, "please make it 30 owl doorstop", "<2@thistle>", to=address)
    clerk.work()
    assert [str(line.quantity) for line in clerk.order("SO-1001").lines] == ["30"]


def test_z2_the_order_in_our_address_opens_nothing_to_strangers_of_it(clerk: Clerk) -> None:
    """Whoever guesses the number of another customer's order in our address writes about their own."""
    clerk.keep_mail(ANNA, "please send 24 owl doorstop", "<1@thistle>")
    clerk.work()
    (own,) = clerk.runtime.services.mail.own_addresses
    clerk.keep_mail(BEN, "please make it 36 owl doorstop", "<1@meadow>", to=reply_address(own, "order:SO-1001"))
    clerk.keep_mail("eve@nowhere.example", "make it 99", "<1@eve>", to=reply_address(own, "order:SO-1001"))
    clerk.work()
    assert clerk.outcomes()[1:] == ["drafted SO-1002", "quarantined: unknown sender"]
    assert [str(line.quantity) for line in clerk.order("SO-1001").lines] == ["24"]


def test_i2_a_change_by_a_mail_without_proof_leaves_the_identity_open(clerk: Clerk) -> None:
    """Anna's own draft was proven; whoever changes it in her name was not, and the card says so."""
    clerk.keep_mail(ANNA, "please send 24 owl doorstop", "<1@thistle>")
    clerk.work()
    assert clerk.order("SO-1001").holds == ()
    clerk.keep_mail(ANNA, "please make it 999 owl doorstop", "<2@evil>", proven=False, References="<1@thistle>")
    clerk.work()
    assert [hold.reason for hold in clerk.order("SO-1001").holds] == ["IDENTITY"]
