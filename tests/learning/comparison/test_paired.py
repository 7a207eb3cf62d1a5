"""Measures against scikit-learn, and intervals that hold what they should."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from modfilter.learning.comparison.paired import Auc, Mean, Measure, Pair, measured


@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.booleans(), st.integers(1, 3)), min_size=1, max_size=30
    )
)
def test_the_weighted_auc_is_scikit_learns(rows: list[tuple[int, bool, int]]) -> None:
    scores, positive, weights = (np.array(column) for column in zip(*rows, strict=True))
    found = Auc(scores.astype(float), positive)(weights[None, :].astype(float))[0]
    if positive.all() or not positive.any():
        assert np.isnan(found)
    else:
        assert found == pytest.approx(roc_auc_score(positive, scores, sample_weight=weights))


def test_the_mean_is_weighted() -> None:
    weights = np.array([[1.0, 1.0, 1.0], [2.0, 0.0, 0.0], [1.0, 0.0, 3.0]])
    assert Mean(np.array([4.0, 5.0, 8.0]))(weights) == pytest.approx([17 / 3, 4, 7])


def one(champion: np.ndarray, challenger: np.ndarray, groups: np.ndarray | None = None) -> Measure:
    groups = np.arange(len(champion)) if groups is None else groups
    pair = Pair("m", Mean(champion), Mean(challenger))
    return measured([pair], groups, np.random.default_rng(0), 2000)[0]


def test_the_error_is_that_of_paired_differences() -> None:
    rng = np.random.default_rng(5)
    common = rng.normal(0, 10, 400)
    gained = rng.normal(0.1, 1, 400)
    found = one(common, common - gained)
    # What both share cancels out: the error is the differences' own, not that of the models.
    assert found.error == pytest.approx(gained.std() / 20, rel=0.08)
    assert found.gain == pytest.approx(gained.mean())
    assert found.interval[0] < found.difference < found.interval[1]
    assert found.at_least(2) == pytest.approx(found.gain - 2 * found.error)


def test_a_campaign_of_copies_counts_once() -> None:
    champion, challenger = np.ones(100), np.ones(100)
    challenger[:50] = 0
    alone = one(champion, challenger)
    groups = np.concatenate([np.zeros(50, int), np.arange(1, 51)])
    together = one(champion, challenger, groups)
    assert alone.gain == together.gain == pytest.approx(0.5)
    assert alone.at_least(3.09) > 0 > together.at_least(3.09)


def test_a_measure_on_some_rows_draws_with_the_others() -> None:
    rows = np.array([0, 2])
    values = np.array([1.0, 0.0])
    pair = Pair("m", Mean(np.zeros(2)), Mean(values), rows)
    found = measured([pair], np.arange(4), np.random.default_rng(0), 200)[0]
    assert found.difference == 0.5


def test_what_is_missing_is_unknown() -> None:
    nothing = np.zeros(0)
    found = measured(
        [Pair("m", Mean(nothing), Mean(nothing))],
        np.zeros(0, np.intp),
        np.random.default_rng(0),
        100,
    )[0]
    assert np.isnan([found.champion, found.difference, found.error, *found.interval]).all()
    unknown = Auc(np.array([np.nan, np.nan]), np.array([True, False]))
    assert np.isnan(unknown(np.ones((1, 2)))[0])
