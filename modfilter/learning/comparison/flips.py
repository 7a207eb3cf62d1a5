"""Comments that the challenger decides otherwise than the champion, the worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from modfilter.domain import Action, Decision
from modfilter.learning.comparison.judged import Judged
from modfilter.learning.comparison.outcomes import losses
from modfilter.learning.evaluation.heads import text_hash


@dataclass(frozen=True, slots=True)
class Flip:
    """A comment with two different actions.

    `cost` is what the challenger's action costs the site more than the champion's, by the
    moderators' verdict: positive for the worse. `moved` is how much more suspicious it became, from
    -3 to 3 (see `outcomes.suspicions`). `reasons` are the codes that decided, under the model that
    was stricter.
    """

    hash: str
    text: str
    id: str | None
    source: str
    verdict: Action
    category: str | None
    champion: Action
    challenger: Action
    cost: float
    moved: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flips:
    """Both ways, each with the greatest difference first."""

    worse: tuple[Flip, ...]
    better: tuple[Flip, ...]


def flips(
    judged: Judged,
    champion: Sequence[Decision],
    challenger: Sequence[Decision],
    moved: Sequence[float],
) -> Flips:
    """Every comment whose action differs. `moved` (n) is the change of suspicion."""
    before = losses([decision.action for decision in champion], judged.rejected)
    after = losses([decision.action for decision in challenger], judged.rejected)
    found = []
    for at, (old, new) in enumerate(zip(champion, challenger, strict=True)):
        if old.action is new.action:
            continue
        decision = judged.decisions[at]
        stricter = max(old, new, key=lambda judged: judged.action.severity)
        found.append(
            Flip(
                hash=text_hash(decision.text),
                text=decision.text,
                id=decision.id,
                source=decision.source,
                verdict=decision.action,
                category=judged.categories[at],
                champion=old.action,
                challenger=new.action,
                cost=float(after[at] - before[at]),
                moved=float(moved[at]),
                reasons=tuple(r.finding.code for r in stricter.reasons if r.decisive),
            )
        )
    found.sort(key=lambda flip: (-abs(flip.cost), -abs(flip.moved), flip.hash))
    return Flips(
        worse=tuple(flip for flip in found if flip.cost > 0),
        better=tuple(flip for flip in found if flip.cost <= 0),
    )
