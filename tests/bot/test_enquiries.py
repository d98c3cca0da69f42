"""Questions beside an order: answered in Slack where we know, and never lost; a mail learns nothing by itself."""

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
