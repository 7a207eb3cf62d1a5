"""The audit from the policy to the estimate: drawn, recorded, reviewed, counted."""

from __future__ import annotations

import pytest

from modfilter.domain import Action, Category, Comment, Finding, ModeratorDecision, Source
from modfilter.policy.decide import decide
from modfilter.policy.draw import audited
from modfilter.policy.loading import parse_policy
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import Why, automatic

LINK = Finding("link.url", Category.LINK, Source.RULE)
PUBLISHED, BAD = 3_000, 180
REJECTED, GOOD = 1_000, 100


@pytest.mark.parametrize("key", [b"the first of two keys", b"the second of two keys"])
def test_the_estimates_come_out_right(store: DecisionStore, key: bytes) -> None:
    policy = parse_policy("[audit]\npublished = 0.2\nrejected = 0.3\n").keyed(key)
    verdicts: dict[str, Action] = {}
    records = []
    for number in range(PUBLISHED + REJECTED):
        published = number < PUBLISHED
        wrong = number < BAD or number >= PUBLISHED + REJECTED - GOOD
        right_verdict, other = Action.PUBLISH, Action.REJECT
        if not published:
            right_verdict, other = other, right_verdict
        comment = Comment(f"Comment number {number}.", f"c-{number}")
        verdicts[f"c-{number}"] = other if wrong else right_verdict
        findings = [] if published else [LINK]
        decision = audited(decide(findings, {}, policy, comment_id=comment.id), comment, policy)
        records.append(automatic(decision, comment.text))
    store.record(records)
    waiting = store.waiting(5_000)
    assert {item.why for item in waiting} == {Why.AUDIT}
    store.decide(
        [
            ModeratorDecision(
                item.comment.text or "", verdicts[item.comment.id], None, item.comment.id
            )
            for item in waiting
        ]
    )
    stats = store.stats()
    for found, share, truth, size in (
        (stats.published_bad, 0.2, BAD / PUBLISHED, PUBLISHED),
        (stats.rejected_good, 0.3, GOOD / REJECTED, REJECTED),
    ):
        assert found.comments == size
        assert found.judged == found.drawn
        assert abs(found.drawn - share * size) < 5 * (share * (1 - share) * size) ** 0.5
        assert found.share is not None
        # Four standard errors of the sample: a bias would be larger, chance is not.
        error = (truth * (1 - truth) / found.judged) ** 0.5
        assert abs(found.share - truth) < 4 * error
        assert found.low < found.share < found.high
        assert found.high - found.low < 8 * error
