"""Owns the examination: what is configured, what answers, what is missing, and what to do about it."""

import smtplib
import socket
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import func, select, table
from sqlalchemy.exc import SQLAlchemyError

from app.migrating import is_current
from app.settings import Settings
from domain.shared.database import Transactions, open_engine
from domain.shared.errors import Refusal
from domain.shared.policy import in_force
from domain.shared.quantity import plain
from domain.stock import queries as stock
from gateways.language_model import LanguageModel
from gateways.outcomes import CallFailed
from gateways.slack import SlackGateway

SECONDS = 5


class Health(StrEnum):
    """How a part is."""

    WELL = "well"
    OFF = "off"
    ILL = "ill"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part, how it is, and in words what that means."""

    part: str
    health: Health
    words: str

    def as_plain(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)


def examine(settings: Settings) -> list[Finding]:
    """Look at every part; nothing is changed, and nothing that anybody wrote is sent."""
    return [
        *_database(settings),
        _slack(settings),
        *_channels(settings),
        _reachable("outgoing mail", "SMTP_URL", settings.smtp_url, {"smtp": 25, "smtps": 465}, _greets_as_smtp),
        _reachable("order mailbox", "IMAP_URL", settings.imap_url, {"imap": 143, "imaps": 993}, _connects),
        _mail_listen(settings),
        _sender_trust(settings),
        _second_reader(settings),
    ]


def _database(settings: Settings) -> Iterator[Finding]:
    engine = open_engine(settings.database_url)
    shown = engine.url.render_as_string(hide_password=True)
    try:
        current = is_current(engine)
    except SQLAlchemyError as error:
        yield Finding("database", Health.ILL, f"DATABASE_URL {shown} does not answer: {error.__class__.__name__}")
        return
    if not current:
        yield Finding("database", Health.ILL, f"{shown} lacks migrations: run `orderclerk migrate`")
        return
    yield Finding("database", Health.WELL, f"{shown} answers and has every migration")
    transactions = Transactions(engine)
    with transactions.read() as session:
        counts = {
            name: session.scalar(select(func.count()).select_from(table(name))) or 0
            for name in ("products", "customers", "employees", "warehouses")
        }
        try:
            company = in_force(session).company
            yield Finding("company", Health.WELL, f"{company.name}, {company.country}, {company.time_zone}")
        except Refusal as refusal:
            yield Finding("company", Health.ILL, str(refusal))
    missing = [name for name, count in counts.items() if not count]
    words = ", ".join(f"{count} {name}" for name, count in counts.items())
    yield _ledger(transactions)
    if missing:
        yield Finding("master data", Health.ILL, f"{words}: import {', '.join(missing)} with `orderclerk import`")
    else:
        yield Finding("master data", Health.WELL, words)


def _ledger(transactions: Transactions) -> Finding:
    """Whether movements, allocations and reservations explain every balance of stock."""
    with transactions.read() as session:
        wrong = stock.balances_explained(session)
    if not wrong:
        return Finding("stock ledger", Health.WELL, "movements, allocations and reservations explain every balance")
    first = wrong[0]
    words = (
        f"{len(wrong)} balances are not explained, the first is {first.field} of {first.sku} in {first.warehouse}: "
        f"{plain(first.balance)} kept, {plain(first.explained)} explained; `orderclerk recount` sets them right"
    )
    return Finding("stock ledger", Health.ILL, words)


def _slack(settings: Settings) -> Finding:
    if not settings.slack_bot_token:
        return Finding("Slack", Health.OFF, "SLACK_BOT_TOKEN is not set: nobody can order in chat")
    if not (settings.slack_signing_secret or settings.slack_app_token):
        return Finding("Slack", Health.ILL, "set SLACK_SIGNING_SECRET (HTTP) or SLACK_APP_TOKEN (Socket Mode)")
    try:
        identity = SlackGateway(settings.slack_bot_token, str(settings.slack_api_base_url)).auth_test()
    except CallFailed as error:
        return Finding("Slack", Health.ILL, f"auth.test failed: {error}")
    way = "Socket Mode" if settings.slack_app_token else "signed HTTP at /slack/events"
    return Finding("Slack", Health.WELL, f"workspace {identity.team or identity.team_id}, by {way}")


def _channels(settings: Settings) -> Iterator[Finding]:
    purposes = {
        "SLACK_ORDERS_CHANNEL": (settings.slack_orders_channel, "cards of mail orders are not shown anywhere"),
        "SLACK_APPROVALS_CHANNEL": (settings.slack_approvals_channel, "nobody is asked to approve held orders"),
        "SLACK_ALERTS_CHANNEL": (settings.slack_alerts_channel, "digests are not posted"),
    }
    for name, (channel, otherwise) in purposes.items():
        if channel:
            yield Finding(name, Health.WELL, channel)
        elif settings.slack_bot_token:
            yield Finding(name, Health.OFF, f"not set: {otherwise}")


def _reachable(
    part: str, name: str, url: str | None, ports: dict[str, int], reach: Callable[[str, int, bool], None]
) -> Finding:
    if not url:
        return Finding(part, Health.OFF, f"{name} is not set")
    address = urlsplit(url)
    host, port = address.hostname or "", address.port or ports[address.scheme]
    try:
        reach(host, port, address.scheme.endswith("s"))
    except (OSError, smtplib.SMTPException) as error:
        return Finding(part, Health.ILL, f"{name}: {host}:{port} does not answer: {error}")
    return Finding(part, Health.WELL, f"{host}:{port} answers")


def _greets_as_smtp(host: str, port: int, is_tls: bool) -> None:
    connect = smtplib.SMTP_SSL if is_tls else smtplib.SMTP
    with connect(host, port, timeout=SECONDS) as connection:
        connection.ehlo()


def _connects(host: str, port: int, _is_tls: bool) -> None:
    socket.create_connection((host, port), timeout=SECONDS).close()


def _mail_listen(settings: Settings) -> Finding:
    if settings.mail_listen:
        return Finding("mail listener", Health.WELL, f"`serve` listens at {settings.mail_listen}")
    return Finding("mail listener", Health.OFF, "MAIL_LISTEN is not set: no mail is received directly")


def _sender_trust(settings: Settings) -> Finding:
    if settings.mail_authserv_id:
        return Finding(
            "sender checks", Health.WELL, f"Authentication-Results of {settings.mail_authserv_id} are believed"
        )
    words = "MAIL_AUTHSERV_ID is not set: every mail sender counts as unverified"
    return Finding("sender checks", Health.OFF, words)


def _second_reader(settings: Settings) -> Finding:
    reader = LanguageModel.of(settings.llm_url, settings.llm_model, settings.llm_key)
    if reader is None:
        return Finding("second reader", Health.OFF, "LLM_URL is not set; reading needs none")
    reason = reader.check()
    if reason:
        words = f"LLM_URL: {reader.host} gives no answer that can be used ({reason}); reading goes on without it"
        return Finding("second reader", Health.ILL, words)
    return Finding("second reader", Health.WELL, f"{reader.model} at {reader.host} answers; it only suggests")
