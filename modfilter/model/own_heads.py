"""Heads of a site's own: what a bundle's part says of every comment beside the model's heads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from modfilter.model.bundle import Bundle
from modfilter.model.scorer import Scorer, Scores
from modfilter.text.batch import Batch

_NEVER = 2.0
"""A floor that no probability reaches, for heads that the policy gives no say."""


@dataclass(frozen=True, slots=True)
class OwnScores:
    """What the heads of a site's own say of a batch of n comments.

    `rows` (n x columns) holds probabilities. `flagged` (n) marks comments that some head minds:
    that reach one of the `floors`, which like `names` go by column.
    """

    scores: Scores
    scorer: Scorer
    rows: list[list[float]]
    flagged: list[bool]
    names: tuple[str, ...]
    floors: tuple[float, ...]
    taught: tuple[tuple[int, str], ...]

    def known(self, index: int, unreadable: bool) -> dict[str, float | None]:
        """A comment's scores by head: None for each where the model cannot read the comment."""
        row = self.rows[index]
        return {head: None if unreadable else row[column] for column, head in self.taught}


class OwnHeads:
    """Scores batches by the part of a bundle that was taught a site's own categories.

    `floors` gives the lowest score that matters for each head that a policy lets speak; the scores
    of all others are recorded only. Safe to share between threads, as a `Scorer` is.
    """

    def __init__(self, part: Bundle, floors: Mapping[str, float]) -> None:
        self.scorer = Scorer(part)
        columns = () if part.part is None else part.part.taught
        self.taught = tuple((k, head) for k, head in enumerate(columns) if head is not None)
        self._names = tuple(head or "" for head in columns)
        self._floors = tuple(floors.get(head, _NEVER) for head in self._names)
        self._levels = np.rint(np.array(self._floors) * 10_000)

    def read(self, batch: Batch) -> OwnScores:
        """The scores of each comment of a batch."""
        scores = self.scorer.score(batch.pieces)
        found = self.scorer.probabilities(scores.raw)
        return OwnScores(
            scores,
            self.scorer,
            (found / 10_000).tolist(),
            (found >= self._levels).any(axis=1).tolist(),
            self._names,
            self._floors,
            self.taught,
        )
