"""Bootstrap intervals: how far a measure would move with another sample of comments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modfilter.learning.evaluation.metrics import ScoreCounts, roc_auc
from modfilter.learning.intervals import precision_interval, wilson
from modfilter.policy.promises import INTERVAL

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Cells:
    """A threshold's four counts: flagged right and wrong, missed, and rightly left alone."""

    right: int
    wrong: int
    missed: int
    left_alone: int


def auc_interval(counts: ScoreCounts, rng: np.random.Generator, resamples: int) -> Interval:
    """Percentile interval of the ROC AUC; NaN where one kind is missing.

    Positives and negatives are drawn each for themselves: their numbers do not bear on the AUC.
    """
    if not counts.positives or not counts.negatives:
        return float("nan"), float("nan")
    used = np.flatnonzero(counts.positive + counts.negative)
    aucs = [
        roc_auc(
            rng.multinomial(counts.positives, counts.positive[used] / counts.positives, size),
            rng.multinomial(counts.negatives, counts.negative[used] / counts.negatives, size),
        )
        for size in _chunks(resamples)
    ]
    return _percentiles(np.concatenate(aucs))


def threshold_intervals(
    cells: Cells, counts: ScoreCounts, rng: np.random.Generator, resamples: int
) -> tuple[Interval, Interval]:
    """Percentile intervals of precision and recall at a threshold with these counts.

    Drawing comments anew and counting is drawing the four counts from a multinomial; where the
    prevalence is given, it stays, and each kind is drawn for itself. A bootstrap sees no error
    where the sample has none: there Wilson's interval stands in.
    """
    if counts.prevalence is None:
        all_ = np.array([cells.right, cells.wrong, cells.missed, cells.left_alone])
        drawn = rng.multinomial(all_.sum(), all_ / max(all_.sum(), 1), resamples)
        right, wrong, missed = drawn[:, 0], drawn[:, 1], drawn[:, 2]
    else:
        positives, negatives = counts.positives, counts.negatives
        right = rng.binomial(positives, cells.right / max(positives, 1), resamples)
        wrong = rng.binomial(negatives, cells.wrong / max(negatives, 1), resamples)
        missed = positives - right
    odds = counts.odds
    precision = _of_ratios(odds * right, odds * right + wrong)
    recall = _of_ratios(right, right + missed)
    if not cells.right or not cells.wrong:
        _, low, high = precision_interval(cells.right, cells.wrong, odds)
        precision = (low, high)
    if not cells.right or not cells.missed:
        recall = wilson(cells.right, cells.right + cells.missed)
    return precision, recall


def _of_ratios(part: NDArray[Any], whole: NDArray[Any]) -> Interval:
    # A draw without any flagged comment says nothing about their precision.
    known = whole > 0
    return _percentiles(part[known] / whole[known]) if known.any() else (0.0, 1.0)


def _percentiles(values: NDArray[np.float64]) -> Interval:
    low, high = np.quantile(values, [(1 - INTERVAL) / 2, (1 + INTERVAL) / 2])
    return float(low), float(high)


def _chunks(resamples: int, size: int = 100) -> list[int]:
    whole, rest = divmod(resamples, size)
    return [size] * whole + ([rest] if rest else [])
