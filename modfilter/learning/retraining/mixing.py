"""A model learned from nothing beside the champion, each weighed by what it proved to be worth.

A new kind of spam may have nothing in common with the known ones. A correction that is fitted on
top of the champion's scores then spends its decisions on unlearning these. A model that starts
from nothing does not; what it says of decisions it had not learned from tells how far to follow
it, and how far the champion (stacked generalisation, Wolpert 1992). Both are linear, so the two
merge into one array.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from modfilter.learning.elementary import dot, exp, sigmoid, softplus
from modfilter.learning.lbfgs import minimise
from modfilter.learning.retraining.correction import Correction, Examples, Vector, fit_correction
from modfilter.learning.retraining.material import Split, auc

# What a logit of each is worth before the decisions speak: the champion knows little of a new kind.
# The logarithm of what the champion is worth is taken to be so far off, that of the other freer.
_CHAMPION, _FRESH = 0.1, 1.0
_LOG_VARIANCES = np.array([0.3, 1.0])
# The bias moves every comment, also those that no decision is about: see correction.py.
_BIAS_VARIANCE = 1.0
# With less of the champion its int8 steps would be lost in the scale of what was learned.
_LEAST_SLOPE, _MOST = 0.05, 20.0
_ITERATIONS, _TOLERANCE = 100, 1e-6


@dataclass(frozen=True, slots=True)
class CrossFitted:
    """What to add to the champion's weights, from all examples and with each fold left out."""

    whole: Correction
    folds: Sequence[Correction]

    def auc_outside(self, examples: Examples, splits: Sequence[Split]) -> float:
        """AUC on examples that a fold's correction had not learned from."""
        raw = examples.offset.copy()
        for (_, outside), found in zip(splits, self.folds, strict=True):
            raw[outside] += examples.matrix[outside] @ found.weights + found.bias
        return auc(examples, raw)


def fit_mixture(
    examples: Examples,
    splits: Sequence[Split],
    *,
    regularisation: float,
) -> CrossFitted:
    """Learn from nothing on all examples and on each split, and weigh by the splits' outsides."""

    def fit(part: Examples) -> Correction:
        return fit_correction(part, regularisation=regularisation, slope=0.0)

    fresh = [fit(examples.rows(inside)) for inside, _ in splits]
    outside = np.concatenate([outside for _, outside in splits])
    scores = [
        examples.matrix[rows] @ found.weights
        for found, (_, rows) in zip(fresh, splits, strict=True)
    ]
    champion, own, bias = _weighed(examples.rows(outside), np.concatenate(scores))

    def beside(found: Correction) -> Correction:
        return Correction(found.weights * (own / champion), bias / champion, champion)

    return CrossFitted(beside(fit(examples)), [beside(found) for found in fresh])


def _weighed(examples: Examples, fresh: Vector) -> tuple[float, float, float]:
    """What the champion's raw score and the fresh one (n) are worth, and the bias: in logits."""
    offset, share, weight = examples.offset, examples.share, examples.weight
    total = float(weight.sum())
    start = np.array([math.log(_CHAMPION), math.log(_FRESH), 0.0])
    lowest, highest = math.log(_LEAST_SLOPE), math.log(_MOST)

    def loss(point: Vector) -> tuple[float, Vector]:
        logs = np.clip(point[:2], lowest, highest)
        champion, own = exp(logs)
        raw = champion * offset + own * fresh + point[2]
        pull = weight * (sigmoid(raw) - share)
        away = point[:2] - start[:2]
        value = dot(weight, softplus(raw) - share * raw)
        value += dot(away / _LOG_VARIANCES, away) / 2 + point[2] ** 2 / (2 * _BIAS_VARIANCE)
        inside = (point[:2] == logs).astype(np.float64)
        slopes = np.array([champion * dot(pull, offset), own * dot(pull, fresh)]) * inside
        gradient = np.append(slopes + away / _LOG_VARIANCES, pull.sum() + point[2] / _BIAS_VARIANCE)
        return value / total, gradient / total

    point = minimise(loss, start, iterations=_ITERATIONS, tolerance=_TOLERANCE).point
    champion, own = exp(np.clip(point[:2], lowest, highest))
    return float(champion), float(own), float(point[2])
