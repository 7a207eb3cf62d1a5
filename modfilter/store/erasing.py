"""Taking texts away for good while the counts stay: on request, or by age."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from modfilter.store.database import Database
from modfilter.store.records import Blanked, packed
from modfilter.store.schema import comments, moderator_decisions, waiting

_AT_ONCE = 2_000
_KEPT = ("code", "category", "source", "score", "decisive")
"""What of a reason tells nothing of a text: no span, no sentence, no suggestion."""


def blank(
    database: Database, where: Sequence[sa.ColumnElement[bool]], mark: int, *, lower_only: bool
) -> Blanked:
    """Take away texts, notes and author references of the comments that `where` describes.

    A batch a transaction: what was interrupted goes on where it stopped. `lower_only` passes over
    what is blanked already; without it a purged comment becomes an erased one.
    """
    todo = comments.c.blanked < (1 if lower_only else mark)
    query = sa.select(comments.c.comment, comments.c.reasons, comments.c.blanked)
    query = query.where(todo, *where).order_by(comments.c.comment).limit(_AT_ONCE)
    total = queued = 0
    while True:
        with database.writing() as connection:
            rows = connection.execute(query).all()
            if rows:
                total += sum(row.blanked == 0 for row in rows)
                queued += _blank(connection, rows, mark)
        if len(rows) < _AT_ONCE:
            break
    traceless = database.compact() if total else True
    return Blanked(total, queued, traceless)


def _blank(connection: Connection, rows: Sequence[Any], mark: int) -> int:
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
    connection.execute(sa.update(table).where(table.c.comment.in_(keys)).values(note=""))
    return connection.execute(sa.delete(waiting).where(waiting.c.comment.in_(keys))).rowcount


def _bare(reasons: str) -> str:
    return packed(
        [{name: one[name] for name in _KEPT if name in one} for one in json.loads(reasons)]
    )
