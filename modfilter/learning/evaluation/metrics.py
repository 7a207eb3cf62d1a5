"""Measures of a head's scores, all from how many positives and negatives got each score.

Scores have four decimals (see `modfilter.wire`), so 10,001 levels hold everything that a measure
needs, ties included, however many comments there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEVEL_COUNT = 10_001
BINS = 10
_TINY = 1e-300

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ScoreCounts:
    """How many positives and negatives got each score (10,001 each, by rising score).

    `prevalence` is the share of positives to speak for; None means that of the counts. It weighs
    positives against negatives, which changes precision and calibration, and no ROC curve.
    """

    positive: Counts
    negative: Counts
    prevalence: float | None = None

    @property
    def positives(self) -> int:
        """The number of positives."""
        return int(self.positive.sum())

    @property
    def negatives(self) -> int:
        """The number of negatives."""
        return int(self.negative.sum())

    @property
    def odds(self) -> float:
        """How many times more a positive weighs than a negative."""
        if self.prevalence is None or not self.positives or not self.negatives:
            return 1.0
        return (self.prevalence / self.positives) / ((1 - self.prevalence) / self.negatives)


@dataclass(frozen=True, slots=True)
class Bin:
    """Comments whose score lies in [low, high): their mean score, and the share of positives."""

    low: float
    high: float
    comments: int
    mean_score: float
    share_positive: float


def levels(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Scores in 0..1 as whole ten-thousandths."""
    return np.rint(np.clip(scores, 0, 1) * (LEVEL_COUNT - 1)).astype(np.int64)


def count_scores(
    scores: NDArray[np.float64], positive: NDArray[np.bool_], prevalence: float | None = None
) -> ScoreCounts:
    """The counts of n scores of n comments that are positive or not."""
    at = levels(scores)
    return ScoreCounts(
        np.bincount(at[positive], minlength=LEVEL_COUNT).astype(np.int64),
        np.bincount(at[~positive], minlength=LEVEL_COUNT).astype(np.int64),
        prevalence,
    )


def roc_auc(positive: Counts, negative: Counts) -> NDArray[np.float64]:
    """Chance that a positive scores above a negative, ties half (counts: … x levels); else NaN."""
    below = np.cumsum(negative, axis=-1) - negative
    wins = (positive * (below + negative / 2)).sum(axis=-1)
    pairs = positive.sum(axis=-1).astype(np.float64) * negative.sum(axis=-1)
    found: NDArray[np.float64] = np.where(pairs > 0, wins / np.maximum(pairs, _TINY), np.nan)
    return found


def average_precision(counts: ScoreCounts) -> float:
    """Mean precision over the steps of recall, without interpolation; NaN without positives."""
    if not counts.positives:
        return float("nan")
    right = np.cumsum(counts.positive[::-1])
    precision = _precision(right, np.cumsum(counts.negative[::-1]), counts.odds)
    return float((counts.positive[::-1] * precision).sum() / counts.positives)


def reliability(counts: ScoreCounts) -> list[Bin]:
    """The comments in ten bins of equal width, those without comments left out."""
    weight = counts.odds * counts.positive + counts.negative
    middle = np.arange(LEVEL_COUNT) / (LEVEL_COUNT - 1)
    which = np.minimum(np.arange(LEVEL_COUNT) * BINS // (LEVEL_COUNT - 1), BINS - 1)
    found = []
    for index in range(BINS):
        inside = which == index
        total = float(weight[inside].sum())
        if total:
            found.append(
                Bin(
                    index / BINS,
                    (index + 1) / BINS,
                    int(counts.positive[inside].sum() + counts.negative[inside].sum()),
                    float((weight * middle)[inside].sum() / total),
                    float(counts.odds * counts.positive[inside].sum() / total),
                )
            )
    return found


def expected_calibration_error(counts: ScoreCounts) -> float:
    """Mean distance of score and share of positives over `reliability`'s bins (Guo et al., 2017).

    Bins weigh by their comments, at the prevalence of the counts.
    """
    weight = counts.odds * counts.positive + counts.negative
    total = float(weight.sum())
    which = np.minimum(np.arange(LEVEL_COUNT) * BINS // (LEVEL_COUNT - 1), BINS - 1)
    sizes = np.bincount(which, weights=weight, minlength=BINS)
    sizes = sizes[sizes > 0]
    gaps = [abs(found.mean_score - found.share_positive) for found in reliability(counts)]
    return float(np.dot(sizes, gaps) / total) if total else float("nan")


def precision_recall(counts: ScoreCounts, most: int = 200) -> list[tuple[float, float, float]]:
    """(score, precision, recall) at up to `most` of the scores, by rising score."""
    used = np.flatnonzero(counts.positive + counts.negative)
    right, wrong = _at_or_above(counts)
    if len(used) > most:
        # Even steps of comments flagged, so that the curve is smooth where there is something.
        flagged = np.log1p((right + wrong)[used])
        steps = np.linspace(flagged[-1], flagged[0], most)
        used = used[np.unique(np.searchsorted(-flagged, -steps, side="right") - 1)]
    precision = _precision(right, wrong, counts.odds)
    recall = right / max(counts.positives, 1)
    return [(k / (LEVEL_COUNT - 1), float(precision[k]), float(recall[k])) for k in used.tolist()]


def load_and_misses(counts: ScoreCounts, most: int = 200) -> list[tuple[float, float, float]]:
    """(score, share of all comments at or above it, share of positives below it), rising score.

    What a review threshold costs in work against what it lets through.
    """
    right, wrong = _at_or_above(counts)
    everything = counts.odds * counts.positives + counts.negatives
    load = (counts.odds * right + wrong) / max(everything, _TINY)
    missed = 1 - right / max(counts.positives, 1)
    return [
        (score, float(load[k]), float(missed[k]))
        for score, _, _ in precision_recall(counts, most)
        for k in [round(score * (LEVEL_COUNT - 1))]
    ]


def _at_or_above(counts: ScoreCounts) -> tuple[Counts, Counts]:
    return np.cumsum(counts.positive[::-1])[::-1], np.cumsum(counts.negative[::-1])[::-1]


def _precision(right: Counts, wrong: Counts, odds: float) -> NDArray[np.float64]:
    weighted = odds * right
    return np.asarray(weighted / np.maximum(weighted + wrong, _TINY), np.float64)
