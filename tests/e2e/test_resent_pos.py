"""The same PO again, a changed one, and the same basket without a number: asked about, never a silent second order."""

import pytest
from sqlalchemy import func, select

from domain.orders.models import SalesOrder
from domain.orders.queries import order as stored_order
from domain.orders.schemas import OrderView
from domain.shared.actors import system
from tests.support.running import Running
from tests.support.stories import clicked_again, drafted, ordered, says, state_of, thread_card

pytestmark = pytest.mark.data


def stored(desk: Running, number: str) -> OrderView:
    """An order as it is kept."""
    with desk.runtime.transactions.read() as session:
        return stored_order(session, desk.desk(system("test")), number)


def under(desk: Running, po_key: str) -> int:
    """How many orders there are under a PO number."""
    with desk.runtime.transactions.read() as session:
        return session.scalar(select(func.count()).where(SalesOrder.po_key == po_key)) or 0


def test_q1_a_po_typed_twice_is_one_order_and_ordering_it_again_is_a_click(desk: Running) -> None:
    """The second card points to the first; a stranger and the warehouse cannot order it again, Mia can, once."""
    slack = desk.workspace
    first = drafted(slack, "mia", "thistle want 24 x 22469, PO TT-70")
    slack.click("mia", first, "Confirm")
    number = ordered(thread_card(slack, first.thread_ts, "SO-"))
    again = thread_card(slack, slack.say("tom", "#orders", "thistle want 2 dozen 22469, PO tt-70"), "again")
    says(
        again, f"This is {number} again · Thistle & Thyme Gifts", "with the same contents. No second order was made.",
        f"{number} for Thistle & Thyme Gifts: confirmed, 1 line",
    )  # fmt: skip
    assert again.labels == ("Order it again anyway",)
    assert under(desk, "TT70") == 1
    slack.click("mia", again, "Order it again anyway")
    second = slack.wait_for("#orders", again.thread_ts, lambda seen: "Confirm" in seen.labels)
    assert "tt-70" in second
    assert "was used before" not in second
    settled = slack.wait_for("#orders", again.thread_ts, lambda seen: seen.ts == again.ts and not seen.labels)
    says(settled, f"Mia Okafor ordered it as {ordered(second)} beside this one")
    clicked_again(desk, "tom", again, "Order it again anyway")
    slack.wait_for("#orders", again.thread_ts, "Mia Okafor dealt with this PO already", user="tom")
    assert under(desk, "TT70") == 2


def test_q1_a_changed_po_by_mail_changes_a_confirmed_order_as_far_as_it_can(desk: Running) -> None:
    """24 become 36, one article goes, one comes; the buyer reads what was asked for, then the new confirmation."""
    slack = desk.workspace
    buyer = "orders@greenfinchgardenrooms.example"
    slack.send_mail(buyer, "please send 24 x 22469\n12 x 85123A\nPO GF-70", subject="Order")
    card = slack.wait_for("#orders", None, "GF-70", timeout=30)
    slack.click("mia", card, "Confirm")
    slack.wait_for_mail(buyer, lambda seen: "confirmed" in seen.subject)
    slack.send_mail(buyer, "please send 36 x 22469\n6 x 22470\nPO GF-70", subject="Changed order")
    number = ordered(card)
    asked = slack.wait_for("#orders", None, f"{number}, PO changed")
    says(asked, "24 → 36", "12 removed", "6 added", "possible", "Nothing has been changed yet.")
    mail = slack.wait_for_mail(buyer, lambda seen: "Your PO GF-70" in seen.subject and "24 → 36" in seen.text)
    assert "Nothing has been changed yet" in mail.text
    assert state_of(desk, number) == ("confirmed", 1)
    slack.click("mia", asked, "Apply the changes")
    slack.wait_for("#orders", None, lambda seen: seen.ts == asked.ts and "applied the changes" in seen.words)
    after = stored(desk, number)
    assert [(line.sku, int(line.base_quantity)) for line in after.lines] == [
        ("22469", 24), ("22469", 12), ("22470", 6),
    ]  # fmt: skip
    assert (after.state, after.revision) == ("confirmed", 2)
    slack.wait_for_mail(buyer, lambda seen: f"{number} confirmed" in seen.subject and "22470" in seen.text)
    slack.wait_for("#orders", None, lambda seen: seen.ts == card.ts and "22470" in seen.words)


def test_q1_a_copy_by_mail_is_answered_and_makes_nothing(desk: Running) -> None:
    """The buyer sends the same paper in a new mail."""
    slack = desk.workspace
    buyer = "orders@kestrelonline.example"
    slack.send_mail(buyer, "please send 24 x 22469, PO KE-70", subject="Order KE-70")
    card = slack.wait_for("#orders", None, "KE-70", timeout=30)
    slack.send_mail(buyer, "please send 24 x 22469, PO KE-70", subject="Order KE-70 (reminder)")
    answer = slack.wait_for_mail(buyer, lambda seen: "Your PO KE-70" in seen.subject)
    assert f"it is our order {ordered(card)}, and we are still checking it" in " ".join(answer.text.split())
    assert answer.header("Auto-Submitted") == "auto-replied"
    assert under(desk, "KE70") == 1


def test_q2_the_same_basket_without_a_number_is_asked_about(desk: Running) -> None:
    """The card names the other draft; Keep both settles it, Discard this one gives the second up."""
    slack = desk.workspace
    first = drafted(slack, "mia", "castellan want 24 x 22469")
    second = drafted(slack, "tom", "castellan want 2 dozen 22469")
    title = f"Draft {ordered(first).removeprefix('SO-')}"
    says(second, f"Looks like {title} of 09:", "by Mia Okafor: the same articles to the same place.")
    assert second.labels == ("Keep both", "Discard this one", "Confirm", "Edit", "Discard")
    slack.click("tom", second, "Keep both")
    kept = slack.wait_for("#orders", second.thread_ts, lambda seen: seen.labels == ("Confirm", "Edit", "Discard"))
    assert "Looks like" not in kept
    third = drafted(slack, "tom", "castellan want 24 x 22469")
    slack.click("tom", third, "Discard this one")
    slack.wait_for("#orders", third.thread_ts, lambda seen: "iscarded" in seen.words)
    assert state_of(desk, ordered(second)) == ("draft", 2)
