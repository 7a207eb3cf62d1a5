"""The steps of a retraining, each alone: correcting, holding, merging, calibrating."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from modfilter.learning.retraining.correction import Examples, fit_correction
from modfilter.learning.retraining.merging import merged
from modfilter.learning.retraining.recalibration import Line, line_of, recalibrated


def examples(offset: float = 0.0) -> Examples:
    """200 texts of three features; the first speaks for, the second against, the third stands
    everywhere."""
    draw = np.random.default_rng(1)
    share = (draw.random(200) < 0.5).astype(float)
    matrix = np.zeros((200, 3), np.float32)
    matrix[:, 0], matrix[:, 1], matrix[:, 2] = share, 1 - share, 1
    return Examples(
        sparse.csr_matrix(matrix), np.full(200, offset) * draw.standard_normal(200), share,
        np.ones(200),
    )  # fmt: skip


def test_a_correction_learns_what_the_champion_does_not_know() -> None:
    found = fit_correction(examples(1.0), regularisation=10.0)
    assert found.weights[0] > 1 > -1 > found.weights[1]


def test_a_champion_that_knows_nothing_here_counts_little() -> None:
    assert fit_correction(examples(2.0), regularisation=10.0).slope < 0.7


def test_a_comment_unlike_all_decisions_keeps_nearly_the_champions_score() -> None:
    # Nine in ten are published, and nothing but the bias could say so of other comments.
    share = (np.arange(200) % 10 == 0).astype(float)
    matrix = np.zeros((200, 2), np.float32)
    matrix[np.arange(200), share.astype(int)] = 1
    few = Examples(sparse.csr_matrix(matrix), np.zeros(200), share, np.ones(200))
    assert abs(fit_correction(few, regularisation=10.0, slope=1.0).bias) < 0.5
    # Learned from nothing, there is no score to keep.
    assert fit_correction(few, regularisation=10.0, slope=0).bias < -0.5


def test_weaker_regularisation_moves_farther() -> None:
    near = fit_correction(examples(), regularisation=0.1, slope=1.0)
    far = fit_correction(examples(), regularisation=10.0, slope=1.0)
    assert np.abs(far.weights).sum() > np.abs(near.weights).sum()


def test_held_words_keep_their_scores() -> None:
    restraint = sparse.csr_matrix(np.array([[1.0, 0.0, 0.0]], np.float32))
    free = fit_correction(examples(), regularisation=10.0, slope=1.0)
    held = fit_correction(
        examples(), regularisation=10.0, slope=1.0, restraint=restraint, hold=1000.0
    )
    assert abs(held.weights[0]) < abs(free.weights[0]) / 5
    assert held.weights[1] < -1


@given(st.lists(st.integers(-127, 127), min_size=1, max_size=40), st.floats(0.01, 1.0))
def test_without_a_correction_nothing_changes(weights: list[int], scale: float) -> None:
    old = np.array(weights, np.int8)
    new, factor = merged(old, scale, np.arange(len(old)), np.zeros(len(old)))
    assert new.tolist() == weights
    assert factor == scale


def test_small_corrections_are_not_lost_in_rounding() -> None:
    columns = np.arange(200_000)
    correction = np.full(200_000, 0.02)
    new, scale = merged(np.zeros(200_000, np.int8), 0.3, columns, correction)
    assert float(new.sum()) * scale == pytest.approx(correction.sum(), rel=0.05)
    assert set(np.unique(new).tolist()) == {0, 1}


def test_large_corrections_let_the_scale_grow() -> None:
    old = np.array([100, -50, 3, 0], np.int8)
    new, scale = merged(old, 0.1, np.array([3]), np.array([50.0]))
    assert scale > 0.1
    assert new[3] * scale == pytest.approx(50, rel=0.02)
    assert new[0] * scale == pytest.approx(10, abs=scale)


@pytest.mark.parametrize("line", [Line(1.0, -3.0), Line(2.5, -6.0), Line(0.7, 0.5)])
def test_a_line_is_read_back_from_its_table(line: Line) -> None:
    found = line_of(line.levels())
    assert (found.slope, found.height) == pytest.approx((line.slope, line.height), rel=0.02)


def test_few_decisions_hardly_move_a_calibration_and_many_do() -> None:
    draw = np.random.default_rng(0)

    def height(number: int) -> float:
        raw = draw.standard_normal(number)
        # Half of them are rejected, where the champion would have said one in twenty.
        share = (draw.random(number) < 0.5).astype(float)
        line = recalibrated(Line(1.0, -3.0), raw, share, np.ones(number))
        return line.slope * float(raw.mean()) + line.height

    assert height(3) < -1.2
    assert height(2000) == pytest.approx(0, abs=0.2)
