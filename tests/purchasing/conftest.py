"""The world that the stories of purchasing are told in."""

import pytest

from domain.shared.database import Transactions
from tests.support.world import World, build


@pytest.fixture
def world(transactions: Transactions) -> World:
    """A small wholesaler on a fresh database of either kind."""
    return build(transactions)
