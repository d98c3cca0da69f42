"""Owns what a story of tests.bot says to the product: messages, clicks and mails, kept and worked one by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.runtime import Runtime
from bot import mail_turns
from bot.listeners import click_of, message_of
from domain.conversations import service as conversations
from domain.conversations.models import InboxMessage
from domain.orders import queries as orders
from domain.orders.schemas import OrderView
from domain.shared.actors import system
from domain.shared.outbox import DeliveryRow
from gateways.envelope import Envelope
from presentation.actions import ActionValue
from tests.support.letters import letter

ORDERS = "C0ORDERS"
AUTHSERV_ID = "mx.test.example"
TEAM = "T0TEAM"


@dataclass
class Clerk:
    """The product without its threads: what is kept is worked when the story says so."""

    runtime: Runtime

    def keep_message(self, user: str, text: str, ts: str, *, thread_ts: str | None = None, **body: Any) -> None:
        """Somebody writes in the orders channel."""
        event = {"type": "message", "channel": ORDERS, "user": user, "text": text, "ts": ts}
        event |= {"thread_ts": thread_ts} if thread_ts else {}
        incoming = message_of({"team_id": TEAM, "event": event, **body}, "U0CLERK")
        assert incoming is not None
        with self.runtime.transactions.begin() as session:
            conversations.receive(session, incoming)

    def keep_edit(self, event: dict[str, Any]) -> None:
        """Somebody edits a message of theirs."""
        incoming = message_of({"team_id": TEAM, "event": {"type": "message"} | event}, "U0CLERK")
        assert incoming is not None
        with self.runtime.transactions.begin() as session:
            conversations.receive(session, incoming)

    def keep_click(self, user: str, action: str, shown: ActionValue, at: str = "1.0") -> None:
        """Somebody clicks a button of a card in the orders channel."""
        payload = {
            "user": {"id": user},
            "channel": {"id": ORDERS},
            "message": {"ts": "50.0"},
            "actions": [{"action_id": action, "value": shown.as_value(), "action_ts": at}],
        }
        with self.runtime.transactions.begin() as session:
            conversations.receive(session, click_of(payload))

    def keep_mail(
        self,
        sender: str,
        text: str,
        message_id: str,
        *,
        proven: bool = True,
        to: str = "",
        files: Mapping[str, str] | None = None,
        **headers: str,
    ) -> None:
        """A mail comes in with files, `to` another address than usual; our mail server says whether it is proven."""
        domain = sender.rpartition("@")[2].rstrip(">")
        result = f"{AUTHSERV_ID}; dmarc={'pass' if proven else 'none'} header.from={domain}"
        raw = letter(sender, text, message_id=message_id, files=files, Authentication_Results=result, **headers)
        mail_turns.keep(
            self.runtime.services, raw, Envelope(mail_from=sender, rcpt_tos=(to,) if to else (), peer="test")
        )

    def work(self) -> None:
        """Work everything that waits and is due."""
        while self.runtime.worker.run_once():
            pass

    def outcomes(self) -> list[str | None]:
        """What became of every message, in the order they came."""
        with self.runtime.transactions.read() as session:
            return list(session.scalars(select(InboxMessage.outcome).order_by(InboxMessage.id)))

    def owed(self) -> list[DeliveryRow]:
        """Everything that is owed, in order."""
        with self.runtime.transactions.read() as session:
            rows = list(session.scalars(select(DeliveryRow).order_by(DeliveryRow.id)))
            session.expunge_all()
            return rows

    def order(self, number: str) -> OrderView:
        """An order as it stands."""
        with self.runtime.transactions.read() as session:
            return self.seen(session, number)

    def seen(self, session: Session, number: str) -> OrderView:
        """The same within a transaction."""
        return orders.order(session, self.runtime.desks.desk(system("test"), None), number)
