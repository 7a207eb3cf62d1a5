"""Opening: migrations, what cannot be opened, and what is never shown."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from modfilter.domain import Action, ModeratorDecision
from modfilter.errors import StoreError
from modfilter.store.database import Database, parsed
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import Automatic
from modfilter.store.schema import REVISION, metadata


def test_migrations_lead_to_the_schema(url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    database = Database(url)
    with database.reading() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() == REVISION
        # Alembic cannot compare an index in descending order; those are looked up below.
        descending = {"waiting_uncertain", "waiting_category"}
        differences = [
            (kind, item)
            for kind, item in compare_metadata(context, metadata)
            if getattr(item, "name", "") not in descending
        ]
        assert differences == []
        names = {index["name"] for index in sa.inspect(connection).get_indexes("waiting")}
    assert {"waiting_oldest", "waiting_kinds", "waiting_claimed", *descending} <= names
    database.close()


def test_a_store_of_a_newer_modfilter_is_refused(url: str) -> None:
    database = Database(url)
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    with pytest.raises(StoreError, match="newer modfilter"):
        Database(url)


def test_sqlite_is_set_up_to_lose_nothing(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "x.db"))
    with database.reading() as connection:
        for pragma, value in (("journal_mode", "wal"), ("synchronous", 2), ("secure_delete", 1)):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    database.close()


@pytest.mark.parametrize(
    "url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "postgresql+asyncpg://x/y", "://"]
)
def test_impossible_urls_are_refused_with_the_right_forms(url: str) -> None:
    with pytest.raises(StoreError, match=r"sqlite:///decisions\.db"):
        parsed(url)


def test_what_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("This is no database, whatever its name may be. " * 20)
    with pytest.raises(StoreError, match=r"notes\.txt.*not a database"):
        DecisionStore.open(str(path))
    with pytest.raises(StoreError, match="folder exists"):
        DecisionStore.open(str(tmp_path / "nowhere" / "x.db"))


def test_passwords_are_never_shown() -> None:
    url = "postgresql://user:hunter2@127.0.0.1:1/db"
    pytest.importorskip("psycopg", reason="needs the extra `store`")
    with pytest.raises(StoreError) as caught:
        DecisionStore.open(url)
    assert "hunter2" not in str(caught.value)
    assert "127.0.0.1" in str(caught.value)


def test_the_store_is_named_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MODFILTER_STORE", raising=False)
    with pytest.raises(StoreError, match="--store"):
        DecisionStore.open()
    monkeypatch.setenv("MODFILTER_STORE", str(tmp_path / "x.db"))
    with DecisionStore.open() as store:
        assert store.shown_url.endswith("x.db")


@pytest.mark.parametrize("source", [None, "blog"])
def test_a_page_is_read_in_order_and_not_sorted(tmp_path: Path, source: str | None) -> None:
    with DecisionStore.open(str(tmp_path / "x.db")) as store:
        store.record([Automatic(f"t{n}", Action.PUBLISH, str(n), "blog") for n in range(20)])
        store.decide([ModeratorDecision("t1", Action.REJECT, "spam", "1", "blog")])
        said: list[str] = []
        plans: list[str] = []

        def note(
            _connection: object, _cursor: object, statement: str, values: object, *_: object
        ) -> None:
            if statement.startswith("SELECT") and "ORDER BY" in statement:
                said.append(statement)
                with contextlib.closing(sqlite3.connect(tmp_path / "x.db")) as other:
                    plan = other.execute(f"EXPLAIN QUERY PLAN {statement}", values)  # type: ignore[arg-type]
                    plans.extend(row[3] for row in plan)

        engine = store._database._engine
        sa.event.listen(engine, "before_cursor_execute", note)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("modfilter.store.reading.PAGE", 6)
            assert len(list(store.automatic(source=source))) == 20
            assert len(list(store.moderator_decisions(source=source))) == 1
        sa.event.remove(engine, "before_cursor_execute", note)
    assert len(said) == 5
    assert plans
    assert not [plan for plan in plans if "TEMP B-TREE" in plan]
