"""Bootstrap intervals: the right width, the same for the same seed, honest where nothing is wrong."""

from __future__ import annotations

import math

import numpy as np
import pytest

from modfilter.learning.evaluation.bootstrap import Cells, auc_interval, threshold_intervals
from modfilter.learning.evaluation.metrics import count_scores, roc_auc


def sample(number: int, seed: int = 0):
    rng = np.random.default_rng(seed)
    positive = rng.random(number) < 0.3
    scores = np.clip(rng.normal(0.4 + 0.2 * positive, 0.2), 0, 1)
    return count_scores(scores, positive), scores, positive


def cells_at(scores, positive, at: float) -> Cells:
    flagged = scores >= at
    return Cells(
        int((flagged & positive).sum()),
        int((flagged & ~positive).sum()),
        int((~flagged & positive).sum()),
        int((~flagged & ~positive).sum()),
    )


def test_precision_and_recall_as_drawing_rows_anew_gives_them() -> None:
    counts, scores, positive = sample(500)
    cells = cells_at(scores, positive, 0.6)
    precision, recall = threshold_intervals(cells, counts, np.random.default_rng(1), 4_000)
    rng = np.random.default_rng(2)
    drawn = []
    for _ in range(4_000):
        rows = rng.integers(0, 500, 500)
        again = cells_at(scores[rows], positive[rows], 0.6)
        drawn.append(
            (again.right / (again.right + again.wrong), again.right / (again.right + again.missed))
        )
    low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
    assert precision == pytest.approx((low[0], high[0]), abs=0.015)
    assert recall == pytest.approx((low[1], high[1]), abs=0.015)


def test_the_same_seed_gives_the_same_interval() -> None:
    counts, scores, positive = sample(300)
    cells = cells_at(scores, positive, 0.6)
    for measure in (
        lambda rng: threshold_intervals(cells, counts, rng, 200),
        lambda rng: auc_interval(counts, rng, 200),
    ):
        assert measure(np.random.default_rng(5)) == measure(np.random.default_rng(5))
        assert measure(np.random.default_rng(5)) != measure(np.random.default_rng(6))


def test_no_error_among_few_is_no_certainty() -> None:
    counts = count_scores(np.array([0.9, 0.9, 0.9, 0.1]), np.array([True, True, True, False]))
    precision, recall = threshold_intervals(
        Cells(3, 0, 0, 1), counts, np.random.default_rng(0), 100
    )
    # Wilson: 3 / (3 + 1.645^2)
    assert precision == pytest.approx((0.5258, 1.0), abs=1e-3)
    assert recall == pytest.approx((0.5258, 1.0), abs=1e-3)


def test_a_given_prevalence_carries_precision_over() -> None:
    _, scores, positive = sample(2_000)
    rare = count_scores(scores, positive, 0.03)
    cells = cells_at(scores, positive, 0.6)
    (low, high), _ = threshold_intervals(cells, rare, np.random.default_rng(0), 2_000)
    right = 0.03 * cells.right / rare.positives
    wrong = 0.97 * cells.wrong / rare.negatives
    assert low < right / (right + wrong) < high
    assert high - low < 0.1


def test_more_comments_make_a_narrower_interval_around_the_auc() -> None:
    few, many = sample(200)[0], sample(5_000)[0]
    widths = []
    for counts in (few, many):
        low, high = auc_interval(counts, np.random.default_rng(0), 300)
        assert low < float(roc_auc(counts.positive, counts.negative)) < high
        widths.append(high - low)
    assert widths[1] < widths[0] / 3
    one_kind = count_scores(np.array([0.5]), np.array([True]))
    assert all(map(math.isnan, auc_interval(one_kind, np.random.default_rng(0), 10)))
