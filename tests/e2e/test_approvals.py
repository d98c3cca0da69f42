"""Orders over the credit limit or of customers who are overdue: held, decided by whoever may, told to everybody."""

import pytest

from simulator.client import CannotDo, SeenMessage, Workspace
from tests.support.commands import orderclerk
from tests.support.running import Running
from tests.support.stories import clicked_again, drafted, ordered, says, state_of

pytestmark = pytest.mark.data


def held(slack: Workspace, who: str, words: str) -> tuple[SeenMessage, SeenMessage]:
    """An order that was confirmed and is held: its card in #orders and the one in #approvals."""
    card = drafted(slack, who, words)
    slack.click(who, card, "Confirm")
    card = slack.wait_for("#orders", card.thread_ts, lambda seen: seen.ts == card.ts and not seen.labels)
    number = next(word for word in card.words.split() if word.startswith("SO-"))
    return card, slack.wait_for("#approvals", None, lambda seen: number in seen.words and "Approve" in seen.labels)


def only_seen_by(slack: Workspace, who: str, words: str) -> None:
    """Somebody is told something in #approvals that nobody else sees."""
    note = slack.wait_for("#approvals", None, words, user=who)
    assert note.is_ephemeral
    assert not any(words in message for message in slack.channel("#approvals", user="fay"))


def test_an_order_over_the_limit_waits_for_a_credit_manager(desk: Running) -> None:
    """The card shows the exposure in its parts; a rep and the requester may not, Sam may, once."""
    slack = desk.workspace
    card, asked = held(slack, "mia", "meadowsweet want 1000 x 22423")
    number = ordered(card)
    says(
        asked, "Decision needed · Meadowsweet Florists", f"{number} · 1 line · £13,140.00 including tax",
        "Held because it goes over the credit limit.", "Credit limit\n£4,800.00", "Exposure now\n£0.00",
        "This order adds\n£13,140.00", "Over the limit by\n£8,340.00", "Oldest overdue\nnothing is overdue",
        "It clears by itself with a payment of £8,340.00 (or an order of at most £4,800.00).",
        "a credit manager or director may decide · open until Mon 28 Nov 2011, 09:00",
    )  # fmt: skip
    assert slack.mailbox("orders@meadowsweetflorists.example") == []
    slack.click("tom", asked, "Approve")
    only_seen_by(slack, "tom", "Sorry, you may not decide this. A credit manager or director can.")
    slack.click("tom", asked, "Reject")
    only_seen_by(slack, "tom", "Sorry, you may not decide this.")
    assert slack.open_modal("tom") is None
    assert state_of(desk, number) == ("pending_confirmation", 1)
    slack.click("sam", asked, "Approve")
    told = slack.wait_for("#orders", card.thread_ts, "was released by")
    assert "Sam Whitlock" in told
    assert slack.wait_for_mail("orders@meadowsweetflorists.example", number).subject == f"Order {number} confirmed"
    decided = slack.wait_for("#approvals", None, "Approved · Meadowsweet Florists")
    assert decided.ts == asked.ts
    assert decided.labels == ()
    assert len(slack.thread("#approvals", asked.ts)) == 1
    clicked_again(desk, "priya", asked, "Approve")
    only_seen_by(slack, "priya", "This was already approved by Sam Whitlock on Mon 14 Nov 2011.")
    assert state_of(desk, number) == ("confirmed", 1)


def test_nobody_decides_on_an_order_of_their_own(desk: Running) -> None:
    """A director who ordered is refused, another one with authority is not."""
    slack = desk.workspace
    card, asked = held(slack, "vera", "ashdown want 200 x 22423")
    slack.click("vera", asked, "Approve")
    only_seen_by(slack, "vera", "You cannot decide on your own order.")
    assert state_of(desk, ordered(card))[0] == "pending_confirmation"
    slack.click("sam", asked, "Approve")
    slack.wait_for("#orders", card.thread_ts, "was released by")


def test_more_than_a_managers_authority_takes_the_director(desk: Running) -> None:
    """Sam's ten thousand are not enough, Vera has no ceiling."""
    slack = desk.workspace
    card, asked = held(slack, "mia", "penhaligon want 1200 x 22423")
    slack.click("sam", asked, "Approve")
    note = slack.wait_for("#approvals", None, "A director can", user="sam")
    assert "more than you may approve" in note
    assert state_of(desk, ordered(card))[0] == "pending_confirmation"
    slack.click("vera", asked, "Approve")
    assert "Vera Lindqvist" in slack.wait_for("#orders", card.thread_ts, "was released by")


def test_an_overdue_customer_is_rejected_with_a_reason_that_the_rep_reads(desk: Running) -> None:
    """The oldest overdue invoice is on the card; the window insists on a reason."""
    slack = desk.workspace
    card, asked = held(slack, "tom", "wharfedale want 12 x 22423")
    says(
        asked, "invoices are overdue", "Exposure now\n£866.88", "This order adds\n£183.60", "Over the limit by\n£50.48",
        "Oldest overdue\nINV-566750, £506.40 open, due Fri 14 Oct 2011 (31 days overdue)",
        "Open invoices\n+ £866.88",
    )  # fmt: skip
    slack.click("sam", asked, "Reject")
    window = slack.modal("sam")
    assert slack.submit("sam", window, {}) != {}
    assert slack.submit("sam", window, {"comment": "Pay the October invoices first"}) == {}
    told = slack.wait_for("#orders", card.thread_ts, "Pay the October invoices first")
    assert "Sam Whitlock" in told
    assert state_of(desk, ordered(card))[0] == "pending_confirmation"
    assert slack.wait_for("#approvals", None, "Rejected · Wharfedale Gift Wholesalers").labels == ()
    assert slack.mailbox("orders@wharfedalegiftwholesalers.example") == []


def test_an_approval_with_terms_says_how_far_it_goes(desk: Running) -> None:
    """Up to 20,000, to the end of the year: no window for a rep, no bad amount, and the card says the terms."""
    slack = desk.workspace
    card, asked = held(slack, "mia", "meadowsweet want 900 x 22423")
    slack.click("tom", asked, "Approve with terms")
    only_seen_by(slack, "tom", "Sorry, you may not decide this.")
    assert slack.open_modal("tom") is None
    slack.click("vera", asked, "Approve with terms")
    window = slack.modal("vera")
    for unclear in ("a lot", "20.000", "0"):
        assert "cap" in slack.submit("vera", window, {"cap": unclear})
    terms = {"cap": "20.000,00", "valid_until": "2011-12-31", "comment": "good payer"}
    assert slack.submit("vera", window, terms) == {}
    slack.wait_for("#orders", card.thread_ts, "was released by")
    decided = slack.wait_for("#approvals", None, "up to £20,000.00")
    says(decided, "Approved", "until Sat 31 Dec 2011, 23:59", "good payer")
    assert state_of(desk, ordered(card)) == ("confirmed", 1)


def test_a_changed_order_asks_for_a_fresh_look(desk: Running) -> None:
    """The old card loses its buttons, a click that came too late changes nothing, the new card decides."""
    slack = desk.workspace
    card, asked = held(slack, "mia", "eastgate want 300 x 22423")
    number = ordered(card)
    slack.say("mia", "#orders", "make it 250", thread_ts=card.thread_ts)
    fresh = slack.wait_for(
        "#approvals", None, lambda seen: number in seen.words and "Approve" in seen.labels and seen.ts != asked.ts
    )
    slack.wait_until(lambda: not next(m for m in slack.channel("#approvals") if m.ts == asked.ts).labels)
    with pytest.raises(CannotDo):
        slack.click("sam", asked, "Approve")
    clicked_again(desk, "sam", asked, "Approve")
    only_seen_by(slack, "sam", "The order changed since this was asked.")
    assert state_of(desk, number) == ("pending_confirmation", 2)
    slack.click("sam", fresh, "Approve")
    slack.wait_for("#orders", card.thread_ts, "was released by")
    assert state_of(desk, number) == ("confirmed", 2)


def test_a_payment_that_clears_the_excess_releases_the_order_by_itself(desk: Running) -> None:
    """Nobody decides anything: the payment does."""
    slack = desk.workspace
    card, asked = held(slack, "tom", "fernandez want 120 x 22423")
    said = orderclerk(desk.database_url, "pay", "13117", "2000.00", "--id", "BANK-1")
    assert said.startswith("£2,000.00 from 13117")
    slack.wait_for("#orders", card.thread_ts, "is confirmed")
    assert state_of(desk, ordered(card)) == ("confirmed", 1)
    slack.wait_until(lambda: not next(m for m in slack.channel("#approvals") if m.ts == asked.ts).labels)
    assert orderclerk(desk.database_url, "pay", "13117", "2000.00", "--id", "BANK-1").startswith("£2,000.00")
