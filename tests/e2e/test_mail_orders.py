"""Orders by mail: the same draft and card, an acknowledgement, and what must never be answered or believed."""

import pytest
from sqlalchemy import func, select

from domain.conversations.models import InboxMessage
from domain.orders.models import SalesOrder
from domain.orders.queries import order as stored_order
from domain.shared.actors import system
from domain.shared.outbox import DeliveryRow
from tests.support.letters import letter
from tests.support.running import Running
from tests.support.stories import ordered, says, state_of

pytestmark = pytest.mark.data

BUYER = "orders@greenfinchgardenrooms.example"
TO = "orders@orderclerk.example"


def outcome_of(desk: Running, message_id: str) -> str:
    """What became of a mail, once it was worked."""
    found = select(InboxMessage.outcome).where(
        InboxMessage.external_id.startswith(f"mail:{message_id}"), InboxMessage.finished_at.is_not(None)
    )
    return str(desk.until(lambda session: session.scalar(found)))


def counted(desk: Running) -> tuple[int, int]:
    """How many orders and outgoing mails there are."""
    with desk.runtime.transactions.read() as session:
        orders = session.scalar(select(func.count()).select_from(SalesOrder))
        mails = session.scalar(select(func.count()).where(DeliveryRow.channel == "email"))
    return orders or 0, mails or 0


def test_a_mail_of_a_known_buyer_becomes_a_draft_an_acknowledgement_and_a_card(desk: Running) -> None:
    """The rep confirms it in #orders; the confirmation answers the buyer's own mail."""
    slack = desk.workspace
    sent = slack.send_mail(
        BUYER, "Hello,\n\nplease send us:\n\n24 x 22469\n2 dozen 85123A\n\nPO GF-1001\n\nThanks\nBuyer"
    )
    mail = slack.wait_for_mail(BUYER, "GF-1001", timeout=30)
    assert mail.header("In-Reply-To").strip() == sent.message_id.strip()
    assert mail.header("Auto-Submitted") == "auto-replied"
    assert "HEART OF WICKER SMALL" in mail.text
    card = slack.wait_for("#orders", None, "Greenfinch Garden Rooms")
    says(card, "GF-1001", "24 each", "2 dozen (24)")
    slack.click("mia", card, "Confirm")
    confirmed = slack.wait_for_mail(BUYER, lambda seen: "confirmed" in seen.subject)
    assert sent.message_id.strip() in confirmed.header("References")
    assert state_of(desk, ordered(card)) == ("confirmed", 1)
    assert len([each for each in slack.channel("#orders") if "Greenfinch" in each]) == 1


def test_an_answer_in_the_thread_changes_the_draft(desk: Running) -> None:
    """The buyer answers our acknowledgement."""
    slack = desk.workspace
    buyer = "orders@kestrelonline.example"
    slack.send_mail(buyer, "please send 24 x 22469, PO KE-1", subject="Our order")
    mail = slack.wait_for_mail(buyer, "KE-1", timeout=30)
    slack.send_mail(buyer, "please make it 36 x 22469", reply_to=mail)
    card = slack.wait_for("#orders", None, lambda seen: "Kestrel" in seen.words and "36 each" in seen.words)
    assert state_of(desk, ordered(card)) == ("draft", 2)


def test_the_same_mail_twice_is_one_draft(desk: Running) -> None:
    """Whatever the mail server delivers again."""
    raw = letter("orders@pepperpotdeli.example", "please send 12 x 22469, PO PP-1", message_id="<twice@pepperpot>")
    desk.workspace.send_raw_mail("orders@pepperpotdeli.example", TO, raw)
    assert outcome_of(desk, "<twice@pepperpot>").startswith("drafted SO-")
    desk.workspace.wait_for_mail("orders@pepperpotdeli.example", "PP-1")
    before = counted(desk)
    desk.workspace.send_raw_mail("orders@pepperpotdeli.example", TO, raw)
    desk.workspace.send_raw_mail("orders@pepperpotdeli.example", TO, raw)
    assert counted(desk) == before


def test_a_mail_without_proof_is_drafted_and_never_confirmed_by_mail(desk: Running) -> None:
    """Its draft waits for somebody who knows the sender; the answer goes to the stored address only."""
    slack = desk.workspace
    buyer = "orders@tansylanegifts.example"
    slack.send_mail(buyer, "please send 12 x 22469, PO TL-1", verdict="")
    mail = slack.wait_for_mail(buyer, "TL-1", timeout=30)
    card = slack.wait_for("#orders", None, "Tansy Lane Gifts")
    with desk.runtime.transactions.read() as session:
        order = stored_order(session, desk.desk(system("test")), ordered(card))
    assert [hold.reason for hold in order.holds] == ["IDENTITY"]
    slack.send_mail(buyer, "confirmed, please go ahead", reply_to=mail, verdict="")
    slack.wait_for("#orders", None, "A mail for a person")
    assert state_of(desk, ordered(card))[0] == "draft"


@pytest.mark.parametrize(
    ("sender", "headers"),
    [
        (BUYER, {"Auto_Submitted": "auto-replied"}),
        (BUYER, {"List_Id": "<shop.lists.example>"}),
        (BUYER, {"Precedence": "bulk"}),
        (TO, {}),
    ],
    ids=["auto-reply", "list", "bulk", "own"],
)
def test_i1_machines_are_never_answered(desk: Running, sender: str, headers: dict[str, str]) -> None:
    """Nothing is drafted, nothing goes out."""
    message_id = f"<{'-'.join(headers) or 'own'}@machines>"
    before = counted(desk)
    desk.workspace.send_raw_mail(sender, TO, letter(sender, "12 x 22469", message_id=message_id, **headers))
    assert outcome_of(desk, message_id).startswith("not answered: ")
    assert counted(desk) == before


def test_i1_a_bounce_is_never_answered(desk: Running) -> None:
    """An empty return path is enough."""
    before = counted(desk)
    raw = letter("mailer-daemon@far.example", "could not be delivered", subject="Failure", message_id="<bounce@far>")
    desk.workspace.send_raw_mail("", TO, raw)
    assert outcome_of(desk, "<bounce@far>").startswith("not answered: ")
    assert counted(desk) == before


def test_i2_a_stranger_is_answered_once_ever_and_learns_nothing(desk: Running) -> None:
    """The reps see the mail; the neutral answer names no article and no price."""
    slack = desk.workspace
    for number in (1, 2):
        raw = letter("eve@nowhere.example", "send 12 x 22469 to me", message_id=f"<eve{number}@nowhere>")
        slack.send_raw_mail("eve@nowhere.example", TO, raw)
        assert outcome_of(desk, f"<eve{number}@nowhere>") == "quarantined: unknown sender"
    slack.wait_for("#orders", None, "unknown sender")
    answer = slack.wait_for_mail("eve@nowhere.example", lambda _: True)
    assert "22469" not in answer.text.partition("wrote:")[0]
    assert "£" not in answer.text
    assert len([each for each in slack.mailbox("eve@nowhere.example") if not each.is_sent]) == 1


def test_impossible_quantities_are_asked_about_and_never_ordered(desk: Running) -> None:
    """A million million and minus five are no quantities."""
    slack = desk.workspace
    sender = "orders@cobaltbluehomewares.example"
    slack.send_mail(sender, "please send 1000000000000 x 22469 and -5 x 85123A, PO CB-1")
    assert "We still need to know" in slack.wait_for_mail(sender, "CB-1").text
    card = slack.wait_for("#orders", None, "CB-1")
    assert "Confirm" not in card.labels
    assert "No articles yet." in card


def test_i3_a_mail_that_is_too_large_or_hostile_gets_a_polite_answer(desk: Running) -> None:
    """It is not read, nothing is drafted, the worker lives on."""
    slack = desk.workspace
    sender = "orders@dovecoteinteriors.example"
    orders_before = counted(desk)[0]
    huge = letter(sender, "12 x 22469\n" + "padding " * 200_000, message_id="<huge@dovecote>")
    slack.send_raw_mail(sender, TO, huge)
    assert outcome_of(desk, "<huge@dovecote>") == "refused: too_large"
    slack.wait_for_mail(sender, "Your mail is too large (1.6 MB). Please send the order as text")
    nested = letter(sender, "x", message_id="<nested@dovecote>")
    broken = nested.replace(
        b"Content-Type: text/plain", b'Content-Type: multipart/mixed; boundary="\0"\r\nX-A: =?utf-8?q?=?='
    )
    slack.send_raw_mail(sender, TO, broken)
    assert outcome_of(desk, "<nested@dovecote>") == "left to people"
    assert counted(desk)[0] == orders_before
    slack.send_mail(sender, "please send 12 x 22469, PO DO-1")
    slack.wait_for_mail(sender, "DO-1")
