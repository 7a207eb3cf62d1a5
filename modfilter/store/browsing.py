"""What people look up: a comment with all that was decided about it, lists, copies that wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from modfilter.domain import Action
from modfilter.store.database import Database
from modfilter.store.queue import free_for
from modfilter.store.reading import COMMENT_COLUMNS, of_source, says, stored_comment
from modfilter.store.records import StoredComment, moment
from modfilter.store.schema import comments, moderator_decisions, waiting

_MOST_SOURCES = 200
_C, _D, _W = comments.c, moderator_decisions.c, waiting.c


@dataclass(frozen=True, slots=True)
class PastDecision:
    """A moderator's decision as it stands: superseded by a later one, or undone, or neither.

    `comment` is the key of the text that it is about; `moderator` is empty where nobody is named.
    """

    comment: int
    action: Action
    category: str | None
    moderator: str
    note: str
    at: datetime
    superseded: bool
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class History:
    """All texts that a comment has had, oldest first, and all decisions of moderators on them.

    `waits` says whether the newest waits for a person now, `held_by` who has claimed it.
    """

    texts: Sequence[StoredComment]
    decisions: Sequence[PastDecision]
    waits: bool = False
    held_by: str | None = None


def history(database: Database, key: int, now: int) -> History | None:
    """Everything about the comment that has the text with this key; None where there is none."""
    with database.reading() as connection:
        named = connection.execute(
            sa.select(_C.source, _C.comment_id).where(_C.comment == key)
        ).first()
        if named is None:
            return None
        rows = connection.execute(
            sa.select(*COMMENT_COLUMNS)
            .where(_C.source == named.source, _C.comment_id == named.comment_id)
            .order_by(_C.revision)
        ).all()
        keys = [row.comment for row in rows]
        decided = connection.execute(
            sa.select(moderator_decisions)
            .where(_D.comment.in_(keys))
            .order_by(_D.decided_at, _D.decision)
        ).all()
        held = connection.execute(
            sa.select(_W.claimed_by, _W.claimed_until).where(_W.comment.in_(keys))
        ).first()
    holder = None
    if held is not None and held.claimed_until is not None and held.claimed_until > now:
        holder = held.claimed_by
    return History(
        [stored_comment(row) for row in rows],
        [_past(row) for row in decided],
        held is not None,
        holder,
    )


def listed(
    database: Database,
    n: int,
    *,
    before: int | None = None,
    source: str | None = None,
    action: Action | None = None,
    verdict: Action | None = None,
    category: str | None = None,
    since: int | None = None,
    until: int | None = None,
    search: str = "",
) -> list[StoredComment]:
    """Up to `n` comments, newest first, from the one after the comment with the key `before`.

    `action` is what happened to them by themselves, `verdict` what moderators decided. `category`
    is that of the verdict, or of anything that was found. `search` is in the text, or is the id.
    """
    where: list[sa.ColumnElement[bool]] = []
    if source is not None:
        where.append(of_source(source))
    if action is not None:
        where.append(_C.action == str(action))
    if verdict is not None:
        where.append(_C.verdict == str(verdict))
    if category is not None:
        found = _C.reasons.contains(f'"category":"{category}"', autoescape=True)
        where.append(sa.or_(_C.verdict_category == category, found))
    if since is not None:
        where.append(_C.decided_at >= since)
    if until is not None:
        where.append(_C.decided_at < until)
    if search:
        where.append(sa.or_(says(search), _C.comment_id == search))
    at = sa.tuple_(_C.decided_at, _C.comment)
    query = (
        sa.select(*COMMENT_COLUMNS)
        .where(*where)
        .order_by(_C.decided_at.desc(), _C.comment.desc())
        .limit(n)
    )
    with database.reading() as connection:
        if before is not None:
            place = connection.execute(
                sa.select(_C.decided_at, _C.comment).where(_C.comment == before)
            ).first()
            if place is None:
                return []
            query = query.where(at < sa.tuple_(*map(sa.literal, place)))
        return [stored_comment(row) for row in connection.execute(query)]


def around(database: Database, key: int, moderator: str, now: int, n: int) -> list[tuple[int, str]]:
    """Up to `n` waiting comments that came before, and as many after, with their texts.

    Only those that the moderator may take. Copies of a comment come close together in time.
    """
    with database.reading() as connection:
        since = connection.execute(sa.select(_W.since).where(_W.comment == key)).scalar()
        if since is None:
            since = connection.execute(sa.select(_C.decided_at).where(_C.comment == key)).scalar()
        if since is None:
            return []
        free = free_for(moderator, now)
        # Sorted by time alone, the index on it answers.
        sides = ((_W.since <= since, _W.since.desc()), (_W.since > since, _W.since))
        found: list[tuple[int, str]] = []
        for side, order in sides:
            query = (
                sa.select(_C.comment, _C.text)
                .join(waiting, _W.comment == _C.comment)
                .where(side, free, _C.text.is_not(None), _C.comment != key)
                .order_by(order)
                .limit(n)
            )
            found += [(row.comment, row.text) for row in connection.execute(query)]
    return found


def sources(database: Database) -> list[str]:
    """The sources that comments come from, in order, found by steps along the index on them."""
    found: list[str] = []
    with database.reading() as connection:
        while len(found) < _MOST_SOURCES:
            query = sa.select(sa.func.min(_C.source))
            if found:
                query = query.where(_C.source > found[-1])
            following = connection.execute(query).scalar()
            if following is None:
                break
            found.append(following)
    return found


def _past(row: Any) -> PastDecision:
    return PastDecision(
        comment=row.comment,
        action=Action(row.action),
        category=row.category or None,
        moderator=row.moderator,
        note=row.note,
        at=moment(row.decided_at or row.recorded_at),
        superseded=bool(row.superseded),
        undone_at=None if row.undone_at is None else moment(row.undone_at),
    )
