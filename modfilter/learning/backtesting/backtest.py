"""What a backtest found: the nouns, and the figures that follow from its counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from modfilter.domain import Action
from modfilter.learning.backtesting.past import Outcome, Past
from modfilter.learning.intervals import wilson


class Baseline(StrEnum):
    """What was decided, for want of a policy to judge by again."""

    RECORDED = "recorded"
    """What the filter decided at the time."""
    MODERATORS = "moderators"
    """What people decided in the end."""


Cell = tuple[Action, Action]
"""An action before and an action after, or an action and a moderator's."""


@dataclass(frozen=True, slots=True)
class Change:
    """One comment before and after; `was` is None where nothing is known of before."""

    then: Past
    was: Outcome | None
    now: Outcome

    @property
    def flips(self) -> bool:
        """Whether the action is another one."""
        return self.was is not None and self.was.action is not self.now.action

    @property
    def worse(self) -> int:
        """How much farther from the moderator's verdict it is now, -2 to 2; 0 without a verdict."""
        if self.then.moderator is None or self.was is None:
            return 0
        return _apart(self.now.action, self.then.moderator) - _apart(
            self.was.action, self.then.moderator
        )

    @property
    def leap(self) -> int:
        """How many steps stricter it is now: -2 to 2."""
        return 0 if self.was is None else self.now.action.severity - self.was.action.severity


def _apart(one: Action, other: Action) -> int:
    return abs(one.severity - other.severity)


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, with the 90 % interval of the share (Wilson); NaN of nothing."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """The share in 0..1."""
        return self.part / self.whole if self.whole else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Both ends in 0..1."""
        return wilson(self.part, self.whole)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """How actions met moderators' verdicts: comments by (action, what the moderator decided)."""

    cells: Mapping[Cell, int]

    def of(self, action: Action, verdict: Action) -> Share:
        """Of the judged comments with `action`, those that moderators gave `verdict`."""
        whole = sum(self.cells.get((action, told), 0) for told in Action)
        return Share(self.cells.get((action, verdict), 0), whole)

    @property
    def wrongly_rejected(self) -> Share:
        """Of the judged comments that are rejected, those that moderators published."""
        return self.of(Action.REJECT, Action.PUBLISH)

    @property
    def wrongly_published(self) -> Share:
        """Of the judged comments that are published, those that moderators rejected."""
        return self.of(Action.PUBLISH, Action.REJECT)

    @property
    def reviewed(self) -> Share:
        """Of all judged comments, those in review."""
        inside = sum(self.cells.get((Action.REVIEW, told), 0) for told in Action)
        return Share(inside, sum(self.cells.values()))


@dataclass(frozen=True, slots=True)
class CategoryChange:
    """What changes by one category.

    `stricter` are comments that the category keeps back and that had a milder action, `milder`
    those that it kept back and that have a milder action now. `rejected` are comments that it
    rejects now and moderators judged, with those of them that they published; `missed` comments
    that moderators rejected as this category, with those of them that are published now.
    """

    category: str
    stricter: int
    milder: int
    rejected: Share
    missed: Share


@dataclass(frozen=True, slots=True)
class ShadowCount:
    """A finding that is recorded and decides nothing, and what happens to its comments.

    `published` are those of `comments` that are published now; of those that moderators judged,
    `verdicts` says how many they rejected.
    """

    code: str
    comments: int
    published: int
    verdicts: Share


@dataclass(frozen=True, slots=True)
class Day:
    """The comments of one day (UTC), and how many of them were and would be in review."""

    day: date
    comments: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Backtest:
    """What another policy or model would have done with past comments.

    `moves` counts the `compared` comments, those with a before, by (before, after); `outcomes` all
    `comments` by their action after. `drawn` is how many comments the policy's audit would add to
    the queue on average. `changes` are the worst first: those that moderators disagree with, then
    those that nobody judged, then those that they agree with; big leaps first.
    """

    policy_name: str
    policy: str
    model: str
    baseline: str
    comments: int
    compared: int
    outcomes: Mapping[Action, int]
    moves: Mapping[Cell, int]
    before: Verdicts
    after: Verdicts
    days: tuple[Day, ...]
    drawn: float
    categories: tuple[CategoryChange, ...]
    shadows: tuple[ShadowCount, ...]
    flips: int
    changes: tuple[Change, ...]

    @property
    def reviewed_before(self) -> int:
        """Comments that were in review, of those compared."""
        return sum(count for (was, _), count in self.moves.items() if was is Action.REVIEW)

    @property
    def reviewed_after(self) -> int:
        """Comments that would be in review, of those compared."""
        return sum(count for (_, now), count in self.moves.items() if now is Action.REVIEW)

    @property
    def judged(self) -> int:
        """Comments that a moderator judged."""
        return sum(self.after.cells.values())
