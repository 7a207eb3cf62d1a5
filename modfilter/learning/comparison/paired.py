"""Two models measured on the same comments: differences with paired bootstrap intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modfilter.learning.evaluation.bootstrap import Interval
from modfilter.policy.promises import INTERVAL

_CELLS = 2_000_000
_TINY = 1e-300

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of both models, on the same comments.

    `difference` is the challenger's less the champion's; `interval` and `error` (standard error)
    are the paired bootstrap's. NaN where something could not be measured.
    """

    name: str
    champion: float
    challenger: float
    difference: float
    interval: Interval
    error: float
    higher_is_better: bool

    @property
    def gain(self) -> float:
        """By how much the challenger is better; negative where it is worse."""
        return self.difference if self.higher_is_better else -self.difference

    def at_least(self, errors: float) -> float:
        """The gain that stands even if the sample flatters by so many standard errors."""
        return self.gain - errors * self.error

    def at_most(self, errors: float) -> float:
        """The gain that could be, if the sample slights by so many standard errors."""
        return self.gain + errors * self.error


class Mean:
    """The weighted mean of values (n)."""

    higher_is_better = False

    def __init__(self, values: Values) -> None:
        self._values = values

    def __call__(self, weights: Values) -> Values:
        """The mean under each row of `weights` (r x n)."""
        found: Values = weights @ self._values / np.maximum(weights.sum(axis=1), _TINY)
        return found


class Auc:
    """The weighted area under the ROC curve of scores (n) of positives and negatives.

    NaN where a score is NaN.
    """

    higher_is_better = True

    def __init__(self, scores: Values, positive: NDArray[np.bool_]) -> None:
        self._order = np.argsort(scores, kind="stable")
        ordered = scores[self._order]
        self._starts = np.flatnonzero(np.diff(ordered, prepend=np.nan) != 0)
        self._positive = positive[self._order]
        self._known = not np.isnan(scores).any()

    def __call__(self, weights: Values) -> Values:
        """The AUC under each row of `weights` (r x n); NaN where one kind weighs nothing."""
        ordered = weights[:, self._order]
        positive = np.add.reduceat(ordered * self._positive, self._starts, axis=1)
        negative = np.add.reduceat(ordered * ~self._positive, self._starts, axis=1)
        below = np.cumsum(negative, axis=1) - negative
        pairs = positive.sum(axis=1) * negative.sum(axis=1)
        wins = (positive * (below + negative / 2)).sum(axis=1)
        found: Values = np.where(self._known & (pairs > 0), wins / np.maximum(pairs, _TINY), np.nan)
        return found


Statistic = Mean | Auc


@dataclass(frozen=True, slots=True)
class Pair:
    """A statistic of the champion and the same one of the challenger.

    `rows` says which comments it is about; None: all of them.
    """

    name: str
    champion: Statistic
    challenger: Statistic
    rows: NDArray[np.intp] | None = None


def measured(
    pairs: Sequence[Pair],
    groups: NDArray[np.intp],
    rng: np.random.Generator,
    resamples: int,
) -> list[Measure]:
    """The measures, in order. Comments of one group (n numbers) are drawn together or not at all.

    All are computed on the same draws, so that what moves both models moves no difference.
    """
    number = int(groups.max()) + 1 if len(groups) else 0
    once = np.ones((1, len(groups)))
    drawn: list[list[Values]] = [[] for _ in pairs]
    step = max(1, _CELLS // max(len(groups), 1))
    for first in range(0, resamples if number else 0, step):
        size = min(step, resamples - first)
        counts = rng.multinomial(number, np.full(number, 1 / number), size)
        weights = counts[:, groups].astype(np.float64)
        for pair, found in zip(pairs, drawn, strict=True):
            found.append(_difference(pair, weights))
    return [_measure(pair, once, found) for pair, found in zip(pairs, drawn, strict=True)]


def _of(weights: Values, pair: Pair) -> Values:
    return weights if pair.rows is None else weights[:, pair.rows]


def _difference(pair: Pair, weights: Values) -> Values:
    own = _of(weights, pair)
    found: Values = pair.challenger(own) - pair.champion(own)
    return found


def _measure(pair: Pair, once: Values, drawn: list[Values]) -> Measure:
    own = _of(once, pair)
    nan = float("nan")
    return from_draws(
        pair.name,
        float(pair.champion(own)[0]) if own.shape[1] else nan,
        float(pair.challenger(own)[0]) if own.shape[1] else nan,
        np.concatenate(drawn) if drawn else np.zeros(0),
        higher_is_better=pair.champion.higher_is_better,
    )


def from_draws(
    name: str, champion: float, challenger: float, drawn: Values, *, higher_is_better: bool
) -> Measure:
    """A measure whose differences under the bootstrap's draws are `drawn`."""
    # A draw without one of two kinds of comments says nothing.
    values = drawn[np.isfinite(drawn)]
    interval, error = (float("nan"), float("nan")), float("nan")
    if len(values) > 1:
        low, high = np.quantile(values, [(1 - INTERVAL) / 2, (1 + INTERVAL) / 2])
        interval, error = (float(low), float(high)), float(values.std(ddof=1))
    return Measure(
        name=name,
        champion=champion,
        challenger=challenger,
        difference=challenger - champion,
        interval=interval,
        error=error,
        higher_is_better=higher_is_better,
    )
