"""Logistic regression on soft labels, which logits of a better judge may guide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from modfilter.learning.elementary import dot, sigmoid, softplus
from modfilter.learning.lbfgs import minimise

# Beyond this many logits apart, more distance from a guide pulls no harder (Huber's loss): a guide
# that is far off is wrong, not urgent.
_REACH = np.float32(3)


@dataclass(frozen=True, slots=True)
class Targets:
    """What n texts should score: shares of positives with weights, and logits with weights.

    `share` counts by the logistic loss, `logit` by half the squared distance of the raw score;
    a weight of zero says that a text has none.
    """

    share: NDArray[np.float32]
    share_weight: NDArray[np.float32]
    logit: NDArray[np.float32]
    logit_weight: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights (features), the bias, and how many iterations it took."""

    weights: NDArray[np.float32]
    bias: float
    iterations: int


def fit_logistic(
    matrix: sparse.csr_matrix,
    targets: Targets,
    *,
    regularisation: float,
    iterations: int,
    tolerance: float,
) -> Fitted:
    """Minimise loss + |weights|^2 / (2 x `regularisation`) by L-BFGS; stopping early is allowed."""
    turned = matrix.T
    total = float(targets.share_weight.sum() + targets.logit_weight.sum())

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        raw = matrix @ point[:-1].astype(np.float32) + np.float32(point[-1])
        exact = raw.astype(np.float64)
        entropy = targets.share_weight * (softplus(exact) - targets.share * exact)
        pull = targets.share_weight * (sigmoid(exact) - targets.share).astype(np.float32)
        apart = raw - targets.logit
        near = np.clip(apart, -_REACH, _REACH)
        distance = targets.logit_weight * near * (apart - near / 2)
        pull += targets.logit_weight * near
        slope = np.append(turned @ pull + point[:-1] / regularisation, pull.sum(dtype=np.float64))
        value = float(entropy.sum() + distance.sum(dtype=np.float64))
        value += dot(point[:-1], point[:-1]) / (2 * regularisation)
        return value / total, slope / total

    found = minimise(
        loss, np.zeros(matrix.shape[1] + 1), iterations=iterations, tolerance=tolerance
    )
    return Fitted(found.point[:-1].astype(np.float32), float(found.point[-1]), found.iterations)
