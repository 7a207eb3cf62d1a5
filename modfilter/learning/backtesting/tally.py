"""Counting changes as they come, with memory for the worst of them only."""

from __future__ import annotations

import heapq
from collections import Counter
from datetime import UTC, date

from modfilter.domain import Action
from modfilter.learning.backtesting.backtest import (
    Backtest,
    CategoryChange,
    Cell,
    Change,
    Day,
    ShadowCount,
    Share,
    Verdicts,
)
from modfilter.learning.backtesting.past import Outcome
from modfilter.policy.audit import NO_AUDIT, AuditShares

_Rank = tuple[int, int, int]


class Tally:
    """Counts changes; `shares` are the policy's audit, `examples` how many changes are kept."""

    def __init__(self, shares: AuditShares = NO_AUDIT, examples: int = 10) -> None:
        self._shares = shares
        self._examples = examples
        self._comments = 0
        self._outcomes: Counter[Action] = Counter()
        self._moves: Counter[Cell] = Counter()
        self._before: Counter[Cell] = Counter()
        self._after: Counter[Cell] = Counter()
        self._days: dict[date, Counter[str]] = {}
        self._stricter: Counter[str] = Counter()
        self._milder: Counter[str] = Counter()
        self._rejects: Counter[tuple[str, bool]] = Counter()
        self._refused: Counter[tuple[str, bool]] = Counter()
        self._shadows: dict[str, Counter[str]] = {}
        self._worst: list[tuple[_Rank, Change]] = []

    def add(self, change: Change) -> None:
        """Count one comment."""
        then, was, now = change.then, change.was, change.now
        self._comments += 1
        self._outcomes[now.action] += 1
        if was is not None:
            self._moves[was.action, now.action] += 1
            if change.flips:
                self._flip(change, was)
        if then.moderator is not None:
            self._judged(change, then.moderator)
        if then.at is not None:
            day = self._days.setdefault(then.at.astimezone(UTC).date(), Counter())
            day["comments"] += 1
            day["before"] += was is not None and was.action is Action.REVIEW
            day["after"] += now.action is Action.REVIEW
        for code in now.shadow:
            count = self._shadows.setdefault(code, Counter())
            count["comments"] += 1
            count["published"] += now.action is Action.PUBLISH
            count["judged"] += then.moderator is not None
            count["rejected"] += then.moderator is Action.REJECT

    def _flip(self, change: Change, was: Outcome) -> None:
        if change.leap > 0:
            self._stricter.update(change.now.categories)
        else:
            self._milder.update(was.categories)
        # Among equals the first stay.
        rank = (change.worse, abs(change.leap), -self._comments)
        if len(self._worst) < self._examples:
            heapq.heappush(self._worst, (rank, change))
        elif self._worst and rank > self._worst[0][0]:
            heapq.heapreplace(self._worst, (rank, change))

    def _judged(self, change: Change, verdict: Action) -> None:
        was, now = change.was, change.now
        self._after[now.action, verdict] += 1
        if was is not None:
            self._before[was.action, verdict] += 1
        if now.action is Action.REJECT:
            for category in now.categories:
                self._rejects[category, verdict is Action.PUBLISH] += 1
        if verdict is Action.REJECT and change.then.category:
            self._refused[change.then.category, now.action is Action.PUBLISH] += 1

    def result(self, policy_name: str, policy: str, model: str, baseline: str) -> Backtest:
        """All that was counted; the names are those of the policy and model behind `after`."""
        drawn = sum(self._shares.share(action) * count for action, count in self._outcomes.items())
        return Backtest(
            policy_name=policy_name,
            policy=policy,
            model=model,
            baseline=baseline,
            comments=self._comments,
            compared=self._moves.total(),
            outcomes=dict(self._outcomes),
            moves=dict(self._moves),
            before=Verdicts(dict(self._before)),
            after=Verdicts(dict(self._after)),
            days=tuple(
                Day(day, count["comments"], count["before"], count["after"])
                for day, count in sorted(self._days.items())
            ),
            drawn=drawn,
            categories=self._categories(),
            shadows=tuple(
                ShadowCount(
                    code,
                    count["comments"],
                    count["published"],
                    Share(count["rejected"], count["judged"]),
                )
                for code, count in sorted(
                    self._shadows.items(), key=lambda item: (-item[1]["comments"], item[0])
                )
            ),
            flips=sum(count for (was, now), count in self._moves.items() if was is not now),
            changes=tuple(change for _, change in sorted(self._worst, reverse=True)),
        )

    def _categories(self) -> tuple[CategoryChange, ...]:
        named = {category for counts in (self._rejects, self._refused) for category, _ in counts}
        rows = [
            CategoryChange(
                category,
                self._stricter[category],
                self._milder[category],
                _share(self._rejects, category),
                _share(self._refused, category),
            )
            for category in {*self._stricter, *self._milder, *named}
        ]
        return tuple(sorted(rows, key=lambda row: (-row.stricter - row.milder, row.category)))


def _share(counts: Counter[tuple[str, bool]], category: str) -> Share:
    return Share(counts[category, True], counts[category, True] + counts[category, False])
