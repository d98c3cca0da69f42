"""Owns the commands of `orderclerk` as a person runs them, on a database that somebody else is serving."""

from pathlib import Path

from typer.testing import CliRunner

from app.cli.console import err, out
from app.cli.root import app
from app.migrating import migrate
from domain.shared.database import Transactions, open_engine
from tests.support.wholesaler import TODAY
from tests.support.world import build

WIDTH = 300


def orderclerk(database_url: str, *words: str, status: int = 0, today: str = TODAY) -> str:
    """What a command says, its lines joined; it must end with this status."""
    env = {"DATABASE_URL": database_url, "ORDERCLERK_TODAY": today}
    # A console that was made where the width of a terminal is set keeps that one, so no row depends on it.
    out.width = err.width = WIDTH
    done = CliRunner().invoke(app, list(words), env=env)
    assert done.exit_code == status, done.output
    return " ".join(done.output.split())


def small_wholesaler(folder: Path) -> str:
    """The URL of a migrated database with the small wholesaler in it."""
    name = f"sqlite:///{folder / 'wholesaler.db'}"
    engine = open_engine(name)
    migrate(engine)
    build(Transactions(engine))
    engine.dispose()
    return name
