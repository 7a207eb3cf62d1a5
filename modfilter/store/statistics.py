"""Counts of what the store holds, in a few passes over its small columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from modfilter.store.database import Database
from modfilter.store.estimates import Estimate, Stratum, estimate
from modfilter.store.records import moment
from modfilter.store.schema import ERASED, PURGED, appeals, comments, moderator_decisions, waiting


@dataclass(frozen=True, slots=True)
class Stats:
    """What a store (or one source in it) holds.

    `comments` counts texts: a comment that was edited counts again. `actions` are what happened to
    those that the filter decided on. `verdicts` are moderators' by action, `categories` by the
    category that a rejection names. `overruled` counts pairs (filter's own action, verdict) for all
    comments that a person looked at: these are chosen, so their shares say nothing of all others;
    `published_bad` and `rejected_good` do, from the audit. `moderators` has the decisions by
    moderator, superseded and undone ones left out. `appeals` has authors' objections: "open", or by
    how they ended.
    """

    comments: int
    actions: Mapping[str, int]
    verdicts: Mapping[str, int]
    categories: Mapping[str, int]
    overruled: Mapping[tuple[str, str], int]
    decisions: int
    superseded: int
    undone: int
    moderators: Mapping[str, int]
    waiting: int
    claimed: int
    purged: int
    erased: int
    appeals: Mapping[str, int]
    oldest: datetime | None
    newest: datetime | None
    published_bad: Estimate
    rejected_good: Estimate


def statistics(database: Database, source: str | None, now: int) -> Stats:
    """Count everything, or one source's part."""
    c, d, w = comments.c, moderator_decisions.c, waiting.c
    columns = (
        c.filter_action, c.action, c.verdict, c.verdict_category, c.audited,
        c.audit_probability, c.blanked,
    )  # fmt: skip
    # By source first: that is the order of the index that answers this alone.
    grouped = sa.select(
        *columns, sa.func.count(), sa.func.min(c.decided_at), sa.func.max(c.decided_at)
    ).group_by(c.source, *columns)
    judged = sa.select(d.moderator, d.superseded, d.undone_at, sa.func.count()).group_by(
        d.moderator, d.superseded, d.undone_at
    )
    queued = sa.select(
        sa.func.count(), sa.func.sum(sa.case((w.claimed_until > now, 1), else_=0))
    ).select_from(waiting)
    objections = sa.select(appeals.c.outcome, sa.func.count()).group_by(appeals.c.outcome)
    if source is not None:
        objections = objections.join(comments, c.comment == appeals.c.comment)
        objections = objections.where(c.source == source)
        grouped = grouped.where(c.source == source)
        judged = judged.join(comments, c.comment == d.comment).where(c.source == source)
        queued = queued.where(w.source == source)
    counts: dict[str, Counter[str]] = {
        name: Counter() for name in ("actions", "verdicts", "categories")
    }
    overruled: Counter[tuple[str, str]] = Counter()
    blanked: Counter[int] = Counter()
    total = 0
    times: list[int] = []
    strata: dict[str, dict[float, list[int]]] = {"publish": {}, "reject": {}}
    unaudited: Counter[str] = Counter()
    with database.reading() as connection:
        for (
            own,
            action,
            verdict,
            category,
            audited,
            share,
            mark,
            n,
            first,
            last,
        ) in connection.execute(grouped):
            total += n
            times += (first, last)
            blanked[mark] += n
            if action is not None:
                counts["actions"][action] += n
            if verdict is not None:
                counts["verdicts"][verdict] += n
                if verdict == "reject":
                    counts["categories"][category or ""] += n
                if own is not None:
                    overruled[own, verdict] += n
            if own in strata:
                if share is None:
                    unaudited[own] += n
                    continue
                cell = strata[own].setdefault(share, [0, 0, 0, 0])
                cell[0] += n
                if audited:
                    cell[1] += n
                    cell[2] += n if verdict is not None else 0
                    cell[3] += n if verdict not in (None, own) else 0
        live: Counter[str] = Counter()
        decisions = superseded = undone = 0
        for moderator, older, taken_back, n in connection.execute(judged):
            decisions += n
            if taken_back is not None:
                undone += n
            elif older:
                superseded += n
            else:
                live[moderator] += n
        all_waiting, claimed = connection.execute(queued).one()
        appealed = {outcome or "open": n for outcome, n in connection.execute(objections)}
    estimates = {
        own: estimate(
            [Stratum(share, *cell) for share, cell in sorted(cells.items())], unaudited[own]
        )
        for own, cells in strata.items()
    }
    return Stats(
        comments=total,
        actions=_sorted(counts["actions"]),
        verdicts=_sorted(counts["verdicts"]),
        categories=_sorted(counts["categories"]),
        overruled=dict(sorted(overruled.items())),
        decisions=decisions,
        superseded=superseded,
        undone=undone,
        moderators=_sorted(live),
        waiting=all_waiting,
        claimed=int(claimed or 0),
        purged=blanked[PURGED],
        erased=blanked[ERASED],
        appeals=dict(sorted(appealed.items())),
        oldest=moment(min(times)) if times else None,
        newest=moment(max(times)) if times else None,
        published_bad=estimates["publish"],
        rejected_good=estimates["reject"],
    )


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
