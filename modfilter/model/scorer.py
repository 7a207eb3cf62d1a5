"""Scoring of batches: known pieces are looked up, sums are integers, the best window counts."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modfilter.domain import HEADS
from modfilter.kernel import kernel
from modfilter.model.bundle import LEVELS, LEVELS_PER_UNIT, Bundle
from modfilter.model.features import (
    PARTING_ID,
    PRIOR_FEATURES,
    counted,
    pair_buckets,
    piece_features,
    whole_hashes,
    word_ids,
)
from modfilter.model.language import WHOLE, language_sums, piece_evidence, unreadable
from modfilter.model.words import names_of
from modfilter.text.batch import Pieces
from modfilter.text.table import PieceTable

_HEADS = len(HEADS)
# A window is three chunks: long enough for a sentence, short enough that forty kind words around
# an insult do not hide it.
CHUNK_PIECES = 8
_FIRST_LEVELS = np.arange(_HEADS) * LEVELS
WINDOW_CHUNKS = 3

Tagger = Callable[[Sequence[bytes]], NDArray[np.uint32]]


@dataclass(frozen=True, slots=True)
class Scores:
    """Of n comments with p pieces: raw scores (n x heads), and the pieces' tags and rows (p).

    Equal pieces have equal rows. `weights(first, last)` gives the weights (pieces x heads) of some
    of the pieces, each with those of the pair that it opens. `unreadable` (n) marks comments in
    languages of which the scores know nothing, by the pieces' `evidence` for English (p).
    """

    raw: NDArray[np.float64]
    tags: NDArray[np.uint32]
    rows: NDArray[np.int32]
    weights: Callable[[int, int], NDArray[np.int32]]
    unreadable: NDArray[np.bool_]
    evidence: NDArray[np.int16]


_FORK_SECONDS = 1.0
"""How long a fork waits for a batch of another thread: far longer than any takes."""
_LIVE: weakref.WeakSet[Scorer] = weakref.WeakSet()
_FORKING: list[Scorer] = []


class Scorer:
    """Scores pieces by one bundle. `tagger` gives each piece bits for others to read.

    Safe to share between threads: what is remembered about pieces is guarded by a lock, and whole
    in a forked child.
    """

    def __init__(
        self, bundle: Bundle, tagger: Tagger | None = None, tags_version: int | None = None
    ) -> None:
        self.bundle = bundle
        self._tagger = tagger
        self._tags_version = tags_version
        self._lock = threading.Lock()
        self._known = self._with_tags(bundle.words)
        self._memory = _Memory(self._known)
        # One 8-byte word holds a bucket's weights of all heads: one load fetches them all.
        self._pair_words = bundle.pairs.view(np.int64).reshape(-1)
        self._gram_words = bundle.grams.view(np.int64).reshape(-1)
        self._orders = bytes(order in bundle.space.orders for order in range(16))
        self._is_held = False
        _LIVE.add(self)

    def before_fork(self) -> None:
        """Wait until nobody is changing the memory, so that the child gets it whole."""
        self._is_held = self._lock.acquire(timeout=_FORK_SECONDS)

    def after_fork(self, *, in_child: bool) -> None:
        """Go on as before; a child never waits for a thread that it does not have."""
        if in_child:
            if not self._is_held:
                self._memory = _Memory(self._known)
            self._lock = threading.Lock()
        elif self._is_held:
            self._lock.release()

    def __getstate__(self) -> tuple[Bundle, Tagger | None, int | None]:
        return self.bundle, self._tagger, self._tags_version

    def __setstate__(self, state: tuple[Bundle, Tagger | None, int | None]) -> None:
        self.__init__(*state)  # type: ignore[misc]

    def score(self, pieces: Pieces) -> Scores:
        """Raw scores of each comment (the whole's, or its strongest window's)."""
        bounds = pieces.bounds
        with self._lock:
            if self._memory.table.is_full:
                self._memory = _Memory(self._known)
            memory = self._memory
            rows, new = memory.table.look_up(pieces)
            if len(new):
                self._remember(memory, rows[new], pieces, new)
            known = memory.weights, memory.sizes, memory.words
            tags = memory.tags.take(rows)
            evidence = memory.evidence.take(rows)

        def weights(first: int, last: int) -> NDArray[np.int32]:
            # The last piece of all is a parting, so each piece before it opens a pair.
            return self._weights(known[0], known[2], rows[first : last + 1])

        raw = self._pool(rows, bounds, *known)
        return Scores(raw, tags, rows, weights, unreadable(evidence, bounds), evidence)

    def probabilities(self, raw: NDArray[np.float64]) -> NDArray[np.uint16]:
        """10,000 x the calibrated probability of raw scores (n x heads)."""
        table = self.bundle.calibration
        if kernel is not None:
            found = kernel.probabilities(raw, table, LEVELS_PER_UNIT)
            return np.frombuffer(bytearray(found), np.uint16).reshape(-1, _HEADS)
        levels = np.floor(raw * LEVELS_PER_UNIT).astype(np.int64) + LEVELS // 2
        np.maximum(levels, 0, out=levels)
        np.minimum(levels, LEVELS - 1, out=levels)
        levels += _FIRST_LEVELS
        return table.reshape(-1).take(levels)

    def _weights(
        self, weights: NDArray[np.int32], words: NDArray[np.uint32], rows: NDArray[np.int32]
    ) -> NDArray[np.int32]:
        """Weights of all pieces but the last, by what is known of the pieces' rows."""
        found = weights.take(rows[:-1], axis=0)
        ids = words.take(rows)
        found += self.pair_weights(ids[:-1], ids[1:])
        return found

    def piece_weights(
        self, names: Sequence[bytes]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint32]]:
        """Weights (n x heads), features (n) and word ids (n) of pieces, by their bytes."""
        weights, sizes, _ = self._sums(names)
        return weights, sizes, word_ids(names)

    def piece_evidence(self, names: Sequence[bytes]) -> NDArray[np.int16]:
        """How much pieces speak for English (n), by their bytes."""
        return piece_evidence(names, self._sums(names)[2], self.bundle.language)

    def _sums(
        self, names: Sequence[bytes]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        """Of each piece's features: weights (n x heads), their number, and language weights."""
        if kernel is not None:
            return self._compiled_sums(names)
        space, language = self.bundle.space, self.bundle.language
        features = piece_features(names, space)
        order = np.argsort(features.owners, kind="stable")
        gathered = self._gram_words.take(features.buckets.take(order))
        sizes = np.bincount(features.owners, minlength=len(names)).astype(np.int32)
        starts = np.cumsum(sizes) - sizes
        by_head = gathered.view(np.int8).reshape(-1, _HEADS).astype(np.int32)
        weights = np.add.reduceat(by_head, starts, axis=0)
        return weights, sizes, language_sums(features, len(names), space.gram_bits, language)

    def _compiled_sums(
        self, names: Sequence[bytes]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        assert kernel is not None
        space, language, parts = self.bundle.space, self.bundle.language, counted(names)
        lengths = np.fromiter(map(len, parts), np.intp, len(parts))
        weights, sizes, sums = kernel.grams(
            b"".join(parts), lengths, whole_hashes(parts), self.bundle.grams, space.gram_bits,
            self._orders, b"" if language is None else language.weights, WHOLE,
        )  # fmt: skip
        by_head = np.frombuffer(weights, np.int32).reshape(-1, _HEADS)
        return by_head, np.frombuffer(sizes, np.int32), np.frombuffer(sums, np.int32)

    def pair_weights(
        self, left: NDArray[np.uint32], right: NDArray[np.uint32]
    ) -> NDArray[np.int32]:
        """Weights (n x heads) of neighbouring words by their ids; each pair is one feature."""
        buckets = pair_buckets(left, right, self.bundle.space)
        return self._pair_words.take(buckets).view(np.int8).reshape(-1, _HEADS).astype(np.int32)

    def _pool(
        self,
        rows: NDArray[np.int32],
        bounds: NDArray[np.intp],
        weights: NDArray[np.int32],
        sizes: NDArray[np.int32],
        words: NDArray[np.uint32],
    ) -> NDArray[np.float64]:
        """Raw scores: the larger of the whole's and the best window's less a penalty."""
        if kernel is None:
            opening = np.zeros((len(rows), _HEADS), np.int32)
            opening[:-1] = self._weights(weights, words, rows)
            return self._pooled(opening, sizes.take(rows), bounds)
        bundle = self.bundle
        raw = kernel.pool(
            rows, bounds, weights, sizes, words, bundle.pairs, bundle.space.pair_bits,
            PRIOR_FEATURES, bundle.scale, bundle.bias, bundle.window_penalty,
        )  # fmt: skip
        return np.frombuffer(raw, np.float64).reshape(-1, _HEADS)

    def _with_tags(self, words: NDArray[np.void]) -> NDArray[np.void]:
        """The bundle's words, tagged by this tagger where another version of it did that."""
        if self._tagger is None or self._tags_version == self.bundle.tags_version:
            return words
        words = words.copy()
        words["tag"] = self._tagger(names_of(words))
        return words

    def _remember(
        self,
        memory: _Memory,
        rows: NDArray[np.int32],
        pieces: Pieces,
        new: NDArray[np.intp],
    ) -> None:
        data = pieces.data.tobytes()
        starts = pieces.starts.take(new)
        ends = (starts + pieces.lengths.take(new)).tolist()
        names = [data[start:end] for start, end in zip(starts.tolist(), ends, strict=True)]
        memory.grow(memory.table.rows)
        weights, sizes, sums = self._sums(names)
        memory.weights[rows] = weights
        memory.evidence[rows] = piece_evidence(names, sums, self.bundle.language)
        # Each piece opens a pair, which is a feature too.
        memory.sizes[rows] = sizes + 1
        memory.words[rows] = word_ids(names)
        if self._tagger is not None:
            memory.tags[rows] = self._tagger(names)

    def _pooled(
        self, weights: NDArray[np.int32], sizes: NDArray[np.int32], bounds: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """The larger of the whole's raw score and the best window's less the penalty."""
        if len(bounds) == 2:
            return self._pooled_one(weights[bounds[0] : bounds[1]], sizes[bounds[0] : bounds[1]])
        counts = bounds[1:] - bounds[:-1]
        # A comment's pieces include its opening parting, so there is at least one chunk each.
        chunks_of = -(-counts // CHUNK_PIECES)
        first = np.zeros(len(chunks_of) + 1, np.intp)
        np.cumsum(chunks_of, out=first[1:])
        within = np.arange(first[-1]) - np.repeat(first[:-1], chunks_of)
        starts = np.repeat(bounds[:-1], chunks_of) + within * CHUNK_PIECES
        # The last parting closes the batch: it carries no weight but ends the last chunk.
        chunk = np.add.reduceat(weights[: bounds[-1]], starts, axis=0)
        chunk_size = np.add.reduceat(sizes[: bounds[-1]], starts)
        whole = np.add.reduceat(chunk, first[:-1], axis=0)
        whole_size = np.add.reduceat(chunk_size, first[:-1])
        raw = self._raw(whole, whole_size)
        long = (chunks_of > WINDOW_CHUNKS).nonzero()[0]
        if len(long):
            offsets = np.flatnonzero(
                np.repeat(chunks_of > WINDOW_CHUNKS, chunks_of)
                & (within <= np.repeat(chunks_of, chunks_of) - WINDOW_CHUNKS)
            )
            window = chunk.take(offsets, axis=0)
            window_size = chunk_size.take(offsets)
            for step in range(1, WINDOW_CHUNKS):
                window += chunk.take(offsets + step, axis=0)
                window_size += chunk_size.take(offsets + step)
            owners = np.repeat(np.arange(len(chunks_of)), chunks_of).take(offsets)
            edges = np.searchsorted(owners, long)
            best = np.maximum.reduceat(self._raw(window, window_size), edges, axis=0)
            raw[long] = np.maximum(raw[long], best - self.bundle.window_penalty)
        return raw

    def _pooled_one(
        self, weights: NDArray[np.int32], sizes: NDArray[np.int32]
    ) -> NDArray[np.float64]:
        """`_pooled` of a single comment: the same sums in a third of the steps."""
        starts = np.arange(0, len(sizes), CHUNK_PIECES)
        chunk = np.add.reduceat(weights, starts, axis=0)
        chunk_size = np.add.reduceat(sizes, starts)
        raw = self._raw(chunk.sum(axis=0, keepdims=True), chunk_size.sum(keepdims=True))
        if len(starts) > WINDOW_CHUNKS:
            last = len(starts) - WINDOW_CHUNKS + 1
            window = chunk[:last].copy()
            window_size = chunk_size[:last].copy()
            for step in range(1, WINDOW_CHUNKS):
                window += chunk[step : last + step]
                window_size += chunk_size[step : last + step]
            best = self._raw(window, window_size).max(axis=0)
            np.maximum(raw, best - self.bundle.window_penalty, out=raw)
        return raw

    def _raw(self, weights: NDArray[np.int32], sizes: NDArray[np.int32]) -> NDArray[np.float64]:
        # Integer sums, then one correctly rounded operation after another: no machine differs.
        norm = np.sqrt(sizes.astype(np.float64) + PRIOR_FEATURES)
        return weights / norm[:, None] * self.bundle.scale + self.bundle.bias


def _before_fork() -> None:
    _FORKING[:] = _LIVE
    for scorer in _FORKING:
        scorer.before_fork()


def _after_fork(in_child: bool) -> None:
    for scorer in _FORKING:
        scorer.after_fork(in_child=in_child)
    _FORKING.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork,
        after_in_parent=lambda: _after_fork(False),
        after_in_child=lambda: _after_fork(True),
    )


class _Memory:
    """What is known about the pieces seen since the last fresh start."""

    def __init__(self, known: NDArray[np.void]) -> None:
        self.table = PieceTable()
        self.weights = np.zeros((0, _HEADS), np.int32)
        self.sizes = np.zeros(0, np.int32)
        self.words = np.zeros(0, np.uint32)
        self.tags = np.zeros(0, np.uint32)
        self.evidence = np.zeros(0, np.int16)
        self.grow(len(known) + 1)
        self.words[0] = PARTING_ID
        self.sizes[0] = 1
        if len(known):
            low, high = np.ascontiguousarray(known["key"].T)
            self.table.seed(low, high)
            rows = slice(1, len(known) + 1)
            self.weights[rows] = known["weights"]
            # Each piece opens a pair, which is a feature too.
            self.sizes[rows] = known["size"] + np.uint16(1)
            self.words[rows] = known["word"]
            self.tags[rows] = known["tag"]
            self.evidence[rows] = known["evidence"]

    def grow(self, rows: int) -> None:
        """Make room for `rows` rows."""
        if rows <= len(self.sizes):
            return
        room = max(4096, 2 * rows)
        for name in ("weights", "sizes", "words", "tags", "evidence"):
            old = getattr(self, name)
            fresh = np.zeros((room, *old.shape[1:]), old.dtype)
            fresh[: len(old)] = old
            setattr(self, name, fresh)
