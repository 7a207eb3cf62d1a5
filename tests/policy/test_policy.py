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
