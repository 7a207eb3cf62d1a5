"""Promises, scores and floors."""

from __future__ import annotations

import pickle

import pytest

from modfilter.domain import HEADS
from modfilter.errors import PolicyError
from modfilter.policy.loading import default_policy, parse_policy
from modfilter.policy.policy import Levels, Mode

CURVE = [(0.99, 1.0, 0.0), (0.9, 0.99, 0.1), (0.8, 0.985, 0.3), (0.5, 0.9, 0.6), (0.1, 0.4, 1.0)]


def test_a_promise_is_the_lowest_score_that_keeps_it() -> None:
    policy = parse_policy(
        "[heads.spam]\nreview_at = {precision = 0.9}\nreject_at = {precision = 0.98}\n"
    )
    assert policy.promises == ("spam",)
    resolved = policy.resolved({"spam": CURVE})
    assert resolved.levels["spam"] == Levels(0.5, 0.8)
    assert resolved.promises == ()
    assert resolved.id == policy.id
    assert resolved.heads == policy.heads
    assert resolved.floors["spam"] == 0.5


def test_a_curve_may_be_a_function() -> None:
    policy = parse_policy("[heads.spam]\nreview_at = 0.2\nreject_at = {precision = 0.98}\n")
    assert policy.resolved({"spam": lambda precision: precision / 2}).levels["spam"] == Levels(
        0.2, 0.49
    )


def test_promises_that_cannot_be_kept() -> None:
    policy = parse_policy("[heads.spam]\nreject_at = {precision = 0.995}\n")
    with pytest.raises(
        PolicyError, match=r"heads\.spam\.reject_at = {precision = 0\.995}.*0\.99\)"
    ):
        policy.resolved({"spam": CURVE})
    with pytest.raises(PolicyError, match="no curve for spam; give a score"):
        policy.resolved({})
    with pytest.raises(PolicyError, match="never keeps that precision"):
        policy.resolved({"spam": lambda _: None})
    with pytest.raises(PolicyError, match=r"policy\.resolved\(curves\)"):
        _ = policy.floors


MEASURED = [
    (0.2, 0.80, 0.9, 0.75, 0.84, 400),
    (0.5, 0.97, 0.6, 0.94, 0.985, 200),
    (0.7, 0.99, 0.4, 0.96, 0.998, 150),
    (0.9, 1.0, 0.1, 0.85, 1.0, 15),
]
"""Nobody is wrong at 0.9, but fifteen comments show little."""


@pytest.mark.parametrize(("precision", "score"), [(0.7, 0.2), (0.94, 0.5), (0.95, 0.7)])
def test_a_promise_rests_on_the_lower_end_of_the_interval(precision: float, score: float) -> None:
    policy = parse_policy(f"[heads.spam]\nreject_at = {{precision = {precision}}}\n")
    kept = policy.resolved({"spam": MEASURED}).kept
    assert list(kept) == ["spam.reject_at"]
    assert kept["spam.reject_at"].score == score


def test_what_a_promise_came_to_is_said_with_its_interval() -> None:
    policy = parse_policy("[heads.spam]\nreject_at = {precision = 0.95}\n")
    assert policy.kept == {}
    assert str(policy.resolved({"spam": MEASURED}).kept["spam.reject_at"]) == (
        "score 0.7: precision 0.99 (90 % interval 0.96 to 0.998; 150 comments)"
    )
    assert str(policy.resolved({"spam": CURVE}).kept["spam.reject_at"]) == (
        "score 0.8: precision 0.985 (interval unknown: an older model)"
    )
    assert str(policy.resolved({"spam": lambda _: 0.5}).kept["spam.reject_at"]) == "score 0.5"


def test_a_promise_that_few_comments_seem_to_keep_is_an_error() -> None:
    policy = parse_policy("[heads.spam]\nreject_at = {precision = 0.98}\n")
    with pytest.raises(PolicyError) as caught:
        policy.resolved({"spam": MEASURED})
    assert "heads.spam.reject_at = {precision = 0.98}" in str(caught.value)
    assert "spam head supports 0.96 at most: score 0.7: precision 0.99" in str(caught.value)
    with pytest.raises(PolicyError, match="not measured on any spam; give a score"):
        policy.resolved({"spam": []})


def test_floors_leave_out_heads_without_a_say() -> None:
    policy = parse_policy(
        """
        [categories]
        spam = "off"
        [heads.threat]
        [heads.insult]
        review_at = 0.5
        mode = "off"
        [heads.profanity]
        reject_at = 0.9
        mode = "shadow"
        """
    )
    assert set(policy.floors) == set(HEADS) - {"spam", "threat", "insult"}
    assert policy.floors["profanity"] == 0.9


def test_modes_are_ranked() -> None:
    assert [mode.rank for mode in Mode] == [0, 1, 2, 3]


def test_a_policy_can_be_sent_to_a_worker() -> None:
    assert pickle.loads(pickle.dumps(default_policy())) == default_policy()
