"""Features of pieces: hashed byte n-grams and words. One function for training and for checking.

The n-grams stay within a piece, so a piece's share of every score is a constant that can be
remembered: a known word costs one look-up instead of dozens of hashed n-grams. Pairs of
neighbouring words carry what crosses the gap.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modfilter.text.batch import TELLING_MARKS

# A piece's bytes beyond this many say nothing new; the cap bounds the work on hostile input.
_MAX_PIECE_BYTES = 256
# Forty question marks say no more than four.
_MAX_MARK_BYTES = 4
_MARKS = frozenset(TELLING_MARKS)

_BASE = np.uint32(0x01000193)
_SPREAD = np.uint32(0x9E3779B1)
_PAIR_LEFT = np.uint32(0x85EBCA6B)
_PAIR_RIGHT = np.uint32(0xC2B2AE35)
_WORD_SALT = np.uint32(0x27D4EB2F)
_ORDER_SALTS = [np.uint32((order * 0x9E3779B9) & 0xFFFFFFFF) for order in range(16)]


@dataclass(frozen=True, slots=True)
class FeatureSpace:
    """Which features there are and how many buckets they are hashed into.

    `orders` are the byte n-gram lengths; `gram_bits` and `pair_bits` are the base-2 logarithms of
    the bucket counts for n-grams with words, and for word pairs.
    """

    orders: tuple[int, ...] = (2, 3, 4, 5)
    gram_bits: int = 19
    pair_bits: int = 18

    @property
    def gram_buckets(self) -> int:
        """Number of buckets for n-grams and words."""
        return 1 << self.gram_bits

    @property
    def pair_buckets(self) -> int:
        """Number of buckets for word pairs."""
        return 1 << self.pair_bits


@dataclass(frozen=True, slots=True)
class PieceFeatures:
    """Features of n pieces: feature k is bucket `buckets[k]`, of piece `owners[k]`.

    Kind after kind (the whole pieces, then each n-gram length), so owners are few rising runs.
    """

    buckets: NDArray[np.uint32]
    owners: NDArray[np.int32]


PRIOR_FEATURES = 60
"""Counted as seen in every text before its own: a word or two alone must not settle a score."""

PARTING_ID = np.uint32(0)
"""Stands for a comment's edge among the `word_ids`."""


def word_ids(pieces: Sequence[bytes]) -> NDArray[np.uint32]:
    """A number for each piece, for pairing."""
    return np.fromiter(map(zlib.crc32, pieces), np.uint32, len(pieces))


def counted(pieces: Sequence[bytes]) -> list[bytes]:
    """What counts of each piece."""
    return [
        piece[: _MAX_MARK_BYTES if piece[0] in _MARKS else _MAX_PIECE_BYTES] for piece in pieces
    ]


def piece_features(pieces: Sequence[bytes], space: FeatureSpace) -> PieceFeatures:
    """Hash the n-grams and the whole of each piece; every piece has at least one feature."""
    pieces = counted(pieces)
    lengths = np.fromiter(map(len, pieces), np.intp, len(pieces)) + 2
    owners = np.repeat(np.arange(len(pieces), dtype=np.int32), lengths)
    data = np.frombuffer(b"".join([b"\x02%b\x03" % piece for piece in pieces]), np.uint8).astype(
        np.uint32
    )
    hashes = [whole_hashes(pieces)]
    owner = [np.arange(len(pieces), dtype=np.int32)]
    rolling = data
    for order in range(2, max(space.orders) + 1):
        if len(rolling) < 2:
            break
        rolling = rolling[:-1] * _BASE + data[order - 1 :]
        if order in space.orders:
            inside = (owners[: len(rolling)] == owners[order - 1 :]).nonzero()[0]
            hashes.append(rolling.take(inside) ^ _ORDER_SALTS[order])
            owner.append(owners.take(inside))
    return PieceFeatures(_bucket(np.concatenate(hashes), space.gram_bits), np.concatenate(owner))


def whole_hashes(pieces: Sequence[bytes]) -> NDArray[np.uint32]:
    """The hash of each counted piece as a feature of its own."""
    return word_ids(pieces) ^ _WORD_SALT


def pair_buckets(
    left: NDArray[np.uint32], right: NDArray[np.uint32], space: FeatureSpace
) -> NDArray[np.uint32]:
    """Buckets of neighbouring words, given by their `word_ids`."""
    return _bucket(left * _PAIR_LEFT + right * _PAIR_RIGHT, space.pair_bits)


def _bucket(hashes: NDArray[np.uint32], bits: int) -> NDArray[np.uint32]:
    mixed = hashes ^ (hashes >> np.uint32(15))
    mixed *= _SPREAD
    mixed ^= mixed >> np.uint32(13)
    mixed *= _PAIR_RIGHT
    return mixed >> np.uint32(32 - bits)
