"""What the model saw in one comment: its pieces, where they stand, and what each weighs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modfilter.domain import Span
from modfilter.model.features import PARTING_ID, PRIOR_FEATURES
from modfilter.model.scorer import Scorer
from modfilter.text.batch import cut_folded
from modfilter.text.fold import fold
from modfilter.text.folded import Folded

_MOST_SPANS = 3
_LEAST_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Reading:
    """The p pieces of a text: as folded, where in the original, and their weights (p x heads).

    Weights are in units of the raw score; they add up to it, less the bias, for the whole text.
    """

    texts: tuple[str, ...]
    spans: tuple[Span, ...]
    weights: NDArray[np.float64]


def read(text: str, scorer: Scorer) -> Reading:
    """How `scorer` reads `text`."""
    folded = fold(text)
    data = folded.text.encode("utf-8", "surrogatepass")
    pieces = cut_folded(data)
    # One byte for the parting that opens the batch.
    starts = (pieces.starts[1:-1] - 1).tolist()
    lengths = pieces.lengths[1:-1].tolist()
    ends = [start + length for start, length in zip(starts, lengths, strict=True)]
    if not starts:
        return Reading((), (), np.zeros((0, scorer.bundle.grams.shape[1])))
    names = [data[start:end].lower() for start, end in zip(starts, ends, strict=True)]
    chars = _chars_before(data)
    spans = tuple(
        folded.span(chars[start], chars[end]) for start, end in zip(starts, ends, strict=True)
    )
    weights, sizes, words = scorer.piece_weights(names)
    edged = np.concatenate([[PARTING_ID], words, [PARTING_ID]]).astype(np.uint32)
    pair_weights = scorer.pair_weights(edged[:-1], edged[1:])
    # Half of a pair's weight to each of its words; the edges' whole to the one word they have.
    shared = weights.astype(np.float64)
    shared += 0.5 * pair_weights[:-1] + 0.5 * pair_weights[1:]
    shared[0] += 0.5 * pair_weights[0]
    shared[-1] += 0.5 * pair_weights[-1]
    norm = np.sqrt(int(sizes.sum()) + len(pair_weights) + PRIOR_FEATURES)
    return Reading(
        tuple(name.decode("utf-8", "replace") for name in names),
        spans,
        shared / norm * scorer.bundle.scale,
    )


def _chars_before(data: bytes) -> list[int]:
    """For each byte offset, how many characters start before it."""
    starts = (np.frombuffer(data, np.uint8) & 0xC0) != 0x80
    return [0, *np.cumsum(starts).tolist()]


class PiecePlaces:
    """Where the pieces of one folded text stand in the original, asked for one at a time."""

    def __init__(self, folded: Folded) -> None:
        self._folded = folded
        data = folded.text.encode("utf-8", "surrogatepass")
        pieces = cut_folded(data)
        self._starts, self._lengths = pieces.starts[1:-1], pieces.lengths[1:-1]
        self._data = data

    def __call__(self, piece: int) -> Span:
        """The span of the piece with this number in the original; all of it for an unknown one."""
        if piece >= len(self._starts):
            return self._folded.span(0, len(self._folded.text))
        # One byte for the parting that opens the batch.
        start = int(self._starts[piece]) - 1
        end = start + int(self._lengths[piece])
        return self._folded.span(self._chars(start), self._chars(end))

    def _chars(self, end: int) -> int:
        return len(self._data[:end].decode("utf-8", "surrogatepass"))


def telling_spans(weights: Sequence[float]) -> list[int]:
    """Indices, in order, of the few pieces that weigh most for a head (weights: p)."""
    top = sorted(range(len(weights)), key=weights.__getitem__, reverse=True)[:_MOST_SPANS]
    if not top:
        return []
    least = max(weights[top[0]] * _LEAST_SHARE, 0.0)
    return sorted(k for k in top if weights[k] > least)
