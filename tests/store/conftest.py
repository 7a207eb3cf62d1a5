"""Stores to test on: SQLite always, PostgreSQL where it is installed."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="needs the extra `store`")
pytest.importorskip("alembic", reason="needs the extra `store`")

from modfilter.store.decision_store import DecisionStore
from tests.store.postgres import binaries, server

_numbers = itertools.count(1)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    pytest.importorskip("psycopg", reason="needs the extra `store`")
    if binaries() is None:
        pytest.skip("PostgreSQL's server is not installed (apt-get install postgresql)")
    with server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'decisions.db'}"
    import psycopg

    base = str(request.getfixturevalue("postgres"))
    name = f"t{next(_numbers)}"
    with psycopg.connect(base.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    return base.replace("/postgres?", f"/{name}?")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODFILTER_KEY", "a key for tests and nothing else")


@pytest.fixture
def store(url: str, clock: Callable[[], datetime]) -> Iterator[DecisionStore]:
    with DecisionStore.open(url, clock=clock) as opened:
        yield opened
