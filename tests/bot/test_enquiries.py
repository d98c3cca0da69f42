"""Questions beside an order: answered in Slack where we know, and never lost; a mail learns nothing by itself."""

from presentation.actions import ActionId, EnquiryAction, OrderAction
from tests.bot.incoming import Clerk
from tests.support.world import OWL

ASKED = "has anyone sent them a copy of the October invoice?"


def _said(clerk: Clerk) -> list[str]:
    return sorted(row.message for row in clerk.owed())


def test_what_we_know_is_answered_and_the_rest_stands_on_the_card(clerk: Clerk) -> None:
    """Changes of the draft leave a question there that nobody answered."""
    text = f"thistle want 24 owl doorstop. have we got 40 enamel cup in stock? {ASKED}"
    clerk.keep_message("U0MIA", text, "1.0")
    clerk.work()
    assert _said(clerk) == ["order_card", "stock_answer"]
    order = clerk.order("SO-1001")
    assert [(line.sku, line.base_quantity) for line in order.lines] == [(OWL, 24)]
    assert order.enquiries == (ASKED,)
    clerk.keep_message("U0MIA", "make it 30 owl doorstop", "2.0", thread_ts="1.0")
    clerk.work()
    assert clerk.order("SO-1001").enquiries == (ASKED,)


def test_an_order_of_somebody_else_is_not_told_and_the_draft_is_made(clerk: Clerk) -> None:
    """What cannot be answered is for a person, and takes nothing of the order with it."""
    clerk.keep_message("U0MIA", "thistle want 24 owl doorstop. where is SO-4711?", "1.0")
    clerk.work()
    assert _said(clerk) == ["order_card"]
    assert clerk.order("SO-1001").enquiries == ("where is SO-4711?",)


def test_questions_in_a_mail_are_for_a_person(clerk: Clerk) -> None:
    """Whoever writes in the name of a customer gets a draft looked at, and no figure."""
    text = "please send 24 owl doorstop. where is SO-4711? have you got 40 enamel cup in stock?"
    clerk.keep_mail("anna@thistle.example", text, "<1@thistle>")
    clerk.work()
    assert _said(clerk) == ["order_acknowledged", "order_card"]
    assert clerk.order("SO-1001").enquiries == ("where is SO-4711?", "have you got 40 enamel cup in stock?")


def test_a_question_stays_on_the_card_until_somebody_says_that_it_is_answered(clerk: Clerk) -> None:
    """Confirming does not answer it; a second click and somebody of the warehouse change nothing."""
    clerk.keep_message("U0MIA", f"thistle want 24 owl doorstop. {ASKED}", "1.0")
    clerk.work()
    clerk.keep_click("U0MIA", ActionId.CONFIRM, OrderAction(number="SO-1001", revision=1))
    clerk.work()
    confirmed = clerk.order("SO-1001")
    assert (confirmed.state, confirmed.enquiries) == ("confirmed", (ASKED,))
    answered = EnquiryAction(number="SO-1001", enquiry=ASKED[:20])
    clerk.keep_click("U0WILL", ActionId.CLOSE_ENQUIRY, answered, "2.0")
    clerk.work()
    assert clerk.outcomes()[-1] == "refused: NOT_ALLOWED"
    assert clerk.order("SO-1001").enquiries == (ASKED,)
    for at in ("3.0", "4.0"):
        clerk.keep_click("U0MIA", ActionId.CLOSE_ENQUIRY, answered, at)
        clerk.work()
        assert (clerk.outcomes()[-1], clerk.order("SO-1001").enquiries) == ("enquiry of SO-1001 closed", ())
    card = [row.data["order"] for row in clerk.owed() if row.message == "order_card"][-1]
    assert (card["state"], card["revision"], card["enquiries"]) == ("confirmed", confirmed.revision, [])


def test_what_is_asked_beside_a_po_that_came_again_is_answered_and_stands_on_its_order(clerk: Clerk) -> None:
    """The same words by a third way leave it there once."""
    order = "thistle want 24 owl doorstop, PO TT-4411."
    clerk.keep_message("U0MIA", order, "1.0")
    clerk.keep_message("U0MIA", f"{order} have we got 40 enamel cup in stock? {ASKED}", "2.0")
    clerk.keep_mail("anna@thistle.example", f"please send 24 owl doorstop, PO TT-4411. {ASKED}", "<1@thistle>")
    clerk.work()
    assert _said(clerk) == [
        "order_card",
        "order_card",
        "order_card",
        "resent_po",
        "resent_po",
        "resent_po",
        "stock_answer",
    ]
    assert clerk.order("SO-1001").enquiries == (ASKED,)
    assert clerk.outcomes() == ["drafted SO-1001", "duplicate of SO-1001", "duplicate of SO-1001"]


def test_a_question_that_was_answered_does_not_come_back_with_the_next_change(clerk: Clerk) -> None:
    """What was asked for is changed and taken back; what was asked about stays answered."""
    clerk.keep_message("U0MIA", f"thistle want 24 owl doorstop. {ASKED}", "1.0")
    clerk.work()
    clerk.keep_click("U0MIA", ActionId.CLOSE_ENQUIRY, EnquiryAction(number="SO-1001", enquiry=ASKED))
    clerk.work()
    for ts, words in (("2.0", "make it 30 owl doorstop"), ("3.0", "undo")):
        clerk.keep_message("U0MIA", words, ts, thread_ts="1.0")
        clerk.work()
    order = clerk.order("SO-1001")
    assert ([line.base_quantity for line in order.lines], order.enquiries) == ([24], ())
