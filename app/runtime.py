"""Owns the wiring: every part of a running OrderClerk, built once from the settings."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr

from slack_bolt import App
from sqlalchemy import Engine

from app.configured import Desks
from app.reactions import Reactor
from app.reading import IndexedReader
from app.schedule import Timetable
from app.settings import Settings
from bot import service as bot
from bot.dispatch import HANDLERS
from bot.services import MailTrust, Services
from bot.worker import Worker
from domain.conversations import service as conversations
from domain.conversations.schemas import Places
from domain.shared import outbox
from domain.shared.database import Transactions, open_engine
from gateways.language_model import LanguageModel
from gateways.slack import SlackGateway
from gateways.smtp import SmtpGateway
from notifications.relay import Relay, RelaySettings


class Wakers:
    """Wakes whoever has something to do after a commit; parts are added as they are built."""

    def __init__(self) -> None:
        self._calls: list[Callable[[], None]] = []

    def add(self, call: Callable[[], None]) -> None:
        """Wake this one too."""
        self._calls.append(call)

    def __call__(self) -> None:
        """Wake everybody."""
        for call in self._calls:
            call()


@dataclass(frozen=True, slots=True)
class Runtime:
    """Every part of a running OrderClerk. Nothing runs yet: `app.serving` starts the roles."""

    settings: Settings
    engine: Engine
    transactions: Transactions
    desks: Desks
    services: Services
    reader: IndexedReader
    worker: Worker
    relay: Relay
    reactor: Reactor
    timetable: Timetable
    slack_app: App | None
    slack_keys: bot.SlackKeys | None


def build(settings: Settings) -> Runtime:
    """Build every part; the database must have its tables."""
    engine = open_engine(settings.database_url)
    outbox_wakers, inbox_wakers = Wakers(), Wakers()
    transactions = Transactions(engine, {outbox.WAKE: outbox_wakers, conversations.WAKE: inbox_wakers})
    desks = Desks(transactions, settings)
    slack, reader = _slack(settings), IndexedReader(_second_reader(settings), transactions)
    services = _services(settings, transactions, desks, slack=slack, reader=reader)
    relay_settings = _relay_settings(settings, desks, services.places)
    keys = _slack_keys(settings)
    worker = Worker(services, HANDLERS, threading.Condition())
    relay = Relay(transactions, slack=slack, mail=_mail(settings), settings=relay_settings)
    reactor = Reactor(transactions, desks.desk)
    inbox_wakers.add(worker.notify)
    outbox_wakers.add(relay.wake)
    outbox_wakers.add(reactor.wake)
    return Runtime(
        settings=settings,
        engine=engine,
        transactions=transactions,
        desks=desks,
        services=services,
        reader=reader,
        worker=worker,
        relay=relay,
        reactor=reactor,
        timetable=Timetable(transactions, desks.desk, desks.clock, services.places),
        slack_app=bot.create_app(keys, services) if keys else None,
        slack_keys=keys,
    )


def _services(
    settings: Settings, transactions: Transactions, desks: Desks, *, slack: SlackGateway | None, reader: IndexedReader
) -> Services:
    return Services(
        transactions=transactions,
        desk=desks.desk,
        reader=reader,
        slack=slack,
        bot_user_id=BotIdentity(slack),
        places=_places(settings),
        mail=MailTrust(authserv_id=settings.mail_authserv_id, own_addresses=_own_addresses(settings, desks)),
    )


class BotIdentity:
    """Our own user id in Slack, asked for once."""

    def __init__(self, slack: SlackGateway | None) -> None:
        self._slack = slack
        self._lock = threading.Lock()
        self._user_id = ""

    def __call__(self) -> str:
        """The user id; empty without Slack. Raises CallFailed while Slack cannot be asked."""
        with self._lock:
            if not self._user_id and self._slack:
                self._user_id = self._slack.auth_test().user_id
            return self._user_id


def _places(settings: Settings) -> Places:
    return Places(
        orders=settings.slack_orders_channel,
        approvals=settings.slack_approvals_channel,
        alerts=settings.slack_alerts_channel,
    )


def _slack(settings: Settings) -> SlackGateway | None:
    token = settings.slack_bot_token
    return SlackGateway(token, str(settings.slack_api_base_url)) if token else None


def _second_reader(settings: Settings) -> LanguageModel | None:
    return LanguageModel.of(settings.llm_url, settings.llm_model, settings.llm_key)


def _slack_keys(settings: Settings) -> bot.SlackKeys | None:
    if not settings.slack_bot_token or not (settings.slack_signing_secret or settings.slack_app_token):
        return None
    return bot.SlackKeys(
        bot_token=settings.slack_bot_token,
        # Socket Mode needs no secret; a secret that nobody knows means that no HTTP request is believed.
        signing_secret=settings.slack_signing_secret or secrets.token_hex(),
        base_url=str(settings.slack_api_base_url),
        app_token=settings.slack_app_token,
    )


def mail_from(settings: Settings, desks: Desks) -> str:
    """The address that customers see: MAIL_FROM, else the company's."""
    company = desks.configuration().company
    return settings.mail_from or f"{company.name} <{company.email}>"


def _own_addresses(settings: Settings, desks: Desks) -> frozenset[str]:
    company = desks.configuration().company
    return frozenset(parseaddr(each)[1].lower() for each in (mail_from(settings, desks), company.email))


def _mail(settings: Settings) -> SmtpGateway | None:
    return SmtpGateway(settings.smtp_url) if settings.smtp_url else None


def _relay_settings(settings: Settings, desks: Desks, places: Places) -> RelaySettings:
    return RelaySettings(places=places, mail_from=mail_from(settings, desks), public_url=settings.public_url)
