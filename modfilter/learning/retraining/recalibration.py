"""Calibration on decisions, drawn to the champion's own so that few decisions do not wreck it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modfilter.learning.elementary import dot, exp, log, sigmoid, softplus
from modfilter.learning.lbfgs import minimise
from modfilter.model.bundle import LEVELS, LEVELS_PER_UNIT

_MIDDLES = (np.arange(LEVELS) - LEVELS // 2 + 0.5) / LEVELS_PER_UNIT
# How sure one is of the champion's line before the decisions speak: its slope to a factor of
# e^0.5 or so either way, its height at the middle of the decisions to one logit.
_SLOPE_DEVIATION = 0.5
_HEIGHT_DEVIATION = 1.0
# Of the slope's logarithm.
_MOST_CHANGE = 3.0


@dataclass(frozen=True, slots=True)
class Line:
    """Logistic calibration (Platt 1999): the logit of the probability is slope x raw + height."""

    slope: float
    height: float

    def levels(self) -> NDArray[np.uint16]:
        """The line as a bundle's table: 10,000 x probability by raw-score level."""
        probability = sigmoid(self.slope * _MIDDLES + self.height)
        levels: NDArray[np.uint16] = np.rint(probability * 10_000).astype(np.uint16)
        return levels


def line_of(levels: NDArray[np.uint16]) -> Line:
    """The line that a calibration table was made from, by least squares on its logits."""
    share = levels / 10_000
    inside = (share > 0.005) & (share < 0.995)
    if inside.sum() < 2 or np.ptp(share[inside]) < 1e-3:
        return Line(1.0, 0.0)
    logits, raw = log(share[inside] / (1 - share[inside])), _MIDDLES[inside]
    away = raw - raw.mean()
    slope = max(dot(away, logits) / dot(away, away), 1e-3)
    return Line(slope, float(logits.mean() - slope * raw.mean()))


def recalibrated(
    prior: Line,
    raw: NDArray[np.float64],
    share: NDArray[np.float64],
    weight: NDArray[np.float64],
    trust: float = 1.0,
) -> Line:
    """The line that fits held-out raw scores (n) best, given that it was `prior` so far.

    `trust` multiplies how sure one is of `prior`.
    """
    middle = float(np.average(raw, weights=weight))
    before = prior.slope * middle + prior.height

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        change, height = point
        slope = prior.slope * _factor(change)
        logits = slope * (raw - middle) + height
        value = dot(weight, softplus(logits) - share * logits)
        pull = weight * (sigmoid(logits) - share)
        value += trust * (change / _SLOPE_DEVIATION) ** 2 / 2
        value += trust * ((height - before) / _HEIGHT_DEVIATION) ** 2 / 2
        return value, np.array([
            dot(pull, slope * (raw - middle)) + trust * change / _SLOPE_DEVIATION**2,
            pull.sum() + trust * (height - before) / _HEIGHT_DEVIATION**2,
        ])  # fmt: skip

    found = minimise(loss, np.array([0.0, before]), iterations=100, tolerance=1e-6).point
    slope = prior.slope * _factor(found[0])
    return Line(slope, float(found[1]) - slope * middle)


def _factor(change: float) -> float:
    return float(exp(np.clip(change, -_MOST_CHANGE, _MOST_CHANGE)))
