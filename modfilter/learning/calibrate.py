"""Calibration: raw scores to probabilities at natural prevalence, and the promises they keep."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from modfilter.learning.elementary import sigmoid, softplus
from modfilter.learning.intervals import precision_interval
from modfilter.model.bundle import LEVELS, LEVELS_PER_UNIT

_LEAST_SLOPE = 1e-3
# Keeps the slope finite where scores part positives and negatives without an error.
_PLATT_PRIOR = 1e3
_NEWTON_STEPS, _HALVINGS = 100, 30
_LEAST_DECREASE = 1e-13
_TINY = 1e-12


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
    slope, offset = _platt(raw, (labels > 0.5).astype(np.float64), weights)
    middle = (np.arange(LEVELS) - LEVELS // 2 + 0.5) / LEVELS_PER_UNIT
    probability = sigmoid(max(slope, _LEAST_SLOPE) * middle + offset)
    return np.rint(probability * 10_000).astype(np.uint16)


def _platt(
    raw: NDArray[np.float64], positive: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[float, float]:
    """Slope and offset of the likeliest sigmoid, by Newton's method with halved steps.

    Two numbers, so that sums in a fixed order do: a library's solver would bring its machine's
    last digits along.
    """
    slope = offset = 0.0
    value = _platt_loss(raw, positive, weights, slope, offset)
    for _ in range(_NEWTON_STEPS):
        found = sigmoid(slope * raw + offset)
        off = weights * (found - positive)
        bend = weights * found * (1 - found)
        by_slope = float((off * raw).sum()) + slope / _PLATT_PRIOR
        by_offset = float(off.sum())
        a = float((bend * raw * raw).sum()) + 1 / _PLATT_PRIOR
        b, c = float((bend * raw).sum()), float(bend.sum()) + _TINY
        determinant = a * c - b * b
        step = (c * by_slope - b * by_offset) / determinant
        shift = (a * by_offset - b * by_slope) / determinant
        for _ in range(_HALVINGS):
            next_value = _platt_loss(raw, positive, weights, slope - step, offset - shift)
            if next_value <= value:
                break
            step, shift = step / 2, shift / 2
        else:
            break
        slope, offset, decrease, value = (
            slope - step,
            offset - shift,
            value - next_value,
            next_value,
        )
        if decrease <= _LEAST_DECREASE * max(value, 1.0):
            break
    return slope, offset


def _platt_loss(
    raw: NDArray[np.float64],
    positive: NDArray[np.float64],
    weights: NDArray[np.float64],
    slope: float,
    offset: float,
) -> float:
    score = slope * raw + offset
    entropy = weights * (softplus(score) - positive * score)
    return float(entropy.sum()) + slope * slope / (2 * _PLATT_PRIOR)


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
