"""Owns the relay: takes events to be routed and deliveries that are owed, renders them, sends them, and records what
became of each. Any number of relays may run.
"""

import threading
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import structlog
from jinja2 import TemplateError
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from domain.conversations import queries as conversations
from domain.conversations import service as conversation_verbs
from domain.conversations.schemas import Places, PostedCardView, ThreadView
from domain.shared import outbox, policy
from domain.shared.actors import system
from domain.shared.clock import real_now
from domain.shared.database import Transactions
from domain.shared.desk import Desk
from domain.shared.outbox import ClaimedDelivery, Consumer, RecordedEvent
from gateways.outcomes import Ambiguous, CallFailed, Delivered, Later, Outcome, Rejected
from notifications.attaching import attachments_of
from notifications.continuing import continuations
from notifications.fresh import REMINDER, fresh_reminder
from notifications.lanes import Lanes, grouped
from notifications.routing import route
from notifications.sending import MailHeaders, MailPort, Posted, SlackPort, Standing, send_mail, send_to_slack
from presentation.messages.registry import UnknownMessage

log = structlog.get_logger()
ACTOR = system("routing")
BATCH = 20
SENDERS = 4
POLL_SECONDS = 1.0
_CARDS_OF_ORDERS = frozenset({"order_card", "resent_po"})
MOST_BROKEN = 3
EMAIL = "email"
#: What a thread key has room for.
THREAD_KEY_LENGTH = 200


@dataclass(frozen=True, slots=True)
class RelaySettings:
    """Where things go, and as whom we write."""

    places: Places
    mail_from: str
    public_url: str | None = None


class Relay:
    """Sends what is owed. Without `slack` or `mail` their deliveries are skipped, and the reason says so.

    The failure of one event or delivery never stops another; what may have arrived is looked for before it is
    sent again. Safe to use from several threads and processes.
    """

    def __init__(
        self,
        transactions: Transactions,
        *,
        slack: SlackPort | None,
        mail: MailPort | None,
        settings: RelaySettings,
        senders: int = SENDERS,
    ) -> None:
        self._transactions = transactions
        self._slack = slack
        self._mail = mail
        self._settings = settings
        self._senders = senders
        self._wake = threading.Event()

    def wake(self) -> None:
        """There may be something to do."""
        self._wake.set()

    def run_once(self) -> int:
        """Route every event and send every delivery that is due now; says how many of both."""
        count = 0
        while self._route_one():
            count += 1
        return count + self._send_due()

    def run_until_idle(self) -> int:
        """Work until nothing is due; says how much was done."""
        total = 0
        while done := self.run_once():
            total += done
        return total

    def run_forever(self, stop: threading.Event, poll_seconds: float = POLL_SECONDS) -> None:
        """Work until told to stop; woken at once when something is owed. What is being sent then is finished."""
        lanes = Lanes(self._send, self._give_back, self.wake, senders=self._senders)
        while not stop.is_set():
            self._wake.clear()
            try:
                self._start_due(lanes)
            except Exception:  # the outermost edge: the database may be away for a while
                log.exception("the outbox cannot be read")
            self._wake.wait(poll_seconds)
        lanes.close()

    def _start_due(self, lanes: Lanes) -> None:
        """What is owed is sent between any two events: a long night's worth of them never holds up an answer."""
        self._start_owed(lanes)
        while self._route_one():
            self._start_owed(lanes)

    def _start_owed(self, lanes: Lanes) -> None:
        while not lanes.is_full and (claimed := self._claimed(without=lanes.full_channels)):
            lanes.start(claimed)

    def _route_one(self) -> bool:
        event: RecordedEvent | None = None
        try:
            with (
                self._transactions.begin() as session,
                outbox.claimed_event(session, Consumer.ROUTING) as event,
            ):
                if event is not None:
                    desk = Desk(event.occurred_at, ACTOR, policy.in_force(session), f"event:{event.id}")
                    route(session, desk, event, self._settings.places)
        except Exception as error:  # the outermost edge: kept and tried again
            if event is None:
                raise
            log.exception("routing failed", kind=event.kind, id=event.id)
            with self._transactions.begin() as session:
                outbox.event_failed(session, event.id, Consumer.ROUTING, repr(error))
        return event is not None

    def _claimed(self, without: Collection[str] = ()) -> Sequence[ClaimedDelivery]:
        with self._transactions.begin() as session:
            return outbox.claim_deliveries(session, BATCH, without=without)

    def _send_due(self) -> int:
        claimed = self._claimed()
        groups = grouped(claimed)
        if len(groups) < 2 or self._senders < 2:
            self._send_group(claimed)
        else:
            with ThreadPoolExecutor(self._senders, thread_name_prefix="sender") as pool:
                list(pool.map(self._send_group, groups))
        return len(claimed)

    def _send_group(self, deliveries: Sequence[ClaimedDelivery]) -> None:
        for delivery in deliveries:
            self._send(delivery)

    def _send(self, delivery: ClaimedDelivery) -> None:
        try:
            delivery, reason = self._fresh(delivery)
            reason = reason or self._unsendable(delivery)
            if reason:
                self._skip(delivery, reason)
            elif delivery.channel == EMAIL:
                self._send_mail(delivery)
            else:
                self._send_slack(delivery)
        except CallFailed as failure:
            self._record(delivery, failure.outcome)
        except (UnknownMessage, ValidationError, TemplateError) as error:
            log.exception("message cannot be rendered", delivery=delivery.key, message=delivery.message)
            self._record(delivery, Rejected("not_renderable", (repr(error)[:500],)))
        except Exception as error:  # the outermost edge: one delivery must not stop the others
            log.exception("delivery failed", delivery=delivery.key)
            # What breaks our own code breaks it again, and all that follows it in its place would wait for hours.
            is_ours = delivery.attempts >= MOST_BROKEN and not isinstance(error, SQLAlchemyError)
            words = repr(error)[:500]
            self._record(delivery, Rejected("broken", (words,)) if is_ours else Ambiguous(words))

    def _fresh(self, delivery: ClaimedDelivery) -> tuple[ClaimedDelivery, str | None]:
        """A reminder says what is open when it leaves, however long it waited; nothing more is no reminder."""
        if delivery.message != REMINDER:
            return delivery, None
        with self._transactions.read() as session:
            desk = Desk(real_now(), ACTOR, policy.in_force(session))
            data = fresh_reminder(session, desk, delivery.data)
        if data is None:
            return delivery, "paid, disputed or promised meanwhile"
        return delivery.model_copy(update={"data": data}), None

    def _unsendable(self, delivery: ClaimedDelivery) -> str | None:
        is_mail = delivery.channel == EMAIL
        if (self._mail if is_mail else self._slack) is None:
            return "no SMTP server is set (SMTP_URL)" if is_mail else "Slack is not set up (SLACK_BOT_TOKEN)"
        if not delivery.target:
            return "no contact address is known" if is_mail else "no Slack channel or user is known for it"
        return None

    def _send_slack(self, delivery: ClaimedDelivery) -> None:
        if self._slack is None:
            return
        with self._transactions.read() as session:
            company = policy.in_force(session).company
            card = conversations.posted_card(session, delivery.card_key) if delivery.card_key else None
        standing = Standing(card.channel, card.ts) if card else None
        posted = send_to_slack(self._slack, delivery, company, standing)
        self._record(delivery, posted.outcome, posted)

    def _send_mail(self, delivery: ClaimedDelivery) -> None:
        if self._mail is None:
            return
        with self._transactions.read() as session:
            configuration = policy.in_force(session)
        desk = Desk(real_now(), ACTOR, configuration, f"delivery:{delivery.id}")
        headers = MailHeaders(
            mail_from=self._settings.mail_from,
            sent_at=real_now(),
            references=tuple(delivery.data.get("recipient", {}).get("references", ())),
        )
        attachments = attachments_of(self._transactions, desk, delivery.data)
        outcome = send_mail(self._mail, delivery, configuration.company, headers, attachments=attachments)
        self._record(delivery, outcome)

    def _give_back(self, delivery: ClaimedDelivery) -> None:
        try:
            with self._transactions.begin() as session:
                outbox.give_back(session, delivery)
        except SQLAlchemyError:
            log.exception("left to the end of its lease", delivery=delivery.key)

    def _skip(self, delivery: ClaimedDelivery, reason: str) -> None:
        with self._transactions.begin() as session:
            outbox.skipped(session, delivery.id, reason)
        log.info("delivery skipped", delivery=delivery.key, reason=reason)

    def _record(self, delivery: ClaimedDelivery, outcome: Outcome, posted: Posted | None = None) -> None:
        """Write down what became of a delivery, and where its card or mail now stands, in one transaction."""
        with self._transactions.begin() as session:
            match outcome:
                case Delivered(reference):
                    outbox.delivered(session, delivery.id, reference)
                    if posted and posted.ts and delivery.card_key:
                        conversation_verbs.card_posted(session, _card_of(delivery, posted, posted.ts))
                        for more in continuations(delivery, posted):
                            outbox.owe(session, more, now=real_now())
                    if delivery.channel == EMAIL:
                        _remember_mail(session, delivery, reference)
                case Later(seconds=seconds, reason=reason):
                    outbox.try_later(session, delivery, reason, sure_not_sent=True, after=seconds)
                case Ambiguous(reason):
                    outbox.try_later(session, delivery, reason, sure_not_sent=False)
                case Rejected(reason, facts):
                    outbox.failed(session, delivery.id, "; ".join((reason, *facts))[:2000])
        if not isinstance(outcome, Delivered):
            log.warning("delivery not made", delivery=delivery.key, outcome=str(outcome)[:500])


def _card_of(delivery: ClaimedDelivery, posted: Posted, ts: str) -> PostedCardView:
    # What is written under these is about the order; what asks for a decision or continues a card has its own key.
    subject = delivery.subject if delivery.message in _CARDS_OF_ORDERS else delivery.card_key or ""
    return PostedCardView(
        card_key=delivery.card_key or "",
        subject=subject,
        channel=posted.channel,
        ts=ts,
        thread_ts=delivery.thread_key,
        message=delivery.message,
    )


def _remember_mail(session: Session, delivery: ClaimedDelivery, message_id: str) -> None:
    """Keep our mail with its conversation, so that an answer to it finds the way; a first mail begins one."""
    known = conversations.thread_of_mails(session, [delivery.thread_key]) if delivery.thread_key else None
    thread_key = known or f"mail:{message_id}"[:THREAD_KEY_LENGTH]
    thread = ThreadView(thread_key=thread_key, channel_kind=EMAIL, target=delivery.target, anchor=message_id)
    conversation_verbs.open_thread(session, thread, message_ids=(message_id,))
    if known is None and delivery.subject.startswith("order:"):
        conversation_verbs.bind(session, thread_key, delivery.subject)
