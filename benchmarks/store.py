"""The decision store: importing decisions beside sqlite3's own bulk insert, and `stats`."""

from __future__ import annotations

import io
import random
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, redirect_stderr
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.comments import LENGTH, cut
from benchmarks.result import Result
from benchmarks.timing import one_core, progress, scratch

_DECISIONS = 1_000_000
_CHUNK = 100_000
_TABLES = ("comments", "moderator_decisions")
_PLAIN = """
    SELECT c.source, c.comment_id, c.text, d.action, d.category, d.moderator, d.decided_at, d.note
    FROM comments c JOIN moderator_decisions d USING (comment)
"""


def measure(texts: Sequence[str], comments: int | None = None) -> Result:
    """One import of JSON lines as the command does it, then the same rows by executemany."""
    from modfilter.cli.decisions_importing import import_files
    from modfilter.store.decision_store import DecisionStore

    count = comments or _DECISIONS
    with scratch() as folder, one_core():
        progress("writing decisions")
        source = folder / "decisions.jsonl"
        _write(source, texts, count)
        target = folder / "store.db"
        with DecisionStore.open(str(target)) as store:
            progress("import")
            importing = _seconds(lambda: _quiet(import_files, store, [str(source)], None, None))
            progress("the same again")
            again = _seconds(lambda: _quiet(import_files, store, [str(source)], None, None))
            progress("stats")
            counting = min(_seconds(store.stats) for _ in range(3))
            assert store.stats().decisions == count
        progress("executemany")
        same = _same_tables(target, folder / "same.db")
        plain = _plain_table(target, folder / "plain.db")
    result = Result(
        "store",
        f"`modfilter decisions import` of {count:,} decisions on comments of {LENGTH} characters "
        "(JSON lines, SQLite), one turn each on one core",
    )
    result.table.append(("what", "s", "decisions/s"))
    result.table += [
        (name, f"{seconds:.2f}", f"{count / seconds:,.0f}")
        for name, seconds in (
            ("import: read, check, insert, commit every 10,000", importing),
            ("import of the same file again", again),
            ("sqlite3 executemany, the same tables and indexes, one transaction", same),
            ("sqlite3 executemany, one table with a primary key, one transaction", plain),
        )
    ]
    result.at_least("speed of import by that of executemany, same tables", same / importing, 0.2)
    result.at_most("stats", counting, 2, "s")
    result.remarks.append(
        f"Beside the one plain table the import has {plain / importing:.3f} of the speed: "
        "it writes two rows and six index entries for each decision, not one and one."
    )
    return result


def _write(path: Path, texts: Sequence[str], count: int) -> None:
    from modfilter.decision_files import decision_to_json
    from modfilter.domain import Action, ModeratorDecision

    chance = random.Random(0)
    pieces = cut(texts)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with path.open("w", encoding="utf-8") as stream:
        for number in range(count):
            decision = ModeratorDecision(
                pieces[number % len(pieces)],
                chance.choice((Action.PUBLISH, Action.REJECT)),
                chance.choice((None, "spam", "toxicity", "off_topic")),
                f"c-{chance.getrandbits(48):012x}",
                "blog",
                start + timedelta(seconds=number * 7),
                f"m{chance.randrange(9)}",
            )
            stream.write(decision_to_json(decision) + "\n")


def _same_tables(source: Path, target: Path) -> float:
    with closing(sqlite3.connect(source)) as made, closing(_fresh(target)) as bulk:
        names = ",".join(f"'{name}'" for name in _TABLES)
        for (statement,) in made.execute(
            f"SELECT sql FROM sqlite_master WHERE tbl_name IN ({names}) AND sql IS NOT NULL"
        ):
            bulk.execute(statement)
        bulk.execute("BEGIN")
        seconds = 0.0
        for table in _TABLES:
            for rows in _chunks(made.execute(f"SELECT * FROM {table}")):
                seconds += _inserted(bulk, table, rows)
        return seconds + _seconds(lambda: bulk.execute("COMMIT"))


def _plain_table(source: Path, target: Path) -> float:
    with closing(sqlite3.connect(source)) as made, closing(_fresh(target)) as bulk:
        bulk.execute(
            "CREATE TABLE decisions (source TEXT, id TEXT, text TEXT, action TEXT, category TEXT, "
            "moderator TEXT, decided_at INTEGER, note TEXT, PRIMARY KEY (source, id))"
        )
        bulk.execute("BEGIN")
        seconds = 0.0
        for rows in _chunks(made.execute(_PLAIN)):
            seconds += _inserted(bulk, "decisions", rows)
        return seconds + _seconds(lambda: bulk.execute("COMMIT"))


def _fresh(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _chunks(cursor: sqlite3.Cursor) -> Iterator[list[tuple[object, ...]]]:
    while rows := cursor.fetchmany(_CHUNK):
        yield rows


def _inserted(bulk: sqlite3.Connection, table: str, rows: list[tuple[object, ...]]) -> float:
    marks = ",".join("?" * len(rows[0]))
    return _seconds(lambda: bulk.executemany(f"INSERT INTO {table} VALUES ({marks})", rows))


def _seconds(work: object) -> float:
    assert callable(work)
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _quiet(work: object, *arguments: object) -> None:
    assert callable(work)
    with redirect_stderr(io.StringIO()):
        work(*arguments)
