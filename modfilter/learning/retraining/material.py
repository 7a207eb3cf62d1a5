"""What a retraining works with: its settings, the lessons as arrays, and what became of a head."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.metrics import roc_auc_score

from modfilter.domain import HEADS
from modfilter.learning.matrix import count_features
from modfilter.learning.retraining.correction import Correction, Examples
from modfilter.learning.retraining.lessons import Lesson, Lessons, heads_of
from modfilter.learning.retraining.recalibration import line_of
from modfilter.model.bundle import Bundle
from modfilter.model.scorer import Scorer
from modfilter.text.batch import TokenFolds, read_batch

Say = Callable[[str], None]
_BATCH = 512


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of a retraining; docs/learning.md says where the defaults come from."""

    moderator_share: float = 0.5
    """The most of all weight that one moderator may have, where there are three or more."""
    regularisation: float = 10.0
    """How far features may move: larger is farther."""
    hold: float = 30.0
    """How firmly the scores of common words are held."""
    least: int = 5
    """Fewest rejected, and fewest published, texts for a head to be corrected."""
    least_in_language: int = 40
    """Fewest texts in other languages for these to be read."""
    least_own: int = 50
    """Fewest rejections that name a category of the site's own for it to become a head."""
    folds: int = 3


@dataclass(frozen=True, slots=True)
class HeadChange:
    """What became of one head: texts that taught it, and its AUC on decisions held out in folds."""

    head: str
    part: str
    rejected: int
    published: int
    auc_before: float | None
    auc_after: float
    kept: bool
    """False where the correction was no better than the champion and was dropped."""


@dataclass(frozen=True, slots=True)
class Material:
    """The lessons as arrays: counts (n x features), raw scores (n x heads), unreadable (n)."""

    lessons: Sequence[Lesson]
    counts: sparse.csr_matrix
    raw: NDArray[np.float64]
    unreadable: NDArray[np.bool_]
    folds: NDArray[np.intp]


def gather(champion: Bundle, lessons: Lessons, options: Options) -> Material:
    """The lessons as arrays, with what the champion makes of them."""
    texts = [lesson.text for lesson in lessons.lessons]
    scorer, folds = Scorer(champion), TokenFolds()
    raws, unreadable = [], []
    for first in range(0, len(texts), _BATCH):
        scores = scorer.score(read_batch(texts[first : first + _BATCH], folds).pieces)
        raws.append(scores.raw)
        unreadable.append(scores.unreadable)
    return Material(
        lessons.lessons,
        count_features(texts, champion.space).matrix,
        np.concatenate(raws),
        np.concatenate(unreadable),
        # Lessons stand in the order of a hash of their texts: every third is as good as random.
        np.arange(len(texts)) % options.folds,
    )


def targets(
    lessons: Sequence[Lesson], head: str, shares: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weight of each lesson for and against a head (n each).

    `shares` (n) is the part of an unnamed rejection that counts for it.
    """
    positive, negative = np.zeros(len(lessons)), np.zeros(len(lessons))
    for k, lesson in enumerate(lessons):
        negative[k] = lesson.published
        for category, weight in lesson.rejected.items():
            if head in heads_of(category):
                positive[k] += weight * (shares[k] if category is None else 1.0)
    return positive, negative


def unnamed_shares(champion: Bundle, material: Material, head: str) -> NDArray[np.float64]:
    """How much of an unnamed rejection counts for `head` (n): all for the head that finds it odder.

    A half where the champion cannot read the comment.
    """
    n = len(material.lessons)
    if head not in ("toxicity", "spam"):
        return np.zeros(n)
    own, other = HEADS.index(head), HEADS.index("spam" if head == "toxicity" else "toxicity")
    published = np.array([not lesson.rejected for lesson in material.lessons])
    published &= ~material.unreadable

    def oddness(column: int) -> NDArray[np.float64]:
        raw = material.raw[:, column]
        middle = float(np.median(raw[published])) if published.any() else 0.0
        moved: NDArray[np.float64] = line_of(champion.calibration[column]).slope * (raw - middle)
        return moved

    # Of a tie each gets a half.
    shares = (1 + np.sign(oddness(own) - oddness(other))) / 2
    shares[material.unreadable] = 0.5
    return shares


def held_out(
    examples: Examples, folds: NDArray[np.intp], fit: Callable[[Examples], Correction]
) -> NDArray[np.float64]:
    """Corrected raw scores (n) of examples, each by a correction that did not see it."""
    raw = examples.offset.copy()
    for fold in np.unique(folds).tolist():
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        share = examples.share[inside]
        if not len(inside) or share.min() > 0.5 or share.max() <= 0.5:
            continue
        correction = fit(examples.rows(inside))
        raw[outside] += examples.matrix[outside] @ correction.weights + correction.bias
    return raw


def auc(examples: Examples, raw: NDArray[np.float64]) -> float:
    """Weighted AUC of raw scores by what most of the moderators' weight says."""
    return float(roc_auc_score(examples.share > 0.5, raw, sample_weight=examples.weight))


def told(change: HeadChange) -> str:
    """A line on what became of a head."""
    before = "" if change.auc_before is None else f"{change.auc_before:.3f} -> "
    place = f" ({change.part.replace('_', ' ')})" if change.part else ""
    dropped = "" if change.kept else "; no better, so it stays as it is"
    return (
        f"{change.head}{place}: {change.rejected:,} rejected, {change.published:,} published; "
        f"AUC on decisions held out {before}{change.auc_after:.3f}{dropped}"
    )
