"""Owns the sending of one delivery: to Slack as a post, an update or an ephemeral word, to mail as a threaded mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any, Protocol

from domain.shared.outbox import ClaimedDelivery
from domain.shared.policy import Company
from gateways.mail_build import OutgoingAttachment, OutgoingMail, build_mail
from gateways.outcomes import CallFailed, Delivered, Outcome, Rejected
from gateways.slack import delivery_metadata
from presentation.cards.blocks import Card
from presentation.messages.registry import render_card
from presentation.messages.rendering import render_mail
from presentation.mrkdwn import one_line

Blocks = Sequence[Mapping[str, Any]]
#: Answers to what somebody wrote, in the words of RFC 3834; everything else is a notice of its own.
_ANSWERS = frozenset({"order_acknowledged", "resent_po", "sender_unknown", "refusal"})


class SlackPort(Protocol):
    """What the relay needs of Slack; `gateways.slack.SlackGateway` is one."""

    def post(
        self,
        channel: str,
        *,
        text: str,
        blocks: Blocks = (),
        thread_ts: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """Post a message; the reference is its ts."""

    def update(self, channel: str, ts: str, *, text: str, blocks: Blocks = ()) -> Outcome:
        """Replace a message of ours."""

    def post_ephemeral(
        self, channel: str, user: str, *, text: str, blocks: Blocks = (), thread_ts: str | None = None
    ) -> Outcome:
        """Show something to one person."""

    def respond(self, url: str, *, text: str, blocks: Blocks = (), in_channel: bool) -> Outcome:
        """Answer a command at its response_url."""

    def find_posted(self, channel: str, thread_ts: str | None, delivery_id: str) -> str | None:
        """The ts of the message that carries this delivery's metadata; raises CallFailed."""

    def open_dm(self, user: str) -> str:
        """The channel of the direct message with a user; raises CallFailed."""


class MailPort(Protocol):
    """What the relay needs of a mail server; `gateways.smtp.SmtpGateway` is one."""

    def send(self, mail: EmailMessage, *, envelope_from: str | None = None) -> Outcome:
        """Send one mail; the reference is its Message-ID."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a Slack delivery, and where the message stands if it does."""

    outcome: Outcome
    channel: str
    ts: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The message of a card that was posted before."""

    channel: str
    ts: str


def send_to_slack(slack: SlackPort, delivery: ClaimedDelivery, company: Company, standing: Standing | None) -> Posted:
    """Post, or change the posted card; before a second try our id is looked for. Raises CallFailed."""
    card = render_card(delivery.message, delivery.data, company)
    if delivery.channel == "slack_ephemeral":
        channel, _, user = delivery.target.partition(":")
        outcome = slack.post_ephemeral(channel, user, text=card.text, blocks=card.blocks, thread_ts=delivery.thread_key)
        return Posted(outcome, channel)
    if delivery.channel == "slack_response":
        audience, _, url = delivery.target.partition(":")
        outcome = slack.respond(url, text=card.text, blocks=card.blocks, in_channel=audience == "in_channel")
        return Posted(outcome, "")
    if standing:
        return _changed(slack, delivery, card, standing)
    return _posted(slack, delivery, card)


def _changed(slack: SlackPort, delivery: ClaimedDelivery, card: Card, standing: Standing) -> Posted:
    outcome = slack.update(standing.channel, standing.ts, text=card.text, blocks=card.blocks)
    if isinstance(outcome, Rejected) and outcome.reason == "message_not_found":
        # Somebody deleted the card: it is posted anew.
        return _posted(slack, delivery, card)
    return Posted(outcome, standing.channel, standing.ts)


def _posted(slack: SlackPort, delivery: ClaimedDelivery, card: Card) -> Posted:
    channel = slack.open_dm(delivery.target) if delivery.target[:1] in ("U", "W") else delivery.target
    if delivery.is_second_try:
        found = _found(slack, channel, delivery)
        if found:
            return Posted(Delivered(found), channel, found)
    outcome = slack.post(
        channel,
        text=card.text,
        blocks=card.blocks,
        thread_ts=delivery.thread_key,
        metadata=delivery_metadata(delivery.key),
    )
    return Posted(outcome, channel, outcome.reference if isinstance(outcome, Delivered) else None)


def _found(slack: SlackPort, channel: str, delivery: ClaimedDelivery) -> str | None:
    try:
        return slack.find_posted(channel, delivery.thread_key, delivery.key)
    except CallFailed as failure:
        if isinstance(failure.outcome, Rejected):
            # We may not look there at all: a message twice is better than none.
            return None
        raise


@dataclass(frozen=True, slots=True)
class MailHeaders:
    """How a mail finds its conversation: whose it is, and the mails before it."""

    mail_from: str
    sent_at: datetime
    references: tuple[str, ...] = ()


def send_mail(
    mail: MailPort,
    delivery: ClaimedDelivery,
    company: Company,
    headers: MailHeaders,
    *,
    attachments: tuple[OutgoingAttachment, ...] = (),
) -> Outcome:
    """Send one mail. Its Message-ID comes from the delivery's key, so a second copy can be told as one."""
    rendered = render_mail(delivery.message, delivery.data, company)
    recipient = delivery.data.get("recipient") or {}
    try:
        outgoing = OutgoingMail(
            idempotency_key=delivery.key,
            mail_from=headers.mail_from,
            to=(mailbox(str(recipient.get("name") or ""), delivery.target),),
            reply_to=reply_address(headers.mail_from, delivery.subject),
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            sent_at=headers.sent_at,
            in_reply_to=delivery.thread_key or None,
            references=headers.references,
            attachments=attachments,
            automatic="auto-replied" if delivery.message in _ANSWERS else "auto-generated",
        )
    except ValueError as error:
        return Rejected("mail_not_writable", (str(error)[:500],))
    return mail.send(build_mail(outgoing))


def reply_address(mail_from: str, subject: str) -> str:
    """Our address with the order's number in it, so that an answer without any thread finds its order."""
    name, address = parseaddr(mail_from)
    local, _, domain = address.rpartition("@")
    kind, _, number = subject.partition(":")
    token = number if kind == "order" and number.replace("-", "").isalnum() and number.isascii() else ""
    return mailbox(name, f"{local}+{token}@{domain}" if token else address)


def mailbox(name: str, address: str) -> str:
    """A name and an address as they stand in a header; the name is encoded later, when the mail is built."""
    plain = one_line(name, 120).replace("\\", "").replace('"', "'")
    return f'"{plain}" <{address}>' if plain else address
