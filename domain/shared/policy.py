"""Owns policy and company facts as data: validated, versioned, the shipped files as default."""

import tomllib
from datetime import datetime, time
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.shared.actors import Actor, Role
from domain.shared.audit import Change, record
from domain.shared.database import Base, MomentColumn, Serial
from domain.shared.errors import Refusal


class BadConfiguration(Refusal):
    """A policy or company file says something that we do not understand; facts: problems."""

    code = "BAD_CONFIGURATION"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CreditPolicy(_Part):
    """When credit says stop."""

    over_limit_tolerance: Decimal
    overdue_days: int
    overdue_amount: Decimal
    horizon_days: int
    first_order_hold: bool


class ApprovalPolicy(_Part):
    """Who may decide which hold, and for how long a request stands. Hours are working hours."""

    credit_roles: frozenset[Role]
    identity_roles: frozenset[Role]
    price_roles: frozenset[Role]
    expires_hours: int
    remind_hours: int


class StockPolicy(_Part):
    """How stock is promised, reserved and kept."""

    held_order_keeps_stock_hours: int
    reservation_minutes: int
    late_receipt_grace_days: int
    promise_horizon_days: int
    safety_buffer: Decimal


class DeliveryPolicy(_Part):
    """How goods leave; `transit_days` are working days."""

    transit_days: int
    default_policy: str = Field(pattern="^(ship_partial|ship_complete|line_complete|no_backorders)$")


class PricePolicy(_Part):
    """How far a price named by the customer may be from ours, as a share."""

    tolerance: Decimal


class TaxPolicy(_Part):
    """Where tax is rounded: once per rate on the document, or on each line."""

    rounding: str = Field(pattern="^(document|line)$")


class DuplicatePolicy(_Part):
    """How long the same basket of the same customer is suspicious."""

    window_hours: int


class DraftPolicy(_Part):
    """How long a draft lives; of how many of their last orders a customer's usual one is made."""

    expire_working_days: int
    usual_from_orders: int = Field(ge=1)


class LearningPolicy(_Part):
    """How long messages with corrected readings are kept, and readings of drafts that were never confirmed."""

    keep_cases_days: int = Field(gt=0)
    keep_unconfirmed_days: int = Field(gt=0)


class MailPolicy(_Part):
    """How many mails of one sender we answer in a window."""

    messages_per_sender: int
    window_minutes: int


class AlertPolicy(_Part):
    """When the daily alerts run (company time) and what is late."""

    backorders_at: time
    overdue_at: time
    returns_at: time
    return_expected_days: int
    inspection_days: int


class DunningLevel(_Part):
    """A step of reminding, reached when an invoice is `days` past due."""

    level: int
    name: str
    days: int


class DunningPolicy(_Part):
    """The levels in order, and below which open amount nobody is reminded."""

    minimum_amount: Decimal
    levels: tuple[DunningLevel, ...]


class Policy(_Part):
    """Everything that a company may decide differently."""

    credit: CreditPolicy
    approvals: ApprovalPolicy
    stock: StockPolicy
    delivery: DeliveryPolicy
    prices: PricePolicy
    tax: TaxPolicy
    duplicates: DuplicatePolicy
    drafts: DraftPolicy
    learning: LearningPolicy
    mail: MailPolicy
    alerts: AlertPolicy
    dunning: DunningPolicy


class Company(_Part):
    """Who we are, as printed on papers and used for tax, time and dates."""

    name: str
    address: tuple[str, ...]
    vat_number: str
    country: str = Field(min_length=2, max_length=2)
    time_zone: str
    currency: str = Field(min_length=3, max_length=3)
    bank: str
    email: str
    phone: str
    mail_domain: str
    tax_rates: dict[str, Decimal]

    def tax_rate(self, tax_class: str, country: str | None) -> Decimal:
        """The rate in percent for goods of a class going to a country; zero abroad.

        Raises BadConfiguration for a class that has no rate.
        """
        if tax_class not in self.tax_rates:
            raise BadConfiguration(problems=f"company.tax_rates has no rate for {tax_class}")
        return self.tax_rates[tax_class] if (country or self.country) == self.country else Decimal(0)


class Configuration(BaseModel):
    """The policy and the company in force."""

    model_config = ConfigDict(frozen=True)

    policy: Policy
    company: Company
    version: int = 0


class ConfigurationVersion(Base):
    """One configuration file that was put in force; the newest of each part counts."""

    __tablename__ = "configuration_versions"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    configured_at: Mapped[datetime] = mapped_column(MomentColumn)
    configured_by: Mapped[str] = mapped_column(String(250))


def shipped() -> dict[str, Any]:
    """The policy and company that ship with the product, as plain data."""
    folder = files("domain.shared")
    policy = tomllib.loads(folder.joinpath("policy.toml").read_text(encoding="utf-8"))
    return policy | tomllib.loads(folder.joinpath("company.toml").read_text(encoding="utf-8"))


def understood(data: dict[str, Any], version: int = 0) -> Configuration:
    """Validate plain data as a configuration; raises BadConfiguration naming every wrong field."""
    parts = dict(data)
    company = parts.pop("company", {})
    try:
        return Configuration(policy=Policy(**parts), company=Company(**company), version=version)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise BadConfiguration(problems=problems) from error


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    both = {key: _merged(base[key], value) for key, value in over.items()
            if isinstance(value, dict) and isinstance(base.get(key), dict)}  # fmt: skip
    return base | over | both


def in_force(session: Session) -> Configuration:
    """The shipped configuration with every stored change on top."""
    return _of_changes(tuple(session.scalars(select(ConfigurationVersion.text).order_by(ConfigurationVersion.id))))


@lru_cache(maxsize=4)
def _of_changes(texts: tuple[str, ...]) -> Configuration:
    """Asked for with every event that is routed, and read from files only when something changed."""
    data = shipped()
    for text in texts:
        data = _merged(data, tomllib.loads(text))
    return understood(data, version=len(texts))


def latest_version(session: Session) -> int:
    """How many changes were stored: tells a process whether its configuration is still in force."""
    return session.scalar(select(func.count()).select_from(ConfigurationVersion)) or 0


def configure(session: Session, text: str, *, actor: Actor, now: datetime) -> Configuration:
    """Put a TOML file in force over what is; raises BadConfiguration and stores nothing if it is wrong."""
    try:
        change = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadConfiguration(problems=str(error)) from error
    before = in_force(session)
    data = before.policy.model_dump(mode="json") | {"company": before.company.model_dump(mode="json")}
    after = understood(_merged(data, change), before.version + 1)
    session.add(ConfigurationVersion(text=text, configured_at=now, configured_by=actor.id))
    record(
        session,
        actor,
        Change(subject="configuration", action="configuration.replaced", after=change),
        now=now,
    )
    return after
