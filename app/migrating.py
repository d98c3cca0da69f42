"""Owns bringing a database to the state that this version needs, and telling whether it is there."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

import migrations


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    return config


def migrate(engine: Engine, to: str = "head") -> None:
    """Run every migration that the database has not had, up to this one; running it again changes nothing."""
    config = _config()
    with engine.execution_options(writes=True).connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        connection.commit()


@cache
def head() -> str:
    """The migration that this version needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def is_current(engine: Engine) -> bool:
    """Whether the database has had every migration."""
    with engine.connect() as connection:
        has = MigrationContext.configure(connection).get_current_revision()
    return has == head()


def write_migration(engine: Engine, message: str) -> None:
    """Write the migration that brings this database to the tables of the code; for developers."""
    config = _config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message=message, autogenerate=True)
