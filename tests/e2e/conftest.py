"""The real wholesaler, imported once per kind of database, and a running OrderClerk for each file of stories.

The stories of one file share one running product and keep out of each other's way: each has customers and articles
of its own.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.running import Running, running
from tests.support.wholesaler import TODAY, Templates

KINDS = [
    pytest.param("sqlite", marks=pytest.mark.xdist_group("wholesaler-sqlite")),
    pytest.param("postgres", marks=[pytest.mark.xdist_group("wholesaler-postgres"), pytest.mark.postgres]),
]


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory, reference_data: Path, worker_id: str) -> Iterator[Templates]:
    """The imported wholesaler, to be copied."""
    made = Templates(tmp_path_factory.mktemp("wholesaler"), reference_data / "wholesaler", worker_id)
    yield made
    made.close()


@pytest.fixture(scope="module", params=KINDS)
def wholesaler_url(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A fresh copy of the wholesaler for one file of stories, once per kind of database."""
    with templates.copy(request.param, tmp_path_factory.mktemp("copy")) as url:
        yield url


@pytest.fixture(scope="module")
def desk(wholesaler_url: str) -> Iterator[Running]:
    """OrderClerk serving the wholesaler, with its Slack workspace and its customers' mailboxes."""
    with running(wholesaler_url, today=TODAY) as serving:
        yield serving
