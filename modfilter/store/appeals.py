"""Authors' objections to refusals: each goes before a moderator other than the one who refused.

The text of an objection is shown to that moderator and kept with the appeal. No model learns from
it: what is learned from is the comment, and what moderators decide about it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from modfilter.domain import Action
from modfilter.errors import NotPossibleError, UnknownCommentError
from modfilter.store.database import Database
from modfilter.store.reading import standing_decision
from modfilter.store.records import Appeal, Outcome, Why, moment, queued_category
from modfilter.store.schema import appeals, comments, waiting

_A = appeals.c
_AT_ONCE = 8_000
_FIRST = 1.0
"""Place in the queue where the most uncertain come first: an author is waiting for an answer."""


def object_to(
    database: Database, source: str, comment_id: str, text: str, now: int
) -> tuple[Appeal, bool]:
    """Open an appeal against the refusal of a comment's latest text; whether it is a new one.

    The same objection again gives the appeal that is there. Raises UnknownCommentError, and
    NotPossibleError where nothing is refused, another appeal is open, or a moderator has already
    refused after an appeal.
    """
    c = comments.c
    latest = (
        sa.select(c.comment, c.blanked, c.action, c.verdict, c.verdict_category, c.reasons)
        .where(c.source == source, c.comment_id == comment_id)
        .order_by(c.revision.desc())
        .limit(1)
    )
    with database.writing() as connection:
        found = connection.execute(latest).first()
        if found is None or found.blanked:
            raise UnknownCommentError("there is no such comment in the store, or it was erased")
        before = _of_comment(connection, found.comment)
        same = next((one for one in reversed(before) if one.text == text), None)
        last = before[-1] if before else None
        refused = (found.verdict or found.action) == Action.REJECT
        if same is not None and not (refused and same.outcome is Outcome.PUBLISH):
            return same, False
        if last is not None and last.outcome is None:
            raise NotPossibleError("another objection about this comment waits to be decided on")
        if last is not None and last.outcome is Outcome.REJECT:
            raise NotPossibleError("this comment's refusal was looked at again, and it stands")
        if not refused:
            raise NotPossibleError("this comment is not refused")
        by = standing_decision(connection, found.comment)
        key = 1 + (connection.execute(sa.select(sa.func.max(_A.appeal))).scalar() or 0)
        refused_by = None if by is None else by.moderator
        connection.execute(
            sa.insert(appeals).values(
                appeal=key,
                comment=found.comment,
                text=text,
                refused_by=refused_by,
                created_at=now,
            )
        )
        opened = Appeal(key, found.comment, text, refused_by, moment(now))
        _queue(connection, opened, now)
        return opened, True


def of_comment(database: Database, source: str, comment_id: str) -> list[Appeal]:
    """All appeals about a comment, whichever of its texts they are about, oldest first."""
    query = (
        sa.select(appeals)
        .join(comments, comments.c.comment == _A.comment)
        .where(comments.c.source == source, comments.c.comment_id == comment_id)
        .order_by(_A.appeal)
    )
    with database.reading() as connection:
        return [_appeal(row) for row in connection.execute(query)]


def open_ones(connection: Connection, keys: Sequence[int]) -> dict[int, Appeal]:
    """The open appeals about these comments (of the store's own numbers), by comment."""
    found = {}
    for at in range(0, len(keys), _AT_ONCE):
        query = sa.select(appeals).where(
            _A.closed_at.is_(None), _A.comment.in_(keys[at : at + _AT_ONCE])
        )
        found.update({row.comment: _appeal(row) for row in connection.execute(query)})
    return found


def settle(
    connection: Connection, standing: Mapping[int, Sequence[Any] | None], now: int
) -> set[int]:
    """Close the appeals that moderators' decisions answer; the comments whose appeal stays open.

    `standing` has for each comment the row of moderator_decisions that holds now. It answers an
    appeal if it is no older, and either grants it or is by another moderator than the refusal.
    """
    still = set()
    for comment, appeal in open_ones(connection, list(standing)).items():
        holds = standing[comment]
        if holds is None or not _answers(holds, appeal):
            still.add(comment)
            continue
        number, _, _, _, action = holds[:5]
        connection.execute(
            sa.update(appeals)
            .where(_A.appeal == appeal.key)
            .values(closed_at=now, outcome=action, decision=number)
        )
    return still


def make_moot(connection: Connection, keys: Sequence[int], now: int) -> None:
    """Close the open appeals about comments of which there is nothing left to decide."""
    for at in range(0, len(keys), _AT_ONCE):
        connection.execute(
            sa.update(appeals)
            .where(_A.closed_at.is_(None), _A.comment.in_(keys[at : at + _AT_ONCE]))
            .values(closed_at=now, outcome=str(Outcome.MOOT))
        )


def reopen(connection: Connection, comment: int, decision: int) -> None:
    """Open the appeal again that an undone decision had closed, and put it into the queue."""
    row = connection.execute(
        sa.select(appeals).where(
            _A.comment == comment, _A.decision == decision, _A.text.is_not(None)
        )
    ).first()
    if row is None or open_ones(connection, [comment]):
        return
    connection.execute(
        sa.update(appeals)
        .where(_A.appeal == row.appeal)
        .values(closed_at=None, outcome=None, decision=None)
    )
    _queue(connection, _appeal(row), row.created_at)


def _queue(connection: Connection, appeal: Appeal, since: int) -> None:
    c = comments.c
    row = connection.execute(
        sa.select(c.source, c.verdict_category, c.reasons).where(c.comment == appeal.comment)
    ).one()
    reasons = json.loads(row.reasons) if row.reasons else ()
    connection.execute(sa.delete(waiting).where(waiting.c.comment == appeal.comment))
    connection.execute(
        sa.insert(waiting).values(
            comment=appeal.comment,
            source=row.source,
            why=str(Why.APPEAL),
            category=row.verdict_category or queued_category(reasons),
            since=since,
            uncertainty=_FIRST,
            not_for=appeal.refused_by or None,
        )
    )


def _answers(holds: Sequence[Any], appeal: Appeal) -> bool:
    _, _, moderator, decided_at, action, _, _, recorded_at, *_ = holds
    if moment(decided_at or recorded_at) < appeal.created_at:
        return False
    # Of two decisions without a name nobody knows whether they are by two people.
    return bool(action == Action.PUBLISH or moderator != appeal.refused_by)


def _of_comment(connection: Connection, comment: int) -> list[Appeal]:
    query = sa.select(appeals).where(_A.comment == comment).order_by(_A.appeal)
    return [_appeal(row) for row in connection.execute(query)]


def _appeal(row: Any) -> Appeal:
    return Appeal(
        key=row.appeal,
        comment=row.comment,
        text=row.text,
        refused_by=row.refused_by,
        created_at=moment(row.created_at),
        closed_at=None if row.closed_at is None else moment(row.closed_at),
        outcome=None if row.outcome is None else Outcome(row.outcome),
    )
