"""What is owed is sent once, in order, and what cannot be sent says why."""

import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import select

from domain.billing import service as billing
from domain.billing.schemas import ImportedInvoice, PaymentRequest, RefundRequest
from domain.conversations import queries as conversations
from domain.conversations.schemas import Places
from domain.customers import service as customers
from domain.customers.schemas import ContactView
from domain.employees import service as employees
from domain.orders import service as orders
from domain.orders.schemas import OrderView
from domain.returns import service as returns
from domain.returns.schemas import Disposition, Inspected, ReturnAsk, ReturnReason
from domain.shared.actors import system
from domain.shared.database import Transactions
from domain.shared.money import Money
from domain.shared.outbox import WAKE, Delivery, DeliveryRow, owe
from domain.shipping import service as shipping
from gateways.outcomes import Ambiguous, Later, Outcome
from notifications.relay import Relay, RelaySettings
from notifications.sending import mailbox, reply_address
from presentation.schemas import OrderCard
from tests.billing.books import pounds
from tests.notifications.recording import RecordingMail, RecordingSlack
from tests.orders.stories import confirmed, drafted
from tests.support.world import BAG, FAY, MIA, MORNING, SAM, STAND, WILL, World, build

PLACES = Places(orders="C1ORDERS", approvals="C2APPROVALS", alerts="C3ALERTS")
THREAD = "1321264800.000100"


@pytest.fixture
def world(transactions: Transactions) -> World:
    """A small wholesaler; Mia is in Slack."""
    world = build(transactions)
    with world.working() as session:
        employees.link_slack(session, world.desk(system("test")), MIA.email, "U1MIA")
    return world


@pytest.fixture
def slack() -> RecordingSlack:
    """A Slack that remembers."""
    return RecordingSlack()


@pytest.fixture
def mail() -> RecordingMail:
    """A mail server that remembers."""
    return RecordingMail()


@pytest.fixture
def relay(world: World, slack: RecordingSlack, mail: RecordingMail) -> Relay:
    """A relay between them."""
    return relay_of(world, slack, mail)


class SlowMail(RecordingMail):
    """A mail server that answers when it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may_answer = threading.Event()

    def send(self, mail: EmailMessage, *, envelope_from: str | None = None) -> Outcome:
        """Think first."""
        self.may_answer.wait(20)
        return super().send(mail, envelope_from=envelope_from)


def eventually(is_so: Callable[[], bool]) -> bool:
    """Whether it becomes so within ten seconds."""
    deadline = time.monotonic() + 10
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.02)
    return is_so()


def relay_of(world: World, slack: RecordingSlack | None, mail: RecordingMail | None) -> Relay:
    """A relay with or without its far sides."""
    settings = RelaySettings(places=PLACES, mail_from="Orders <orders@wholesaler.example>")
    return Relay(world.transactions, slack=slack, mail=mail, settings=settings, senders=2)


def show(world: World, order: OrderView, key: str = "first") -> None:
    """The card of an order in Mia's thread, as the bot owes it."""
    with world.working() as session:
        owe(session, Delivery(
            key=key, message="order_card", channel="slack", target="C1ORDERS", thread_key=THREAD,
            card_key=f"C1ORDERS:{THREAD}:order:{order.number}", subject=order.subject,
            data=OrderCard(order=order).model_dump(mode="json"),
        ), now=MORNING)  # fmt: skip


def owed(world: World) -> dict[str, tuple[str, str | None]]:
    """Every delivery by key with its state and reason."""
    with world.transactions.read() as session:
        rows = session.scalars(select(DeliveryRow))
        return {row.key: (row.state, row.reason) for row in rows}


def hint(world: World, key: str, **more: Any) -> None:
    """Some small message that is owed."""
    fields = {"message": "hint", "channel": "slack", "target": "C1ORDERS", "subject": "test", **more}
    with world.working() as session:
        owe(session, Delivery(key=key, data={"lines": [key]}, **fields), now=MORNING)


def try_again_now(world: World) -> None:
    """The time to wait is over."""
    with world.working() as session:
        for row in session.scalars(select(DeliveryRow)):
            row.next_at, row.lease_until = MORNING, None


def test_o1_a_confirmed_order_is_told_to_the_buyer_the_card_and_the_thread(
    world: World, relay: Relay, slack: RecordingSlack, mail: RecordingMail
) -> None:
    """One mail to the buyer, the same card changed, one word in the thread."""
    show(world, drafted(world, (BAG, 60), (STAND, 60)))
    relay.run_until_idle()
    confirmed(world, (BAG, 60), (STAND, 60))
    relay.run_until_idle()
    card, word = slack.in_channel("C1ORDERS")
    assert (card.thread_ts, card.updates) == (THREAD, 1)
    assert "SO-1001 · Thistle" in card.words
    assert "Confirmed" in card.words
    assert word.thread_ts == THREAD
    assert "anna@thistle.example" in word.text
    assert [str(each["Subject"]) for each in mail.sent] == ["Order SO-1001 confirmed"]
    assert str(mail.sent[0]["To"]) == "Anna <anna@thistle.example>"
    assert str(mail.sent[0]["Reply-To"]) == "Orders <orders+SO-1001@wholesaler.example>"
    text = mail.text_of(0)
    assert "Dear Anna" in text
    assert "60 each at £1.65 = £99.00" in text
    assert "50 on Wed 16 Nov 2011 and 10 on backorder for Thu 24 Nov 2011" in text


def test_h6_a_held_order_asks_the_approvers_and_the_decision_closes_the_card(
    world: World, relay: Relay, slack: RecordingSlack, mail: RecordingMail
) -> None:
    """The customer hears nothing of the hold; approval makes the card say so, without buttons."""
    held = confirmed(world, (STAND, 1000), customer="MEADOW")
    relay.run_until_idle()
    (asked,) = slack.in_channel("C2APPROVALS")
    assert "Approve" in asked.words
    assert "£8,340.00" in asked.words
    assert mail.sent == []
    approval_id = held.holds[-1].approval_id
    assert approval_id is not None
    with world.working() as session:
        orders.decide_hold(
            session, world.desk(SAM), approval_id, revision=held.revision, snapshot_hash=None, approve=True,
            comment="known customer",
        )  # fmt: skip
    relay.run_until_idle()
    assert len(slack.in_channel("C2APPROVALS")) == 1
    assert '"actions"' not in asked.words
    assert "*Approved* by *Sam*" in asked.words
    direct = slack.in_channel("D1MIA")
    assert [("released" in each.text, "is confirmed" in each.text) for each in direct] == [(True, False), (False, True)]


def test_o3_the_same_event_routed_twice_owes_nothing_twice(world: World, relay: Relay, mail: RecordingMail) -> None:
    """Keys name event, order, revision and recipient."""
    confirmed(world, (BAG, 60))
    relay.run_until_idle()
    before = owed(world)
    confirmed(world, (BAG, 60))
    relay.run_until_idle()
    assert owed(world) == before
    assert len(mail.sent) == 1


def test_a_customer_without_contact_is_a_skip_with_a_reason(world: World, relay: Relay) -> None:
    """A skip is an answer."""
    confirmed(world, (BAG, 60), customer="FREE")
    relay.run_until_idle()
    assert owed(world)["order_confirmed:SO-1001:1:nobody"] == ("skipped", "no contact address is known")


def test_without_slack_or_mail_everything_is_skipped_with_the_setting_named(world: World) -> None:
    """The product runs without accounts."""
    confirmed(world, (BAG, 60))
    relay_of(world, None, None).run_until_idle()
    assert sorted(set(owed(world).values())) == [
        ("skipped", "Slack is not set up (SLACK_BOT_TOKEN)"),
        ("skipped", "no SMTP server is set (SMTP_URL)"),
    ]


def test_a_lost_answer_is_looked_for_before_posting_again(world: World, relay: Relay, slack: RecordingSlack) -> None:
    """The message is there although nobody told us: the second try finds it."""
    hint(world, "lost")
    slack.post("C1ORDERS", text="lost", metadata={"event_payload": {"id": "lost"}})
    slack.failures.append(Ambiguous("connection broke"))
    relay.run_until_idle()
    assert owed(world)["lost"] == ("sending", "connection broke")
    try_again_now(world)
    relay.run_until_idle()
    assert owed(world)["lost"][0] == "delivered"
    assert len(slack.messages) == 1


@pytest.mark.parametrize("outcome", [Later(30, "ratelimited"), Ambiguous("http_500")])
def test_what_failed_is_tried_again_and_stops_nobody_else(
    world: World, relay: Relay, slack: RecordingSlack, outcome: Outcome
) -> None:
    """Deliveries to another conversation go on; the failed one keeps its place in its own."""
    slack.failures.append(outcome)
    hint(world, "first")
    relay.run_until_idle()
    hint(world, "second")
    hint(world, "elsewhere", target="C3ALERTS")
    relay.run_until_idle()
    assert [each.text for each in slack.messages] == ["elsewhere"]
    try_again_now(world)
    relay.run_until_idle()
    assert [each.text for each in slack.in_channel("C1ORDERS")] == ["first", "second"]


def test_a_message_that_cannot_be_rendered_fails_alone(world: World, relay: Relay, slack: RecordingSlack) -> None:
    """Wrong data is refused for good, the next conversation goes on."""
    hint(world, "broken", message="order_card")
    hint(world, "fine", target="C3ALERTS")
    relay.run_until_idle()
    assert owed(world)["broken"][0] == "failed"
    assert [each.text for each in slack.messages] == ["fine"]


def test_a_running_relay_is_woken_and_a_slow_mail_server_does_not_hold_up_slack(
    world: World, slack: RecordingSlack
) -> None:
    """The word in Slack is there while the mail server still thinks; stopping waits for the mail."""
    mail = SlowMail()
    relay = relay_of(world, slack, mail)
    awake = Transactions(world.transactions.engine, {WAKE: relay.wake})
    stop = threading.Event()
    running = threading.Thread(target=relay.run_forever, args=(stop, 60))
    running.start()
    with awake.begin() as session:
        for number in range(3):
            owe(session, Delivery(key=f"mail{number}", message="sender_unknown", channel="email",
                                  target=f"a{number}@b.example", subject="test"), now=MORNING)  # fmt: skip
        owe(session, Delivery(key="word", message="hint", channel="slack", target="C1ORDERS", subject="test",
                              data={"lines": ["quick"]}), now=MORNING)  # fmt: skip
    assert eventually(lambda: len(slack.messages) == 1)
    assert mail.sent == []
    mail.may_answer.set()
    assert eventually(lambda: len(mail.sent) == 3)
    stop.set()
    relay.wake()
    running.join(10)
    assert sorted(state for state, _ in owed(world).values()) == ["delivered"] * 4


def test_l3_a_whisper_goes_to_one_person(world: World, relay: Relay, slack: RecordingSlack) -> None:
    """An ephemeral delivery names channel and user."""
    hint(world, "psst", channel="slack_ephemeral", target="C1ORDERS:U1MIA")
    relay.run_until_idle()
    assert slack.whispers == [("C1ORDERS", "U1MIA", "psst")]


def test_a_deleted_card_is_posted_anew(world: World, relay: Relay, slack: RecordingSlack) -> None:
    """The next change of the order brings the card back."""
    draft = drafted(world, (BAG, 60))
    show(world, draft)
    relay.run_until_idle()
    slack.messages.clear()
    show(world, draft, key="second")
    relay.run_until_idle()
    with world.transactions.read() as session:
        (card,) = conversations.cards_of(session, draft.subject)
    assert card.ts == slack.messages[0].ts


def test_l2_the_rest_of_a_long_order_follows_below_its_card(world: World, relay: Relay, slack: RecordingSlack) -> None:
    """30 lines: 20 on the card, 10 in a further message of the thread, changed with the next revision."""
    draft = drafted(world, *[(BAG, number) for number in range(1, 31)])
    show(world, draft)
    relay.run_until_idle()
    card, rest = slack.in_channel("C1ORDERS")
    assert "and 10 more lines" in card.words
    assert (rest.text, rest.thread_ts) == ("Draft 1001, lines 21 to 30", THREAD)
    show(world, draft, key="second")
    relay.run_until_idle()
    assert [each.updates for each in slack.messages] == [1, 1]
    with world.transactions.read() as session:
        assert len(conversations.cards_of(session, draft.subject)) == 1


def test_o4_an_answer_to_our_mail_finds_the_order(world: World, relay: Relay, mail: RecordingMail) -> None:
    """Our Message-ID belongs to a conversation about the order."""
    confirmed(world, (BAG, 60))
    relay.run_until_idle()
    with world.transactions.read() as session:
        thread_key = conversations.thread_of_mails(session, [str(mail.sent[0]["Message-ID"])])
        assert thread_key is not None
        assert conversations.subject_of(session, thread_key) == "order:SO-1001"


def test_o4_addresses_never_carry_more_than_they_should() -> None:
    """Names with quotes and line ends stay names; only an order's number becomes a token."""
    assert mailbox('Eve" <x@evil>\r\nBcc: all@x', "a@b.example") == '"Eve\' <x@evil> Bcc: all@x" <a@b.example>'
    assert reply_address("Shop <orders@shop.example>", "order:SO-7") == '"Shop" <orders+SO-7@shop.example>'
    assert reply_address("orders@shop.example", "order:x>y") == "orders@shop.example"
    assert reply_address("orders@shop.example", "customer:12") == "orders@shop.example"


def test_o2_goods_that_leave_are_told_with_carrier_and_what_is_still_to_come(
    world: World, relay: Relay, slack: RecordingSlack, mail: RecordingMail
) -> None:
    """A mail to the buyer, then the invoice once it is made."""
    order = confirmed(world, (BAG, 60), (STAND, 60))
    relay.run_until_idle()
    with world.working() as session:
        shipment = shipping.ship(session, world.desk(WILL), order.number, carrier="Parcelforce", tracking_number="PF1")
    relay.run_until_idle()
    text = mail.text_of(-1)
    assert "Carrier: Parcelforce\nTracking number: PF1\nExpected: Tue 15 Nov 2011" in text
    assert "50 sent now, 60 ordered, 10 still to come" in text
    with world.working() as session:
        shipping.invoice(session, world.desk(system("reactions")), shipment.shipment_number)
    relay.run_until_idle()
    assert str(mail.sent[-1]["Subject"]).startswith("Invoice INV-")
    assert "Please pay to" in mail.text_of(-1)
    assert [each.text[:7] for each in slack.in_channel("D1MIA")] == [":white_", ":truck:"]


def test_o2_each_step_of_a_return_is_told(world: World, relay: Relay, mail: RecordingMail) -> None:
    """Authorised with its number, received, and credited with the amount."""
    order = confirmed(world, (BAG, 60))
    with world.working() as session:
        shipped = shipping.ship(session, world.desk(WILL), order.number, carrier="Post", tracking_number=None)
        shipping.invoice(session, world.desk(system("reactions")), shipped.shipment_number)
        ask = ReturnAsk(line_no=1, quantity=Decimal(10), reason=ReturnReason.DAMAGED)
        rma = returns.authorise(session, world.desk(MIA), order.number, [ask])
    with world.working() as session:
        returns.receive(session, world.desk(WILL), rma.number)
        found = Inspected(line_no=1, quantity=Decimal(10), disposition=Disposition.SCRAP)
        returns.inspect(session, world.desk(WILL), rma.number, [found])
        returns.settle(session, world.desk(FAY), rma.number)
    relay.run_until_idle()
    subjects = [str(each["Subject"]) for each in mail.sent]
    assert f"Your return {rma.number} for order SO-1001" in subjects
    assert f"We have your return {rma.number} for order SO-1001" in subjects
    assert subjects[-1] == f"Your return {rma.number} is settled: £19.80 credited"
    assert "(damaged): 10 beyond use" in mail.text_of(-1)


def test_m5_credit_that_is_left_of_a_paid_invoice_is_told_to_staff(
    world: World, relay: Relay, slack: RecordingSlack
) -> None:
    """Who has paid and sends goods back is owed money: whoever keeps the books hears how it goes back."""
    order = confirmed(world, (BAG, 60))
    with world.working() as session:
        shipped = shipping.ship(session, world.desk(WILL), order.number, carrier="Post", tracking_number=None)
        invoice = shipping.invoice(session, world.desk(system("reactions")), shipped.shipment_number)
        paid = PaymentRequest(payment_id="PAY-1", bill_to=invoice.bill_to, received_date=date(2011, 11, 14),
                              amount=invoice.total, reference=invoice.number)  # fmt: skip
        billing.receive_payment(session, world.desk(FAY), paid)
        rma = returns.authorise(session, world.desk(MIA), order.number, [
            ReturnAsk(line_no=1, quantity=Decimal(10), reason=ReturnReason.DAMAGED)
        ])  # fmt: skip
        returns.receive(session, world.desk(WILL), rma.number)
        found = Inspected(line_no=1, quantity=Decimal(10), disposition=Disposition.SCRAP)
        returns.inspect(session, world.desk(WILL), rma.number, [found])
        returns.settle(session, world.desk(FAY), rma.number)
    relay.run_until_idle()
    (told,) = (each for each in slack.in_channel("C3ALERTS") if "open credit" in each.text)
    assert "£19.80 of open credit" in told.text
    assert "orderclerk refund CN-1001 --reason WHY" in str(told.blocks)
    with world.working() as session:
        ask = RefundRequest(bill_to=invoice.bill_to, amount=pounds("19.80"), reason="they paid",
                            credit_note_number="CN-1001")  # fmt: skip
        assert billing.request_refund(session, world.desk(FAY), ask).state == "requested"


def test_g2_one_reminder_for_all_that_is_overdue_or_a_task_where_nobody_can_be_written_to(
    world: World, relay: Relay, slack: RecordingSlack, mail: RecordingMail
) -> None:
    """Wharf has no contact: staff hear of it; once it has one, the mail goes there."""
    with world.working() as session:
        billing.run_dunning(session, world.desk(system("clock")), "2011-11-14")
    relay.run_until_idle()
    assert "Nobody to remind at Wharf" in slack.in_channel("C3ALERTS")[0].text
    assert mail.sent == []
    with world.working() as session:
        customers.import_contacts(session, world.desk(system("import")), [
            ContactView(customer_id="WHARF", name="Pat", email="pat@wharf.example", role="accounts"),
        ])  # fmt: skip
    later = world.on(MORNING + timedelta(days=21))
    with later.working() as session:
        billing.import_invoices(session, later.desk(system("import")), [
            ImportedInvoice(number="OLD-2", bill_to="WHARF", issued_date=date(2011, 10, 1),
                            due_date=date(2011, 11, 2), total=Money(Decimal("50"), "GBP"),
                            open_amount=Money(Decimal("50"), "GBP")),
        ])  # fmt: skip
        billing.run_dunning(session, later.desk(system("clock")), "2011-12-05")
    relay.run_until_idle()
    assert [str(each["To"]) for each in mail.sent] == ["Pat <pat@wharf.example>"]
    assert "OLD-1" in mail.text_of(0)
    assert "OLD-2" in mail.text_of(0)
    assert "Total: £290.00" in mail.text_of(0)
