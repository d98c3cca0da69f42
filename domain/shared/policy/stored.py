"""Owns configuration as it is stored: the shipped files, and every change that was put in force over them."""

import tomllib
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pydantic import ValidationError
from sqlalchemy import String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.shared.actors import Actor
from domain.shared.audit import Change, record
from domain.shared.database import Base, MomentColumn, Serial
from domain.shared.money import unkept
from domain.shared.policy.company import Company
from domain.shared.policy.errors import BadConfiguration
from domain.shared.policy.whole import Configuration, Policy


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
    # What was put in force once is read all the same: nobody could put it right otherwise.
    why = unkept(after.company.currency)
    if why and after.company.currency != before.company.currency:
        raise BadConfiguration(problems=f"company.currency: {why}")
    session.add(ConfigurationVersion(text=text, configured_at=now, configured_by=actor.id))
    record(
        session,
        actor,
        Change(subject="configuration", action="configuration.replaced", after=change),
        now=now,
    )
    return after
