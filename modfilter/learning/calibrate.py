"""Calibration: raw scores to probabilities at natural prevalence, and the promises they keep."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from modfilter.learning.intervals import precision_interval
from modfilter.model.bundle import LEVELS, LEVELS_PER_UNIT


def prevalence_weights(
    labels: NDArray[np.float32], prevalence: float | None
) -> NDArray[np.float64]:
    """Sample weights that make a share `prevalence` of the labels positive (None: as they are)."""
    weights = np.ones(len(labels))
    if prevalence is not None:
        positive = float(np.mean(labels))
        weights = np.where(labels > 0.5, prevalence / positive, (1 - prevalence) / (1 - positive))
    return weights


def calibration_levels(
    raw: NDArray[np.float64], labels: NDArray[np.float32], weights: NDArray[np.float64]
) -> NDArray[np.uint16]:
    """Table of 10,000 x probability by raw-score level, by logistic calibration (Platt 1999)."""
    binary = (labels > 0.5).astype(int)
    model = LogisticRegression(C=1e3).fit(raw[:, None], binary, sample_weight=weights)
    slope = max(float(model.coef_[0, 0]), 1e-3)
    middle = (np.arange(LEVELS) - LEVELS // 2 + 0.5) / LEVELS_PER_UNIT
    probability = 1 / (1 + np.exp(-(slope * middle + float(model.intercept_[0]))))
    return np.rint(probability * 10_000).astype(np.uint16)


def precision_recall(
    scores: NDArray[np.uint16], labels: NDArray[np.float32], weights: NDArray[np.float64]
) -> list[tuple[float, float, float, float, float, int]]:
    """(score, precision, recall, low, high, comments) at up to 100 scores, by rising score.

    `weights` are one number for all positives and one for all negatives. The interval is that of
    `precision_interval`; `comments` counts those that scored that much or more.
    """
    binary = labels > 0.5
    odds = _weight(weights, binary) / _weight(weights, ~binary)
    falling = np.sort(scores)[::-1]
    # Closer together at the top, where promises are decided by few comments.
    ranks = np.unique(np.rint(np.geomspace(1, (len(scores) + 1) // 2, 120)).astype(int))
    points = []
    for level in np.unique(falling[ranks - 1]).tolist():
        flagged = scores >= level
        right = int((flagged & binary).sum())
        comments = int(flagged.sum())
        precision, low, high = precision_interval(right, comments - right, odds)
        recall = right / max(int(binary.sum()), 1)
        points.append((
            level / 10_000, round(precision, 4), round(recall, 4), round(low, 4), round(high, 4),
            comments,
        ))  # fmt: skip
    return points


def _weight(weights: NDArray[np.float64], rows: NDArray[np.bool_]) -> float:
    return float(weights[rows][0]) if rows.any() else 1.0
