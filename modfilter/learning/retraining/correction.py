"""A head's correction: logistic regression on top of the champion's raw score, pulled to zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from modfilter.learning.elementary import dot, log, sigmoid, softplus
from modfilter.learning.lbfgs import minimise

Vector = NDArray[np.float64]

# Added to log-count ratios, which are noise where there are few texts.
_RATIO_FLOOR = 0.3
_ITERATIONS = 150
_TOLERANCE = 3e-5
# How freely the bias may move. With nothing below, it is free: its square counts as one example's
# loss at ten logits or so. On top of a champion it is held: it moves every comment, also those that
# no decision is about, and where nine in ten are published it took known spam below the threshold.
_BIAS_VARIANCE = 100.0
_HELD_BIAS_VARIANCE = 1.0
# The champion's own slope is near 1; how sure one is of that before the decisions speak.
_SLOPE_VARIANCE = 1.0
LEAST_SLOPE, MOST_SLOPE = 0.3, 3.0


@dataclass(frozen=True, slots=True)
class Examples:
    """n examples of a head: features (n x columns), champion's raw scores, shares, weights."""

    matrix: sparse.csr_matrix
    offset: Vector
    share: Vector
    weight: Vector

    def rows(self, which: NDArray[np.intp]) -> Examples:
        """Some of the examples."""
        return Examples(
            self.matrix[which], self.offset[which], self.share[which], self.weight[which]
        )


@dataclass(frozen=True, slots=True)
class Correction:
    """What to add to the champion's weights (columns) and to its bias, in its own raw units."""

    weights: Vector
    bias: float
    slope: float
    """How much a unit of the champion's raw score is worth in logits of the decisions."""


def feature_factors(matrix: sparse.csr_matrix, share: Vector, weight: Vector) -> Vector:
    """How far each feature may move: rarity times its log-count ratio (columns).

    Scaling features by idf makes rare ones as telling as they are; scaling them by log-count
    ratios is NBSVM (Wang and Manning, 2012).
    """
    present = sparse.csr_matrix(
        (np.ones(len(matrix.data)), matrix.indices, matrix.indptr), matrix.shape
    ).T
    texts = present @ np.ones(matrix.shape[0])
    rarity = log((1 + matrix.shape[0]) / (1 + texts)) + 1
    positive = 1 + present @ (weight * share)
    negative = 1 + present @ (weight * (1 - share))
    ratios = np.abs(log((positive / positive.sum()) / (negative / negative.sum())))
    factors: Vector = (ratios + _RATIO_FLOOR) * rarity / 3
    return factors


def fit_correction(
    examples: Examples,
    *,
    regularisation: float,
    restraint: sparse.csr_matrix | None = None,
    hold: float = 0.0,
    slope: float | None = None,
    least_slope: float = LEAST_SLOPE,
) -> Correction:
    """Minimise loss + |v|^2 / (2 regularisation) + hold / 2 |restraint v|^2 by L-BFGS.

    `restraint` (words x columns) gives for common words what a correction does to them. The
    champion's raw score counts with a `slope`, learned first where none is given (at least
    `least_slope`; 0: there is no champion); then the correction is fitted with that slope.
    """
    factors = feature_factors(examples.matrix, examples.share, examples.weight)
    scaled = _scaled(examples.matrix, factors)
    words = _scaled(restraint, factors) if restraint is not None and hold else None
    problem = _Problem(scaled, examples, words, regularisation)
    if slope == 0:
        weights, bias, _ = problem.solve(0.0, slope=0.0)
        return Correction(weights * factors, bias, 1.0)
    if slope is None:
        _, _, found = problem.solve(hold, slope=None)
        slope = min(max(found, least_slope), MOST_SLOPE)
    weights, bias, _ = problem.solve(hold / slope, slope=slope)
    return Correction(weights * factors / slope, bias / slope, slope)


class _Problem:
    def __init__(
        self,
        matrix: sparse.csr_matrix,
        examples: Examples,
        words: sparse.csr_matrix | None,
        regularisation: float,
    ) -> None:
        self._matrix, self._turned = matrix, matrix.T
        self._words = words
        self._examples = examples
        self._regularisation = regularisation

    def solve(self, hold: float, slope: float | None) -> tuple[Vector, float, float]:
        """Weights, bias and slope; a slope that is given stays as it is."""
        matrix, turned, words = self._matrix, self._turned, self._words
        offset, share, weight = self._examples.offset, self._examples.share, self._examples.weight
        columns = matrix.shape[1]
        total = float(weight.sum())
        bias_variance = _BIAS_VARIANCE if slope == 0 else _HELD_BIAS_VARIANCE

        def loss(point: Vector) -> tuple[float, Vector]:
            moved, bias = point[:columns], point[columns]
            factor = point[-1] if slope is None else slope
            raw = matrix @ moved.astype(np.float32) + bias + factor * offset
            value = dot(weight, softplus(raw) - share * raw)
            pull = weight * (sigmoid(raw) - share)
            gradient = np.empty_like(point)
            gradient[:columns] = turned @ pull.astype(np.float32) + moved / self._regularisation
            gradient[columns] = pull.sum() + bias / bias_variance
            value += dot(moved, moved) / (2 * self._regularisation)
            value += bias**2 / (2 * bias_variance)
            if words is not None and hold:
                shift = words @ moved.astype(np.float32)
                value += hold / 2 * float(np.sum(shift * shift))
                gradient[:columns] += hold * (words.T @ shift)
            if slope is None:
                value += (factor - 1) ** 2 / (2 * _SLOPE_VARIANCE)
                gradient[-1] = dot(pull, offset) + (factor - 1) / _SLOPE_VARIANCE
            return value / total, gradient / total

        start = np.zeros(columns + (2 if slope is None else 1))
        if slope is None:
            start[-1] = 1.0
        point = minimise(loss, start, iterations=_ITERATIONS, tolerance=_TOLERANCE).point
        return point[:columns], float(point[columns]), float(point[-1]) if slope is None else slope


def _scaled(matrix: sparse.csr_matrix, factors: Vector) -> sparse.csr_matrix:
    data = (matrix.data * factors.take(matrix.indices)).astype(np.float32)
    return sparse.csr_matrix((data, matrix.indices, matrix.indptr), matrix.shape)
