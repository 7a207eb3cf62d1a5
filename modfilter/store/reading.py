"""Reading the store back, a page at a time: no long transaction, and flat memory."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from modfilter.domain import NO_CONTEXT, Action, Context, ModeratorDecision
from modfilter.store.database import Database
from modfilter.store.records import StoredComment, moment
from modfilter.store.schema import appeals, comments, moderator_decisions

PAGE = 5_000

COMMENT_COLUMNS: Sequence[sa.Column[Any]] = tuple(
    column for column in comments.columns if column.name not in ("blanked", "revision", "author")
)
"""What `stored_comment` reads."""


def of_source(source: str) -> sa.ColumnElement[bool]:
    """Comments of one source, said so that no index on sources is used.

    Such an index would find them all for every page, to sort them anew; the one on times has them
    in order.
    """
    return sa.func.coalesce(comments.c.source, "") == source


def says(search: str) -> sa.ColumnElement[bool]:
    """Whether a comment's text contains these words, in capital or small letters."""
    return comments.c.text.icontains(search, autoescape=True)


def stored_comment(row: Any) -> StoredComment:
    """The comment in a row with COMMENT_COLUMNS."""
    return StoredComment(
        key=row.comment,
        source=row.source,
        id=row.comment_id,
        text=row.text,
        decided_at=moment(row.decided_at),
        action=_action(row.action),
        filter_action=_action(row.filter_action),
        audited=bool(row.audited),
        audit_probability=row.audit_probability,
        verdict=_action(row.verdict),
        verdict_category=row.verdict_category,
        verdict_at=None if row.verdict_at is None else moment(row.verdict_at),
        model=row.model or "",
        policy=row.policy or "",
        scores=json.loads(row.scores) if row.scores else {},
        reasons=json.loads(row.reasons) if row.reasons else (),
        shadow=json.loads(row.shadow) if row.shadow else None,
        context=_context(row.article, row.parent),
    )


def stored_comments(
    database: Database, where: Sequence[sa.ColumnElement[bool]] = ()
) -> Iterator[StoredComment]:
    """Comments in the order of their automatic decisions."""
    at = comments.c.decided_at, comments.c.comment
    query = sa.select(*COMMENT_COLUMNS).where(*where).order_by(*at).limit(PAGE)
    after: tuple[int, int] | None = None
    while True:
        page = query if after is None else query.where(sa.tuple_(*at) > after)
        with database.reading() as connection:
            rows = connection.execute(page).all()
        for row in rows:
            yield stored_comment(row)
        if len(rows) < PAGE:
            return
        after = (rows[-1].decided_at, rows[-1].comment)


def moderators_decisions(
    database: Database, *, source: str | None = None, history: bool = False
) -> Iterator[ModeratorDecision]:
    """What moderators decided about texts that are still there, oldest first.

    Undated ones come first. Of one moderator's decisions on a comment only the last is given, and
    no refusal that an author's appeal overruled, unless `history` is set; undone ones never are.
    """
    d, c = moderator_decisions.c, comments.c
    at = d.decided_at, d.decision
    query = (
        sa.select(
            d.decided_at, d.decision, d.action, d.category, d.moderator, d.note,
            c.source, c.comment_id, c.text,
        )
        .join(comments, c.comment == d.comment)
        .where(d.undone_at.is_(None), c.text.is_not(None))
        .order_by(*at)
        .limit(PAGE)
    )  # fmt: skip
    if not history:
        query = query.where(d.superseded == 0, ~_overruled())
    if source is not None:
        query = query.where(of_source(source))
    after: tuple[int, int] | None = None
    while True:
        page = query if after is None else query.where(sa.tuple_(*at) > after)
        with database.reading() as connection:
            rows = connection.execute(page).all()
        for row in rows:
            yield ModeratorDecision(
                text=row.text,
                action=Action(row.action),
                category=row.category or None,
                id=row.comment_id,
                source=row.source,
                decided_at=moment(row.decided_at) if row.decided_at else None,
                moderator=row.moderator or None,
                note=row.note,
            )
        if len(rows) < PAGE:
            return
        after = (rows[-1].decided_at, rows[-1].decision)


def _overruled() -> sa.ColumnElement[bool]:
    """Whether another moderator granted an appeal against this refusal."""
    d, a = moderator_decisions.c, appeals.c
    return (
        sa.select(a.appeal)
        .where(
            a.comment == d.comment,
            a.outcome == str(Action.PUBLISH),
            d.action == str(Action.REJECT),
            d.decided_at <= a.created_at,
        )
        .exists()
    )


def standing_decision(connection: Connection, comment: int) -> Any | None:
    """The moderator's decision that holds for a comment: a row of moderator_decisions, or None."""
    d = moderator_decisions.c
    return connection.execute(
        sa.select(moderator_decisions)
        .where(d.comment == comment, d.undone_at.is_(None), d.superseded == 0)
        .order_by(d.decided_at.desc(), d.decision.desc())
        .limit(1)
    ).first()


def _context(article: str | None, parent: str | None) -> Context:
    if article is None and parent is None:
        return NO_CONTEXT
    return Context(article, parent)


def _action(value: str | None) -> Action | None:
    return None if value is None else Action(value)
