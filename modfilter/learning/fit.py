"""Fitting: one logistic regression a head over shared features, then quantised and calibrated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import joblib
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from threadpoolctl import threadpool_limits

from modfilter.domain import HEADS
from modfilter.errors import CorpusError
from modfilter.learning.corpora import Labelled
from modfilter.learning.elementary import log
from modfilter.learning.logistic import Targets, fit_logistic
from modfilter.learning.recipe import Recipe
from modfilter.model.features import PRIOR_FEATURES, FeatureSpace

# Brings scaled rows to about unit length, so that regularisation means what it usually does.
_NB_SCALE = np.float32(2)
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the heads (features x heads) and their biases."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float64]


def normalised(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Counts with each row over the root of its size, as checking divides its sums."""
    matrix = sparse.csr_matrix(counts, dtype=np.float32, copy=True)
    size = np.asarray(matrix.sum(axis=1)).reshape(-1)
    matrix.data /= np.repeat(np.sqrt(size + PRIOR_FEATURES), np.diff(matrix.indptr))
    return matrix


def log_count_ratios(
    counts: sparse.csr_matrix, positive: NDArray[np.float32], negative: NDArray[np.float32]
) -> NDArray[np.float32]:
    """How much more often each feature stands in positive than in negative texts, as a log ratio.

    `positive` and `negative` weigh each text (n). Scaling features by these ratios before a
    linear model is fitted is NBSVM (Wang and Manning, 2012).
    """
    present = sparse.csr_matrix(
        (np.ones(len(counts.data), np.float32), counts.indices, counts.indptr), counts.shape
    ).T
    for_positive = 1 + present @ positive
    for_negative = 1 + present @ negative
    ratios = (for_positive / for_positive.sum()) / (for_negative / for_negative.sum())
    logs: NDArray[np.float32] = log(ratios.astype(np.float64)).astype(np.float32)
    return logs


def fit(
    counts: sparse.csr_matrix,
    data: Labelled,
    recipe: Recipe,
    jobs: int,
    say: Say,
    heads: Sequence[str] = HEADS,
) -> Weights:
    """Fit `heads` on the training part; the others stay zero.

    `counts` are those of all of `data`'s texts.
    """
    train = np.flatnonzero(data.part == "train")
    matrix = normalised(counts)
    say(f"features: {matrix.shape[0]:,} texts, {matrix.nnz:,} entries")

    def one(head: int) -> tuple[NDArray[np.float32], float, str]:
        rows = train[~np.isnan(data.labels[train, head])]
        return _fit_head(
            matrix[rows],
            data.labels[rows, head],
            data.weights[rows],
            data.guides[rows, head],
            data.guide_weights[rows, head],
            recipe,
            head,
        )

    weights = np.zeros((matrix.shape[1], len(HEADS)), np.float32)
    bias = np.zeros(len(HEADS))
    # Threads would wait for one another in scipy's products; processes share the matrix by
    # memory-mapping, so two heads cost little more memory than one.
    parallel = joblib.Parallel(n_jobs=jobs, return_as="generator")
    chosen = [HEADS.index(head) for head in heads]
    done = parallel(joblib.delayed(one)(head) for head in chosen)
    for head, (head_weights, head_bias, note) in zip(chosen, done, strict=True):
        weights[:, head] = head_weights
        bias[head] = head_bias
        say(f"{HEADS[head]} ({head + 1} of {len(HEADS)}): {note}")
    return lent(Weights(weights, bias), recipe.lend)


def lent(fitted: Weights, lend: Mapping[str, Mapping[str, float]]) -> Weights:
    """`fitted` with shares of other heads' weights (as they were fitted) added to some heads'."""
    weights, bias = fitted.weights.copy(), fitted.bias.copy()
    for head, shares in lend.items():
        for other, share in shares.items():
            into, of = HEADS.index(head), HEADS.index(other)
            weights[:, into] += np.float32(share) * fitted.weights[:, of]
            bias[into] += share * fitted.bias[of]
    return Weights(weights, bias)


def _fit_head(
    matrix: sparse.csr_matrix,
    labels: NDArray[np.float32],
    sample_weights: NDArray[np.float32],
    guides: NDArray[np.float32],
    guide_weights: NDArray[np.float32],
    recipe: Recipe,
    head: int,
) -> tuple[NDArray[np.float32], float, str]:
    # A share p of annotators is p parts of a positive and 1 - p of a negative.
    for_positive, for_negative = sample_weights * labels, sample_weights * (1 - labels)
    if not for_positive.any() or not for_negative.any():
        side = "negative" if for_positive.any() else "positive"
        raise CorpusError(f"{HEADS[head]}: no corpus of the recipe has a {side} text for this head")
    factors = _NB_SCALE * log_count_ratios(matrix, for_positive, for_negative)
    scaled = sparse.csr_matrix(
        (matrix.data * factors.take(matrix.indices), matrix.indices, matrix.indptr), matrix.shape
    )
    targets = Targets(labels, sample_weights, guides, guide_weights)
    # The sparse products that take the time use one thread; others that wait for work slow
    # them down.
    with threadpool_limits(limits=1):
        fitted = fit_logistic(
            scaled,
            targets,
            regularisation=recipe.regularisation,
            iterations=recipe.iterations,
            tolerance=recipe.tolerance,
        )
    note = (
        f"{len(labels):,} texts, {float(labels.sum()):,.0f} positive, "
        f"{fitted.iterations} iterations"
    )
    return fitted.weights * factors, fitted.bias, note


def quantised(
    fitted: Weights, space: FeatureSpace, clip: Mapping[str, float]
) -> tuple[NDArray[np.int8], NDArray[np.int8], NDArray[np.float64]]:
    """Weights as int8 for n-grams and for pairs, and the scale per head.

    `clip` gives for a head the quantile of its weights' sizes at which larger ones are cut: a head
    then leans less on a few swear words.
    """
    sizes = np.abs(fitted.weights)
    reach = [np.quantile(sizes[:, k], clip.get(head, 1.0)) for k, head in enumerate(HEADS)]
    scale = np.maximum(np.array(reach, np.float64), 1e-9) / 127
    whole = np.clip(np.rint(fitted.weights / scale), -127, 127).astype(np.int8)
    return whole[: space.gram_buckets], whole[space.gram_buckets :], scale
