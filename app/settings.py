"""Owns the settings: what the environment says, validated once at the start."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, ValidationError, ValidationInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.shared.clock import Clock, business_moment
from gateways.private_wire import is_private_wire


class BadSetting(ValueError):
    """An environment variable has a value that we do not understand; says its name and what was expected."""


def _url(*schemes: str) -> AfterValidator:
    def check(value: str | None) -> str | None:
        if value and (urlsplit(value).scheme not in schemes or not urlsplit(value).netloc):
            raise ValueError("expected " + " or ".join(f"{scheme}://…" for scheme in schemes))
        return value or None

    return AfterValidator(check)


def _database(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://", "postgres://")):
        raise ValueError("expected sqlite:///path or postgresql://…")
    return value


def _moment(value: str | None) -> str | None:
    if value:
        try:
            business_moment(value, ZoneInfo("UTC"))
        except ValueError as error:
            raise ValueError("expected a date (2011-11-14) or an ISO moment") from error
    return value or None


def _nothing_for_empty(value: str | None) -> str | None:
    return value or None


def _second_reader(value: str | None) -> str | None:
    """What customers wrote goes there: never in clear over a network, and the key has a variable of its own."""
    if value and not is_private_wire(value):
        raise ValueError("expected https://…, or http:// to this machine, without user, password, query or fragment")
    return value or None


def _header_word(value: str | None) -> str | None:
    if value and not (value.isascii() and value.isprintable() and " " not in value):
        raise ValueError("expected printable characters without spaces")
    return value or None


def _model(value: str | None, info: ValidationInfo) -> str | None:
    if value and not (value.isprintable() and len(value) <= LONGEST_MODEL_NAME):
        raise ValueError(f"expected the name of a model, at most {LONGEST_MODEL_NAME} characters")
    if not value and info.data.get("llm_url"):
        raise ValueError("expected the name of a model, because LLM_URL is set")
    return value or None


#: What an audit entry shows of a model.
LONGEST_MODEL_NAME = 200
Optional = Annotated[str | None, AfterValidator(_nothing_for_empty)]
WebAddress = Annotated[str | None, _url("http", "https")]


class Settings(BaseSettings):
    """Every environment variable that the product reads. Secrets come from nowhere else."""

    model_config = SettingsConfigDict(frozen=True, case_sensitive=False, extra="ignore")

    database_url: Annotated[str, AfterValidator(_database)] = Field(
        "sqlite:///orderclerk.db", description="where everything is kept: sqlite:///path or postgresql://…"
    )
    slack_bot_token: Optional = Field(None, description="the bot's token (xoxb-…)")
    slack_signing_secret: Optional = Field(None, description="proves that a request comes from Slack")
    slack_app_token: Optional = Field(None, description="Socket Mode when set (xapp-…)")
    slack_api_base_url: WebAddress = Field("https://slack.com/api/", description="another Slack, for tests")
    slack_orders_channel: Optional = Field(None, description="channel id for the cards of mail orders")
    slack_approvals_channel: Optional = Field(None, description="channel id for approval cards")
    slack_alerts_channel: Optional = Field(None, description="channel id for alerts and digests")
    smtp_url: Annotated[str | None, _url("smtp", "smtps")] = Field(
        None, description="outgoing mail: smtp://user:pass@host:port or smtps://…"
    )
    imap_url: Annotated[str | None, _url("imap", "imaps")] = Field(
        None, description="the order mailbox: imaps://user:pass@host/INBOX"
    )
    mail_listen: Annotated[str | None, _url("lmtp", "smtp")] = Field(
        None, description="receive mail directly: lmtp://host:port or smtp://host:port"
    )
    mail_from: Optional = Field(None, description="the address that customers see and answer to")
    mail_authserv_id: Optional = Field(None, description="whose Authentication-Results header is believed")
    public_url: WebAddress = Field(None, description="where customers reach this server")
    secret_key: Optional = Field(None, description="signs links and tokens")
    llm_url: Annotated[str | None, AfterValidator(_second_reader)] = Field(
        None, description="a second reader: the https address of an OpenAI-compatible endpoint (off when empty)"
    )
    llm_key: Annotated[str | None, AfterValidator(_header_word)] = Field(None, description="its key, where it has one")
    llm_model: Annotated[str | None, AfterValidator(_model)] = Field(
        None, description="its model, required with LLM_URL"
    )
    host: str = Field("127.0.0.1", description="the address that serve listens on")
    port: int = Field(3000, ge=0, le=65535, description="the port that serve listens on")
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="DEBUG, INFO, WARNING or ERROR")
    orderclerk_today: Annotated[str | None, AfterValidator(_moment)] = Field(
        None, description="shifts the business clock: a date (taken as 09:00) or an ISO moment"
    )

    def clock(self, time_zone: str) -> Clock:
        """The business clock in the company's time zone."""
        zone = ZoneInfo(time_zone)
        if self.orderclerk_today:
            return Clock.starting_at(business_moment(self.orderclerk_today, zone), zone)
        return Clock(zone)

    def now_in(self, time_zone: str) -> datetime:
        """The business moment at this instant."""
        return self.clock(time_zone).now()


def load(**overrides: object) -> Settings:
    """Read the environment; raises BadSetting with the variable's name, its value and what was expected."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # pydantic validates what it is given
    except ValidationError as error:
        raise BadSetting("; ".join(map(_in_words, error.errors()))) from error


def _in_words(problem: Mapping[str, object]) -> str:
    location = problem["loc"]
    name = str(location[0]).upper() if isinstance(location, tuple) and location else "?"
    secret = any(part in name for part in ("TOKEN", "SECRET", "KEY", "URL"))
    value = "(its value)" if secret else repr(problem.get("input"))
    return f"{name} is {value}: {str(problem['msg']).removeprefix('Value error, ')}"
