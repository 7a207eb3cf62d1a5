"""Is the challenger more biased? Identity templates under both models, with intervals.

A term's AUCs are Borkan et al.'s (see `modfilter.learning.evaluation.identity`); over the terms
they are summed up by a power mean in which the worst terms weigh most, as in the Jigsaw competition
on unintended bias (2019).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modfilter.domain import Action, Decision
from modfilter.learning.comparison.paired import Measure, Values, from_draws
from modfilter.learning.evaluation.identity import Sentences, Templates, Term, measure_identity

POWER = -5
_LEAST_AUC = 1e-3


@dataclass(frozen=True, slots=True)
class TermChange:
    """An identity term under both models."""

    champion: Term
    challenger: Term

    @property
    def name(self) -> str:
        """The term."""
        return self.champion.term

    @property
    def more_stopped(self) -> float:
        """By how much the share of its kind sentences that are not published has grown."""
        return self.challenger.kind_stopped - self.champion.kind_stopped


@dataclass(frozen=True, slots=True)
class Bias:
    """The identity templates under both models, over all terms and term by term.

    `aucs` are the power means of subgroup, BPSN and BNSP AUC; `stopped` is the share of kind
    sentences that are not published. Intervals come from drawing sentences anew.
    """

    kind: int
    hostile: int
    aucs: tuple[Measure, ...]
    stopped: Measure
    terms: tuple[TermChange, ...]


def compare_identity(
    templates: Templates,
    sentences: Sentences,
    champion: Sequence[Decision],
    challenger: Sequence[Decision],
    head: str,
    rng: np.random.Generator,
    resamples: int,
) -> Bias:
    """Both models' decisions on the filled templates, by one head's scores."""
    before, after = (_grids(templates, found, head) for found in (champion, challenger))
    kind, hostile = (
        rng.multinomial(number, np.full(number, 1 / number), resamples).astype(np.float64)
        for number in (len(templates.kind), len(templates.hostile))
    )
    once = np.ones((1, kind.shape[1])), np.ones((1, hostile.shape[1]))
    aucs = []
    for name, old, new in zip(("subgroup", "BPSN", "BNSP"), before.wins, after.wins, strict=True):
        drawn = _mean_auc(new, kind, hostile) - _mean_auc(old, kind, hostile)
        first, second = (float(_mean_auc(wins, *once)[0]) for wins in (old, new))
        aucs.append(from_draws(f"{name} AUC", first, second, drawn, higher_is_better=True))
    more = (after.stopped - before.stopped).mean(axis=1)
    stopped = from_draws(
        "kind, not published",
        float(before.stopped.mean()),
        float(after.stopped.mean()),
        kind @ more / kind.sum(axis=1),
        higher_is_better=False,
    )
    terms = (
        measure_identity(
            templates,
            sentences,
            np.array([decision.scores[head] or 0.0 for decision in found]),
            [decision.action for decision in found],
        ).terms
        for found in (champion, challenger)
    )
    return Bias(
        kind=int((~sentences.hostile).sum()),
        hostile=int(sentences.hostile.sum()),
        aucs=tuple(aucs),
        stopped=stopped,
        terms=tuple(map(TermChange, *terms)),
    )


@dataclass(frozen=True, slots=True)
class _Grids:
    """Per measure how often a hostile sentence outscores a kind one (terms x kind x hostile).

    `stopped` (kind x terms) says which kind sentences are not published.
    """

    wins: tuple[Values, Values, Values]
    stopped: Values


def _grids(templates: Templates, decisions: Sequence[Decision], head: str) -> _Grids:
    # The sentences come term by term, a term's kind ones first (see `fill`).
    size = len(templates.kind) + len(templates.hostile)
    scores = np.array([decision.scores[head] or 0.0 for decision in decisions]).reshape(-1, size)
    stopped = np.array([decision.action is not Action.PUBLISH for decision in decisions])
    kind, hostile = scores[:, : len(templates.kind)], scores[:, len(templates.kind) :]
    terms = len(scores)
    own = _wins(kind, hostile)
    bpsn = np.stack([_wins_against_all(kind[at], hostile) for at in range(terms)])
    bnsp = np.stack([_wins_of_all(kind, hostile[at]) for at in range(terms)])
    others = max(terms - 1, 1)
    return _Grids(
        (own, (bpsn - own) / others, (bnsp - own) / others),
        stopped.reshape(-1, size)[:, : len(templates.kind)].T.astype(np.float64),
    )


def _wins(kind: Values, hostile: Values) -> Values:
    """Of each row: 1 where the hostile one scores higher, a half where they are level."""
    low, high = kind[..., :, None], hostile[..., None, :]
    found: Values = (high > low) + 0.5 * (high == low)
    return found


def _wins_against_all(kind: Values, hostile: Values) -> Values:
    return np.asarray(_wins(np.broadcast_to(kind, (len(hostile), len(kind))), hostile).sum(axis=0))


def _wins_of_all(kind: Values, hostile: Values) -> Values:
    return np.asarray(_wins(kind, np.broadcast_to(hostile, (len(kind), len(hostile)))).sum(axis=0))


def _mean_auc(wins: Values, kind: Values, hostile: Values) -> NDArray[np.float64]:
    """The power mean of the terms' AUCs, the sentences weighing `kind` and `hostile` (r rows)."""
    by_hostile = np.tensordot(kind, wins, axes=(1, 1))
    pairs = kind.sum(axis=1) * hostile.sum(axis=1)
    aucs = (by_hostile * hostile[:, None, :]).sum(axis=2) / pairs[:, None]
    found: Values = (np.maximum(aucs, _LEAST_AUC) ** POWER).mean(axis=1) ** (1 / POWER)
    return found
