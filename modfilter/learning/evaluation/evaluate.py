"""A moderator measured on labelled comments: heads, actions, and identity templates."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modfilter.domain import HEADS, Decision
from modfilter.learning.evaluation.heads import Head, measure_head
from modfilter.learning.evaluation.identity import Identity, Templates, fill, measure_identity
from modfilter.learning.evaluation.labelled import Labelled
from modfilter.learning.evaluation.shares import DecidedBy, Share, decided_by, shares
from modfilter.learning.train import raw_scores
from modfilter.moderator import Moderator
from modfilter.policy.promises import INTERVAL

FORMAT = 1
IDENTITY_HEAD = "toxicity"
"""The head that the identity templates are about."""
_BATCH = 1024


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured, of which model and policy, on which files."""

    model: str
    policy: str
    policy_name: str
    files: tuple[str, ...]
    comments: int
    skipped: int
    unreadable: int
    """Comments in languages that the model cannot read: they have no scores and count as 0."""
    seed: int
    resamples: int
    shares: list[Share]
    decided_by: list[DecidedBy]
    heads: list[Head]
    identity: Identity | None


def evaluate(
    moderator: Moderator,
    data: Labelled,
    templates: Templates | None = None,
    *,
    prevalence: Mapping[str, float] | None = None,
    seed: int = 0,
    resamples: int = 1000,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Evaluation:
    """Measure `moderator` on `data`, and on identity templates where there are some.

    `prevalence` gives heads a share of positives to speak for; `progress` is told how many of how
    many comments are judged. The same data and seed give the same figures.
    """
    sentences = fill(templates) if templates is not None else None
    total = len(data.texts) + (len(sentences.texts) if sentences is not None else 0)
    decisions = _judged(moderator, data.texts, lambda done: progress(done, total))
    scores = _scores(decisions)
    actions = [decision.action for decision in decisions]
    labelled = not np.isnan(data.labels).all()
    raw = raw_scores(moderator.bundle, data.texts) if labelled else scores
    limits = moderator.policy.levels
    heads = [
        measure_head(
            name,
            data,
            scores[:, index],
            raw[:, index],
            actions,
            limits[name],
            prevalence=(prevalence or {}).get(name),
            seed=seed,
            resamples=resamples,
        )
        for index, name in enumerate(HEADS)
    ]
    identity = None
    if templates is not None and sentences is not None:
        first = len(data.texts)
        judged = _judged(moderator, sentences.texts, lambda done: progress(first + done, total))
        identity = measure_identity(
            templates,
            sentences,
            _scores(judged)[:, HEADS.index(IDENTITY_HEAD)],
            [decision.action for decision in judged],
        )
    return Evaluation(
        model=moderator.model_id,
        policy=moderator.policy_id,
        policy_name=moderator.policy.name,
        files=data.files,
        comments=len(data.texts),
        skipped=data.skipped,
        unreadable=sum(None in decision.scores.values() for decision in decisions),
        seed=seed,
        resamples=resamples,
        shares=shares(decisions, data.labels),
        decided_by=decided_by(decisions, data.labels),
        heads=[head for head in heads if head is not None],
        identity=identity,
    )


def to_dict(evaluation: Evaluation) -> dict[str, Any]:
    """The evaluation as JSON holds it; what could not be measured is null."""
    found: dict[str, Any] = _plain(asdict(evaluation))
    for head, measured in zip(found["heads"], evaluation.heads, strict=True):
        for threshold, source in zip(head["thresholds"], measured.thresholds, strict=True):
            threshold["flagged"] = source.flagged
    return {"format": FORMAT, "interval": INTERVAL, **found}


def _judged(
    moderator: Moderator, texts: Sequence[str], told: Callable[[int], None]
) -> list[Decision]:
    decisions: list[Decision] = []
    for first in range(0, len(texts), _BATCH):
        decisions += moderator.check_many(texts[first : first + _BATCH])
        told(len(decisions))
    return decisions


def _scores(decisions: Sequence[Decision]) -> NDArray[np.float64]:
    """The decisions' scores (n x heads); where there are none, no threshold is reached."""
    return np.array([[decision.scores[head] or 0.0 for head in HEADS] for decision in decisions])


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    assert not is_dataclass(value)
    return value
