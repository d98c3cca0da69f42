"""Owns the parts that a machine may lack: what they are, how they are found, and how to bring them."""

import os
import shutil
from pathlib import Path

import psycopg
import pytest

PROJECT = Path(__file__).parents[2]
REFERENCE_DATA = PROJECT.parent / "shared" / "data"
POSTGRES = os.environ.get("ORDERCLERK_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
SLACK_PEER = PROJECT / ".peers" / "node_modules" / "local-slack-linux-x64" / "bin" / "local-slack"

BRING = {
    "postgres": "apt-get install postgresql, or name one in ORDERCLERK_TEST_POSTGRES",
    "browser": "apt-get install chromium",
    "mail": "apt-get install dovecot-imapd dovecot-lmtpd",
    "peers": "npm install --prefix .peers local-slack-linux-x64@0.1.8",
    "data": "put the reference data at ../shared/data",
}


def _postgres_answers() -> bool:
    try:
        psycopg.connect(POSTGRES, connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True


FOUND = {
    "postgres": _postgres_answers,
    "browser": lambda: CHROMIUM is not None,
    "mail": lambda: shutil.which("dovecot") is not None or Path("/usr/sbin/dovecot").exists(),
    "peers": SLACK_PEER.exists,
    "data": REFERENCE_DATA.exists,
}


def require(part: str) -> None:
    """Skip the test if this machine lacks the part; fail instead where ORDERCLERK_TEST_REQUIRE names it."""
    if FOUND[part]():
        return
    reason = f"needs {part}: {BRING[part]}"
    if part in os.environ.get("ORDERCLERK_TEST_REQUIRE", "").split(","):
        pytest.fail(f"required here, but {reason}")
    pytest.skip(reason)
