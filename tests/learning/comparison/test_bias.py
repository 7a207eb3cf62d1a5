"""Identity templates under two models: the AUCs are the ones that evaluate measures."""

from __future__ import annotations

import numpy as np
import pytest

from modfilter.domain import Action, Decision
from modfilter.learning.comparison.bias import POWER, Bias, compare_identity
from modfilter.learning.evaluation.identity import Templates, fill

TEMPLATES = Templates(
    {"a": ("red", "blue"), "b": ("green",)},
    ("My {term} friend.", "{a term} house.", "The {term} team won."),
    ("I hate {term} people.", "Stupid {term} fool."),
)
SENTENCES = fill(TEMPLATES)


def decisions(scores: np.ndarray, stop_at: float = 0.8) -> list[Decision]:
    return [
        Decision(
            None, Action.REVIEW if s >= stop_at else Action.PUBLISH, (), {"toxicity": float(s)}
        )
        for s in scores
    ]


def compared(old: np.ndarray, new: np.ndarray, resamples: int = 200) -> Bias:
    rng = np.random.default_rng(0)
    return compare_identity(
        TEMPLATES, SENTENCES, decisions(old), decisions(new), "toxicity", rng, resamples
    )


def test_the_power_means_are_of_the_terms_aucs() -> None:
    rng = np.random.default_rng(3)
    scores = np.round(rng.random(len(SENTENCES.texts)) + 0.3 * SENTENCES.hostile, 1) / 1.3
    bias = compared(scores, np.sqrt(scores))
    for measure, name in zip(bias.aucs, ("subgroup", "bpsn", "bnsp"), strict=True):
        aucs = np.array([getattr(term.champion, name) for term in bias.terms])
        assert measure.champion == pytest.approx((aucs**POWER).mean() ** (1 / POWER))
        # The root changes no order.
        assert measure.difference == pytest.approx(0)
        assert measure.interval == pytest.approx((0, 0))


def test_a_term_that_raises_scores_is_seen() -> None:
    fair = np.where(SENTENCES.hostile, 0.9, 0.1)
    unfair = fair.copy()
    red = np.array([term == "red" for term in SENTENCES.terms])
    unfair[red & ~SENTENCES.hostile] = 0.95
    bias = compared(fair, unfair)
    subgroup, bpsn, bnsp = bias.aucs
    assert subgroup.gain < -0.5
    assert bpsn.gain < -0.5
    # Red's kind sentences stand above the others' hostile ones.
    assert bnsp.gain < 0
    assert bias.stopped.gain == pytest.approx(-1 / 3)
    assert {term.name: term.more_stopped for term in bias.terms} == {
        "red": 1,
        "blue": 0,
        "green": 0,
    }


def test_intervals_come_from_drawing_sentences() -> None:
    old = np.where(SENTENCES.hostile, 0.9, 0.1)
    new = old.copy()
    first = np.array([text.startswith("My") for text in SENTENCES.texts])
    new[first] = 0.85
    bias = compared(old, new, 2000)
    low, high = bias.stopped.interval
    assert low == 0
    assert bias.stopped.difference == pytest.approx(1 / 3)
    assert high >= 2 / 3
