"""What tells two bundles apart: figures, ancestry, and the words that weigh differently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modfilter.domain import HEADS
from modfilter.model.bundle import Bundle
from modfilter.model.scorer import Scorer
from modfilter.model.words import names_of
from modfilter.text.batch import TokenFolds, read_batch

_BATCH = 512


@dataclass(frozen=True, slots=True)
class WordChange:
    """The score of a comment that is this word alone, before and after."""

    word: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class HeadDifference:
    """How a head differs: its figures, its calibration, and its most changed words.

    `metrics` has what each bundle says it measured, before and after, None where it does not say.
    `calibration` is the most by which the probability of one and the same raw score differs.
    """

    head: str
    metrics: Mapping[str, tuple[float | None, float | None]]
    calibration: float
    weights_changed: bool
    words: tuple[WordChange, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """How the model `after` differs from the model `before`."""

    before: str
    after: str
    parents: tuple[tuple[str, ...], tuple[str, ...]]
    corpora: tuple[tuple[str, ...], tuple[str, ...]]
    """Names of corpora that only the one and only the other learned from."""
    language_changed: bool
    heads: tuple[HeadDifference, ...]
    words_compared: int


def difference(before: Bundle, after: Bundle, words: int = 5) -> Difference:
    """Compare two bundles; `words` most changed words a head, of those that either carries."""
    sides = _corpora(before), _corpora(after)
    names = sorted({*_words(before), *_words(after)})
    changes = _word_changes(before, after, names)
    return Difference(
        before=before.id,
        after=after.id,
        parents=(parents(before.about), parents(after.about)),
        corpora=(
            tuple(name for name in sides[0] if name not in sides[1]),
            tuple(name for name in sides[1] if name not in sides[0]),
        ),
        language_changed=before.about.get("language") != after.about.get("language"),
        heads=tuple(
            HeadDifference(
                head,
                _metrics(before, after, head),
                _calibration(before, after, column),
                _weights_changed(before, after, column),
                changes.most(names, column, words),
            )
            for column, head in enumerate(HEADS)
        ),
        words_compared=len(names),
    )


def parents(about: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of the models that a bundle was made from, the nearest first."""
    found = about.get("retrained", {})
    return tuple(map(str, found.get("parents", ()))) if isinstance(found, dict) else ()


@dataclass(frozen=True, slots=True)
class _Changes:
    moved: NDArray[np.float64]
    before: NDArray[np.uint16]
    after: NDArray[np.uint16]

    def most(self, names: Sequence[str], column: int, number: int) -> tuple[WordChange, ...]:
        size = np.abs(self.moved[:, column])
        order = [at for at in np.argsort(-size, kind="stable")[:number] if size[at] > 0]
        return tuple(
            WordChange(
                names[at],
                float(self.before[at, column]) / 10_000,
                float(self.after[at, column]) / 10_000,
            )
            for at in order
        )


def _word_changes(before: Bundle, after: Bundle, names: Sequence[str]) -> _Changes:
    raw_before, scored_before = _scored(before, names)
    raw_after, scored_after = _scored(after, names)
    # Less the bias, which moves all words alike.
    moved = (raw_after - after.bias) - (raw_before - before.bias)
    return _Changes(moved, scored_before, scored_after)


def _scored(bundle: Bundle, names: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.uint16]]:
    scorer, folds = Scorer(bundle), TokenFolds()
    batches = [names[first : first + _BATCH] for first in range(0, len(names), _BATCH)]
    raw = [scorer.score(read_batch(batch, folds).pieces).raw for batch in batches]
    every = np.concatenate([np.zeros((0, len(HEADS))), *raw])
    return every, scorer.probabilities(every)


def _words(bundle: Bundle) -> list[str]:
    found = (name.decode("utf-8", "replace") for name in names_of(bundle.words))
    return [name for name in found if name.isprintable() and "\ufffd" not in name]


def _corpora(bundle: Bundle) -> tuple[str, ...]:
    return tuple(str(corpus["name"]) for corpus in bundle.about.get("corpora", ()))


def _metrics(
    before: Bundle, after: Bundle, head: str
) -> dict[str, tuple[float | None, float | None]]:
    sides = [bundle.about.get("metrics", {}).get(head, {}) for bundle in (before, after)]
    names = dict.fromkeys(name for side in sides for name in side)
    return {
        name: (sides[0].get(name), sides[1].get(name))
        for name in names
        if any(isinstance(side.get(name), int | float) for side in sides)
    }


def _calibration(before: Bundle, after: Bundle, column: int) -> float:
    tables = [bundle.calibration[column].astype(np.int64) for bundle in (before, after)]
    return float(np.abs(tables[0] - tables[1]).max()) / 10_000


def _weights_changed(before: Bundle, after: Bundle, column: int) -> bool:
    def weights(bundle: Bundle) -> list[Any]:
        numbers = (bundle.scale, bundle.bias, bundle.window_penalty)
        return [bundle.space, *(float(one[column]) for one in numbers)]

    return weights(before) != weights(after) or not all(
        np.array_equal(left[:, column], right[:, column])
        for left, right in ((before.grams, after.grams), (before.pairs, after.pairs))
    )
