"""What a retraining works with: its settings, the lessons as arrays, and what became of a head."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.metrics import roc_auc_score

from modfilter.domain import HEADS
from modfilter.learning.matrix import count_features
from modfilter.learning.retraining.correction import Examples
from modfilter.learning.retraining.lessons import Lesson, Lessons, heads_of
from modfilter.learning.retraining.recalibration import line_of
from modfilter.model.bundle import Bundle
from modfilter.model.parts import foreign
from modfilter.model.scorer import Scorer
from modfilter.text.batch import TokenFolds, read_batch

Say = Callable[[str], None]
Split = tuple[NDArray[np.intp], NDArray[np.intp]]
_BATCH = 512
# From so many texts on, what stands in one of them only costs time and teaches nothing.
_MANY = 5000


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of a retraining; docs/learning.md says where the defaults come from."""

    moderator_share: float = 0.5
    """The most of all weight that one moderator may have, where there are three or more."""
    regularisation: float = 10.0
    """How far features may move: larger is farther."""
    hold: float = 30.0
    """How firmly the scores of common words are held."""
    least: int = 8
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
    fresh: bool = False
    """Whether a model learned from nothing is mixed into the champion's head."""


@dataclass(frozen=True, slots=True)
class Material:
    """The lessons as arrays: counts (n x features), raw scores (n x heads), foreign (n)."""

    lessons: Sequence[Lesson]
    counts: sparse.csr_matrix
    raw: NDArray[np.float64]
    foreign: NDArray[np.bool_]
    folds: NDArray[np.intp]


def gather(champion: Bundle, lessons: Lessons, options: Options) -> Material:
    """The lessons as arrays, with what the champion makes of them."""
    texts = [lesson.text for lesson in lessons.lessons]
    scorer, folds = Scorer(champion), TokenFolds()
    raws, languages = [], []
    for first in range(0, len(texts), _BATCH):
        pieces = read_batch(texts[first : first + _BATCH], folds).pieces
        scores = scorer.score(pieces)
        raws.append(scores.raw)
        languages.append(np.stack([scores.unreadable, foreign(scores, pieces.bounds)]))
    unreadable, others = np.concatenate(languages, axis=1)
    # Few comments that merely lean to another language are slang.
    enough = int(unreadable.sum()) >= options.least_in_language
    return Material(
        lessons.lessons,
        count_features(texts, champion.space).matrix,
        np.concatenate(raws),
        others if enough else unreadable,
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
    published &= ~material.foreign

    def oddness(column: int) -> NDArray[np.float64]:
        raw = material.raw[:, column]
        middle = float(np.median(raw[published])) if published.any() else 0.0
        moved: NDArray[np.float64] = line_of(champion.calibration[column]).slope * (raw - middle)
        return moved

    # Of a tie each gets a half.
    shares = (1 + np.sign(oddness(own) - oddness(other))) / 2
    shares[material.foreign] = 0.5
    return shares


def shared_columns(matrix: sparse.csr_matrix) -> NDArray[np.intp]:
    """The features of a matrix (texts x features); of many texts, those that two of them share."""
    found, texts = np.unique(matrix.indices, return_counts=True)
    shared: NDArray[np.intp] = found[texts >= (2 if matrix.shape[0] >= _MANY else 1)]
    return shared.astype(np.intp)


def kept_out(folds: NDArray[np.intp], examples: Examples) -> Iterator[Split]:
    """Examples to fit on and examples to measure on, fold by fold; only folds with both kinds."""
    for fold in np.unique(folds).tolist():
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        positive = examples.share[inside] > 0.5
        if positive.any() and not positive.all():
            yield inside, outside


def auc(examples: Examples, raw: NDArray[np.float64]) -> float:
    """Weighted AUC of raw scores by what most of the moderators' weight says."""
    return float(roc_auc_score(examples.share > 0.5, raw, sample_weight=examples.weight))


def auc_error(positive: int, negative: int) -> float:
    """Standard error of an AUC of one half (Mann and Whitney 1947)."""
    error: float = ((positive + negative + 1) / (12 * positive * negative)) ** 0.5
    return error


def told(change: HeadChange) -> str:
    """A line on what became of a head."""
    before = "" if change.auc_before is None else f"{change.auc_before:.3f} -> "
    place = f" ({change.part.replace('_', ' ')})" if change.part else ""
    fresh = ", with a model from nothing" if change.fresh and change.kept else ""
    dropped = "" if change.kept else "; no better, so it stays as it is"
    return (
        f"{change.head}{place}: {change.rejected:,} rejected, {change.published:,} published; "
        f"AUC on decisions held out {before}{change.auc_after:.3f}{fresh}{dropped}"
    )
