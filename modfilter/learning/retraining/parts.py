"""Parts of a bundle that decisions teach from nothing: other languages, the site's own heads."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from modfilter.domain import HEADS
from modfilter.learning.calibrate import precision_recall
from modfilter.learning.fit import normalised
from modfilter.learning.retraining.correction import Correction, Examples, fit_correction
from modfilter.learning.retraining.lessons import own_category
from modfilter.learning.retraining.material import (
    HeadChange,
    Material,
    Options,
    Say,
    auc,
    auc_error,
    kept_out,
    shared_columns,
    targets,
    told,
    unnamed_shares,
)
from modfilter.learning.retraining.merging import merged
from modfilter.learning.retraining.recalibration import Line, recalibrated
from modfilter.model.bundle import (
    LEVELS,
    LEVELS_PER_UNIT,
    OTHER_LANGUAGES,
    OWN_HEADS,
    Bundle,
    Part,
)
from modfilter.model.features import FeatureSpace
from modfilter.model.parts import known_share

Found = tuple[Bundle | None, list[HeadChange]]

# So many decisions read an n-gram before it counts as met.
_MET_IN = 2
# Of the comments in a language that was learned, the share that may stay without scores.
_MISSED = 0.02
# Other languages share that many n-grams by chance.
_LEAST_SHARE = 0.3
_NO_WINDOWS = 100.0
# From nothing there is no champion's calibration to trust.
_TRUST = 0.1
# From lower scores on, a promise would rest on how many of each kind happened to be decided.
_LEAST_PROMISED = 0.5


def languages_part(champion: Bundle, material: Material, options: Options, say: Say) -> Found:
    """A part for comments that the champion cannot read, once enough are decided."""
    rows = np.flatnonzero(material.foreign)
    if len(rows) < options.least_in_language:
        return None, []
    lessons = [material.lessons[k] for k in rows.tolist()]
    counts = _halved(material.counts[rows], champion.space)
    learner = _Learner(champion, counts, material.folds[rows], options, OTHER_LANGUAGES, say)
    for index, head in enumerate(HEADS):
        shares = unnamed_shares(champion, material, head)[rows]
        learner.learn(index, head, *targets(lessons, head, shares))
    return learner.part(readers=True), learner.changes


def own_part(champion: Bundle, material: Material, options: Options, say: Say) -> Found:
    """A part for categories of the site's own that enough rejections name."""
    named = Counter(
        category
        for lesson in material.lessons
        for category in lesson.rejected
        if category is not None and own_category(category)
    )
    enough = [
        category
        for category, number in sorted(named.items(), key=lambda item: (-item[1], item[0]))
        if number >= options.least_own
    ][: len(HEADS)]
    if not enough:
        return None, []
    counts = _halved(material.counts, champion.space)
    learner = _Learner(champion, counts, material.folds, options, OWN_HEADS, say)
    for index, category in enumerate(enough):
        positive = np.array([lesson.rejected.get(category, 0.0) for lesson in material.lessons])
        negative = np.array([lesson.published for lesson in material.lessons])
        learner.learn(index, category, positive, negative)
    return learner.part(readers=False), learner.changes


class _Learner:
    """Learns the columns of a part, each from nothing."""

    def __init__(
        self,
        champion: Bundle,
        counts: sparse.csr_matrix,
        folds: NDArray[np.intp],
        options: Options,
        name: str,
        say: Say,
    ) -> None:
        bits = champion.space
        self._space = FeatureSpace(bits.orders, bits.gram_bits - 1, bits.pair_bits - 1)
        self._counts, self._folds, self._options = counts, folds, options
        self._name, self._say = name, say
        matrix = sparse.csr_matrix(normalised(counts), dtype=np.float32)
        self._columns = shared_columns(matrix)
        self._matrix = matrix[:, self._columns]
        size = self._space.gram_buckets + self._space.pair_buckets
        self._weights = np.zeros((size, len(HEADS)), np.int8)
        self._calibration = np.zeros((len(HEADS), LEVELS), np.uint16)
        self._bias, self._scale = np.zeros(len(HEADS)), np.ones(len(HEADS))
        self._taught: list[str | None] = [None] * len(HEADS)
        self._curves: dict[str, list[tuple[float, float, float, float, float, int]]] = {}
        self.changes: list[HeadChange] = []

    def learn(
        self, index: int, head: str, positive: NDArray[np.float64], negative: NDArray[np.float64]
    ) -> None:
        """Learn column `index` from the weight for and against each text (n each)."""
        rejected, published = int((positive > negative).sum()), int((negative > positive).sum())
        if min(rejected, published) < self._options.least:
            return
        rows = np.flatnonzero(positive + negative)
        weight = (positive + negative)[rows]
        examples = Examples(
            self._matrix[rows], np.zeros(len(rows)), positive[rows] / weight, weight
        )

        def fit(part: Examples) -> Correction:
            return fit_correction(part, regularisation=self._options.regularisation, slope=0.0)

        raw = np.zeros(len(rows))
        for inside, outside in kept_out(self._folds[rows], examples):
            tried = fit(examples.rows(inside))
            raw[outside] = examples.matrix[outside] @ tried.weights + tried.bias
        found = auc(examples, raw)
        # Of few texts a low AUC says little: only what is surely worse than chance is dropped.
        kept = found > 0.5 - 2 * auc_error(rejected, published)
        self.changes.append(HeadChange(head, self._name, rejected, published, None, found, kept))
        self._say(told(self.changes[-1]))
        if not kept:
            return
        fitted = fit(examples)
        self._weights[:, index], self._scale[index] = merged(
            self._weights[:, index], 1e-6, self._columns, fitted.weights
        )
        self._bias[index] = fitted.bias
        line = recalibrated(Line(1.0, 0.0), raw, examples.share, examples.weight, _TRUST)
        self._calibration[index] = line.levels()
        self._taught[index] = head
        if self._name == OWN_HEADS:
            self._curves[head] = _curve(self._calibration[index], raw, examples)

    def part(self, readers: bool) -> Bundle | None:
        """The part; `readers` limits it to comments like those that it learned from."""
        if not any(self._taught):
            return None
        space = self._space
        met = np.zeros(space.gram_buckets, np.bool_)
        least = 0.0
        if readers:
            grams = self._counts[:, : space.gram_buckets]
            shares = np.zeros(grams.shape[0])
            for fold in np.unique(self._folds).tolist():
                outside = np.flatnonzero(self._folds == fold)
                marked = np.packbits(_met(grams[np.flatnonzero(self._folds != fold)]))
                shares[outside] = _shares(marked, grams[outside])
            least = max(round(float(np.quantile(shares, _MISSED)), 4), _LEAST_SHARE)
            met = _met(grams)
        return Bundle(
            space=space,
            grams=np.ascontiguousarray(self._weights[: space.gram_buckets]),
            pairs=np.ascontiguousarray(self._weights[space.gram_buckets :]),
            calibration=self._calibration,
            bias=self._bias,
            scale=self._scale,
            window_penalty=np.full(len(HEADS), _NO_WINDOWS),
            about={"curves": self._curves} if self._curves else {},
            part=Part(tuple(self._taught), least, np.packbits(met)),
        )


def _curve(
    levels: NDArray[np.uint16], raw: NDArray[np.float64], examples: Examples
) -> list[tuple[float, float, float, float, float, int]]:
    """What a head keeps on decisions that it had not learned from (raw scores: n)."""
    at = np.floor(raw * LEVELS_PER_UNIT).astype(np.intp) + LEVELS // 2
    scores = levels[np.clip(at, 0, LEVELS - 1)]
    labels = (examples.share > 0.5).astype(np.float32)
    points = precision_recall(scores, labels, np.ones(len(labels)))
    return [point for point in points if point[0] >= _LEAST_PROMISED]


def _halved(counts: sparse.csr_matrix, space: FeatureSpace) -> sparse.csr_matrix:
    """`counts` in a space of half as many buckets: a bucket's number there is its half."""
    halved = sparse.csr_matrix(
        (counts.data, counts.indices >> 1, counts.indptr),
        (counts.shape[0], (space.gram_buckets + space.pair_buckets) >> 1),
    )
    halved.sum_duplicates()
    return halved


def _met(grams: sparse.csr_matrix) -> NDArray[np.bool_]:
    met: NDArray[np.bool_] = np.bincount(grams.indices, minlength=grams.shape[1]) >= _MET_IN
    return met


def _shares(marked: NDArray[np.uint8], grams: sparse.csr_matrix) -> NDArray[np.float64]:
    repeats = grams.data.astype(np.intp)
    owners = np.repeat(np.arange(grams.shape[0]), np.diff(grams.indptr))
    return known_share(
        marked, np.repeat(grams.indices, repeats), np.repeat(owners, repeats), grams.shape[0]
    )
