"""One head, and what happens to comments, by hand."""

from __future__ import annotations

import hashlib
import math

import numpy as np
import pytest

from modfilter.domain import HEADS, Action, Category, Decision, Finding, Reason, Source
from modfilter.learning.evaluation.heads import Head, measure_head, text_hash
from modfilter.learning.evaluation.labelled import Labelled
from modfilter.learning.evaluation.shares import decided_by, shares
from modfilter.policy.policy import Levels

SCORES = [0.05, 0.2, 0.6, 0.7, 0.9, 0.95]
LABELS = [0, 1, 0, 1, 1, None]


def data(labels: list[float | None], head: str = "spam") -> Labelled:
    table = np.full((len(labels), len(HEADS)), np.nan)
    table[:, HEADS.index(head)] = [math.nan if label is None else label for label in labels]
    texts = [f"comment {number}" for number in range(len(labels))]
    return Labelled(texts, [f"a.csv:{number}" for number in range(len(labels))], table, ("a.csv",))


def measured(labels: list[float | None], **given) -> Head:
    scores = np.array(SCORES)
    head = measure_head(
        "spam", data(labels), scores, scores, [Action.PUBLISH] * 6, Levels(0.6, 0.9),
        resamples=50, **given,
    )  # fmt: skip
    assert head is not None
    return head


def test_thresholds_by_hand() -> None:
    head = measured(LABELS)
    assert (head.labelled, head.positive, head.prevalence) == (5, 3, 0.6)
    review, reject = head.thresholds
    cells = review.cells
    assert (cells.right, cells.wrong, cells.missed, cells.left_alone) == (2, 1, 1, 1)
    assert review.flagged == 3
    assert (review.precision, review.recall) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert (reject.name, reject.score, reject.precision) == ("reject_at", 0.9, 1.0)
    # Of six pairs, only (0.2, 0.6) is the wrong way round.
    assert head.auc == head.model_auc == pytest.approx(5 / 6)
    assert math.isnan(head.spearman)
    assert [sum(side) for side in head.histogram] == [3, 2]


def test_a_given_prevalence_changes_precision_and_no_ranking() -> None:
    natural, rare = measured(LABELS), measured(LABELS, prevalence=0.1)
    # Two of three positives weigh 0.1 / 3 each, one of two negatives 0.45.
    assert rare.thresholds[0].precision == pytest.approx((0.2 / 3) / (0.2 / 3 + 0.45))
    assert rare.thresholds[0].recall == natural.thresholds[0].recall
    assert rare.auc == natural.auc
    assert (rare.assumed, natural.assumed) == (True, False)


def test_the_worst_errors_by_hash() -> None:
    head = measured(LABELS)
    assert [example.place for example in head.sure_and_wrong] == ["a.csv:2", "a.csv:0"]
    assert [example.place for example in head.missed] == ["a.csv:1", "a.csv:3", "a.csv:4"]
    assert head.missed[0].hash == hashlib.sha256(b"comment 1").hexdigest()[:12]
    assert text_hash("\ud800")


def test_shares_of_annotators_are_ranked_too() -> None:
    assert measured([0.0, 0.2, 0.4, 0.6, 0.8, 1.0]).spearman == pytest.approx(1.0)
    assert measured([1.0, 0.8, 0.6, 0.4, 0.2, 0.0]).spearman == pytest.approx(-1.0)


def test_one_kind_of_label_leaves_measures_unknown() -> None:
    head = measured([0, 0, 0, None, None, None])
    assert math.isnan(head.auc)
    assert math.isnan(head.average_precision)
    assert head.thresholds[0].precision == 0.0
    assert math.isnan(head.thresholds[0].recall)
    empty = data([None] * 6)
    assert (
        measure_head(
            "spam",
            empty,
            np.array(SCORES),
            np.array(SCORES),
            [Action.PUBLISH] * 6,
            Levels(0.5, None),
        )
        is None
    )


def decision(action: Action, *codes: str) -> Decision:
    reasons = tuple(
        Reason(
            Finding(code=code, category=Category.LINK, source=Source.RULE),
            action=action,
            message="",
            policy_line="",
            decisive=True,
        )
        for code in codes
    )
    return Decision(None, action, reasons, {}, "m", "p")


def test_shares_and_reasons_by_hand() -> None:
    decisions = [
        decision(Action.REJECT, "link.url", "attack.insult"),
        decision(Action.REVIEW, "link.url"),
        decision(Action.PUBLISH),
        decision(Action.PUBLISH, "value.shouting"),
    ]
    labels = data([1, 0, 0, None]).labels
    found = {share.kind: share for share in shares(decisions, labels)}
    assert list(found) == ["all comments", "no label holds", "spam"]
    whole = found["all comments"]
    assert (whole.comments, whole.publish, whole.review, whole.reject) == (4, 2, 1, 1)
    assert found["no label holds"].of(Action.REVIEW) == 0.5
    assert found["spam"].of(Action.REJECT) == 1.0
    assert [(d.code, d.comments, d.harmless) for d in decided_by(decisions, labels)] == [
        ("link.url", 2, 1),
        ("attack.insult", 1, 0),
    ]
