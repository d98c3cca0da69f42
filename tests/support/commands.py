"""Owns the commands of `orderclerk` as a person runs them: a process of its own on a database."""

import os
import subprocess
import sys

from tests.support.parts import PROJECT
from tests.support.wholesaler import TODAY


def orderclerk(database_url: str, *words: str, status: int = 0) -> str:
    """What a command says; it must end with this status."""
    done = subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", *words],
        cwd=PROJECT,
        env=os.environ | {"DATABASE_URL": database_url, "ORDERCLERK_TODAY": TODAY, "COLUMNS": "300"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return " ".join((done.stdout + done.stderr).split())
