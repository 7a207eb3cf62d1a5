"""Connections: SQLite with one writer at a time, or PostgreSQL; transactions for both."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url

from modfilter.errors import StoreError
from modfilter.store.schema import REVISION

BUSY_SECONDS = 60
"""How long a writer waits for the one before it."""
_LOCK = 0x6D6F6466
"""PostgreSQL's advisory lock of those who write comments: "modf"."""
_WAL_TRIES = 200


class Database:
    """One store's database. Safe to share between threads; open it anew in a forked process."""

    PATIENCE = 10.0
    """Seconds that rewriting the file waits for those who read it."""

    def __init__(self, url: str, *, later: bool = False) -> None:
        self.url = parsed(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.path = Path(self.url.database or "") if self.is_sqlite else None
        if self.path is not None:
            _make_private(self.path)
        self._engine = _engine(self.url)
        self._writer = self._engine.execution_options(modfilter_writes=True)
        if later:
            return
        try:
            self.prepare()
        except BaseException:
            self.close()
            raise

    @property
    def shown(self) -> str:
        """The URL as it may be shown: without a password."""
        return self.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection in a transaction that only reads."""
        with self._told(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction of the one writer: committed at the block's end, or nothing of it."""
        with self.claiming() as connection:
            if not self.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            yield connection

    @contextmanager
    def claiming(self) -> Iterator[Connection]:
        """A writing transaction that locks rows where the database can, all where it cannot."""
        with self._told(), self._writer.begin() as connection:
            yield connection

    def insert(
        self, connection: Connection, table: sa.Table, rows: Sequence[Sequence[Any]]
    ) -> None:
        """Insert rows that have every column of the table, in its order."""
        if not rows:
            return
        if self.is_sqlite:
            marks = ",".join("?" * len(table.columns))
            connection.exec_driver_sql(
                f"INSERT INTO {table.name} VALUES ({marks})",  # noqa: S608
                [row if type(row) is tuple else tuple(row) for row in rows],
            )
            return
        driver: Any = connection.connection.driver_connection
        names = ",".join(column.name for column in table.columns)
        with driver.cursor().copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def compact(self) -> bool:
        """Give back the space of what was deleted, and leave no trace of it in the files.

        False where other connections still read the old state: then their end, and the next call,
        finish it. PostgreSQL does it by itself (autovacuum).
        """
        with self._told(), self._engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            try:
                if not self.is_sqlite:
                    driver.rollback()
                    driver.autocommit = True
                    driver.execute("VACUUM comments")
                    driver.execute("VACUUM moderator_decisions")
                    driver.execute("VACUUM appeals")
                    return True
                driver.execute(f"PRAGMA busy_timeout={round(self.PATIENCE * 1000)}").close()
                driver.execute("VACUUM").close()
                busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                return not busy
            except sqlite3.Error as error:
                raise StoreError(
                    f"the store {self.shown}: {error}: texts are taken away, and traces of them "
                    "are still in the file; do the same again when nobody else uses it"
                ) from None
            finally:
                connection.invalidate()

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def prepare(self) -> None:
        """Make or migrate the tables. Raises StoreError for those that a newer modfilter made."""
        with self.reading() as connection:
            if _revision(connection) == REVISION:
                return
        with self.writing() as connection:
            found = _revision(connection)
            if found == REVISION:
                return
            if found is not None and found > REVISION:
                raise StoreError(
                    f"the store {self.shown} was made by a newer modfilter (schema {found}, and "
                    f"this one knows {REVISION}): upgrade modfilter"
                )
            _migrate(connection)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sa.exc.DBAPIError as error:
            # Only the first line: what follows may quote a row.
            cause = (str(error.orig).strip().splitlines() or ["no message"])[0]
            cure = next((cure for sign, cure in _CURES if sign in cause), "")
            raise StoreError(f"the store {self.shown}: {cause}{cure}") from None
        except sa.exc.SQLAlchemyError as error:
            raise StoreError(f"the store {self.shown}: {type(error).__name__}") from None


_CURES = (
    ("locked", ": another process has been writing for a minute; try again when it is done"),
    ("full", ": make room on the disk; what was confirmed before is kept"),
    ("readonly", ": check who may write the file and its folder"),
    ("unable to open", ": check that its folder exists and who may write there"),
    ("not a database", ": name another file"),
    ("refused", ": is the server running?"),
    ("No such file", ": is the server running?"),
)


def parsed(url: str) -> URL:
    """The URL of a store; a plain file name is SQLite. Raises StoreError for others."""
    if "://" not in url:
        url = f"sqlite:///{url}"
    try:
        found = make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        raise StoreError(f"this is no URL of a store: {_FORMS}") from None
    if found.drivername in ("postgresql", "postgres"):
        found = found.set(drivername="postgresql+psycopg")
    if found.drivername not in ("sqlite", "postgresql+psycopg"):
        raise StoreError(f'a store cannot be "{found.drivername}": {_FORMS}')
    if found.drivername == "sqlite" and found.database in (None, "", ":memory:"):
        raise StoreError(f"a store needs a file: {_FORMS}")
    return found


_FORMS = "write sqlite:///decisions.db, or postgresql+psycopg://user@host/database"


_PATIENCE = {"connect_timeout": 5, "tcp_user_timeout": 15_000}
"""Options of libpq: seconds for a connection, milliseconds for what was sent on one."""


def _engine(url: URL) -> Engine:
    arguments: dict[str, Any] = {}
    if url.get_backend_name() == "sqlite":
        arguments = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    else:
        # Without these, a machine that does not answer is waited for until the system gives up.
        arguments = {name: value for name, value in _PATIENCE.items() if name not in url.query}
    try:
        engine = sa.create_engine(url, hide_parameters=True, connect_args=arguments)
    except ModuleNotFoundError:
        raise StoreError(
            "PostgreSQL needs psycopg: install it with `pip install 'modfilter[store]'`"
        ) from None
    if url.get_backend_name() == "sqlite":
        sa.event.listen(engine, "connect", _set_up)
        sa.event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own transactions begin too late; _begin says when.
    connection.isolation_level = None
    for tried in range(_WAL_TRIES):
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            break
        except sqlite3.OperationalError as error:
            # Two that open a new file at once get in each other's way, and SQLite does not wait.
            if "locked" not in str(error) or tried == _WAL_TRIES - 1:
                raise
            time.sleep(0.02)
    for pragma in (
        "synchronous=FULL",  # what was confirmed survives a power cut
        "foreign_keys=ON",
        "secure_delete=ON",  # what is deleted is overwritten
        "cache_size=-65536",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("modfilter_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _make_private(path: Path) -> None:
    """Make the file before SQLite does, so that nobody else can read it."""
    with suppress(OSError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _revision(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option(
        "script_location", str(Path(__file__).parent / "migrations").replace("%", "%%")
    )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
