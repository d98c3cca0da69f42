"""Owns how commands talk: a desk for the person at the terminal, JSON where a program reads, refusals in words."""

import getpass
import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, NoReturn

import structlog
import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from rich.console import Console
from typer.core import TyperGroup

from app.configured import Desks
from app.migrating import is_current
from app.settings import BadSetting, Settings, load
from domain.shared.actors import system
from domain.shared.database import Transactions, open_engine
from domain.shared.desk import Desk
from domain.shared.errors import Refusal
from domain.shared.money import typed_amount
from domain.shared.quantity import typed_number
from presentation.wording.refusals import refusal_words

out = Console()
err = Console(stderr=True)
REFUSED = 1
WRONG_USAGE = 2
#: Positions have no more digits than that.
_DIGITS = 6

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object for programs.")]


def settings() -> Settings:
    """The settings of this process; a wrong one ends it with its name and what was expected."""
    try:
        return load()
    except BadSetting as problem:
        err.print(f"[red]wrong setting[/red] {problem}")
        raise typer.Exit(WRONG_USAGE) from problem


def set_up_logging(level: str) -> None:
    """Structured log lines on standard error."""
    logging.basicConfig(level=level, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    for noisy in ("apscheduler", "slack_bolt", "slack_sdk", "mail.log"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


@contextmanager
def at_desk() -> Iterator[tuple[Transactions, Desk]]:
    """The database and the circumstances of a command."""
    given = settings()
    engine = open_engine(given.database_url)
    if not is_current(engine):
        where = engine.url.render_as_string(hide_password=True)
        refuse(f"the database {where} lacks migrations: run `orderclerk migrate`, or set DATABASE_URL to the right one")
    transactions = Transactions(engine)
    desk = Desks(transactions, given).desk(system("command line"), f"command:{getpass.getuser()}")
    try:
        yield transactions, desk
    finally:
        engine.dispose()


class Commands(TyperGroup):
    """Ends a command that is refused, wherever that is found, with the reason in words and nothing else."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command: status 1 for a refusal, 2 for values that are none; raises only what is a bug."""
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            refuse(refusal_words(refusal))
        except ValidationError as error:
            wrong = "; ".join(f"{_place(each)}{each['input']!r:.80}: {each['msg']}" for each in error.errors())
            raise typer.BadParameter(wrong, ctx) from error
        except OSError as error:
            if error.filename is None:
                raise
            refuse(f"{error.filename!s:.80}: {error.strerror}")


def _place(error: ErrorDetails) -> str:
    return ".".join(str(part) for part in error["loc"]) + " " if error["loc"] else ""


def refuse(words: str) -> NoReturn:
    """Say why not, and end with status 1."""
    err.print(f"[red]refused[/red] {words}", highlight=False)
    raise typer.Exit(REFUSED)


def position(text: str) -> int:
    """A position of lines as it was typed; wrong usage for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise typer.BadParameter(f"{text!r:.80} is no position of a line; expected one like 1")
    return int(text)


def decimal(text: str, *, least: Decimal | None = None) -> Decimal:
    """A number as it was typed, in whatever way its country writes it, not below `least`; wrong usage for any other."""
    value = typed_number(text)
    if value is None or (least is not None and value < least):
        raise typer.BadParameter(f"{text!r:.80} is no number" + ("" if least is None else f" of {least} or more"))
    return value


def amount_of(text: str) -> Decimal:
    """An amount of money as it was typed; wrong usage for what is none, or could be two."""
    value = typed_amount(text)
    if value is None:
        raise typer.BadParameter(f"{text!r:.80} is no amount; expected one like 13,140 or 13140.50")
    return value


def date_of(text: str | None) -> date | None:
    """A day as it was typed, None where none was; wrong usage for what is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(f"{text!r:.80} is no day; expected one like 2011-11-25") from error


def show(value: dict[str, Any], *, as_json: bool, words: Callable[[], str]) -> None:
    """Print a result, for programs or for people."""
    if as_json:
        print(json.dumps(value, default=str, ensure_ascii=False))
    else:
        out.print(words(), highlight=False)
