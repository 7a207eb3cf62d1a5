"""E-mail addresses, apart from everything else and encrypted.

An address serves one thing: a mail when somebody replies to the comment that it came with. This
file's database and key are used by `mails.py` alone.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from newsroom.keys import key_from

KEY_VARIABLE = "NEWSROOM_MAIL_KEY"
"""The environment variable with the key, where it may not lie in a file."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS subscriptions (
    comment TEXT PRIMARY KEY,
    address BLOB NOT NULL,
    address_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    confirmed_at INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS subscriptions_address ON subscriptions (address_hash);
CREATE TABLE IF NOT EXISTS outbox (
    mail INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    comment TEXT NOT NULL,
    reply TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    UNIQUE (kind, comment, reply)
) STRICT;
CREATE TABLE IF NOT EXISTS sent (
    address_hash TEXT NOT NULL,
    kind TEXT NOT NULL,
    sent_at INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS sent_address ON sent (address_hash, kind);
CREATE TABLE IF NOT EXISTS never (
    address_hash TEXT PRIMARY KEY,
    since INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
"""
"""Times are seconds since 1970. `sent` limits how many mails an address gets, and is forgotten
after a day; `never` holds keyed hashes of addresses whose owners want no mail again."""

DAY = 86_400
CONFIRMATIONS_A_DAY = 1
"""Mails to an address that nobody has confirmed, however often somebody types it in."""
REPLIES_A_DAY = 20
CONFIRMATIONS_AN_HOUR = 200
"""To all addresses together."""

# Stricter than RFC 5321: nothing that could mean something in a header, and one address only.
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)


def is_address(text: str) -> bool:
    """Whether `text` is one plain e-mail address."""
    return len(text) <= 254 and text.find("@") <= 64 and _ADDRESS.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Due:
    """A mail to be sent. Its address is in no representation, so that no log can have it."""

    mail: int
    kind: str
    comment: str
    reply: str
    tries: int
    address_hash: str
    address: str = field(repr=False)


class Addresses:
    """Keeps addresses. Safe to share between threads."""

    def __init__(self, path: Path, key_file: Path) -> None:
        secret = key_from(key_file, os.environ.get(KEY_VARIABLE))
        # Two keys from one secret: what encrypts does not hash.
        self._fernet = Fernet(base64.urlsafe_b64encode(_derived(secret, b"encrypt")))
        self._hash_key = _derived(secret, b"hash")
        self._lock = threading.RLock()
        path.touch(0o600)
        self._connection = sqlite3.connect(
            path, timeout=60, isolation_level=None, check_same_thread=False
        )
        # No log beside the file that would keep what was deleted.
        self._connection.execute("PRAGMA journal_mode = TRUNCATE")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA secure_delete = ON")
        self._connection.executescript(SCHEMA)

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._connection.close()

    def subscribe(self, comment: str, address: str) -> bool:
        """Keep the address that came with a comment; False where its owner wants none of it."""
        hashed = self._hashed(address)
        with self._writing() as connection:
            if self._is_never(hashed):
                return False
            connection.execute(
                "INSERT INTO subscriptions VALUES (?, ?, ?, ?, NULL) ON CONFLICT DO NOTHING",
                (comment, self._fernet.encrypt(address.encode()), hashed, _now()),
            )
        return True

    def confirm(self, comment: str) -> bool:
        """The address's owner wants the mails; False where there is no such address any more."""
        with self._writing() as connection:
            found = connection.execute(
                "UPDATE subscriptions SET confirmed_at = coalesce(confirmed_at, ?) "
                "WHERE comment = ?",
                (_now(), comment),
            )
            return found.rowcount > 0

    def unsubscribe(self, comment: str) -> bool:
        """Delete the address that came with this comment; False where there was none."""
        with self._writing() as connection:
            connection.execute("DELETE FROM outbox WHERE comment = ?", (comment,))
            found = connection.execute("DELETE FROM subscriptions WHERE comment = ?", (comment,))
            return found.rowcount > 0

    def stop(self, comment: str) -> bool:
        """Delete the address that came with this comment wherever it is, and mail it never again.

        False where it was deleted before.
        """
        with self._writing() as connection:
            row = connection.execute(
                "SELECT address_hash FROM subscriptions WHERE comment = ?", (comment,)
            ).fetchone()
            if row is None:
                return False
            self._delete(row[0])
            connection.execute("INSERT OR IGNORE INTO never VALUES (?, ?)", (row[0], _now()))
        return True

    def forget(self, address: str) -> int:
        """Delete an address, and the wish not to be mailed too; with how many comments it came."""
        hashed = self._hashed(address)
        with self._writing() as connection:
            connection.execute("DELETE FROM never WHERE address_hash = ?", (hashed,))
            return self._delete(hashed)

    def enqueue(self, mails: Sequence[tuple[str, str, str]], cursor: int) -> None:
        """Plan mails (kind, comment, reply), each once; `cursor` is how far they were planned."""
        with self._writing() as connection:
            for kind, comment, reply in mails:
                known = connection.execute(
                    "SELECT confirmed_at FROM subscriptions WHERE comment = ?", (comment,)
                ).fetchone()
                # Nobody is told of replies who has not confirmed that the address is theirs.
                if known is not None and (kind == "confirm") is (known[0] is None):
                    connection.execute(
                        "INSERT OR IGNORE INTO outbox (kind, comment, reply, due_at, tries) "
                        "VALUES (?, ?, ?, ?, 0)",
                        (kind, comment, reply, _now()),
                    )
            connection.execute("INSERT OR REPLACE INTO settings VALUES ('cursor', ?)", (cursor,))

    @property
    def cursor(self) -> int:
        """How far publications were looked at."""
        with self._lock:
            row = self._connection.execute(
                "SELECT value FROM settings WHERE name = 'cursor'"
            ).fetchone()
        return 0 if row is None else int(row[0])

    def due(self, limit: int = 20) -> list[Due]:
        """Mails to be sent now, within the limits; what is above them is dropped."""
        found: list[Due] = []
        with self._writing() as connection:
            rows = connection.execute(
                "SELECT o.mail, o.kind, o.comment, o.reply, o.tries, s.address_hash, s.address "
                "FROM outbox o JOIN subscriptions s USING (comment) WHERE o.due_at <= ? "
                "ORDER BY o.mail LIMIT ?",
                (_now(), limit),
            ).fetchall()
            for mail, kind, comment, reply, tries, hashed, encrypted in rows:
                if self._is_too_much(kind, hashed):
                    connection.execute("DELETE FROM outbox WHERE mail = ?", (mail,))
                    continue
                try:
                    address = self._fernet.decrypt(encrypted).decode()
                except InvalidToken:
                    # The key was changed: nobody can read this address any more.
                    self._delete(hashed)
                    continue
                # Counted before it is sent, so that no failure opens the limits.
                connection.execute("INSERT INTO sent VALUES (?, ?, ?)", (hashed, kind, _now()))
                found.append(Due(mail, kind, comment, reply, tries, hashed, address))
        return found

    def done(self, mail: int) -> None:
        """A mail was handed over, or given up."""
        with self._writing() as connection:
            connection.execute("DELETE FROM outbox WHERE mail = ?", (mail,))

    def again(self, due: Due) -> None:
        """A mail could not be handed over: try again, later each time."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE outbox SET tries = tries + 1, due_at = ? WHERE mail = ?",
                (_now() + 30 * 4**due.tries, due.mail),
            )
            connection.execute(
                "DELETE FROM sent WHERE rowid = (SELECT max(rowid) FROM sent "
                "WHERE address_hash = ? AND kind = ?)",
                (due.address_hash, due.kind),
            )

    def expire(self, confirm_days: int, mail_days: int) -> int:
        """Delete addresses whose time is over; how many."""
        now = _now()
        with self._writing() as connection:
            connection.execute("DELETE FROM sent WHERE sent_at < ?", (now - DAY,))
            found = connection.execute(
                "DELETE FROM subscriptions WHERE created_at < ? "
                "OR (confirmed_at IS NULL AND created_at < ?)",
                (now - mail_days * DAY, now - confirm_days * DAY),
            )
            connection.execute(
                "DELETE FROM outbox WHERE comment NOT IN (SELECT comment FROM subscriptions)"
            )
            return found.rowcount

    def _delete(self, hashed: str) -> int:
        self._connection.execute(
            "DELETE FROM outbox WHERE comment IN "
            "(SELECT comment FROM subscriptions WHERE address_hash = ?)",
            (hashed,),
        )
        self._connection.execute("DELETE FROM sent WHERE address_hash = ?", (hashed,))
        found = self._connection.execute(
            "DELETE FROM subscriptions WHERE address_hash = ?", (hashed,)
        )
        return found.rowcount

    def _is_never(self, hashed: str) -> bool:
        query = "SELECT 1 FROM never WHERE address_hash = ?"
        return self._connection.execute(query, (hashed,)).fetchone() is not None

    def _is_too_much(self, kind: str, hashed: str) -> bool:
        def count(where: str, *values: object) -> int:
            query = f"SELECT count(*) FROM sent WHERE {where}"  # noqa: S608
            return int(self._connection.execute(query, values).fetchone()[0])

        mine = count("address_hash = ? AND kind = ? AND sent_at > ?", hashed, kind, _now() - DAY)
        if kind != "confirm":
            return mine >= REPLIES_A_DAY
        everybodys = count("kind = 'confirm' AND sent_at > ?", _now() - 3600)
        return mine >= CONFIRMATIONS_A_DAY or everybodys >= CONFIRMATIONS_AN_HOUR

    def _hashed(self, address: str) -> str:
        # Case means nothing at any mail server that people use.
        return hmac.new(self._hash_key, address.lower().encode(), hashlib.sha256).hexdigest()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return hmac.new(secret, b"newsroom " + purpose, hashlib.sha256).digest()


def _now() -> int:
    return int(time.time())
