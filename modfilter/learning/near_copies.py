"""Texts that are nearly the same: found by MinHash (Broder 1997), checked letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

LEAST_ALIKE = 0.8
"""From which share of common runs of letters on (Jaccard) two texts are nearly the same."""
LEAST_LETTERS = 24
"""Shorter texts are alike by chance; of them only equal ones count, see `corpora`."""

_RUN = 5
_RUN_MASK = np.uint64((1 << (8 * _RUN)) - 1)
# Six bands of four: of pairs that are .8 alike, 96 in 100 meet in a band, of pairs .9 alike all.
_BANDS, _ROWS = 6, 4
_CHUNK = 2_000
_MOST_CANDIDATES = 16
_NO_LETTERS = re.compile(r"[\W_]+")

Hashes = NDArray[np.uint64]


def near_copies(texts: Sequence[str], of: Sequence[str]) -> NDArray[np.bool_]:
    """Which of `texts` (n) are nearly the same as one of the texts `of`."""
    found = np.zeros(len(texts), np.bool_)
    others = np.array([k for k, text in enumerate(of) if len(text) >= LEAST_LETTERS], np.intp)
    if not len(others) or not len(texts):
        return found
    bands = _bands([of[k] for k in others.tolist()])
    order = np.argsort(bands, axis=0, kind="stable")
    known = np.take_along_axis(bands, order, axis=0)
    runs: dict[int, Hashes] = {}
    for first in range(0, len(texts), _CHUNK):
        part = texts[first : first + _CHUNK]
        mine = _bands(part)
        for at, candidates in _meeting(mine, known, order):
            if found[first + at]:
                continue
            own = _runs(_letters(part[at]))
            for other in candidates.tolist():
                if other not in runs:
                    runs[other] = _runs(_letters(of[int(others[other])]))
                if _alike(own, runs[other]) >= LEAST_ALIKE:
                    found[first + at] = True
                    break
    return found


def near_copy_groups(texts: Sequence[str]) -> NDArray[np.intp]:
    """A number for each of `texts` (n): near copies share theirs, the first of them gives it."""
    first = np.arange(len(texts))
    runs: dict[int, Hashes] = {}

    def own(at: int) -> Hashes:
        if at not in runs:
            runs[at] = _runs(_letters(texts[at]))
        return runs[at]

    long = np.array([k for k, text in enumerate(texts) if len(text) >= LEAST_LETTERS], np.intp)
    bands = _bands([texts[k] for k in long.tolist()])
    for band in bands.T:
        order = np.argsort(band, kind="stable")
        for meeting in np.split(order, np.flatnonzero(np.diff(band[order])) + 1):
            one, *others = long[meeting].tolist() or [0]
            for other in others:
                here, there = sorted((_root(first, one), _root(first, other)))
                if here != there and _alike(own(one), own(other)) >= LEAST_ALIKE:
                    first[there] = here
    return np.array([_root(first, at) for at in range(len(texts))], np.intp)


def _root(first: NDArray[np.intp], at: int) -> int:
    while first[at] != at:
        at = int(first[at])
    return at


def alike(one: str, other: str) -> float:
    """How alike two texts are: the share of their runs of five bytes of letters in common."""
    return _alike(_runs(_letters(one)), _runs(_letters(other)))


def _alike(one: Hashes, other: Hashes) -> float:
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / max(len(one) + len(other) - common, 1)


def _letters(text: str) -> bytes:
    return _NO_LETTERS.sub("", text.lower()).encode("utf-8", "surrogatepass")


def _runs(letters: bytes) -> Hashes:
    return np.unique(_windows(letters)[: max(len(letters) - _RUN + 1, 1)])


def _windows(data: bytes) -> Hashes:
    """The run of bytes that starts at each place, as a number; zeros stand after the end."""
    padded = np.frombuffer(data + bytes(8), np.uint8)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 8)[: len(data) or 1]
    return np.ascontiguousarray(windows).view("<u8").reshape(-1) & _RUN_MASK


def _bands(texts: Sequence[str]) -> Hashes:
    """One hash a band of each text's MinHash signature (n x bands)."""
    rng = np.random.default_rng(1997)
    factors = rng.integers(1, 1 << 63, _BANDS * _ROWS, np.uint64) * np.uint64(2) + np.uint64(1)
    parts = [np.zeros((0, _BANDS), np.uint64)]
    for first in range(0, len(texts), _CHUNK):
        letters = [_letters(text) for text in texts[first : first + _CHUNK]]
        # A gap of zeros keeps runs from reaching into the next text.
        starts = np.cumsum([0, *(len(text) + _RUN for text in letters[:-1])])
        windows = _mixed(_windows(bytes(_RUN).join(letters) + bytes(_RUN)))
        ends = starts + np.array([max(len(text) - _RUN + 1, 1) for text in letters])
        edges = np.column_stack([starts, ends]).reshape(-1)
        signature = np.column_stack(
            [np.minimum.reduceat(_mixed(windows * factor), edges)[::2] for factor in factors]
        )
        folded = np.zeros((len(letters), _BANDS), np.uint64)
        for row in range(_ROWS):
            folded = _mixed(folded ^ signature[:, row::_ROWS])
        # Short texts meet nobody.
        short = np.array([len(text) < LEAST_LETTERS for text in letters])
        folded[short] = np.arange(short.sum(), dtype=np.uint64)[:, None]
        parts.append(folded)
    return np.concatenate(parts)


def _mixed(numbers: Hashes) -> Hashes:
    # The finaliser of SplitMix64 (Steele et al. 2014) without its last step.
    mixed = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    return mixed ^ (mixed >> np.uint64(27))


def _meeting(
    mine: Hashes, known: Hashes, order: NDArray[np.intp]
) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Rows of `mine` with the first of the known ones that share a band with it."""
    for band in range(_BANDS):
        low = np.searchsorted(known[:, band], mine[:, band], side="left")
        high = np.searchsorted(known[:, band], mine[:, band], side="right")
        for at in np.flatnonzero(high > low).tolist():
            last = min(high[at], low[at] + _MOST_CANDIDATES)
            yield at, order[low[at] : last, band]
