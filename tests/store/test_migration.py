"""A store that an earlier modfilter filled comes up to date with everything that was in it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from modfilter.domain import NO_CONTEXT, Action, Context, ModeratorDecision
from modfilter.store import database
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import Automatic, Why
from modfilter.store.schema import metadata
from tests.store.conftest import Clock


def first_tables(url: str) -> sa.Engine:
    """A database at migration 0001, made by that migration."""
    from alembic import command
    from alembic.config import Config

    engine = sa.create_engine(database.parsed(url))
    with engine.begin() as connection:
        config = Config()
        folder = Path(database.__file__).parent / "migrations"
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    return engine


ROWS = {
    "comments": [
        (1, "blog", "1", 1, 1_700_000_000_000_000, 0, "review", "review", 0, None, None, None, None,
         "a" * 32, "m", "p", '{"spam":0.6}', '[{"code":"model.spam","category":"spam"}]', None,
         "It waits."),
        (2, "blog", "2", 1, 1_700_000_000_000_001, 0, "reject", "reject", 0, 0.01, "reject", "spam",
         1_700_000_009_000_000, None, "m", "p", "{}", "[]", '{"model":"next"}', "Refused. 😀 é"),
        (3, "blog", "3", 1, 1_700_000_000_000_002, 2, "publish", "publish", 0, 0.01, None, None,
         None, None, "m", "p", "{}", "[]", None, None),
    ],
    "moderator_decisions": [
        (1, 2, "m1", 1_700_000_009_000_000, "reject", "spam", "a note", 1_700_000_009_000_000, 0,
         None),
        (2, 1, "m1", 1_700_000_010_000_000, "publish", "", "", 1_700_000_010_000_000, 0,
         1_700_000_011_000_000),
    ],
    "waiting": [(1, "blog", "review", "spam", 1_700_000_000_000_000, 0.8, "m2", 1)],
    "settings": [("key", "0123456789abcdef")],
}  # fmt: skip


def test_nothing_of_a_first_store_is_lost(url: str, clock: Clock) -> None:
    engine = first_tables(url)
    with engine.begin() as connection:
        for name, rows in ROWS.items():
            for row in rows:
                marks = ",".join(f":v{at}" for at in range(len(row)))
                values = {f"v{at}": value for at, value in enumerate(row)}
                connection.execute(sa.text(f"INSERT INTO {name} VALUES ({marks})"), values)
    with DecisionStore.open(url, clock=clock) as store:
        with engine.connect() as connection:
            for name, rows in ROWS.items():
                found = connection.execute(sa.text(f"SELECT * FROM {name} ORDER BY 1")).all()
                assert [tuple(row)[: len(rows[0])] for row in found] == rows, name
                assert all(value is None for row in found for value in row[len(rows[0]) :])
        assert [one.context for one in store.automatic()] == [NO_CONTEXT, NO_CONTEXT]
        (waits,) = store.waiting()
        assert (waits.why, waits.appeal, waits.comment.text) == (Why.REVIEW, None, "It waits.")
        page = store.feed()
        assert [(one.id, one.action) for one in page.changes] == [("2", Action.REJECT)]
        # And it goes on from there.
        store.record([Automatic("new", Action.REVIEW, "4", "blog", context=Context("/a", "2"))])
        store.decide([ModeratorDecision("It waits.", Action.REJECT, "spam", "1", "blog")])
        assert store.appeal("blog", "2", "I meant it well.")[1]
        assert {one.comment.id for one in store.waiting()} == {"2", "4"}
        assert [one.id for one in store.feed(page.after).changes] == ["1"]
    engine.dispose()


@pytest.mark.parametrize("kind", ["fresh", "migrated"])
def test_columns_stand_as_rows_are_written(url: str, kind: str) -> None:
    # SQLite's rows are inserted by place.
    if kind == "migrated":
        first_tables(url).dispose()
    opened = database.Database(url)
    with opened.reading() as connection:
        inspector = sa.inspect(connection)
        for table in metadata.sorted_tables:
            there = [column["name"] for column in inspector.get_columns(table.name)]
            assert there == [column.name for column in table.columns]
    opened.close()
