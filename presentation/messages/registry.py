"""Owns the list of messages: name → schema, and how it becomes a Slack card, a mail or both."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.shared.policy import Company
from presentation.cards import alerts as alert_cards
from presentation.cards import answers as answer_cards
from presentation.cards import late, notes
from presentation.cards import learned as learned_cards
from presentation.cards.approvals import approval_card
from presentation.cards.blocks import Card
from presentation.cards.order_lines import rest_of_lines
from presentation.cards.orders import order_card
from presentation.cards.resent import resent_card
from presentation.schemas import alerts, answers, offers, orders, papers
from presentation.schemas.base import Message

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One message: its schema, and its card where it has one; a mail has a folder of the same name."""

    schema: type[Message]
    card: Callable[[Any, Company], Card] | None = None
    has_mail: bool = False


class UnknownMessage(Exception):
    """No message has this name, or not for this channel."""


def _order_card(data: orders.OrderCard, company: Company) -> Card:
    return order_card(data.order, company, data.note)


def _order_lines(data: orders.OrderLinesCard, _company: Company) -> Card:
    return rest_of_lines(data.order)[data.page]


def _resent_card(data: orders.ResentPo, company: Company) -> Card:
    return resent_card(data.resent, company)


def _approval_card(data: orders.ApprovalCard, company: Company) -> Card:
    return approval_card(data.approval, data.order, company)


def _plainly(function: Callable[[Any], Card]) -> Callable[[Any, Company], Card]:
    def with_company(data: Any, _company: Company) -> Card:
        return function(data)

    return with_company


MESSAGES: dict[str, MessageKind] = {
    "order_card": MessageKind(orders.OrderCard, _order_card),
    "order_lines": MessageKind(orders.OrderLinesCard, _order_lines),
    "draft_changed": MessageKind(orders.DraftChanged, _plainly(notes.changed_note)),
    "change_refused": MessageKind(orders.ChangeRefused, _plainly(late.change_refused), has_mail=True),
    "approval_card": MessageKind(orders.ApprovalCard, _approval_card),
    "approval_reminder": MessageKind(orders.ApprovalReminder, notes.reminder_note),
    "order_acknowledged": MessageKind(orders.OrderAcknowledged, has_mail=True),
    "resent_po": MessageKind(orders.ResentPo, _resent_card, has_mail=True),
    "order_confirmed": MessageKind(orders.OrderConfirmed, _plainly(notes.confirmed_note), has_mail=True),
    "order_held": MessageKind(orders.OrderHeld, has_mail=True),
    "hold_released": MessageKind(orders.HoldReleased, _plainly(notes.released_note)),
    "hold_rejected": MessageKind(orders.HoldRejected, _plainly(notes.rejected_note)),
    "backorder_covered": MessageKind(orders.BackorderCovered, _plainly(notes.covered_note)),
    "promise_moved": MessageKind(orders.PromiseMoved, _plainly(notes.moved_note), has_mail=True),
    "order_cancelled": MessageKind(orders.OrderCancelled, _plainly(notes.cancelled_note), has_mail=True),
    "quotation": MessageKind(offers.Quotation, has_mail=True),
    "draft_expired": MessageKind(orders.DraftExpired, _plainly(notes.expired_note)),
    "shipment_posted": MessageKind(papers.ShipmentPosted, _plainly(notes.shipped_note), has_mail=True),
    "invoice_issued": MessageKind(papers.InvoiceIssued, _plainly(notes.invoiced_note), has_mail=True),
    "credit_note_issued": MessageKind(papers.CreditNoteIssued, has_mail=True),
    "overdue_reminder": MessageKind(papers.OverdueReminder, has_mail=True),
    "return_authorised": MessageKind(papers.ReturnAuthorised, _plainly(notes.return_note), has_mail=True),
    "return_requested": MessageKind(papers.ReturnRequested, _plainly(notes.return_note)),
    "return_ended": MessageKind(papers.ReturnEnded, _plainly(notes.return_note), has_mail=True),
    "return_received": MessageKind(papers.ReturnReceived, _plainly(notes.return_note), has_mail=True),
    "return_settled": MessageKind(papers.ReturnSettled, _plainly(notes.return_note), has_mail=True),
    "sender_unknown": MessageKind(papers.SenderUnknown, has_mail=True),
    "refusal": MessageKind(papers.Refused, has_mail=True),
    "stock_answer": MessageKind(answers.StockAnswer, _plainly(answer_cards.stock_answer)),
    "promise_answer": MessageKind(answers.PromiseAnswer, _plainly(answer_cards.promise_answer)),
    "status_answer": MessageKind(answers.OrderStatusAnswer, answer_cards.status_answer),
    "waiting_answer": MessageKind(answers.WaitingAnswer, _plainly(answer_cards.waiting_answer)),
    "price_answer": MessageKind(answers.PriceAnswer, _plainly(answer_cards.price_answer)),
    "credit_answer": MessageKind(answers.CreditAnswer, _plainly(answer_cards.credit_answer)),
    "aliases_answer": MessageKind(answers.AliasesAnswer, _plainly(learned_cards.aliases_card)),
    "alias_undone": MessageKind(answers.AliasUndone, _plainly(learned_cards.undone_note)),
    "usual_answer": MessageKind(answers.UsualAnswer, _plainly(answer_cards.usual_answer)),
    "hint": MessageKind(answers.Hint, _plainly(notes.hint_card)),
    "help": MessageKind(answers.HelpAnswer, _plainly(notes.help_card)),
    "staff_task": MessageKind(answers.StaffTask, _plainly(notes.task_card)),
    "backorder_alert": MessageKind(alerts.BackorderAlert, _plainly(alert_cards.backorder_alert)),
    "overdue_digest": MessageKind(alerts.OverdueDigest, _plainly(alert_cards.overdue_digest)),
    "invoices_refused": MessageKind(alerts.InvoicesRefused, _plainly(alert_cards.invoices_refused)),
    "returns_alert": MessageKind(alerts.ReturnsAlert, _plainly(alert_cards.returns_alert)),
}


def understood(name: str, data: Message | Mapping[str, Any]) -> Message:
    """The data as the message's own schema; raises UnknownMessage, or pydantic's ValidationError."""
    if name not in MESSAGES:
        raise UnknownMessage(f"no message is called {name!r}")
    schema = MESSAGES[name].schema
    return data if isinstance(data, schema) else schema.model_validate(data)


def render_card(name: str, data: Message | Mapping[str, Any], company: Company) -> Card:
    """The message for Slack; raises UnknownMessage where it has no card."""
    value = understood(name, data)
    card = MESSAGES[name].card
    if card is None:
        raise UnknownMessage(f"{name!r} has no card")
    return card(value, company)
