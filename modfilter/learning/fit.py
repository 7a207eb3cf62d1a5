"""Fitting: one logistic regression a head over shared features, then quantised and calibrated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import joblib
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from modfilter.domain import HEADS
from modfilter.learning.corpora import Labelled
from modfilter.learning.recipe import Recipe
from modfilter.model.features import FeatureSpace

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Weights:
    """Float weights of the heads (features x heads), their biases, and squared feature weights."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float64]
    mass: NDArray[np.uint8]


def squared_feature_weights(counts: sparse.csr_matrix) -> NDArray[np.uint8]:
    """Inverse document frequency, squared and rounded to 1..255, for each feature."""
    documents = counts.shape[0]
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log((1 + documents) / (1 + frequency)) + 1
    return np.clip(np.rint(rarity**2), 1, 255).astype(np.uint8)


def weighted(counts: sparse.csr_matrix, mass: NDArray[np.uint8]) -> sparse.csr_matrix:
    """Counts times feature weights, each row over the root of its mass: about unit length."""
    matrix = counts.astype(np.float32)
    row_mass = matrix @ mass.astype(np.float32)
    matrix.data *= np.sqrt(mass.astype(np.float32)).take(matrix.indices)
    matrix.data /= np.repeat(np.sqrt(np.maximum(row_mass, 1)), np.diff(matrix.indptr))
    return sparse.csr_matrix(matrix, dtype=np.float32)


def fit(
    counts: sparse.csr_matrix, data: Labelled, recipe: Recipe, jobs: int, say: Say
) -> Weights:
    """Fit all heads on the training part. `counts` are those of all of `data`'s texts."""
    train = np.flatnonzero(data.part == "train")
    mass = squared_feature_weights(counts[train])
    matrix = weighted(counts, mass)
    say(f"features: {matrix.shape[0]:,} texts, {matrix.nnz:,} entries")

    def one(head: int) -> tuple[NDArray[np.float32], float, str]:
        rows = train[~np.isnan(data.labels[train, head])]
        return _fit_head(matrix[rows], data.labels[rows, head], data.weights[rows], recipe, head)

    weights = np.zeros((matrix.shape[1], len(HEADS)), np.float32)
    bias = np.zeros(len(HEADS))
    # Threads would wait for one another in scipy's products; processes share the matrix by
    # memory-mapping, so two heads cost little more memory than one.
    done = joblib.Parallel(n_jobs=jobs, return_as="generator", prefer="processes" if jobs > 1 else "threads")(
        joblib.delayed(one)(head) for head in range(len(HEADS))
    )
    for head, (head_weights, head_bias, note) in enumerate(done):
        weights[:, head] = head_weights
        bias[head] = head_bias
        say(f"{HEADS[head]}: {note}")
    return Weights(weights, bias, mass)


def _fit_head(
    matrix: sparse.csr_matrix,
    labels: NDArray[np.float32],
    sample_weights: NDArray[np.float32],
    recipe: Recipe,
    head: int,
) -> tuple[NDArray[np.float32], float, str]:
    # A share p of annotators is p parts of a positive and 1 - p of a negative.
    positive = np.flatnonzero(labels > 0)
    negative = np.flatnonzero(labels < 1)
    if not len(positive) or not len(negative):
        raise ValueError(f"{HEADS[head]}: the corpora hold no {'positives' if not len(positive) else 'negatives'}")
    stacked = sparse.vstack([matrix[positive], matrix[negative]], format="csr")
    target = np.concatenate([np.ones(len(positive)), np.zeros(len(negative))])
    weight = np.concatenate(
        [sample_weights[positive] * labels[positive], sample_weights[negative] * (1 - labels[negative])]
    )
    model = LogisticRegression(
        C=recipe.regularisation, solver="lbfgs", max_iter=recipe.iterations, tol=1e-3
    )
    import warnings

    with warnings.catch_warnings():
        # The iteration limit is part of the recipe: it regularises too.
        warnings.simplefilter("ignore")
        model.fit(stacked, target, sample_weight=weight)
    note = f"{len(labels):,} texts, {float(labels.sum()):,.0f} positive, {int(model.n_iter_[0])} iterations"
    return model.coef_[0].astype(np.float32), float(model.intercept_[0]), note


def quantised(
    fitted: Weights, space: FeatureSpace
) -> tuple[NDArray[np.int8], NDArray[np.int8], NDArray[np.float64]]:
    """Weights as int8 for n-grams and pairs (feature weight folded in), and the scale per head."""
    folded = fitted.weights * np.sqrt(fitted.mass.astype(np.float32))[:, None]
    # A few extreme weights are clipped, so that the many keep their resolution.
    reach = np.quantile(np.abs(folded), 0.9998, axis=0)
    scale = np.maximum(reach, 1e-9) / 127
    whole = np.clip(np.rint(folded / scale), -127, 127).astype(np.int8)
    return whole[: space.gram_buckets], whole[space.gram_buckets :], scale.astype(np.float64)
