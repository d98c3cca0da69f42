"""The same words by another way in: one input is one input, and the same PO again never becomes a second order."""

from email import message_from_bytes
from email.policy import SMTP
from typing import Any

import pytest

from bot import mail_turns
from bot.listeners import command_of
from domain.conversations import service as conversations
from domain.customers import service as customers
from domain.customers.schemas import AddressView, ContactView, CustomerView
from domain.orders import queries
from domain.orders.schemas import ResentPoView
from domain.shared.actors import system
from domain.shared.outbox import DeliveryRow
from gateways.envelope import Envelope
from presentation.actions import ActionId, ResentAction, TwinAction
from tests.bot.incoming import ORDERS, Clerk
from tests.support.letters import letter
from tests.support.world import World

ANNA, BEN = "anna@thistle.example", "ben@thistlesouth.example"
ORDER = "please send 24 owl doorstop, PO TT-4411"


def owed(clerk: Clerk, message: str, channel: str) -> list[DeliveryRow]:
    """Everything of a kind that is owed to a channel, in order."""
    return [row for row in clerk.owed() if row.message == message and row.channel == channel]


def shown(clerk: Clerk, which: int = -1) -> ResentPoView:
    """The PO that came again, as its card shows it."""
    return ResentPoView.model_validate(owed(clerk, "resent_po", "slack")[which].data["resent"])


def click(clerk: Clerk, user: str, action: ActionId, at: str = "1.0") -> None:
    """Somebody clicks a button of the newest card of a PO that came again."""
    resent = shown(clerk)
    clerk.keep_click(user, action, ResentAction(id=resent.id, revision=resent.order.revision), at)
    clerk.work()


def hints(clerk: Clerk) -> list[str]:
    """What was said to one person only."""
    return [line for row in clerk.owed() if row.message == "hint" for line in row.data["lines"]]


def kept_raw(clerk: Clerk, raw: bytes, *, to: str = "orders@orderclerk.example") -> None:
    """A mail server hands a mail over."""
    mail_turns.keep(clerk.runtime.services, raw, Envelope(mail_from=ANNA, rcpt_tos=(to,), peer="test"))


def test_q3_the_same_mail_to_two_of_our_addresses_is_one_input(clerk: Clerk) -> None:
    """It comes twice, in two envelopes and by two ways, each with headers of its own."""
    raw = letter(ANNA, ORDER, message_id="<1@thistle>")
    kept_raw(clerk, raw)
    kept_raw(clerk, b"Delivered-To: sales@orderclerk.example\r\nReceived: from b by c\r\n" + raw, to="sales@x.example")
    clerk.work()
    assert clerk.outcomes() == ["drafted SO-1001"]


def test_q3_a_mail_without_an_id_is_known_by_what_it_says(clerk: Clerk) -> None:
    """Two copies on two ways are one; another text or another day is another mail."""
    mail = message_from_bytes(letter(ANNA, ORDER, message_id="<x@y>"), policy=SMTP)
    del mail["Message-ID"]
    raw = mail.as_bytes()
    kept_raw(clerk, raw)
    kept_raw(clerk, b"Received: from b by c\r\n" + raw)
    clerk.work()
    assert clerk.outcomes() == ["drafted SO-1001"]
    kept_raw(clerk, raw.replace(b"24 owl", b"30 owl"))
    kept_raw(clerk, raw.replace(b"Mon, 14 Nov 2011 09:00", b"Mon, 14 Nov 2011 09:30"))
    clerk.work()
    assert clerk.outcomes()[1:] == ["revision of SO-1001", "duplicate of SO-1001"]


def test_q3_endless_ids_are_told_apart_by_their_ends(clerk: Clerk) -> None:
    """What there is no room for still counts."""
    for end in ("1", "2", "1"):
        clerk.keep_mail(ANNA, f"please send 2{end} owl doorstop", f"<{'a' * 300}{end}@thistle>")
    clerk.work()
    assert clerk.outcomes() == ["drafted SO-1001", "drafted SO-1002"]


def test_q3_nobody_can_take_the_id_of_somebody_elses_mail(clerk: Clerk) -> None:
    """A Message-ID is anybody's to write: with another sender it is another mail."""
    clerk.keep_mail("eve@nowhere.example", "x", "<1@thistle>")
    clerk.keep_mail(ANNA, ORDER, "<1@thistle>")
    clerk.work()
    assert clerk.outcomes() == ["quarantined: unknown sender", "drafted SO-1001"]


def test_q3_slack_repeats_itself_without_effect(clerk: Clerk) -> None:
    """The event again, the mention of the same message, the command again, the click again: one draft each."""
    for body in ({"event_id": "Ev1"}, {"event_id": "Ev1"}, {"event_id": "Ev2"}):
        clerk.keep_message("U0MIA", "thistle want 24 owl doorstop", "1.0", **body)
    typed: dict[str, Any] = {
        "trigger_id": "T1", "user_id": "U0MIA", "channel_id": ORDERS, "command": "/order",
        "text": "meadow want 12 enamel cup",
    }  # fmt: skip
    for _ in range(2):
        with clerk.runtime.transactions.begin() as session:
            conversations.receive(session, command_of(typed))
    clerk.work()
    assert clerk.outcomes() == ["drafted SO-1001", "drafted SO-1002"]


def test_q1_the_same_po_by_mail_and_in_slack_is_one_order(clerk: Clerk) -> None:
    """Anna mails it, Mia types it from the paper: the card points to the draft, and ordering again is a click."""
    clerk.keep_mail(ANNA, ORDER, "<1@thistle>")
    clerk.keep_message("U0MIA", "thistle want 24 owl doorstop, PO tt-4411", "1.0")
    clerk.work()
    assert clerk.outcomes() == ["drafted SO-1001", "duplicate of SO-1001"]
    assert (shown(clerk).kind, shown(clerk).order.number, shown(clerk).author) == ("duplicate", "SO-1001", "Mia")
    click(clerk, "U0MIA", ActionId.ORDER_AGAIN)
    assert clerk.outcomes()[-1] == "drafted SO-1002"
    assert (clerk.order("SO-1002").author, clerk.order("SO-1002").problems) == ("Mia", ())
    assert (shown(clerk).state, shown(clerk).result_number, shown(clerk).settled_by) == ("ordered", "SO-1002", "Mia")
    click(clerk, "U0SAM", ActionId.ORDER_AGAIN, at="2.0")
    click(clerk, "U0WILL", ActionId.ORDER_AGAIN, at="3.0")
    assert clerk.outcomes()[-2:] == ["refused: NOT_ALLOWED", "refused: NOT_ALLOWED"]
    click(clerk, "U0MIA", ActionId.ORDER_AGAIN, at="4.0")
    assert hints(clerk)[-1] == "Mia dealt with this PO already, see SO-1002."


def test_q1_a_copy_by_mail_is_answered_with_the_order_that_is_there(clerk: Clerk) -> None:
    """Nothing is acknowledged a second time; what is written next in either thread is about the one order."""
    clerk.keep_mail(ANNA, ORDER, "<1@thistle>")
    clerk.keep_mail(ANNA, f"{ORDER}\n\nThanks, Anna", "<2@thistle>")
    clerk.work()
    assert clerk.outcomes() == ["drafted SO-1001", "duplicate of SO-1001"]
    assert len(owed(clerk, "order_acknowledged", "email")) == 1
    (answer,) = owed(clerk, "resent_po", "email")
    assert (answer.target, answer.thread_key, answer.data["is_open"]) == (ANNA, "<2@thistle>", True)
    clerk.keep_mail(ANNA, "please make it 30 owl doorstop", "<3@thistle>", References="<2@thistle>")
    clerk.work()
    assert clerk.outcomes()[-1] == "drafted SO-1001"
    assert [str(line.quantity) for line in clerk.order("SO-1001").lines] == ["30"]


def test_q1_a_changed_po_by_mail_is_applied_by_a_click_and_acknowledged_anew(clerk: Clerk) -> None:
    """The card shows 24 → 36; Mia applies it, Anna reads what the draft holds now, in the thread of her second mail."""
    clerk.keep_mail(ANNA, ORDER, "<1@thistle>")
    clerk.keep_mail(ANNA, "please send 36 owl doorstop, PO TT-4411", "<2@thistle>")
    clerk.work()
    (change,) = shown(clerk).difference.lines
    assert (change.sku, change.before, change.after, change.possibility) == ("OWL", 24, 36, "possible")
    assert [str(line.quantity) for line in clerk.order("SO-1001").lines] == ["24"]
    click(clerk, "U0MIA", ActionId.APPLY_CHANGES)
    assert clerk.outcomes()[-1] == "revised SO-1001"
    assert [str(line.quantity) for line in clerk.order("SO-1001").lines] == ["36"]
    assert (shown(clerk).state, shown(clerk).settled_by) == ("applied", "Mia")
    assert len(owed(clerk, "draft_changed", "slack")) == 1
    first, second = owed(clerk, "order_acknowledged", "email")
    assert (first.thread_key, second.thread_key, second.target) == ("<1@thistle>", "<2@thistle>", ANNA)
    assert second.data["order"]["lines"][0]["quantity"] == "36"


def test_q1_a_card_that_is_no_longer_so_is_shown_anew(clerk: Clerk) -> None:
    """The draft changed meanwhile: the click does nothing, its sender is told."""
    clerk.keep_message("U0MIA", "thistle want 24 owl doorstop, PO TT-4411", "1.0")
    clerk.keep_message("U0MIA", "thistle want 36 owl doorstop, PO TT-4411", "2.0")
    clerk.work()
    stale = shown(clerk)
    clerk.keep_message("U0MIA", "make it 30 owl doorstop", "3.0", thread_ts="1.0")
    clerk.work()
    clerk.keep_click("U0MIA", ActionId.APPLY_CHANGES, ResentAction(id=stale.id, revision=stale.order.revision))
    clerk.work()
    assert clerk.outcomes()[-1] == "refused: STALE_REVISION"
    assert [str(line.quantity) for line in clerk.order("SO-1001").lines] == ["30"]


def test_i2_a_mail_without_proof_learns_nothing_and_changes_nothing(clerk: Clerk) -> None:
    """Whoever claims to be Anna gets no word about her order; the card says that the sender is not proven."""
    clerk.keep_mail(ANNA, ORDER, "<1@thistle>")
    clerk.keep_mail(ANNA, "please send 999 owl doorstop, PO TT-4411", "<2@evil>", proven=False)
    clerk.work()
    assert clerk.outcomes() == ["drafted SO-1001", "revision of SO-1001"]
    (answer,) = owed(clerk, "resent_po", "email")
    assert (answer.data["is_open"], shown(clerk).is_proven) == (False, False)
    assert clerk.order("SO-1001").revision == 1


def test_z2_a_sister_company_learns_nothing_about_an_order_of_the_same_bill_to(clerk: Clerk) -> None:
    """Ben's company is billed to Anna's and uses the same number: his mail is answered without hers."""
    world = World(clerk.runtime.transactions)
    with world.working() as session:
        south = CustomerView(customer_id="SOUTH", name="South", bill_to_id="THISTLE", country="GB")
        customers.import_customers(session, world.desk(system("import")), [south])
        customers.import_contacts(
            session, world.desk(system("import")), [ContactView(customer_id="SOUTH", name="Ben", email=BEN)]
        )
        place = AddressView(customer_id="SOUTH", label="main", kind="ship_to", city="Hull", country="GB")
        customers.import_addresses(session, world.desk(system("import")), [place])
    clerk.keep_mail(ANNA, ORDER, "<1@thistle>")
    clerk.keep_mail(BEN, "please send 25 owl doorstop, PO TT-4411", "<1@south>")
    clerk.work()
    assert clerk.outcomes() == ["drafted SO-1001", "drafted SO-1002"]
    assert [problem.code for problem in clerk.order("SO-1002").problems] == ["DUPLICATE_PO"]
    clerk.keep_mail(BEN, ORDER, "<2@south>")
    clerk.keep_mail(BEN, "please make it 99 owl doorstop", "<3@south>", References="<2@south>")
    clerk.work()
    assert clerk.outcomes()[2:] == ["duplicate of SO-1001", "drafted SO-1003"]
    assert [str(line.quantity) for line in clerk.order("SO-1001").lines] == ["24"]
    (closed,) = owed(clerk, "resent_po", "email")
    assert (closed.target, closed.data["is_open"]) == (BEN, False)
    answer = next(row for row in clerk.owed() if row.channel == "email" and row.target == BEN)
    assert "SO-1001" not in str({key: value for key, value in answer.data["order"].items() if key != "problems"})


def test_q2_what_may_be_a_copy_is_not_confirmed_in_the_same_breath(clerk: Clerk) -> None:
    """A change that makes it look like another draft is not confirmed with it; Keep both settles that."""
    clerk.keep_message("U0MIA", "thistle want 24 owl doorstop", "1.0")
    clerk.keep_message("U0MIA", "thistle want 12 owl doorstop", "2.0")
    clerk.keep_message("U0MIA", "thistle want 6 owl doorstop", "3.0")
    clerk.keep_message("U0MIA", "make it 24 owl doorstop and confirm", "4.0", thread_ts="2.0")
    clerk.keep_message("U0MIA", "make it 18 owl doorstop and confirm", "5.0", thread_ts="3.0")
    clerk.work()
    copy, other = clerk.order("SO-1002"), clerk.order("SO-1003")
    assert [(str(each.lines[0].quantity), each.state) for each in (copy, other)] == [
        ("24", "draft"),
        ("18", "confirmed"),
    ]
    assert [(problem.code, problem.facts["number"]) for problem in copy.problems] == [("DUPLICATE_BASKET", "SO-1001")]
    clerk.keep_click("U0MIA", ActionId.KEEP_BOTH, TwinAction(number="SO-1002", revision=2, other="SO-1001"))
    clerk.work()
    assert (clerk.outcomes()[-1], clerk.order("SO-1002").problems) == ("kept SO-1002", ())


@pytest.mark.parametrize("action", [ActionId.APPLY_CHANGES, ActionId.ORDER_AGAIN])
def test_q1_a_button_for_nothing_is_refused(clerk: Clerk, action: ActionId) -> None:
    """A value that names a PO nobody knows does nothing."""
    clerk.keep_click("U0MIA", action, ResentAction(id=99, revision=1))
    clerk.work()
    assert clerk.outcomes() == ["refused: NOT_FOUND"]
    with clerk.runtime.transactions.read() as session:
        assert queries.same_po(session, "THISTLE", "TT-4411") == ()
