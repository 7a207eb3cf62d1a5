"""The learner against scikit-learn where both do the same, and by hand where it does more."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from modfilter.domain import HEADS
from modfilter.learning.fit import Weights, lent
from modfilter.learning.logistic import Fitted, Targets, fit_logistic

RANDOM = np.random.default_rng(5)
ROWS = sparse.csr_matrix(RANDOM.normal(size=(300, 12)).astype(np.float32))
TRUTH = RANDOM.normal(size=12).astype(np.float32)
SHARES = (1 / (1 + np.exp(-(ROWS @ TRUTH - 0.5)))).astype(np.float32)
NONE = np.zeros(300, np.float32)
ONES = np.ones(300, np.float32)


def fitted(targets: Targets, regularisation: float = 1.0) -> Fitted:
    return fit_logistic(
        ROWS, targets, regularisation=regularisation, iterations=1_000, tolerance=1e-9
    )


def test_shares_weigh_as_positives_and_negatives_do() -> None:
    weights = RANDOM.uniform(0.2, 2, 300).astype(np.float32)
    ours = fitted(Targets(SHARES, weights, NONE, NONE))
    twice = sparse.vstack([ROWS, ROWS])
    theirs = LogisticRegression(C=1.0, tol=1e-9, max_iter=1_000).fit(
        twice,
        np.r_[np.ones(300), np.zeros(300)],
        sample_weight=np.r_[weights * SHARES, weights * (1 - SHARES)],
    )
    assert ours.weights == pytest.approx(theirs.coef_[0], abs=2e-3)
    assert ours.bias == pytest.approx(theirs.intercept_[0], abs=2e-3)


def test_guides_alone_are_a_ridge_regression() -> None:
    logits = (ROWS @ TRUTH * 0.3 + 0.2).astype(np.float32)
    ours = fitted(Targets(NONE, NONE, logits, ONES), regularisation=2.0)
    dense = np.c_[ROWS.toarray(), np.ones(300)]
    penalty = np.diag([*[0.5] * 12, 0.0])
    wanted = np.linalg.solve(dense.T @ dense + penalty, dense.T @ logits)
    assert [*ours.weights, ours.bias] == pytest.approx(wanted.tolist(), abs=1e-3)


def test_a_guide_that_is_far_off_pulls_no_harder_than_one_that_is_off() -> None:
    logits = (ROWS @ TRUTH * 0.3).astype(np.float32)
    logits[0] = 12
    far = fitted(Targets(NONE, NONE, logits, ONES))
    logits[0] = 1_000
    further = fitted(Targets(NONE, NONE, logits, ONES))
    assert further.weights == pytest.approx(far.weights, abs=1e-2)


def test_guides_bring_what_labels_do_not_say() -> None:
    """Labels tell the sides apart, guides how far: both together keep both."""
    labels = (SHARES > 0.5).astype(np.float32)
    logits = (ROWS @ TRUTH * 0.3).astype(np.float32)
    alone = fitted(Targets(labels, ONES, NONE, NONE), regularisation=100)
    guided = fitted(Targets(labels, ONES, logits, 3 * ONES), regularisation=100)
    apart = [np.abs(ROWS @ one.weights - logits).mean() for one in (alone, guided)]
    assert apart[1] < 0.5 * apart[0]
    assert ((ROWS @ guided.weights > 0) == (labels > 0)).mean() > 0.9


def test_heads_lend_what_they_were_fitted_to() -> None:
    weights = np.tile(np.arange(len(HEADS), dtype=np.float32), (3, 1))
    given = Weights(weights, np.arange(len(HEADS), dtype=np.float64))
    insult, profanity = HEADS.index("insult"), HEADS.index("profanity")
    found = lent(given, {"toxicity": {"insult": 0.5, "profanity": 2.0}, "insult": {"profanity": 1}})
    toxicity = 0.5 * insult + 2.0 * profanity
    assert found.weights[:, 0].tolist() == [toxicity] * 3
    assert found.bias[0] == toxicity
    assert found.bias[insult] == insult + profanity
    assert found.bias[profanity] == profanity
