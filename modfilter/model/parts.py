"""Which comments a bundle's part for other languages can read: by the n-grams it has met."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from modfilter.model.bundle import Bundle
from modfilter.model.features import piece_features
from modfilter.model.language import ENGLISH_RUN
from modfilter.model.scorer import Scores
from modfilter.text.batch import Pieces


def foreign(scores: Scores, bounds: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which of a batch's comments (n) look more like another language than like English.

    Wider than `scores.unreadable`: a short comment may be too short to say that it is foreign,
    and still be so once a site is known to have comments in another language.
    """
    sums = np.add.reduceat(scores.evidence, bounds[:-1], dtype=np.int64)
    leaning = (sums < 0) & ~scores.unreadable
    for index in leaning.nonzero()[0].tolist():
        running = np.cumsum(scores.evidence[bounds[index] : bounds[index + 1]], dtype=np.int64)
        # English among foreign words stays within the model's reach.
        if (running - np.minimum.accumulate(running)).max() >= ENGLISH_RUN:
            leaning[index] = False
    found: NDArray[np.bool_] = leaning | scores.unreadable
    return found


def known_share(
    marked: NDArray[np.uint8], buckets: NDArray[np.integer], comments: NDArray[np.integer], n: int
) -> NDArray[np.float64]:
    """Of n comments, the share of n-grams that is marked (packed bits by bucket).

    N-gram k is in `buckets[k]` and stands in comment `comments[k]`.
    """
    bits = (marked[buckets >> 3] >> (7 - (buckets & 7)).astype(np.uint8)) & 1
    found = np.bincount(comments, bits.astype(np.float64), n)
    shares: NDArray[np.float64] = found / np.maximum(np.bincount(comments, minlength=n), 1)
    return shares


def readable_by(bundle: Bundle, pieces: Pieces) -> NDArray[np.bool_]:
    """Which of a batch's comments the part `bundle` reads."""
    n = len(pieces.bounds) - 1
    part = bundle.part
    if part is None or part.least <= 0:
        return np.ones(n, np.bool_)
    data = pieces.data.tobytes()
    inside = np.ones(len(pieces.starts), np.bool_)
    inside[pieces.bounds] = False
    starts, lengths = pieces.starts[inside], pieces.lengths[inside]
    if not len(starts):
        return np.zeros(n, np.bool_)
    names = [
        data[start : start + length]
        for start, length in zip(starts.tolist(), lengths.tolist(), strict=True)
    ]
    owners = np.repeat(np.arange(n), np.diff(pieces.bounds) - 1)
    features = piece_features(names, bundle.space)
    shares = known_share(part.reads, features.buckets, owners.take(features.owners), n)
    readable: NDArray[np.bool_] = shares >= part.least
    return readable
