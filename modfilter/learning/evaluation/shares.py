"""What happens to comments: published, reviewed, rejected, and by which reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modfilter.domain import HEADS, Action, Decision

_MOST_REASONS = 8


@dataclass(frozen=True, slots=True)
class Share:
    """How many comments of a kind got each action."""

    kind: str
    comments: int
    publish: int
    review: int
    reject: int

    def of(self, action: Action) -> float:
        """The share of the comments that got `action`."""
        number = {"publish": self.publish, "review": self.review, "reject": self.reject}[action]
        return number / self.comments if self.comments else float("nan")


@dataclass(frozen=True, slots=True)
class DecidedBy:
    """How many comments a reason's code kept from being published, by itself or with others."""

    code: str
    comments: int
    harmless: int
    """Of these, the ones that are labelled and for which no label holds."""


def shares(decisions: Sequence[Decision], labels: NDArray[np.float64]) -> list[Share]:
    """Shares of all comments, of those for which no label holds, and of each head's positives."""
    actions = [decision.action for decision in decisions]
    found = [_share("all comments", actions)]
    harmless = harmless_rows(labels)
    if harmless.any():
        found.append(_share("no label holds", _chosen(actions, harmless)))
    for index, head in enumerate(HEADS):
        positive = labels[:, index] > 0.5
        if positive.any():
            found.append(_share(head, _chosen(actions, positive)))
    return found


def harmless_rows(labels: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which rows have a label and none that holds."""
    known, holds = ~np.isnan(labels), labels > 0.5
    return np.asarray(known.any(axis=1) & ~holds.any(axis=1), np.bool_)


def decided_by(decisions: Sequence[Decision], labels: NDArray[np.float64]) -> list[DecidedBy]:
    """The reasons that kept most comments from being published, most first."""
    everyone: Counter[str] = Counter()
    harmless: Counter[str] = Counter()
    for decision, good in zip(decisions, harmless_rows(labels).tolist(), strict=True):
        if decision.action is not Action.PUBLISH:
            codes = {reason.finding.code for reason in decision.reasons if reason.decisive}
            everyone.update(codes)
            harmless.update(codes if good else ())
    order = sorted(everyone, key=lambda code: (-everyone[code], code))
    return [DecidedBy(code, everyone[code], harmless[code]) for code in order[:_MOST_REASONS]]


def _chosen(actions: Sequence[Action], rows: NDArray[np.bool_]) -> list[Action]:
    return [actions[k] for k in np.flatnonzero(rows).tolist()]


def _share(kind: str, actions: Iterable[Action]) -> Share:
    counts = Counter(actions)
    return Share(kind, counts.total(), *(counts[action] for action in Action))
