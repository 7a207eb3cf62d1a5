"""The site's own database: which comments there are, and which of them readers see.

Times are microseconds since 1970 in UTC. There is no column for an e-mail address or an IP address.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from modfilter.domain import Action

SCHEMA = """
CREATE TABLE IF NOT EXISTS comments (
    id TEXT PRIMARY KEY,
    article TEXT NOT NULL,
    parent TEXT,
    root TEXT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    status TEXT NOT NULL,
    category TEXT NOT NULL,
    posted_at INTEGER NOT NULL,
    published_no INTEGER UNIQUE
) STRICT;
CREATE INDEX IF NOT EXISTS comments_threads ON comments (article, parent, posted_at, status);
CREATE INDEX IF NOT EXISTS comments_counts ON comments (article, status, parent);
CREATE INDEX IF NOT EXISTS comments_replies ON comments (root, posted_at, status, parent);
CREATE INDEX IF NOT EXISTS comments_kept ON comments (status, posted_at);
CREATE TABLE IF NOT EXISTS early (
    comment TEXT PRIMARY KEY,
    action TEXT NOT NULL,
    category TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
"""
"""`early` holds moderators' decisions about comments that are not here yet: their process was
killed between the decision store and this database, and the form will be sent again."""

THREADS = 20
"""Threads on a page."""
REPLIES = 10
"""Replies of a thread that are shown at once."""
_DAY = 86_400_000_000
_COLUMNS = "id, article, parent, root, name, text, status, category, posted_at"


class Status(StrEnum):
    """Where a comment stands."""

    PUBLISHED = "published"
    HELD = "held"
    REFUSED = "refused"
    REMOVED = "removed"
    """A moderator rejected it: after it had been held, or had been published."""


STATUS = {
    Action.PUBLISH: Status.PUBLISHED,
    Action.REVIEW: Status.HELD,
    Action.REJECT: Status.REMOVED,
}
"""What a comment is after a moderator's decision."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A comment. `root` is the id of the comment that its thread begins with, or its own."""

    id: str
    article: str
    parent: str | None
    root: str
    name: str
    text: str
    status: Status
    category: str
    posted_at: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment on a page: how deep in its thread, and what is known of its thread."""

    comment: Posted
    depth: int
    replies: int = 0
    """Of a thread's first comment: how many there are."""
    hidden: int = 0
    """Of a thread's first comment: how many of them are not on this page."""


@dataclass(frozen=True, slots=True)
class Told:
    """What holds for a comment since a moderator decided about it, or took that back.

    `text` is the one that was decided about.
    """

    comment: str
    action: Action
    category: str
    text: str = field(repr=False)


class Comments:
    """Keeps comments. Safe to share between threads; each write is one transaction on the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._opening = threading.Lock()
        path.touch(0o600)
        self._connection().executescript(SCHEMA)

    def close(self) -> None:
        """Close all connections."""
        for connection in self._open:
            connection.close()

    def keep(self, comment: Posted) -> Posted:
        """Keep a comment; gives what holds now.

        A comment with that id is there once: only one that was refused takes another text. A
        moderator's decision that came earlier is carried out.
        """
        with self._writing() as connection:
            there = _row(connection, comment.id)
            if there is not None and there.status is not Status.REFUSED:
                return there
            status, category = comment.status, comment.category
            early = connection.execute(
                "DELETE FROM early WHERE comment = ? RETURNING action, category, text",
                (comment.id,),
            ).fetchone()
            if early is not None and early[2] == comment.text:
                status, category = STATUS[Action(early[0])], early[1]
            connection.execute(
                f"INSERT OR REPLACE INTO comments ({_COLUMNS}, published_no) "  # noqa: S608
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    comment.id, comment.article, comment.parent, comment.root, comment.name,
                    comment.text, status, category, comment.posted_at,
                    _next(connection) if status is Status.PUBLISHED else None,
                ),
            )  # fmt: skip
            kept = _row(connection, comment.id)
            assert kept is not None
            return kept

    def find(self, comment: str) -> Posted | None:
        """The comment with that id."""
        return _row(self._connection(), comment)

    def apply(self, told: Sequence[Told], cursor: int) -> int:
        """Carry out moderators' decisions and remember how far they are read; how many changed."""
        changed = 0
        with self._writing() as connection:
            for one in told:
                there = _row(connection, one.comment)
                status = STATUS[one.action]
                if there is None:
                    connection.execute(
                        "INSERT OR REPLACE INTO early VALUES (?, ?, ?, ?)",
                        (one.comment, one.action, one.category, one.text),
                    )
                elif there.status is not status and there.text == one.text:
                    shown = status is Status.PUBLISHED
                    connection.execute(
                        "UPDATE comments SET status = ?, category = ?, published_no = ? "
                        "WHERE id = ?",
                        (
                            status, "" if shown else one.category,
                            _next(connection) if shown else None, one.comment,
                        ),
                    )  # fmt: skip
                    changed += 1
            connection.execute("INSERT OR REPLACE INTO settings VALUES ('cursor', ?)", (cursor,))
        return changed

    @property
    def cursor(self) -> int:
        """How far moderators' decisions were read."""
        found = self._connection().execute("SELECT value FROM settings WHERE name = 'cursor'")
        row = found.fetchone()
        return 0 if row is None else int(row[0])

    def published_after(self, number: int, limit: int = 100) -> list[tuple[int, Posted]]:
        """Comments in the order in which they were published, from that number on."""
        found = self._connection().execute(
            f"SELECT published_no, {_COLUMNS} FROM comments WHERE published_no > ? "  # noqa: S608
            "ORDER BY published_no LIMIT ?",
            (number, limit),
        )
        return [(row[0], _posted(row[1:])) for row in found]

    def page(self, article: str, page: int) -> list[Shown]:
        """The newest threads of an article: comments with their first replies."""
        roots = self._connection().execute(
            f"SELECT {_COLUMNS} FROM comments c "  # noqa: S608
            "WHERE article = ? AND parent IS NULL AND (status = 'published' OR "
            "(status = 'removed' AND EXISTS (SELECT 1 FROM comments r WHERE r.root = c.id "
            "AND r.parent IS NOT NULL AND r.status = 'published'))) "
            "ORDER BY posted_at DESC LIMIT ? OFFSET ?",
            (article, THREADS, THREADS * page),
        )
        return [shown for row in roots.fetchall() for shown in self._thread(_posted(row), REPLIES)]

    def thread(self, root: Posted) -> list[Shown]:
        """A whole thread."""
        return self._thread(root, 1_000)

    def threads(self, article: str) -> int:
        """How many threads an article has."""
        return int(
            self._connection()
            .execute(
                "SELECT count(*) FROM comments WHERE article = ? AND parent IS NULL "
                "AND status = 'published'",
                (article,),
            )
            .fetchone()[0]
        )

    def count(self, article: str) -> int:
        """How many comments of an article readers see."""
        found = self._connection().execute(
            "SELECT count(*) FROM comments WHERE article = ? AND status = 'published'", (article,)
        )
        return int(found.fetchone()[0])

    def place(self, comment: Posted) -> tuple[int, bool]:
        """The page that a comment's thread is on, and whether it is among the replies there."""
        connection = self._connection()
        newer = connection.execute(
            "SELECT count(*) FROM comments WHERE article = ? AND parent IS NULL "
            "AND status = 'published' AND posted_at > "
            "(SELECT posted_at FROM comments WHERE id = ?)",
            (comment.article, comment.root),
        ).fetchone()[0]
        earlier = connection.execute(
            "SELECT count(*) FROM comments WHERE root = ? AND parent IS NOT NULL "
            "AND status = 'published' AND posted_at < ?",
            (comment.root, comment.posted_at),
        ).fetchone()[0]
        return newer // THREADS, earlier < REPLIES

    def forget_refused(self, days: int) -> int:
        """Delete what was refused more than `days` days ago; how many comments."""
        before = time.time_ns() // 1000 - days * _DAY
        with self._writing() as connection:
            found = connection.execute(
                "DELETE FROM comments WHERE status IN ('refused', 'removed') AND posted_at < ? "
                "AND NOT EXISTS (SELECT 1 FROM comments r WHERE r.parent = comments.id)",
                (before,),
            )
            return found.rowcount

    def erase(self, comment: str) -> bool:
        """Delete the text and the name of a comment; True where there was one.

        Nothing of them stays in the file, nor in the log beside it where nobody else is reading.
        """
        with self._writing() as connection:
            connection.execute("DELETE FROM early WHERE comment = ?", (comment,))
            found = connection.execute(
                "UPDATE comments SET name = '', text = '', status = 'removed', category = '', "
                "published_no = NULL WHERE id = ?",
                (comment,),
            )
        self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return found.rowcount > 0

    def _thread(self, root: Posted, most: int) -> list[Shown]:
        rows = (
            self._connection()
            .execute(
                f"SELECT {_COLUMNS} FROM comments WHERE root = ? AND parent IS NOT NULL "  # noqa: S608
                "AND status IN ('published', 'removed') ORDER BY posted_at, id LIMIT ?",
                (root.id, most * 4 + 1),
            )
            .fetchall()
        )
        replies = [_posted(row) for row in rows]
        total = int(
            self._connection()
            .execute(
                "SELECT count(*) FROM comments WHERE root = ? AND parent IS NOT NULL "
                "AND status = 'published'",
                (root.id,),
            )
            .fetchone()[0]
        )
        # A removed comment is shown, without its text, only where somebody has answered it.
        answered = {reply.parent for reply in replies if reply.status is Status.PUBLISHED}
        seen = [r for r in replies if r.status is Status.PUBLISHED or r.id in answered]
        shown = list(_in_order(root, seen[:most]))
        visible = sum(one.comment.status is Status.PUBLISHED for one in shown)
        return [Shown(root, 0, total, max(total - visible, 0)), *shown]

    def _connection(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = sqlite3.connect(
                self._path, timeout=60, isolation_level=None, check_same_thread=False
            )
            found.execute("PRAGMA journal_mode = WAL")
            # What was confirmed to an author survives a power cut.
            found.execute("PRAGMA synchronous = FULL")
            found.execute("PRAGMA secure_delete = ON")
            self._local.connection = found
            with self._opening:
                self._open.append(found)
        return found

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def _in_order(root: Posted, replies: Sequence[Posted]) -> Iterator[Shown]:
    """Replies below what they answer; where that is not shown, below the thread's first one."""
    known = {reply.id for reply in replies}
    below: dict[str, list[Posted]] = {}
    for reply in replies:
        parent = reply.parent if reply.parent in known else root.id
        below.setdefault(str(parent), []).append(reply)
    waiting = [(reply, 1) for reply in reversed(below.get(root.id, ()))]
    while waiting:
        reply, depth = waiting.pop()
        yield Shown(reply, depth)
        waiting += [(child, depth + 1) for child in reversed(below.get(reply.id, ()))]


def _row(connection: sqlite3.Connection, comment: str) -> Posted | None:
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM comments WHERE id = ?",  # noqa: S608
        (comment,),
    ).fetchone()
    return None if found is None else _posted(found)


def _posted(row: Sequence[object]) -> Posted:
    found = list(row)
    found[6] = Status(str(found[6]))
    return Posted(*found)  # type: ignore[arg-type]


def _next(connection: sqlite3.Connection) -> int:
    """The number of the next publication; it never falls, whatever is removed."""
    found = connection.execute(
        "INSERT INTO settings VALUES ('published', '1') ON CONFLICT (name) "
        "DO UPDATE SET value = CAST(value AS INTEGER) + 1 RETURNING value"
    ).fetchone()
    return int(found[0])
