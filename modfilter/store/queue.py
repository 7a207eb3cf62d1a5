"""The review queue: claims that expire, so that two moderators never get the same comment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from modfilter.store import appeals
from modfilter.store.database import Database
from modfilter.store.feed import next_number
from modfilter.store.reading import COMMENT_COLUMNS, says, standing_decision, stored_comment
from modfilter.store.records import Order, Waiting, Why, moment, place_in_queue, queued_category
from modfilter.store.schema import comments, moderator_decisions, undos, waiting
from modfilter.store.writing import verdict_values

_W = waiting.c
_SPARE = 20
"""Found comments more than are wanted: others may take some before they are claimed."""


def claim(
    database: Database,
    moderator: str,
    n: int,
    order: Order,
    seconds: float,
    now: int,
    *,
    source: str | None = None,
    category: str | None = None,
    why: Why | None = None,
    since: int | None = None,
    until: int | None = None,
    search: str = "",
    without: Sequence[int] = (),
    only: Sequence[int] | None = None,
) -> list[Waiting]:
    """Take up to `n` waiting comments that nobody else holds; the moderator's own come again.

    A comment whose author objects never comes to the moderator who refused it.

    PostgreSQL passes over rows that another transaction is taking; SQLite has one writer.
    """
    query = sa.select(_W.comment).where(free_for(moderator, now), *_filters(source, category, why))
    if since is not None:
        query = query.where(_W.since >= since)
    if until is not None:
        query = query.where(_W.since < until)
    if without:
        query = query.where(_W.comment.not_in(without))
    if only is not None:
        query = query.where(_W.comment.in_(only))
    first = _W.since if order is Order.OLDEST else sa.desc(_W.uncertainty)
    query = query.order_by(first, _W.comment)
    if search:
        # Reading every text takes long, so it is not done while others wait to write.
        has = sa.exists().where(comments.c.comment == _W.comment, says(search))
        with database.reading() as connection:
            found_keys = connection.execute(query.where(has).limit(n + _SPARE)).scalars().all()
        query = query.where(_W.comment.in_(found_keys))
    query = query.limit(n).with_for_update(skip_locked=True)
    until = now + round(seconds * 1_000_000)
    with database.claiming() as connection:
        keys = list(connection.execute(query).scalars())
        if not keys:
            return []
        connection.execute(
            sa.update(waiting)
            .where(_W.comment.in_(keys))
            .values(claimed_by=moderator, claimed_until=until)
        )
        found = {one.comment.key: one for one in _waiting(connection, _W.comment.in_(keys))}
    return [found[key] for key in keys]


def free_for(moderator: str, now: int) -> sa.ColumnElement[bool]:
    """Whether a moderator may take what waits: nobody else holds it, and it is not against them."""
    return sa.and_(
        sa.or_(_W.claimed_until.is_(None), _W.claimed_until <= now, _W.claimed_by == moderator),
        sa.or_(_W.not_for.is_(None), _W.not_for != moderator),
    )


def release(
    database: Database, moderator: str, keys: Sequence[int] | None, but: Sequence[int] = ()
) -> int:
    """Give claims back, all of the moderator's or those on `keys`; how many there were."""
    query = sa.update(waiting).where(_W.claimed_by == moderator)
    if keys is not None:
        query = query.where(_W.comment.in_(keys))
    if but:
        query = query.where(_W.comment.not_in(but))
    with database.claiming() as connection:
        return connection.execute(query.values(claimed_by=None, claimed_until=None)).rowcount


def undo(database: Database, moderator: str, key: int | None, now: int) -> int | None:
    """Undo the moderator's latest decision (on comment `key`); the comment's key, None if none.

    An earlier decision of the moderator stands again; a comment without any waits again, if
    anything but a moderator had made it wait; an appeal that the decision closed is open again.
    """
    table = moderator_decisions
    mine = sa.and_(table.c.moderator == moderator, table.c.undone_at.is_(None))
    with database.writing() as connection:
        query = sa.select(table.c.decision, table.c.comment).where(mine, table.c.superseded == 0)
        if key is not None:
            query = query.where(table.c.comment == key)
        last = connection.execute(
            query.order_by(table.c.recorded_at.desc(), table.c.decision.desc()).limit(1)
        ).first()
        if last is None:
            return None
        connection.execute(
            sa.update(table).where(table.c.decision == last.decision).values(undone_at=now)
        )
        before = connection.execute(
            sa.select(table.c.decision)
            .where(mine, table.c.comment == last.comment)
            .order_by(table.c.decided_at.desc(), table.c.decision.desc())
            .limit(1)
        ).scalar()
        if before is not None:
            connection.execute(
                sa.update(table).where(table.c.decision == before).values(superseded=0)
            )
        _settle(connection, last.comment)
        appeals.reopen(connection, last.comment, last.decision)
        connection.execute(
            sa.insert(undos).values(
                event=next_number(connection), comment=last.comment, undone_at=now
            )
        )
        return int(last.comment)


def _settle(connection: Connection, key: int) -> None:
    holding = standing_decision(connection, key)
    connection.execute(
        sa.update(comments).where(comments.c.comment == key).values(verdict_values(holding))
    )
    waits = connection.execute(sa.select(_W.comment).where(_W.comment == key)).first()
    if holding is not None or waits is not None:
        return
    row = connection.execute(
        sa.select(*COMMENT_COLUMNS).where(
            comments.c.comment == key, comments.c.action == "review", comments.c.blanked == 0
        )
    ).first()
    if row is None:
        return
    comment = stored_comment(row)
    connection.execute(
        sa.insert(waiting).values(
            comment=key,
            source=comment.source,
            why=str(Why.AUDIT if comment.audited else Why.REVIEW),
            category=queued_category(comment.reasons),
            since=row.decided_at,
            uncertainty=place_in_queue(comment.scores, comment.text or "", comment.audited),
        )
    )


def listed(
    database: Database,
    order: Order,
    n: int,
    skip: int,
    *,
    source: str | None = None,
    category: str | None = None,
    why: Why | None = None,
) -> list[Waiting]:
    """A page of the queue, claimed or not, without claiming anything."""
    first = _W.since if order is Order.OLDEST else sa.desc(_W.uncertainty)
    page = (
        sa.select(_W.comment)
        .where(*_filters(source, category, why))
        .order_by(first, _W.comment)
        .limit(n)
        .offset(skip)
    )
    with database.reading() as connection:
        keys = list(connection.execute(page).scalars())
        found = {one.comment.key: one for one in _waiting(connection, _W.comment.in_(keys))}
    return [found[key] for key in keys]


def counts(database: Database, now: int) -> list[tuple[str, str, str, int, int]]:
    """How many wait, by source, category and why: all of them, and those under a claim."""
    kinds = _W.source, _W.category, _W.why
    # Two questions, of which each has an index that answers it: claims are few.
    query = sa.select(*kinds, sa.func.count()).group_by(*kinds).order_by(*kinds)
    claims = sa.select(*kinds).where(_W.claimed_by.is_not(None), _W.claimed_until > now)
    with database.reading() as connection:
        held = Counter(tuple(row) for row in connection.execute(claims))
        return [
            (source, category, why, int(count), held[source, category, why])
            for source, category, why, count in connection.execute(query)
        ]


def _waiting(connection: Connection, which: sa.ColumnElement[bool]) -> list[Waiting]:
    columns = (
        _W.why, _W.category, _W.since, _W.uncertainty, _W.claimed_by, _W.claimed_until, _W.not_for,
    )  # fmt: skip
    query = sa.select(*COMMENT_COLUMNS, *columns).join(waiting, _W.comment == comments.c.comment)
    rows = connection.execute(query.where(which)).all()
    objections = appeals.open_ones(
        connection, [row.comment for row in rows if row.why == str(Why.APPEAL)]
    )
    return [
        Waiting(
            comment=stored_comment(row),
            why=Why(row.why),
            category=row.category,
            since=moment(row.since),
            uncertainty=row.uncertainty,
            claimed_by=row.claimed_by,
            claimed_until=None if row.claimed_until is None else moment(row.claimed_until),
            appeal=objections.get(row.comment),
            not_for=row.not_for,
        )
        for row in rows
    ]


def _filters(
    source: str | None, category: str | None, why: Why | None
) -> list[sa.ColumnElement[bool]]:
    given = ((_W.source, source), (_W.category, category), (_W.why, why and str(why)))
    return [column == value for column, value in given if value is not None]
