"""What a decision is worth to a site, and how suspicious it makes a comment."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from modfilter.domain import Action, Decision, Source, category_of
from modfilter.policy.policy import Levels, Mode, Policy

REVIEW_COST = 0.2
"""What a comment in review costs, where one wrongly published or wrongly rejected costs 1.

A reader of probabilities with these costs sends to review from .2 on (Chow 1970), as the default
policy does for spam.
"""

CARELESS_SHARE = 0.2
"""The share of decisions that may be wrong by chance without the gate being deceived."""

Values = NDArray[np.float64]


def losses(actions: Sequence[Action], rejected: NDArray[np.bool_], noise: float = 0.0) -> Values:
    """What each of n actions costs, the moderators' verdicts being wrong with chance `noise`.

    Its mean estimates the mean cost by the right verdicts without bias (Natarajan et al.,
    "Learning with Noisy Labels", 2013): flipped verdicts make every error look smaller than it is,
    and what a review costs does not shrink with them.
    """
    published = np.array([action is Action.PUBLISH for action in actions], np.bool_)
    refused = np.array([action is Action.REJECT for action in actions], np.bool_)
    review = REVIEW_COST * ~(published | refused)
    seen = review + (published & rejected) + (refused & ~rejected)
    other = review + (published & ~rejected) + (refused & rejected)
    found: Values = ((1 - noise) * seen - noise * other) / (1 - 2 * noise)
    return found


def suspicions(decisions: Sequence[Decision], policy: Policy) -> Values:
    """How far each decision (n) is from publishing: 0..1 published, 1..2 review, 2..3 rejected.

    Each head's score is placed between its thresholds, and the most suspicious head counts; a rule
    counts as the action that it asks for. So comments are ranked as the policy would treat them if
    its thresholds were all moved together.
    """
    found = np.zeros(len(decisions))
    for head in _heard(policy):
        scores = np.array([decision.scores.get(head) or 0.0 for decision in decisions])
        np.maximum(found, _placed(scores, policy.levels[head]), out=found)
    by_rules = [
        max(
            (r.action.severity for r in decision.reasons if r.finding.source is not Source.MODEL),
            default=0,
        )
        for decision in decisions
    ]
    # A rule that rejects leaves no more to suspect; one that asks for review starts that part.
    np.maximum(found, np.array([0.0, 1.0, 3.0])[by_rules], out=found)
    return found


def _heard(policy: Policy) -> list[str]:
    """The heads on whose account a comment may go to review or be rejected."""
    return [
        head
        for head in policy.floors
        if min(policy.heads[head].mode.rank, policy.categories[category_of(head)].rank)
        >= Mode.REVIEW.rank
    ]


def _placed(scores: Values, levels: Levels) -> Values:
    known = [(0.0, 0.0)]
    known += [
        (at, place)
        for at, place in ((levels.review_at, 1.0), (levels.reject_at, 2.0))
        if at is not None
    ]
    top = 3.0 if levels.reject_at is not None else 2.0
    known.append((max(1.0, known[-1][0] + 1e-9), top))
    return np.interp(scores, [at for at, _ in known], [place for _, place in known])
