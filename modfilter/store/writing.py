"""Recording automatic and moderators' decisions: each once, in one transaction a batch.

There is one writer at a time, so what was looked up at the start of a transaction holds to its end,
and a batch costs a few statements however long it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from modfilter.domain import Action, ModeratorDecision
from modfilter.errors import StoreError
from modfilter.store import appeals
from modfilter.store.database import Database
from modfilter.store.feed import next_number
from modfilter.store.keys import Pseudonyms
from modfilter.store.records import (
    Automatic,
    Recorded,
    Why,
    micros,
    own_id,
    packed,
    place_in_queue,
    queued_category,
    storable,
)
from modfilter.store.schema import ERASED, comments, moderator_decisions, waiting

_AT_ONCE = 8_000
"""Values in one IN list: below what databases allow."""

_COLUMNS = [column.name for column in comments.columns]
(
    _KEY, _SOURCE, _ID, _REVISION, _TIME, _BLANKED, _ACTION, _FILTER, _AUDITED, _PROBABILITY,
    _VERDICT, _VERDICT_CATEGORY, _VERDICT_AT, _AUTHOR, _MODEL, _POLICY, _SCORES, _REASONS,
    _SHADOW, _TEXT, _ARTICLE, _PARENT,
) = range(len(_COLUMNS))  # fmt: skip


@dataclass(slots=True)
class _Comment:
    """One text of a comment: stored already, or the row that will be."""

    key: int
    revision: int
    time: int
    blanked: int
    judged: bool
    has_verdict: bool
    text: str | None
    row: list[Any] | None = None
    verdicts: list[list[Any]] | None = None


# A moderator's decision in the making, by the table's columns.
_D_KEY, _D_COMMENT, _D_MODERATOR, _D_TIME, _D_ACTION, _D_CATEGORY = range(6)
_D_RECORDED, _D_SUPERSEDED, _D_UNDONE = 7, 8, 9


@dataclass(slots=True)
class _Batch:
    """What a transaction found, and what it will write."""

    known: dict[tuple[str, str], list[_Comment]]
    next_comment: int
    next_decision: int = 0
    new_comments: list[list[Any]] = field(default_factory=list)
    new_decisions: list[list[Any]] = field(default_factory=list)
    filled: list[dict[str, Any]] = field(default_factory=list)
    queue: list[tuple[Any, ...]] = field(default_factory=list)
    done: list[int] = field(default_factory=list)
    superseded: list[int] = field(default_factory=list)
    verdicts: dict[int, _Comment] = field(default_factory=dict)


class Writer:
    """Records decisions in a database; `now` gives the time in microseconds."""

    def __init__(self, database: Database, pseudonyms: Pseudonyms, now: Callable[[], int]) -> None:
        self._database = database
        self._pseudonyms = pseudonyms
        self._now = now

    def record(self, items: Sequence[Automatic]) -> Recorded:
        """Keep automatic decisions; one that is there already stays as it is."""
        now = self._now()
        prepared = []
        for item in items:
            text = storable(item.text)
            source, key = storable(item.source), _id(item.id, text)
            author = item.pseudonym or self._author(item.author, source)
            time = now if item.decided_at is None else micros(item.decided_at)
            prepared.append((item, source, key, text, time, author))
        new = known = erased = 0
        with self._database.writing() as connection:
            batch = _batch(connection, ((one[1], one[2]) for one in prepared))
            for item, source, key, text, time, author in prepared:
                versions = batch.known[source, key]
                if any(version.blanked == ERASED for version in versions):
                    erased += 1
                    continue
                found = _same_text(versions, text)
                if found is None and any(one.text is None and time <= one.time for one in versions):
                    known += 1  # its text was purged: this is the old decision again
                    continue
                if found is not None and found.judged:
                    known += 1
                    continue
                new += 1
                values = _automatic(item, time, author)
                if found is None:
                    batch.done += [one.key for one in versions]
                    found = _new_comment(batch, versions, source, key, text, time)
                found.judged = True
                if found.row is not None:
                    for at, value in values.items():
                        found.row[at] = value
                else:
                    stored = {_COLUMNS[at]: value for at, value in values.items()}
                    batch.filled.append({"own": found.key, **stored})
                if item.action is Action.REVIEW and not found.has_verdict:
                    batch.queue.append(_waiting(found.key, source, item, time))
            self._write(connection, batch, now)
        return Recorded(new, known, erased)

    def decide(
        self, decisions: Sequence[ModeratorDecision], authors: Sequence[str | None] | None = None
    ) -> Recorded:
        """Keep moderators' decisions; one that is there already is not kept twice."""
        now = self._now()
        prepared = []
        for at, decision in enumerate(decisions):
            if decision.action is Action.REVIEW:
                raise StoreError("a moderator decides publish or reject, not review")
            text = storable(decision.text)
            source = storable(decision.source)
            key = _id(decision.id, text)
            name = self._pseudonyms.moderator(storable(decision.moderator or ""))
            author = None if authors is None else self._author(authors[at], source)
            time = 0 if decision.decided_at is None else micros(decision.decided_at)
            prepared.append((decision, source, key, text, name, time, author))
        new = known = erased = 0
        with self._database.writing() as connection:
            batch = _batch(connection, ((one[1], one[2]) for one in prepared))
            batch.next_decision = next_number(connection)
            _find_verdicts(connection, batch)
            for decision, source, key, text, name, time, author in prepared:
                versions = batch.known[source, key]
                found = _of_decision(versions, text)
                if found is None:
                    found = _new_comment(batch, versions, source, key, text, time or now)
                    found.row[_AUTHOR] = author  # type: ignore[index]
                    found.verdicts = []
                verdicts = found.verdicts
                assert verdicts is not None
                action = decision.action._value_
                category = storable(decision.category) if decision.category else ""
                if any(
                    one[_D_MODERATOR] == name
                    and one[_D_TIME] == time
                    and one[_D_ACTION] == action
                    and one[_D_CATEGORY] == category
                    for one in verdicts
                ):
                    known += 1
                    continue
                if found.blanked:
                    erased += found.blanked == ERASED
                    known += found.blanked != ERASED
                    continue
                new += 1
                row = [
                    batch.next_decision, found.key, name, time, action, category,
                    storable(decision.note) if decision.note else "", now, 0, None,
                ]  # fmt: skip
                batch.next_decision += 1
                batch.new_decisions.append(row)
                if verdicts:
                    _supersede(batch, verdicts, row)
                verdicts.append(row)
                _settle(batch, found, verdicts)
            self._write(connection, batch, now)
        return Recorded(new, known, erased)

    def _author(self, reference: str | None, source: str) -> str | None:
        return self._pseudonyms.author(storable(reference), source) if reference else None

    def _write(self, connection: Connection, batch: _Batch, now: int) -> None:
        self._database.insert(connection, comments, batch.new_comments)
        self._database.insert(connection, moderator_decisions, batch.new_decisions)
        # Rows of one statement have the same columns.
        for with_author in (False, True):
            if filled := [one for one in batch.filled if ("author" in one) is with_author]:
                connection.execute(
                    sa.update(comments).where(comments.c.comment == sa.bindparam("own")), filled
                )
        if batch.superseded:
            table = moderator_decisions
            for some in _cut(batch.superseded):
                connection.execute(
                    sa.update(table).where(table.c.decision.in_(some)).values(superseded=1)
                )
        if batch.verdicts:
            connection.execute(
                sa.update(comments).where(comments.c.comment == sa.bindparam("own")),
                [
                    {"own": key, **verdict_values(_holding(found.verdicts or []))}
                    for key, found in batch.verdicts.items()
                ],
            )
        appeals.make_moot(connection, batch.done, now)
        under_appeal = appeals.settle(
            connection,
            {key: _holding(found.verdicts or []) for key, found in batch.verdicts.items()},
            now,
        )
        settled = {*batch.done, *batch.verdicts} - under_appeal
        for some in _cut(sorted(settled)):
            connection.execute(sa.delete(waiting).where(waiting.c.comment.in_(some)))
        known = [one["own"] for one in batch.filled]
        waits = settled | appeals.open_ones(connection, known).keys()
        self._database.insert(
            connection, waiting, [row for row in batch.queue if row[0] not in waits]
        )


def verdict_values(holding: Sequence[Any] | None) -> dict[str, Any]:
    """A comment's columns for the decision (a row of moderator_decisions) that holds."""
    if holding is None:
        return {"verdict": None, "verdict_category": None, "verdict_at": None}
    return {
        "verdict": holding[_D_ACTION],
        "verdict_category": holding[_D_CATEGORY] or None,
        "verdict_at": holding[_D_TIME] or holding[_D_RECORDED],
    }


def _holding(verdicts: Iterable[list[Any]]) -> list[Any] | None:
    """Of a comment's decisions, the latest that was neither undone nor superseded."""
    live = [one for one in verdicts if one[_D_UNDONE] is None and not one[_D_SUPERSEDED]]
    return max(live, key=_rank, default=None)


def _rank(row: list[Any]) -> tuple[int, int]:
    return row[_D_TIME], row[_D_KEY]


def _supersede(batch: _Batch, verdicts: list[list[Any]], row: list[Any]) -> None:
    """Let only the latest of one moderator's decisions on a comment stand."""
    for one in verdicts:
        same = one[_D_MODERATOR] == row[_D_MODERATOR] and one[_D_UNDONE] is None
        if not same or one[_D_SUPERSEDED]:
            continue
        older = one if _rank(one) < _rank(row) else row
        older[_D_SUPERSEDED] = 1
        # Rows of this batch are marked before they are written.
        if older is one and one[_D_KEY] < batch.next_decision - len(batch.new_decisions):
            batch.superseded.append(one[_D_KEY])


def _settle(batch: _Batch, found: _Comment, verdicts: list[list[Any]]) -> None:
    """Take over what holds of a comment's decisions."""
    found.has_verdict = True
    if found.row is None:
        batch.verdicts[found.key] = found
        return
    holding = verdicts[0] if len(verdicts) == 1 else _holding(verdicts)
    assert holding is not None
    found.row[_VERDICT] = holding[_D_ACTION]
    found.row[_VERDICT_CATEGORY] = holding[_D_CATEGORY] or None
    found.row[_VERDICT_AT] = holding[_D_TIME] or holding[_D_RECORDED]


def _new_comment(
    batch: _Batch, versions: list[_Comment], source: str, key: str, text: str, time: int
) -> _Comment:
    revision = 1 + max(one.revision for one in versions) if versions else 0
    row: list[Any] = [
        batch.next_comment, source, key, revision, time, 0, None, None, 0, None,
        None, None, None, None, None, None, None, None, None, text, None, None,
    ]  # fmt: skip
    found = _Comment(batch.next_comment, revision, time, 0, False, False, text, row, [])
    batch.next_comment += 1
    batch.new_comments.append(row)
    versions.append(found)
    return found


def _automatic(item: Automatic, time: int, author: str | None) -> dict[int, Any]:
    values = {} if author is None else {_AUTHOR: author}
    return {
        **values,
        _TIME: time,
        _ACTION: item.action._value_,
        _FILTER: (item.filter_action or item.action)._value_,
        _AUDITED: int(item.audited),
        _PROBABILITY: item.audit_probability,
        _MODEL: storable(item.model),
        _POLICY: storable(item.policy),
        _SCORES: packed(dict(item.scores)),
        _REASONS: packed(list(item.reasons)),
        _SHADOW: None if item.shadow is None else packed(item.shadow),
        _ARTICLE: storable(article) if (article := item.context.article) else None,
        _PARENT: storable(parent) if (parent := item.context.parent) else None,
    }


def _waiting(key: int, source: str, item: Automatic, time: int) -> tuple[Any, ...]:
    why = Why.AUDIT if item.audited else Why.REVIEW
    place = place_in_queue(item.scores, storable(item.text), item.audited)
    return key, source, str(why), queued_category(item.reasons), time, place, None, None, None


def _same_text(versions: list[_Comment], text: str) -> _Comment | None:
    return next((one for one in versions if one.text == text), None)


def _of_decision(versions: list[_Comment], text: str) -> _Comment | None:
    """The text that was decided on; a decision without a text is on the latest."""
    if not versions:
        return None
    if (found := _same_text(versions, text)) is not None:
        return found
    gone = [one for one in versions if one.blanked]
    if gone:
        return gone[-1]
    return None if text else versions[-1]


def _id(own: str | None, text: str) -> str:
    return storable(own) if own else own_id(text)


def _batch(connection: Connection, keys: Iterable[tuple[str, str]]) -> _Batch:
    by_source: dict[str, set[str]] = defaultdict(set)
    for source, key in keys:
        by_source[source].add(key)
    known: dict[tuple[str, str], list[_Comment]] = defaultdict(list)
    c = comments.c
    columns = (
        c.source, c.comment_id, c.comment, c.revision, c.decided_at, c.blanked,
        c.action.is_not(None), c.verdict.is_not(None), c.text,
    )  # fmt: skip
    query = sa.select(*columns).order_by(c.revision)
    for source, ids in by_source.items():
        for some in _cut(list(ids)):
            chosen = query.where(c.source == source, c.comment_id.in_(some))
            for row in connection.execute(chosen):
                source_, key, number, revision, time, blanked, judged, has_verdict, text = row
                known[source_, key].append(
                    _Comment(number, revision, time, blanked, bool(judged), bool(has_verdict), text)
                )
    return _Batch(known, _next(connection, c.comment))


def _find_verdicts(connection: Connection, batch: _Batch) -> None:
    """Look up what moderators decided before about the batch's comments."""
    stored = {one.key: one for versions in batch.known.values() for one in versions}
    for one in stored.values():
        one.verdicts = []
    d = moderator_decisions.c
    for some in _cut(list(stored)):
        for row in connection.execute(sa.select(moderator_decisions).where(d.comment.in_(some))):
            verdicts = stored[row[_D_COMMENT]].verdicts
            assert verdicts is not None
            verdicts.append(list(row))


def _next(connection: Connection, column: sa.Column[Any]) -> int:
    return 1 + (connection.execute(sa.select(sa.func.max(column))).scalar() or 0)


def _cut(values: list[Any]) -> Iterable[list[Any]]:
    return (values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE))
