"""From a rep's words to the customer's mail: the card, what changes it, Confirm, and the confirmation."""

import pytest

from tests.support.running import Running
from tests.support.stories import drafted, shown, thread_card

pytestmark = pytest.mark.data

THISTLE = (
    "thistle want 5 doz jumbo bag red retrospot and 60 regency cakestand 3 tier by friday, "
    "PO TT-4411, norwich warehouse"
)


def test_one_order_goes_from_words_to_the_customers_mail(desk: Running) -> None:
    """The card says everything that Confirm will do, and Confirm does exactly that."""
    slack = desk.workspace
    card = drafted(slack, "mia", THISTLE)
    assert shown(card)[1:] == [
        "Draft 5688 · Thistle & Thyme Gifts",
        "Ship to", "Norwich warehouse", "11 Trading Street, Norwich ZZ2 2AA",
        "Wanted", "Fri 18 Nov 2011", "Their PO", "TT-4411", "From", "MAIN and NORTH",
        "Article", "Quantity", "Price", "Net",
        "85099B", "JUMBO BAG RED RETROSPOT", "5 dozen (60)", "£1.65", "£99.00",
        "22423", "REGENCY CAKESTAND 3 TIER", "60 each", "£10.95", "£657.00",
        "Leaves Tue 15 Nov 2011, arrives Wed 16 Nov 2011",
        "•  60 × 85099B from MAIN", "•  50 × 22423 (40 from MAIN and 10 from NORTH)",
        "Leaves Wed 23 Nov 2011, arrives Thu 24 Nov 2011",
        "•  10 × 22423 from supplier order SUP-1304-0, due Tue 22 Nov 2011",
        "Net £756.00 · VAT 20% £151.20 · Total £907.20",
        "Credit after this order: £907.20 of £2,500.00, £1,592.80 left",
        ":warning: Worth a look", "•  Wanted by Fri 18 Nov 2011; the last of it can be there on Thu 24 Nov 2011.",
        "Confirm", "Edit", "Discard",
        "Stock is reserved until 09:15 · write in this thread to change anything",
    ]  # fmt: skip
    slack.click("mia", card, "Confirm")
    order = thread_card(slack, card.thread_ts, "SO-5688 · Thistle & Thyme Gifts")
    assert order.ts == card.ts
    assert order.labels == ()
    assert "Complete by\nThu 24 Nov 2011" in "\n".join(shown(order))
    assert "Total £907.20" in "\n".join(shown(order))
    mail = slack.wait_for_mail("orders@thistlethymegifts.example", "SO-5688")
    assert mail.subject == "Order SO-5688 confirmed (your PO TT-4411)"
    assert mail.header("Auto-Submitted") == "auto-generated"
    for words in ("5 dozen (60) at £1.65 = £99.00", "60 each at £10.95 = £657.00", "Total £907.20",
                  "Promised 50 on Wed 16 Nov 2011 and 10 on backorder for Thu 24 Nov 2011",
                  "Your contact: Mia Okafor"):  # fmt: skip
        assert words in mail.text
    for words in ("SO-5688", "£907.20", "REGENCY CAKESTAND 3 TIER"):
        assert words in mail.html


def test_an_article_that_could_be_several_is_asked_for_and_answered_by_clicks(desk: Running) -> None:
    """Confirm comes only when nothing is open any more."""
    slack = desk.workspace
    card = drafted(slack, "tom", "harbour lane want 12 heart of wicker and 24 cakestands")
    assert "Which article is “12 heart of wicker”?" in card
    assert "Confirm" not in card.labels
    slack.click("tom", card, "22470 · HEART OF WICKER LARGE")
    card = thread_card(slack, card.thread_ts, "22470")
    card = slack.wait_for("#orders", card.thread_ts, lambda seen: "12 heart of wicker”?" not in seen.words)
    slack.click("tom", card, "22423 · REGENCY CAKESTAND 3 TIER")
    card = slack.wait_for("#orders", card.thread_ts, lambda seen: "Confirm" in seen.labels)
    assert "12 each" in card
    assert "24 each" in card


def test_what_is_written_next_in_the_thread_changes_the_draft(desk: Running) -> None:
    """Quantities change, lines go, and the same card shows it."""
    slack = desk.workspace
    card = drafted(slack, "mia", "castellan want 24 x 85123A and 12 x 22469")
    slack.say("mia", "#orders", "make it 3 doz 22469 and drop the 85123A", thread_ts=card.thread_ts)
    changed = slack.wait_for(
        "#orders", card.thread_ts, lambda seen: seen.ts == card.ts and "3 dozen (36)" in seen.words
    )
    assert changed.ts == card.ts
    assert "85123A" not in changed
    slack.say("mia", "#orders", "forget it", thread_ts=card.thread_ts)
    gone = slack.wait_for("#orders", card.thread_ts, "iscarded")
    assert gone.labels == ()


def test_the_window_changes_the_draft_and_says_what_is_wrong_beside_the_field(desk: Running) -> None:
    """A row that is none is named, the window stays; a good row is saved and shown."""
    slack = desk.workspace
    card = drafted(slack, "mia", "bellweather want 12 x 22469")
    slack.click("mia", card, "Edit")
    window = slack.modal("mia")
    assert slack.submit("mia", window, {"lines": "12 each 22469\nbanana"}) == {
        "lines": "Expected quantity, unit and SKU as in “5 dozen 85099B”, but found: banana"
    }
    assert slack.submit("mia", window, {"lines": "2 dozen 22469", "customer_po": "BE-77"}) == {}
    changed = slack.wait_for("#orders", card.thread_ts, lambda seen: "BE-77" in seen.words)
    assert "2 dozen (24)" in changed
    assert slack.open_modal("mia") is None


def test_an_edited_message_is_read_anew_while_its_draft_is_open(desk: Running) -> None:
    """The draft follows the words that it came from."""
    slack = desk.workspace
    ts = slack.say("mia", "#orders", "kirkbride want 12 x 22469")
    card = thread_card(slack, ts, "Draft")
    slack.edit("mia", slack.thread("#orders", ts)[0], "kirkbride want 18 x 22469")
    changed = slack.wait_for("#orders", ts, lambda seen: "18 each" in seen.words)
    assert changed.ts == card.ts
