"""Intervals of precision, and the promises that rest on them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modfilter.learning.calibrate import calibration_levels, precision_recall, prevalence_weights
from modfilter.learning.intervals import precision_interval, wilson
from modfilter.model.bundle import LEVELS, LEVELS_PER_UNIT
from modfilter.policy.promises import Promise, keep


def test_wilson_by_hand() -> None:
    # z = 1.96: (0.8 + 0.19208 -+ 1.96 * sqrt(0.016 + 0.009604)) / 1.38416
    assert wilson(8, 10, 0.95) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)
    # All right: n / (n + z^2), z = 1.6449.
    assert wilson(50, 50) == pytest.approx((50 / (50 + 2.7055), 1.0), abs=1e-4)


def test_precision_at_another_prevalence_by_hand() -> None:
    assert precision_interval(9, 1)[0] == pytest.approx(0.9)
    # Every positive counts a ninth: of ten flagged, one right stands against one wrong.
    share, low, high = precision_interval(9, 1, odds=1 / 9)
    assert share == pytest.approx(0.5)
    assert low < 0.5 < high
    # No error among few negatives is no proof that there is none among many.
    assert precision_interval(100, 0, odds=1.0)[1] > 0.97
    assert precision_interval(100, 0, odds=0.05)[1] < 0.67
    assert precision_interval(0, 0) == (0.0, 0.0, 1.0)
    assert precision_interval(5, 0, odds=0.05 / 0.95)[2] == 1.0


@given(st.integers(0, 300), st.integers(0, 300), st.floats(0.01, 100))
def test_the_interval_holds_the_share(right: int, wrong: int, odds: float) -> None:
    share, low, high = precision_interval(right, wrong, odds)
    assert 0 <= low <= share + 1e-12
    assert share <= high + 1e-12
    assert high <= 1
    wider = precision_interval(right, wrong, odds, 0.99)
    assert wider[1] <= low
    assert wider[2] >= high


def test_a_curve_by_hand() -> None:
    scores = np.array([9000, 8000, 8000, 7000, 100, 100, 100, 100], np.uint16)
    labels = np.array([1, 1, 0, 1, 0, 0, 0, 1], np.float32)
    points = precision_recall(scores, labels, np.ones(8))
    assert [point[:3] for point in points] == [
        (0.7, 0.75, 0.75),
        (0.8, 0.6667, 0.5),
        (0.9, 1, 0.25),
    ]
    assert [point[5] for point in points] == [4, 3, 1]
    # At a prevalence of a tenth: 3 right weigh 0.2 each, 1 wrong 1.8.
    weighted = precision_recall(scores, labels, prevalence_weights(labels, 0.1))
    assert weighted[0][:3] == (0.7, 0.25, 0.75)


def test_promises_are_kept_where_the_same_comments_come_again() -> None:
    """Of many calibrations, at most one in twenty gives a threshold that breaks its promise.

    The estimates alone, without their intervals, break every other one.
    """
    rng = np.random.default_rng(7)
    raw = np.sort(rng.normal(-4.2, 2.6, 200_000))[::-1]
    chance = np.minimum(1 / (1 + np.exp(-raw)), 0.985)
    true = np.cumsum(chance) / np.arange(1, len(raw) + 1)
    broken = {"intervals": 0, "estimates": 0}
    runs = 150
    for _ in range(runs):
        chosen = np.sort(rng.integers(0, len(raw), 4_000))
        labels = (rng.random(len(chosen)) < chance[chosen]).astype(np.float32)
        # As scores serve the ranks themselves, so that each point's true precision is known.
        scores = (10_000 - chosen // 20).astype(np.uint16)
        points = precision_recall(scores, labels, np.ones(len(chosen)))
        for name, curve in (("intervals", points), ("estimates", [p[:3] for p in points])):
            supported = any(point[3] >= 0.9 for point in points) or name == "estimates"
            if supported:
                score = keep("spam.reject_at", "spam", Promise(0.9), curve).score
                last = round(10_000 - score * 10_000) * 20 + 19
                broken[name] += bool(true[last] < 0.9)
    assert broken["intervals"] <= runs / 20
    assert broken["estimates"] > runs / 3


def test_calibration_finds_the_sigmoid_that_labels_were_drawn_from() -> None:
    random = np.random.default_rng(3)
    raw = random.normal(size=40_000)
    labels = (random.random(40_000) < 1 / (1 + np.exp(1 - 2 * raw))).astype(np.float32)
    table = calibration_levels(raw, labels, np.ones(40_000))
    at = LEVELS // 2 + LEVELS_PER_UNIT  # a raw score of 1
    assert table[at] / 10_000 == pytest.approx(1 / (1 + np.exp(-1)), abs=0.01)
    assert table[LEVELS // 2] / 10_000 == pytest.approx(1 / (1 + np.exp(1)), abs=0.01)


def test_calibration_where_nothing_is_wrong_or_the_scores_say_nothing() -> None:
    raw, labels = np.array([-2.0, -1.0, 1.0, 2.0]), np.array([0, 0, 1, 1], np.float32)
    apart = calibration_levels(raw, labels, np.ones(4))
    assert apart[LEVELS // 2 + 2 * LEVELS_PER_UNIT] > 9_990
    against = calibration_levels(-raw, labels, np.ones(4))
    assert (np.diff(against.astype(int)) >= 0).all()
    flat = calibration_levels(np.zeros(4), labels, np.array([1.0, 1, 3, 3]))
    assert flat[LEVELS // 2] == pytest.approx(7_500, abs=2)
