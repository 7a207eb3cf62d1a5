"""What moderators decided, comment by comment: repeated and contradicting decisions sorted out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modfilter.domain import Action, ModeratorDecision
from modfilter.learning.comparison.held_out import same_text
from modfilter.learning.near_copies import near_copy_groups


@dataclass(frozen=True, slots=True)
class Judged:
    """n distinct comments with the majority's verdict on each.

    `rejected` (n) is that verdict, `categories` (n) what most of those who rejected named.
    `groups` (n) numbers comments that are nearly the same, 0..g-1: a campaign of spam is one
    observation, not a hundred. `moderators` (n) are the pseudonyms of those who decided.
    """

    decisions: tuple[ModeratorDecision, ...]
    rejected: NDArray[np.bool_]
    categories: tuple[str | None, ...]
    moderators: tuple[frozenset[str], ...]
    groups: NDArray[np.intp]
    given: int
    """Decisions before those on the same text were put together."""
    undecided: int
    """Texts left out because as many moderators published as rejected them."""

    @property
    def texts(self) -> list[str]:
        """The comments' texts."""
        return [decision.text for decision in self.decisions]


def judged_comments(decisions: Sequence[ModeratorDecision]) -> Judged:
    """One verdict per text. A later decision by the same moderator replaces the earlier one."""
    by_text: dict[str, dict[object, ModeratorDecision]] = {}
    for at, decision in enumerate(decisions):
        votes = by_text.setdefault(same_text(decision.text), {})
        # Without a pseudonym nobody knows whether it was the same person.
        voter: object = decision.moderator if decision.moderator is not None else at
        votes.pop(voter, None)
        votes[voter] = decision
    kept: list[ModeratorDecision] = []
    categories: list[str | None] = []
    moderators: list[frozenset[str]] = []
    undecided = 0
    for votes in by_text.values():
        verdicts = list(votes.values())
        against = [vote for vote in verdicts if vote.action is Action.REJECT]
        balance = 2 * len(against) - len(verdicts)
        if not balance:
            undecided += 1
            continue
        winners = against if balance > 0 else [v for v in verdicts if v.action is not Action.REJECT]
        kept.append(winners[-1])
        named = Counter(vote.category for vote in winners if vote.category is not None)
        categories.append(named.most_common(1)[0][0] if named and balance > 0 else None)
        moderators.append(frozenset(v.moderator for v in verdicts if v.moderator is not None))
    _, groups = np.unique(near_copy_groups([d.text for d in kept]), return_inverse=True)
    return Judged(
        decisions=tuple(kept),
        rejected=np.array([d.action is Action.REJECT for d in kept], np.bool_),
        categories=tuple(categories),
        moderators=tuple(moderators),
        groups=groups.astype(np.intp),
        given=len(decisions),
        undecided=undecided,
    )
