"""Migrations bring any database to the tables of the code, and a backup brings everything back."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select, text

from app.backup import CannotRestore, backup, restore
from app.migrating import is_current, migrate
from app.tables import every_table
from domain.shared.database import Transactions, open_engine
from tests.support.databases import empty_database


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_migrations_lead_to_the_tables_of_the_code(kind: str, tmp_path: Path) -> None:
    """A model without its migration would only fail at a customer's."""
    with empty_database(kind, tmp_path) as url:
        engine = open_engine(url)
        assert not is_current(engine)
        migrate(engine)
        migrate(engine)
        assert is_current(engine)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": False})
            assert compare_metadata(context, every_table()) == []
        engine.dispose()


@pytest.mark.parametrize(("source", "target"), [("sqlite", "postgres"), ("postgres", "sqlite")])
def test_a_backup_of_one_kind_fills_the_other(source: str, target: str, tmp_path: Path) -> None:
    """Every value comes back as it was: money, quantities, moments, documents, bytes."""
    (tmp_path / "from").mkdir()
    (tmp_path / "to").mkdir()
    file = tmp_path / "backup.jsonl.gz"
    with empty_database(source, tmp_path / "from") as given, empty_database(target, tmp_path / "to") as empty:
        engine, other = open_engine(given), open_engine(empty)
        migrate(engine)
        migrate(other)
        _fill(engine.url.render_as_string(hide_password=False))
        written = backup(engine, file)
        assert restore(other, file) == written == 4
        assert _rows(engine) == _rows(other)
        with pytest.raises(CannotRestore) as refusal:
            restore(other, file)
        assert "not empty" in str(refusal.value)
        engine.dispose()
        other.dispose()


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    """Nothing is touched by a wrong file."""
    engine = open_engine(f"sqlite:///{tmp_path / 'a.db'}")
    migrate(engine)
    file = tmp_path / "backup.jsonl.gz"
    backup(engine, file)
    other = open_engine(f"sqlite:///{tmp_path / 'b.db'}")
    with pytest.raises(CannotRestore) as refusal:
        restore(other, file)
    assert "migrations" in str(refusal.value)


def _fill(url: str) -> None:
    tables = every_table().tables
    now = datetime(2026, 5, 11, 9, 30, tzinfo=UTC)
    with Transactions(open_engine(url)).begin() as session:
        session.execute(tables["number_series"].insert().values(series="INV", last=1041))
        session.execute(
            tables["products"].insert().values(
                sku="A1", name="Früh & <spät>", base_unit="each", list_price=Decimal("1.234567"), tax_class="standard",
                status="active", min_quantity=Decimal(1), order_multiple=Decimal(1), lead_time_days=14,
                aliases=["früh"],
            )
        )  # fmt: skip
        session.execute(
            tables["inbox"].insert().values(
                external_id="x", kind="mail", thread_key="t", sender="s", payload={"a": [1, "ä"]}, raw=b"\x00\xff",
                received_at=now, state="done", attempts=1, next_at=now,
            )
        )  # fmt: skip
        session.execute(
            tables["audit_entries"]
            .insert()
            .values(
                at=now,
                subject="order:SO-1",
                action="order.confirmed",
                actor_kind="system",
                actor_id="x",
                actor_name="x",
            )
        )


def _rows(engine: object) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:  # type: ignore[attr-defined]
        return {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in every_table().sorted_tables
            if connection.scalar(select(func.count()).select_from(table))
        }


def test_keys_go_on_behind_what_was_restored(tmp_path: Path) -> None:
    """The next row after a restore does not meet an old one."""
    engine = open_engine(f"sqlite:///{tmp_path / 'a.db'}")
    migrate(engine)
    _fill(f"sqlite:///{tmp_path / 'a.db'}")
    file = tmp_path / "backup.jsonl.gz"
    backup(engine, file)
    with empty_database("postgres", tmp_path) as url:
        other = open_engine(url)
        migrate(other)
        restore(other, file)
        with other.begin() as connection:
            key = connection.execute(
                text(
                    "INSERT INTO audit_entries (at, subject, action, actor_kind, actor_id, actor_name) "
                    "VALUES (now(), 's', 'a', 'system', 'x', 'x') RETURNING id"
                )
            ).scalar_one()
        assert key == 2
        other.dispose()
