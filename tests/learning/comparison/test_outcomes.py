"""What actions cost, also when verdicts are wrong, and how suspicious a decision is."""

from __future__ import annotations

import numpy as np
import pytest

from modfilter.domain import Action, Category, Decision, Finding, Reason, Source
from modfilter.learning.comparison.outcomes import REVIEW_COST, losses, suspicions
from modfilter.policy.loading import default_policy, parse_policy

P, V, R = Action.PUBLISH, Action.REVIEW, Action.REJECT


def test_losses_by_hand() -> None:
    rejected = np.array([False, False, False, True, True, True])
    found = losses([P, V, R, P, V, R], rejected)
    assert found.tolist() == [0, REVIEW_COST, 1, 1, REVIEW_COST, 0]


@pytest.mark.parametrize("noise", [0.1, 0.2, 0.3])
@pytest.mark.parametrize("truth", [False, True])
@pytest.mark.parametrize("action", list(Action))
def test_the_correction_is_right_on_average(noise: float, truth: bool, action: Action) -> None:
    seen = [
        float(losses([action], np.array([verdict]), noise)[0]) for verdict in (truth, not truth)
    ]
    clean = losses([action], np.array([truth]))[0]
    assert (1 - noise) * seen[0] + noise * seen[1] == pytest.approx(clean)


def test_flipped_verdicts_favour_who_reviews_less_and_the_correction_does_not() -> None:
    rng = np.random.default_rng(0)
    truth = np.arange(20_000) % 2 == 0
    # The challenger saves reviews and pays with errors, a bad bargain by the right verdicts.
    review_all = [V] * len(truth)
    rash = [V if k % 50 >= 12 else (R if truth[k] == (k % 50 >= 3) else P) for k in range(20_000)]
    seen = truth ^ (rng.random(len(truth)) < 0.2)

    def gain(verdicts: np.ndarray, noise: float) -> float:
        return float(
            losses(review_all, verdicts, noise).mean() - losses(rash, verdicts, noise).mean()
        )

    assert gain(seen, 0.2) == pytest.approx(gain(truth, 0.0), abs=0.01)


def decision(action: Action, *reasons: Reason, **scores: float | None) -> Decision:
    return Decision(None, action, reasons, scores)


def reason(action: Action, source: Source = Source.RULE) -> Reason:
    return Reason(Finding("x.y", Category.LINK, source), "", action, True, "")


def test_suspicion_follows_the_thresholds() -> None:
    policy = default_policy()
    spam = policy.levels["spam"]
    assert spam.review_at is not None
    assert spam.reject_at is not None
    scores = [0.0, spam.review_at / 2, spam.review_at, spam.reject_at, 1.0]
    found = suspicions([decision(P, spam=score) for score in scores], policy)
    assert found.tolist() == pytest.approx([0, 0.5, 1, 2, 3])


def test_the_most_suspicious_head_and_the_rules_count() -> None:
    policy = default_policy()
    found = suspicions(
        [
            decision(P, spam=0.0, threat=1.0),
            decision(R, reason(R), spam=0.1),
            decision(V, reason(V), spam=0.0),
            decision(P, reason(P), spam=0.0),
            decision(R, reason(R, Source.MODEL), spam=0.0),
            decision(P, spam=None),
        ],
        policy,
    )
    assert found.tolist() == [3, 3, 1, 0, 0, 0]


def test_a_head_that_may_decide_nothing_has_no_say() -> None:
    policy = parse_policy('[categories]\nspam = "shadow"\n[heads.threat]\nmode = "off"\n')
    assert suspicions([decision(P, spam=1.0, threat=1.0)], policy).tolist() == [0]
