"""Owns one event being routed: its circumstances, the people and places around it, and what is owed to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel
from sqlalchemy.orm import Session

from domain.approvals import queries as approvals
from domain.approvals.schemas import ApprovalView
from domain.conversations import queries as conversations
from domain.conversations.schemas import Places, ThreadView
from domain.customers import queries as customers
from domain.customers.schemas import ContactView
from domain.employees import queries as employees
from domain.orders import queries as orders
from domain.orders.schemas import OrderView
from domain.shared.desk import Desk
from domain.shared.outbox import Delivery, owe
from presentation.schemas import ApprovalCard, OrderCard, Recipient

KEY_LENGTH = 250
SUBJECT_LENGTH = 120
SLACK = "slack"
EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Spot:
    """A conversation in Slack: a channel and the thread in it."""

    channel: str
    thread_ts: str | None


@dataclass(frozen=True, slots=True)
class Occasion:
    """One event and everything needed to say who hears of it. Keys begin with its kind, so each is owed once.

    What cannot be sent (no contact, no channel) is owed all the same, to nobody: the relay records it as skipped
    with the reason.
    """

    session: Session
    desk: Desk
    places: Places
    kind: str
    event_id: int

    def order(self, number: str) -> OrderView:
        """The order as it is now."""
        return orders.order(self.session, self.desk, number)

    def owe(
        self,
        key: str,
        message: str,
        data: BaseModel,
        *,
        channel: str,
        target: str | None,
        subject: str,
        thread_key: str | None = None,
        card_key: str | None = None,
    ) -> bool:
        """Owe one message; False if it was owed before."""
        delivery = Delivery(
            key=f"{self.kind}:{key}"[:KEY_LENGTH],
            message=message,
            channel=channel,
            target=target or "",
            subject=subject[:SUBJECT_LENGTH],
            data=data.model_dump(mode="json"),
            thread_key=thread_key,
            card_key=card_key,
        )
        return owe(self.session, delivery, now=self.desk.now)

    def refresh_cards(self, order: OrderView) -> None:
        """Show the order as it is now on every card of it."""
        for posted in conversations.cards_of(self.session, order.subject):
            if posted.message != "order_card":
                continue
            self.owe(
                f"{self.event_id}:card:{posted.card_key}",
                "order_card",
                OrderCard(order=order),
                channel=SLACK,
                target=posted.channel,
                subject=order.subject,
                thread_key=posted.thread_ts,
                card_key=posted.card_key,
            )

    def spots(self, subject: str) -> tuple[Spot, ...]:
        """Where in Slack people talk about a subject: under its cards, else in its threads."""
        cards = [
            Spot(posted.channel, posted.thread_ts or posted.ts)
            for posted in conversations.cards_of(self.session, subject)
            if posted.message == "order_card"
        ]
        threads = [Spot(thread.target, thread.anchor or None) for thread in self._threads(subject, SLACK)]
        return tuple(dict.fromkeys(cards or threads))

    def say(self, order: OrderView, message: str, data: BaseModel, *, about: str = "") -> None:
        """A word to the rep: in each Slack thread of the order, else directly to the account manager or author."""
        spots = self.spots(order.subject)
        for spot in spots:
            key = f"{self.event_id}:{about}:{spot.channel}:{spot.thread_ts}"
            self.owe(
                key, message, data, channel=SLACK, target=spot.channel, subject=order.subject, thread_key=spot.thread_ts
            )
        if not spots:
            self.tell(order.account_manager or order.author_id, message, data, subject=order.subject, about=about)

    def tell(self, email: str, message: str, data: BaseModel, *, subject: str, about: str = "") -> None:
        """A direct message to one employee."""
        employee = employees.by_email(self.session, email)
        target = employee.slack_user_id if employee else None
        self.owe(f"{self.event_id}:{about}:dm:{email}", message, data, channel=SLACK, target=target, subject=subject)

    def show_approval(self, approval: ApprovalView, order: OrderView) -> None:
        """The card of a request as it is now, in the approvals channel; each state of it once."""
        said = f":{len(approval.votes)}:{'next' if approval.escalated_at else ''}".rstrip(":0")
        delivery = Delivery(
            # Not by event: whatever led to this state of the request, it is shown once.
            key=f"approval_card:{approval.id}:{approval.state}{said}",
            message="approval_card",
            channel=SLACK,
            target=self.places.approvals or "",
            subject=order.subject,
            data=ApprovalCard(approval=approval, order=order).model_dump(mode="json"),
            card_key=f"approval:{approval.id}",
        )
        owe(self.session, delivery, now=self.desk.now)

    def refresh_approvals(self, order: OrderView) -> None:
        """Every request about the order, as it stands now."""
        for approval in approvals.requests_of(self.session, order.subject):
            self.show_approval(approval, order)

    def contacts(self, customer_id: str | None, role: str) -> tuple[ContactView, ...]:
        """The people of a customer in this role, else everybody there."""
        known = customers.contacts(self.session, customer_id) if customer_id else ()
        return tuple(contact for contact in known if contact.role == role) or known

    def mail_thread(self, subject: str, email: str) -> ThreadView | None:
        """The mail conversation with this address about a subject, the latest one."""
        found = [thread for thread in self._threads(subject, EMAIL) if thread.target.lower() == email.lower()]
        return found[-1] if found else None

    def mail(
        self, contacts: Sequence[ContactView], message: str, data: BaseModel, *, subject: str, about: str = ""
    ) -> tuple[str, ...]:
        """One mail to each of these people, in the thread they wrote in; says to whom. Nobody to write to is owed
        as a skipped mail.
        """
        for contact in contacts:
            thread = self.mail_thread(subject, contact.email)
            recipient = Recipient(name=contact.name)
            self.owe(
                f"{about}:{contact.email}",
                message,
                data.model_copy(update={"recipient": recipient}),
                channel=EMAIL,
                target=contact.email,
                subject=subject,
                thread_key=thread.anchor or None if thread else None,
            )
        if not contacts:
            self.owe(f"{about}:nobody", message, data, channel=EMAIL, target=None, subject=subject)
        return tuple(contact.email for contact in contacts)

    def _threads(self, subject: str, channel_kind: str) -> list[ThreadView]:
        return [
            thread
            for thread in conversations.threads_of(self.session, subject)
            if thread.channel_kind == channel_kind and thread.target
        ]
