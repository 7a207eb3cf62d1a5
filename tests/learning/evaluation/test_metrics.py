"""Measures: by hand, against scikit-learn, and within their ranges."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from modfilter.learning.evaluation.metrics import (
    average_precision,
    count_scores,
    expected_calibration_error,
    load_and_misses,
    precision_recall,
    reliability,
    roc_auc,
)

SCORES = np.array([0.1, 0.4, 0.35, 0.8])
POSITIVE = np.array([False, False, True, True])

samples = st.lists(
    st.tuples(st.integers(0, 10_000).map(lambda n: n / 10_000), st.booleans()),
    min_size=2,
    max_size=60,
)


def counted(sample, prevalence=None):
    scores, positive = zip(*sample, strict=True)
    return count_scores(np.array(scores), np.array(positive), prevalence)


def auc(counts):
    return float(roc_auc(counts.positive, counts.negative))


def test_auc_by_hand() -> None:
    # Of four pairs, only (0.35, 0.4) is the wrong way round.
    assert auc(count_scores(SCORES, POSITIVE)) == 0.75
    assert auc(count_scores(np.full(4, 0.5), POSITIVE)) == 0.5
    assert math.isnan(auc(count_scores(SCORES, np.ones(4, bool))))


def test_average_precision_by_hand() -> None:
    # Recall 0.5 at precision 1, then 1 at 2/3.
    assert average_precision(count_scores(SCORES, POSITIVE)) == pytest.approx(0.5 + 0.5 * 2 / 3)
    # Positives at a tenth: at 0.35, two right weigh 0.2 each against one wrong of 1.8.
    assert average_precision(count_scores(SCORES, POSITIVE, 0.1)) == pytest.approx(
        0.5 + 0.5 * 0.4 / 2.2
    )


def test_calibration_by_hand() -> None:
    scores = np.array([0.05, 0.15, 0.15, 0.95, 1.0])
    positive = np.array([False, False, True, True, True])
    counts = count_scores(scores, positive)
    bins = reliability(counts)
    assert [(b.low, b.comments) for b in bins] == [(0.0, 1), (0.1, 2), (0.9, 2)]
    assert [b.mean_score for b in bins] == pytest.approx([0.05, 0.15, 0.975])
    assert [b.share_positive for b in bins] == [0.0, 0.5, 1.0]
    assert expected_calibration_error(counts) == pytest.approx(
        (1 * 0.05 + 2 * 0.35 + 2 * 0.025) / 5
    )


def test_calibration_at_another_prevalence_by_hand() -> None:
    # Half are positive; at a quarter, a negative weighs three times as much as a positive.
    counts = count_scores(np.full(4, 0.25), np.array([True, True, False, False]), 0.25)
    assert reliability(counts)[0].share_positive == pytest.approx(0.25)
    assert expected_calibration_error(counts) == pytest.approx(0.0, abs=1e-12)


def test_curves_by_hand() -> None:
    counts = count_scores(SCORES, POSITIVE)
    assert precision_recall(counts) == [
        (0.1, 0.5, 1.0),
        (0.35, pytest.approx(2 / 3), 1.0),
        (0.4, 0.5, 0.5),
        (0.8, 1.0, 0.5),
    ]
    assert load_and_misses(counts) == [
        (0.1, 1, 0),
        (0.35, 0.75, 0),
        (0.4, 0.5, 0.5),
        (0.8, 0.25, 0.5),
    ]


@given(samples)
def test_as_scikit_learn_has_it(sample) -> None:
    scores, positive = (np.array(part) for part in zip(*sample, strict=True))
    if positive.all() or not positive.any():
        return
    counts = counted(sample)
    assert auc(counts) == pytest.approx(roc_auc_score(positive, scores))
    assert average_precision(counts) == pytest.approx(average_precision_score(positive, scores))


@given(samples, st.floats(0.01, 0.99))
def test_average_precision_with_weights_is_scikit_learns(sample, prevalence: float) -> None:
    scores, positive = (np.array(part) for part in zip(*sample, strict=True))
    if positive.all() or not positive.any():
        return
    weights = np.where(positive, prevalence / positive.sum(), (1 - prevalence) / (~positive).sum())
    assert average_precision(counted(sample, prevalence)) == pytest.approx(
        average_precision_score(positive, scores, sample_weight=weights)
    )


@given(samples, st.none() | st.floats(0.01, 0.99))
def test_measures_stay_in_range(sample, prevalence: float | None) -> None:
    counts = counted(sample, prevalence)
    assert 0 <= expected_calibration_error(counts) <= 1
    for found in (auc(counts), average_precision(counts)):
        assert math.isnan(found) or 0 <= found <= 1 + 1e-12
    # Turning the labels round turns the ranking round.
    turned = counted([(score, not positive) for score, positive in sample])
    if not math.isnan(auc(counts)):
        assert auc(counts) == pytest.approx(1 - auc(turned))
    assert sum(b.comments for b in reliability(counts)) == len(sample)
    for points in (precision_recall(counts), load_and_misses(counts)):
        assert all(0 <= x <= 1 + 1e-12 and 0 <= y <= 1 + 1e-12 for _, x, y in points)
        assert [point[0] for point in points] == sorted({score for score, _ in sample})


def test_long_curves_are_thinned_and_keep_their_ends() -> None:
    scores = np.arange(5_000) / 10_000
    counts = count_scores(scores, scores > 0.3)
    points = precision_recall(counts, most=50)
    assert len(points) <= 50
    assert points[0][0] == 0.0
    assert points[-1][0] == 0.4999
