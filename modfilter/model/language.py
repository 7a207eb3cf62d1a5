"""Which comments the model can read: every piece carries how much it speaks for English.

A piece's evidence is a log-likelihood ratio, English against other languages, in whole units; a
comment's is the sum over its pieces. Letters of other scripts speak for themselves, Latin ones by
what was learned about words and byte n-grams.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modfilter.model.features import PieceFeatures

UNITS = 64
"""Units of evidence per nat."""
WHOLE = 3
"""How many times the weight of a whole word counts beside those of its n-grams."""
TABLE_BITS = 18
"""Base-2 logarithm of the table's size, where the model has as many buckets for n-grams."""

_MOST = 4 * UNITS
_OTHER_SCRIPT = 5 * UNITS
# A word of another script is taken to have eight bytes; scripts without spaces have long pieces.
_BYTES_OF_A_WORD = 8
_MOST_WORDS = 6

_LEAST_AGAINST = 4 * UNITS
_AGAINST_A_PIECE = UNITS // 2
_FEWEST_PIECES = 4
# Two or three Latin words are enough only where they could hardly be English. Of some 100,000
# English comments none came so low ("DIE DIE DIE!" came nearest).
_CLEARLY_AGAINST = 7 * UNITS
ENGLISH_RUN = 8 * UNITS
"""A run of pieces with so much evidence is English, whatever stands around it: three words or so.
It keeps abuse among foreign words within the model's reach."""

# What is the same in all languages, or says who wrote and not what.
_NEUTRAL = frozenset(
    b"ha hah haha hahaha hahahah hahahaha ah oh eh uh hm hmm mm la da na "
    b"rt user url http https www com co".split()
)

_PLAIN, _ACCENTED, _OTHER, _DIGIT = 1, 2, 4, 8


def _letters() -> NDArray[np.uint8]:
    """For each byte of UTF-8, what it begins: a letter of which kind, a digit, or nothing."""
    kinds = np.zeros(256, np.uint8)
    kinds[ord("a") : ord("z") + 1] = _PLAIN
    kinds[ord("0") : ord("9") + 1] = _DIGIT
    kinds[0xC3:0xCA] = _ACCENTED
    kinds[0xCE:0xE1] = _OTHER  # Greek, Cyrillic, Hebrew, Arabic … the scripts of India
    kinds[0xE1] = _OTHER  # Georgian, Ethiopic, Khmer …; and accented Latin, told apart below
    kinds[0xE3:0xEE] = _OTHER  # kana, Han, Hangul
    return kinds


_LETTERS = _letters()
_MIXED_LEAD = 0xE1
_ACCENTED_SECOND = range(0xB8, 0xBC)


@dataclass(frozen=True, slots=True)
class Language:
    """What was learned: a weight per bucket (int8) and the evidence of being any word at all."""

    weights: NDArray[np.int8]
    bias: int


def language_sums(
    features: PieceFeatures, n: int, gram_bits: int, language: Language | None
) -> NDArray[np.int32]:
    """Summed weights of n pieces' features, which are hashed into 2 ** `gram_bits` buckets."""
    if language is None or not n:
        return np.zeros(n, np.int32)
    shift = np.uint32(gram_bits - (len(language.weights).bit_length() - 1))
    weights = language.weights.take(features.buckets >> shift).astype(np.int32)
    # The first features are those of the whole pieces.
    weights[:n] *= WHOLE
    # Sums of whole numbers this small are exact as floats.
    return np.bincount(features.owners, weights, n).astype(np.int32)


def piece_evidence(
    names: Sequence[bytes], sums: NDArray[np.int32], language: Language | None
) -> NDArray[np.int16]:
    """Evidence for English of pieces by their bytes, negative for other languages; 0 is none.

    `sums` are their `language_sums`. Without a `language` every comment can be read.
    """
    n = len(names)
    if language is None or not n:
        return np.zeros(n, np.int16)
    evidence = sums.astype(np.int64) + language.bias
    np.clip(evidence, -_MOST, _MOST, out=evidence)
    sizes = np.fromiter(map(len, names), np.intp, n)
    word, other = _letters_of(names, sizes)
    words = np.clip(sizes, _BYTES_OF_A_WORD, _BYTES_OF_A_WORD * _MOST_WORDS)
    evidence[other] = -_OTHER_SCRIPT * words[other] // _BYTES_OF_A_WORD
    neutral = np.fromiter(map(_NEUTRAL.__contains__, names), np.bool_, n)
    evidence[neutral | ~word] = 0
    return evidence.astype(np.int16)


def is_plain_word(name: bytes) -> bool:
    """Whether a piece is judged by what was learned about its bytes."""
    word, other = _letters_of([name], np.array([len(name)], np.intp))
    return bool(word[0]) and not other[0] and name not in _NEUTRAL


def _letters_of(
    names: Sequence[bytes], sizes: NDArray[np.intp]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which pieces are words (letters, no digits), and which of those are of another script."""
    data = np.frombuffer(b"".join(names) + b" ", np.uint8)
    kinds = _LETTERS.take(data)
    mixed = (data == _MIXED_LEAD).nonzero()[0]
    if len(mixed):
        second = data.take(mixed + 1)
        latin = (second >= _ACCENTED_SECOND.start) & (second < _ACCENTED_SECOND.stop)
        kinds[mixed[latin]] = _ACCENTED
    starts = np.cumsum(sizes) - sizes
    seen = np.bitwise_or.reduceat(kinds, starts)
    counts = np.add.reduceat((kinds == _OTHER).astype(np.int32), starts)
    letters = np.add.reduceat(((kinds != 0) & (kinds != _DIGIT)).astype(np.int32), starts)
    word = (letters > 0) & (seen & _DIGIT == 0)
    return word, word & (counts * 2 >= letters)


def unreadable(evidence: NDArray[np.int16], bounds: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which of a batch's comments the model cannot read, by the evidence of the batch's pieces.

    `bounds` are the places of the partings, whose evidence is 0. A comment is unreadable where
    the sum speaks clearly against English and no run of its pieces speaks for it; of few pieces in
    Latin letters more is asked.
    """
    starts = bounds[:-1]
    sums = np.add.reduceat(evidence, starts, dtype=np.int32)
    found = sums <= -_LEAST_AGAINST
    doubtful = found.nonzero()[0]
    if len(doubtful):
        found[doubtful] = _is_foreign(evidence, bounds, doubtful)
    return found


def _is_foreign(
    evidence: NDArray[np.int16], bounds: NDArray[np.intp], which: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """The second look at the comments `which`, all of which have a sum against English."""
    starts = bounds.take(which)
    sizes = bounds.take(which + 1) - starts
    first = np.cumsum(sizes) - sizes
    owner = np.repeat(np.arange(len(which)), sizes)
    own = evidence.take(np.arange(len(owner)) + np.repeat(starts - first, sizes)).astype(np.int64)
    pieces = np.add.reduceat(own != 0, first, dtype=np.int64)
    other_script = np.minimum.reduceat(own, first) <= -_OTHER_SCRIPT
    # Sums from each comment's start; the parting there makes the first of them 0.
    running = np.cumsum(own)
    running -= running.take(first).take(owner)
    # Each comment's sums lie wholly below those before it, so that one running minimum does all.
    step = 2 * int(np.abs(own).sum()) + 1
    lowest = np.minimum.accumulate(running - owner * step) + owner * step
    best = np.maximum.reduceat(running - lowest, first)
    total = running.take(first + sizes - 1)
    enough = (pieces >= _FEWEST_PIECES) | other_script | (total <= -_CLEARLY_AGAINST)
    against = -total >= _AGAINST_A_PIECE * pieces
    found: NDArray[np.bool_] = enough & against & (best < ENGLISH_RUN)
    return found
