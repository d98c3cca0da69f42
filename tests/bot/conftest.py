"""The small wholesaler with the product wired as it is served, on a fresh database of either kind."""

from collections.abc import Iterator

import pytest

from app.runtime import build
from app.settings import load
from domain.employees import service as employees
from domain.shared.database import Transactions
from tests.bot.incoming import AUTHSERV_ID, ORDERS, Clerk
from tests.support import world as worlds
from tests.support.world import MIA, SAM, WILL


@pytest.fixture
def clerk(database_url: str, transactions: Transactions) -> Iterator[Clerk]:
    """The product over the wholesaler; Mia, Sam and Will are in Slack."""
    world = worlds.build(transactions)
    with world.working() as session:
        for employee, user in ((MIA, "U0MIA"), (SAM, "U0SAM"), (WILL, "U0WILL")):
            employees.link_slack(session, world.desk(), employee.email, user)
    settings = load(
        database_url=database_url, slack_orders_channel=ORDERS, mail_authserv_id=AUTHSERV_ID,
        orderclerk_today="2011-11-14",
    )  # fmt: skip
    runtime = build(settings)
    yield Clerk(runtime)
    runtime.engine.dispose()
