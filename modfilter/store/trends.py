"""What a store tells over time: volume, what became of it, how long authors and moderators waited.

A million comments take about a second, so it is for a page that keeps what it was told a while.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from statistics import quantiles
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from modfilter.domain import Action
from modfilter.policy.draw import DRAWN
from modfilter.store.database import Database
from modfilter.store.reading import of_source
from modfilter.store.records import micros, moment
from modfilter.store.schema import comments, moderator_decisions, waiting

LOOKED_AT = 20_000
"""Of how many comments, the newest of the period, reasons are counted and waiting is measured."""
_MOST_PARTS = 120
_DAY = 86_400_000_000
_C = comments.c


class Unit(StrEnum):
    """How long a part of a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Part:
    """One day, week or month, in UTC, from `start` on.

    `actions` are what happened to comments that came in then. Of those that the filter published or
    rejected by itself, moderators `agreed` with some and `overruled` others. `decisions` are
    moderators', by when they were made. `waited` are hours from a comment's arrival in review to
    the decision, the median and what one in ten exceeded, of `waited_for` comments.
    """

    start: datetime
    actions: Mapping[str, int] = field(default_factory=dict)
    agreed: int = 0
    overruled: int = 0
    decisions: int = 0
    waited_for: int = 0
    waited: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Trends:
    """A period in parts, oldest first; the last one goes on.

    `judged` counts pairs (the filter's own action, a moderator's verdict).
    `reasons` counts codes that decided, by (code, category), among the newest `reasons_of` comments
    that were not simply published. `oldest_waiting` is since when somebody waits.
    """

    unit: Unit
    until: datetime
    parts: Sequence[Part]
    judged: Mapping[tuple[str, str], int]
    reasons: Mapping[tuple[str, str], int]
    reasons_of: int
    oldest_waiting: datetime | None


def trends(
    database: Database, since: datetime | None, unit: Unit | None, source: str | None, now: int
) -> Trends:
    """The time from `since` (None: from the first comment, ten years at most) to now.

    Without a `unit` it is one of which there are neither many nor few.
    """
    with database.reading() as connection:
        if since is None:
            since = _first(connection, source) or moment(now)
        since = max(since, moment(now) - timedelta(days=3650))
        unit = unit or _fitting(moment(now) - since)
        starts = _starts(since, moment(now), unit)
        first = micros(starts[0])
        volume = _volume(connection, first, source)
        made = _decisions(connection, first, source)
        waits = _waits(connection, first, source)
        reasons, looked_at = _reasons(connection, first, source)
        oldest = sa.select(sa.func.min(waiting.c.since))
        if source is not None:
            oldest = oldest.where(waiting.c.source == source)
        since_when = connection.execute(oldest).scalar()
    return Trends(
        unit=unit,
        until=moment(now),
        parts=_parts(starts, volume, made, waits),
        judged=_judged(volume),
        reasons=reasons,
        reasons_of=looked_at,
        oldest_waiting=None if since_when is None else moment(since_when),
    )


def _first(connection: Connection, source: str | None) -> datetime | None:
    query = sa.select(_C.decided_at).order_by(_C.decided_at).limit(1)
    if source is not None:
        query = query.where(of_source(source))
    found = connection.execute(query).scalar()
    return None if found is None else moment(found)


def _fitting(span: timedelta) -> Unit:
    if span <= timedelta(days=62):
        return Unit.DAY
    return Unit.WEEK if span <= timedelta(days=420) else Unit.MONTH


def _starts(since: datetime, until: datetime, unit: Unit) -> list[datetime]:
    day = since.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if unit is Unit.WEEK:
        day -= timedelta(days=day.weekday())
    elif unit is Unit.MONTH:
        day = day.replace(day=1)
    found = []
    while day <= until:
        found.append(day)
        if unit is Unit.MONTH:
            day = (day + timedelta(days=32)).replace(day=1)
        else:
            day += timedelta(days=1 if unit is Unit.DAY else 7)
    return found[-_MOST_PARTS:]


def _volume(connection: Connection, first: int, source: str | None) -> Sequence[Any]:
    """Comments by day, the filter's own action, what happened, and what a moderator decided."""
    if connection.dialect.name == "sqlite":
        # A range of times would be looked up in the index that has nothing but times.
        since = sa.literal_column("+comments.decided_at") >= first
    else:
        since = _C.decided_at >= first
    day = sa.literal_column(f"comments.decided_at / {_DAY}", sa.BigInteger).label("day")
    columns = day, _C.filter_action, _C.action, _C.verdict
    query = (
        sa.select(*columns, sa.func.count()).where(since, _C.action.is_not(None)).group_by(*columns)
    )
    if source is not None:
        query = query.where(_C.source == source)
    return connection.execute(query).all()


def _decisions(connection: Connection, first: int, source: str | None) -> Sequence[Any]:
    d = moderator_decisions.c
    day = sa.literal_column(f"moderator_decisions.decided_at / {_DAY}", sa.BigInteger).label("day")
    query = sa.select(day, sa.func.count()).where(d.decided_at >= first).group_by(day)
    if source is not None:
        query = query.join(comments, _C.comment == d.comment).where(_C.source == source)
    return connection.execute(query).all()


def _waits(connection: Connection, first: int, source: str | None) -> Sequence[Any]:
    query = (
        sa.select(_C.decided_at, _C.verdict_at)
        .where(
            _C.decided_at >= first,
            _C.action == str(Action.REVIEW),
            _C.verdict_at >= _C.decided_at,
        )
        .order_by(_C.decided_at.desc())
        .limit(LOOKED_AT)
    )
    if source is not None:
        query = query.where(of_source(source))
    return connection.execute(query).all()


def _reasons(
    connection: Connection, first: int, source: str | None
) -> tuple[dict[tuple[str, str], int], int]:
    query = (
        sa.select(_C.reasons)
        .where(_C.decided_at >= first, _C.action.is_not(None), _C.filter_action != "publish")
        .order_by(_C.decided_at.desc())
        .limit(LOOKED_AT)
    )
    if source is not None:
        query = query.where(of_source(source))
    found: Counter[tuple[str, str]] = Counter()
    rows = connection.execute(query).scalars().all()
    for row in rows:
        decisive = {
            (one["code"], one["category"])
            for one in json.loads(row or "[]")
            if one.get("decisive") and one["code"] != DRAWN
        }
        found.update(decisive)
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))), len(rows)


def _parts(
    starts: Sequence[datetime], volume: Sequence[Any], made: Sequence[Any], waits: Sequence[Any]
) -> list[Part]:
    edges = [micros(start) for start in starts]

    def place(time: int) -> int:
        return max(0, bisect_right(edges, time) - 1)

    actions: list[Counter[str]] = [Counter() for _ in starts]
    agreed, overruled, decisions = ([0] * len(starts) for _ in range(3))
    hours: list[list[float]] = [[] for _ in starts]
    for day, own, action, verdict, count in volume:
        at = place(day * _DAY)
        actions[at][action] += count
        if verdict is not None and own != Action.REVIEW:
            (agreed if verdict == own else overruled)[at] += count
    for day, count in made:
        decisions[place(day * _DAY)] += count
    for came, decided in waits:
        hours[place(came)].append((decided - came) / 3_600_000_000)
    return [
        Part(
            start=start,
            actions=dict(actions[at]),
            agreed=agreed[at],
            overruled=overruled[at],
            decisions=decisions[at],
            waited_for=len(hours[at]),
            waited=_spread(hours[at]),
        )
        for at, start in enumerate(starts)
    ]


def _judged(volume: Sequence[Any]) -> dict[tuple[str, str], int]:
    found: Counter[tuple[str, str]] = Counter()
    for _, own, _, verdict, count in volume:
        if verdict is not None:
            found[own, verdict] += count
    return dict(sorted(found.items()))


def _spread(hours: Sequence[float]) -> tuple[float, float] | None:
    if not hours:
        return None
    if len(hours) == 1:
        return hours[0], hours[0]
    tenths = quantiles(hours, n=10, method="inclusive")
    return tenths[4], tenths[8]
