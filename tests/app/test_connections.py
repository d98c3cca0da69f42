"""A server that restarts, or drops idle connections, costs nobody a transaction."""

import psycopg
import pytest
from sqlalchemy import text

from domain.shared.database import Transactions, open_engine


@pytest.fixture
def transactions_of_two(postgres_url: str) -> Transactions:
    """Transactions over two connections that were used and lie in the pool."""
    transactions = Transactions(open_engine(postgres_url, pool_size=2))
    with transactions.read() as one, transactions.read() as other:
        one.execute(text("SELECT 1"))
        other.execute(text("SELECT 1"))
    return transactions


def _lose_all(postgres_url: str) -> int:
    """Have the server close every connection but this one; returns how many."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    return len(ended)


@pytest.mark.postgres
def test_a_connection_that_the_server_closed_is_replaced_before_it_is_used(
    postgres_url: str, transactions_of_two: Transactions
) -> None:
    """Both of the pool, at once and again."""
    for _ in range(2):
        assert _lose_all(postgres_url) >= 2
        with transactions_of_two.begin() as one, transactions_of_two.read() as other:
            assert one.scalar(text("SELECT 1")) == 1
            assert other.scalar(text("SELECT 1")) == 1
    transactions_of_two.engine.dispose()


@pytest.mark.postgres
def test_a_connection_in_use_is_neither_asked_nor_replaced(transactions_of_two: Transactions) -> None:
    """The same two server processes serve every transaction."""

    def served() -> set[int]:
        with transactions_of_two.begin() as one, transactions_of_two.read() as other:
            return {session.scalars(text("SELECT pg_backend_pid()")).one() for session in (one, other)}

    assert served() == served()
    transactions_of_two.engine.dispose()
