"""Taking texts away for good while the counts stay: on request, or by age."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from modfilter.store.appeals import make_moot
from modfilter.store.database import Database
from modfilter.store.records import Blanked, packed
from modfilter.store.schema import appeals, comments, moderator_decisions, settings, waiting

_AT_ONCE = 2_000
_OWED = "traces"
_KEPT = ("code", "category", "source", "score", "decisive")
"""What of a reason tells nothing of a text: no span, no sentence, no suggestion."""


def blank(
    database: Database,
    where: Sequence[sa.ColumnElement[bool]],
    mark: int,
    now: int,
    *,
    lower_only: bool,
) -> Blanked:
    """Take away texts, notes, objections and author references of the comments of `where`.

    A batch a transaction: what was interrupted goes on where it stopped. `lower_only` passes over
    what is blanked already; without it a purged comment becomes an erased one.
    """
    todo = comments.c.blanked < (1 if lower_only else mark)
    query = sa.select(comments.c.comment, comments.c.reasons, comments.c.blanked)
    query = query.where(todo, *where).order_by(comments.c.comment).limit(_AT_ONCE)
    total = queued = last = 0
    while True:
        with database.writing() as connection:
            # From where the last batch ended: else each looks through all that is blanked.
            rows = connection.execute(query.where(comments.c.comment > last)).all()
            if rows:
                last = rows[-1].comment
                total += sum(row.blanked == 0 for row in rows)
                queued += _blank(connection, rows, mark, now)
                _owe(connection)
        if len(rows) < _AT_ONCE:
            break
    return Blanked(total, queued, _compacted(database))


def _owe(connection: Connection) -> None:
    """Write down that the files still have to be rid of traces, should this process end first."""
    connection.execute(sa.delete(settings).where(settings.c.name == _OWED))
    connection.execute(sa.insert(settings).values(name=_OWED, value="yes"))


def _compacted(database: Database) -> bool:
    """Rid the files of traces if that is owed, by this call or an earlier one; False where not."""
    owed = sa.select(settings.c.value).where(settings.c.name == _OWED)
    with database.reading() as connection:
        if connection.execute(owed).scalar() is None:
            return True
    if not database.compact():
        return False
    with database.writing() as connection:
        connection.execute(sa.delete(settings).where(settings.c.name == _OWED))
    return True


def _blank(connection: Connection, rows: Sequence[Any], mark: int, now: int) -> int:
    keys = [row.comment for row in rows]
    connection.execute(
        sa.update(comments).where(comments.c.comment == sa.bindparam("own")),
        [
            {
                "own": row.comment,
                "text": None,
                "author": None,
                "blanked": mark,
                "reasons": None if row.reasons is None else _bare(row.reasons),
            }
            for row in rows
        ],
    )
    table = moderator_decisions
    connection.execute(sa.update(appeals).where(appeals.c.comment.in_(keys)).values(text=None))
    make_moot(connection, keys, now)
    connection.execute(sa.update(table).where(table.c.comment.in_(keys)).values(note=""))
    return connection.execute(sa.delete(waiting).where(waiting.c.comment.in_(keys))).rowcount


def _bare(reasons: str) -> str:
    return packed(
        [{name: one[name] for name in _KEPT if name in one} for one in json.loads(reasons)]
    )
