"""A model from nothing beside the champion, and the champion moved part of the way."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from modfilter.learning.retraining.correction import Correction, Examples
from modfilter.learning.retraining.heads import LearnedHead, towards
from modfilter.learning.retraining.material import Split
from modfilter.learning.retraining.mixing import fit_mixture
from modfilter.learning.retraining.recalibration import Line, line_of
from modfilter.model.bundle import Bundle, load_bundle
from modfilter.model.scorer import Scorer
from modfilter.resources import default_model_path
from modfilter.text.batch import TokenFolds, read_batch

TEXTS = (
    "The council meets on Tuesday, and the bridge is on the agenda again.",
    "Earn cash from home, ask me how, everybody can do it.",
    "What a silly thing to write.",
)


def examples(offset: np.ndarray, share: np.ndarray) -> tuple[Examples, list[Split]]:
    """One telling feature, right nine times in ten, and one that says nothing."""
    draw = np.random.default_rng(3)
    told = np.where(draw.random(len(share)) < 0.9, share, 1 - share)
    matrix = np.stack([told, 1 - told, draw.random(len(share)) < 0.5], axis=1).astype(np.float32)
    fold = np.arange(len(share)) % 3
    splits = [(np.flatnonzero(fold != k), np.flatnonzero(fold == k)) for k in range(3)]
    return Examples(sparse.csr_matrix(matrix), offset, share, np.ones(len(share))), splits


def test_a_champion_that_misleads_counts_for_little_and_one_that_knows_for_more() -> None:
    draw = np.random.default_rng(5)
    share = (draw.random(300) < 0.3).astype(float)
    misleads, _ = examples(4 * draw.standard_normal(300), share)
    knows, splits = examples(4 * (share - 0.5) + draw.standard_normal(300), share)
    low = fit_mixture(misleads, splits, regularisation=10.0)
    high = fit_mixture(knows, splits, regularisation=10.0)
    assert low.whole.slope < 0.1 < 0.3 < high.whole.slope
    assert low.auc_outside(misleads, splits) > 0.85
    # Together they know more than the telling feature, which is right nine times in ten.
    assert high.auc_outside(knows, splits) > 0.95


def test_what_is_measured_outside_was_not_learned_from() -> None:
    draw = np.random.default_rng(7)
    share = (draw.random(60) < 0.5).astype(float)
    # A feature for each text: perfect on what was learned, nothing on the rest.
    own = Examples(sparse.identity(60, np.float32, "csr"), np.zeros(60), share, np.ones(60))
    fold = np.arange(60) % 3
    splits = [(np.flatnonzero(fold != k), np.flatnonzero(fold == k)) for k in range(3)]
    assert fit_mixture(own, splits, regularisation=10.0).auc_outside(own, splits) < 0.7


@pytest.fixture(scope="module")
def champion() -> Bundle:
    return load_bundle(default_model_path())


def raw(bundle: Bundle, index: int) -> np.ndarray:
    pieces = read_batch(list(TEXTS), TokenFolds()).pieces
    return Scorer(bundle).score(pieces).raw[:, index]


@pytest.mark.parametrize("strength", [0.0, 0.25, 0.5, 1.0])
def test_part_of_the_way_lies_on_the_way(champion: Bundle, strength: float) -> None:
    index = 7
    columns = np.arange(0, champion.space.gram_buckets, 3)
    weights = np.random.default_rng(1).standard_normal(len(columns)) / 4
    before = line_of(champion.calibration[index])
    after = Line(0.8 * before.slope, before.height - 1)
    penalty = float(champion.window_penalty[index])
    learned = LearnedHead(index, Correction(weights, -0.5, 0.8), after, penalty)

    def logit(share: float) -> np.ndarray:
        moved = towards(champion, columns, [learned], share)
        line = line_of(moved.calibration[index])
        return line.slope * raw(moved, index) + line.height

    start = before.slope * raw(champion, index) + before.height
    expected = (1 - strength) * start + strength * logit(1.0)
    # Weights are integers, and a window may win over the whole.
    assert logit(strength) == pytest.approx(expected, abs=0.3)
    assert np.ptp(logit(1.0) - start) > 0.5
