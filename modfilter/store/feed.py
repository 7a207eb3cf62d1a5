"""Moderators' decisions for those who act on them, in the order in which they were written.

There is one writer at a time (`Database.writing`), which numbers what it writes and lets the next
one in only when its transaction is committed and can be seen. So a number that can be seen has no
smaller one still to come, and "all after number N" passes over nothing, however transactions
overlap. (Sequences of a database are drawn before the commit, and have that gap.)

What is undone gets a number of its own. What does not hold any more is left out: whoever applies
the entries in order, from the first or from where they stopped, comes to what holds now.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from modfilter.domain import Action
from modfilter.errors import NotPossibleError
from modfilter.store.database import Database
from modfilter.store.reading import of_source
from modfilter.store.records import moment
from modfilter.store.schema import ERASED, appeals, comments, moderator_decisions, undos

_D, _C, _U = moderator_decisions.c, comments.c, undos.c


@dataclass(frozen=True, slots=True)
class Change:
    """What holds for a comment since a moderator decided, or took a decision back (`undone`).

    `action` is review where nobody's decision holds any more and the filter's is not known, or was
    review. `reasons` are the filter's, in the wire form. `appeal` says that the decision answered
    an author's objection. `at` is None where the decision came without a time.
    """

    number: int
    id: str
    source: str
    action: Action
    category: str | None
    at: datetime | None
    undone: bool
    appeal: bool
    reasons: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Changes in order; `after` is where the next page begins, `more` whether it has any now."""

    changes: Sequence[Change]
    after: int
    more: bool


def next_number(connection: Connection) -> int:
    """The number of the next decision or undoing; of use only in a writing transaction."""
    return 1 + _newest(connection)


def page(database: Database, after: int, limit: int, source: str | None) -> FeedPage:
    """Changes with a number above `after`, from up to `limit` decisions and undoings.

    Raises NotPossibleError for a number that the store has not come to: it is another store, or
    was put back from a backup.
    """
    with database.reading() as connection:
        # First of all: what follows may see more than this, and more from one table than another.
        newest = _newest(connection)
        if after > newest:
            raise NotPossibleError(
                "the store has not come that far: it is another one, or was put back from a "
                "backup; start again without a cursor"
            )
        decided = (
            sa.select(_D.decision, _D.comment, sa.literal(0))
            .where(_D.decision > after, _D.decision <= newest)
            .where(_D.undone_at.is_(None), _D.superseded == 0)
            .order_by(_D.decision)
            .limit(limit + 1)
        )
        undone = (
            sa.select(_U.event, _U.comment, _U.undone_at)
            .where(_U.event > after, _U.event <= newest)
            .order_by(_U.event)
            .limit(limit + 1)
        )
        if source is not None:
            mine = of_source(source)
            decided = decided.join(comments, _C.comment == _D.comment).where(mine)
            undone = undone.join(comments, _C.comment == _U.comment).where(mine)
        found = sorted(
            tuple(row) for query in (decided, undone) for row in connection.execute(query)
        )
        events, more = found[:limit], len(found) > limit
        changes = _changes(connection, events)
    last = events[-1][0] if more else newest
    return FeedPage(changes, last, more)


def _changes(connection: Connection, events: Sequence[tuple[int, int, int]]) -> list[Change]:
    keys = sorted({comment for _, comment, _ in events})
    standing = _standing(connection, keys)
    columns = (_C.comment, _C.source, _C.comment_id, _C.blanked, _C.action, _C.reasons)
    rows = connection.execute(sa.select(*columns).where(_C.comment.in_(keys)))
    by_key = {row.comment: row for row in rows}
    answers = set(
        connection.execute(
            sa.select(appeals.c.decision).where(appeals.c.comment.in_(keys))
        ).scalars()
    )
    changes = []
    for number, key, undone_at in events:
        comment, holds = by_key[key], standing.get(key)
        if comment.blanked == ERASED:
            continue
        if undone_at:
            # What was decided since has an entry of its own.
            if holds is not None and holds.decision > number:
                continue
        elif holds is None or holds.decision != number:
            continue
        time = undone_at or (holds.decided_at if holds is not None else 0)
        changes.append(
            Change(
                number=number,
                id=comment.comment_id,
                source=comment.source,
                action=Action(holds.action if holds is not None else comment.action or "review"),
                category=(holds.category or None) if holds is not None else None,
                at=moment(time) if time else None,
                undone=bool(undone_at),
                appeal=holds is not None and holds.decision in answers,
                reasons=json.loads(comment.reasons) if comment.reasons else (),
            )
        )
    return changes


def _standing(connection: Connection, keys: Iterable[int]) -> dict[int, Any]:
    """For each comment that has one, the moderator's decision that holds."""
    live: dict[int, list[Any]] = defaultdict(list)
    query = sa.select(moderator_decisions).where(
        _D.comment.in_(keys), _D.undone_at.is_(None), _D.superseded == 0
    )
    for row in connection.execute(query):
        live[row.comment].append(row)
    return {
        key: max(rows, key=lambda row: (row.decided_at, row.decision)) for key, rows in live.items()
    }


def _newest(connection: Connection) -> int:
    last = sa.select(
        sa.select(sa.func.max(_D.decision)).scalar_subquery(),
        sa.select(sa.func.max(_U.event)).scalar_subquery(),
    )
    decision, event = connection.execute(last).one()
    return max(decision or 0, event or 0)
