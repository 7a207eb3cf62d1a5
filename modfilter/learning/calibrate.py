"""Calibration: raw scores to probabilities at natural prevalence, and the promises they keep."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

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
) -> list[tuple[float, float, float]]:
    """(score, precision, recall) at up to 100 scores, by rising score."""
    binary = labels > 0.5
    points = []
    for level in np.unique(np.quantile(scores, np.linspace(0.5, 1, 101)).astype(int)):
        flagged = scores >= level
        if flagged.any():
            right = float(weights[flagged & binary].sum())
            precision = right / float(weights[flagged].sum())
            recall = right / float(weights[binary].sum())
            points.append((level / 10_000, round(precision, 4), round(recall, 4)))
    return points
