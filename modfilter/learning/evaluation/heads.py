"""One head measured: ranking, calibration, what its thresholds do, and where it errs most."""

from __future__ import annotations

import hashlib
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modfilter.domain import HEADS, Action
from modfilter.learning.evaluation.bootstrap import (
    Cells,
    Interval,
    auc_interval,
    threshold_intervals,
)
from modfilter.learning.evaluation.labelled import Labelled
from modfilter.learning.evaluation.metrics import (
    LEVEL_COUNT,
    Bin,
    ScoreCounts,
    average_precision,
    count_scores,
    expected_calibration_error,
    levels,
    load_and_misses,
    precision_recall,
    reliability,
    roc_auc,
)
from modfilter.learning.intervals import precision_interval
from modfilter.policy.policy import Levels

_EXAMPLES = 5
_HASH_CHARS = 12
HISTOGRAM_BINS = 20


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a threshold of the policy does: counts, and precision and recall with intervals."""

    name: str
    score: float
    cells: Cells
    precision: float
    precision_interval: Interval
    recall: float
    recall_interval: Interval

    @property
    def flagged(self) -> int:
        """Comments at or above the threshold."""
        return self.cells.right + self.cells.wrong


@dataclass(frozen=True, slots=True)
class Example:
    """A comment that a head got most wrong, by the hash of its text: never by the text."""

    hash: str
    place: str
    score: float
    action: Action


@dataclass(frozen=True, slots=True)
class Head:
    """Everything measured about one head. Measures are NaN where a kind of label is missing."""

    name: str
    labelled: int
    positive: int
    prevalence: float
    """The share of positives that precision and calibration speak for."""
    assumed: bool
    """Whether the prevalence was given, rather than found in the data."""
    auc: float
    auc_interval: Interval
    model_auc: float
    """Of the model's raw scores: before rules excuse words, and before scores are rounded."""
    average_precision: float
    spearman: float
    """Rank correlation with the labels, where these are more than yes and no; else NaN."""
    ece: float
    reliability: list[Bin]
    thresholds: list[Threshold]
    curve: list[tuple[float, float, float]]
    load: list[tuple[float, float, float]]
    histogram: tuple[list[int], list[int]]
    """Positives and negatives by score, in 20 bins of equal width."""
    sure_and_wrong: list[Example]
    """Negatives with the highest scores."""
    missed: list[Example]
    """Positives with the lowest scores."""


def measure_head(
    name: str,
    data: Labelled,
    scores: NDArray[np.float64],
    raw: NDArray[np.float64],
    actions: Sequence[Action],
    limits: Levels,
    *,
    prevalence: float | None = None,
    seed: int = 0,
    resamples: int = 1000,
) -> Head | None:
    """Measure a head by its scores (n) of `data`; None where no row is labelled for it.

    `raw` are the model's own scores (n), `scores` those that the decisions carry.
    """
    labels = data.labels[:, HEADS.index(name)]
    rows = np.flatnonzero(~np.isnan(labels))
    if not len(rows):
        return None
    positive = labels[rows] > 0.5
    counts = count_scores(scores[rows], positive, prevalence)
    # Each head has numbers of its own, so that leaving one out does not change the others.
    rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
    both = bool(counts.positives and counts.negatives)
    nan = float("nan")
    return Head(
        name=name,
        labelled=len(rows),
        positive=counts.positives,
        prevalence=counts.positives / len(rows) if prevalence is None else prevalence,
        assumed=prevalence is not None,
        auc=float(roc_auc(counts.positive, counts.negative)),
        auc_interval=auc_interval(counts, rng, resamples),
        model_auc=_raw_auc(raw[rows], positive),
        average_precision=average_precision(counts) if both else nan,
        spearman=_spearman(scores[rows], labels[rows]),
        ece=expected_calibration_error(counts),
        reliability=reliability(counts),
        thresholds=[
            _threshold(key, score, counts, rng, resamples)
            for key, score in (("review_at", limits.review_at), ("reject_at", limits.reject_at))
            if score is not None
        ],
        curve=precision_recall(counts),
        load=load_and_misses(counts),
        histogram=(_histogram(counts.positive), _histogram(counts.negative)),
        sure_and_wrong=_examples(data, scores, actions, rows[~positive], highest=True),
        missed=_examples(data, scores, actions, rows[positive], highest=False),
    )


def _raw_auc(raw: NDArray[np.float64], positive: NDArray[np.bool_]) -> float:
    values, at = np.unique(raw, return_inverse=True)
    counts = [np.bincount(at[kind], minlength=len(values)) for kind in (positive, ~positive)]
    return float(roc_auc(counts[0], counts[1]))


def text_hash(text: str) -> str:
    """The start of the sha256 of a text's UTF-8: finds a comment again without showing it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_CHARS]


def _threshold(
    name: str, score: float, counts: ScoreCounts, rng: np.random.Generator, resamples: int
) -> Threshold:
    at = round(score * (LEVEL_COUNT - 1))
    right, wrong = int(counts.positive[at:].sum()), int(counts.negative[at:].sum())
    cells = Cells(right, wrong, counts.positives - right, counts.negatives - wrong)
    precision, recall = threshold_intervals(cells, counts, rng, resamples)
    share = precision_interval(right, wrong, counts.odds)[0] if right + wrong else float("nan")
    found = right / counts.positives if counts.positives else float("nan")
    return Threshold(name, score, cells, share, precision, found, recall)


def _histogram(counts: NDArray[np.int64]) -> list[int]:
    which = np.minimum(np.arange(LEVEL_COUNT) * HISTOGRAM_BINS // (LEVEL_COUNT - 1), 19)
    sums = np.bincount(which, weights=counts, minlength=HISTOGRAM_BINS)
    return [int(number) for number in sums]


def _spearman(scores: NDArray[np.float64], labels: NDArray[np.float64]) -> float:
    if len(np.unique(labels)) <= 2 or len(np.unique(scores)) < 2:
        return float("nan")
    from scipy.stats import spearmanr

    found = float(spearmanr(scores, labels).statistic)
    return found if math.isfinite(found) else float("nan")


def _examples(
    data: Labelled,
    scores: NDArray[np.float64],
    actions: Sequence[Action],
    rows: NDArray[np.intp],
    *,
    highest: bool,
) -> list[Example]:
    order = np.argsort(-levels(scores[rows]) if highest else levels(scores[rows]), kind="stable")
    return [
        Example(text_hash(data.texts[k]), data.places[k], float(scores[k]), actions[k])
        for k in rows[order[:_EXAMPLES]].tolist()
    ]
