"""A correction merged into a head's int8 weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_START = np.uint32(0x9E3779B9)
# A merged weight may be this many times as large as int8 holds before the head's scale grows.
_CLIPPED_SHARE = 0.0005


def merged(
    weights: NDArray[np.int8],
    scale: float,
    columns: NDArray[np.intp],
    correction: NDArray[np.float64],
) -> tuple[NDArray[np.int8], float]:
    """`weights` (features) plus `correction` (of `columns`), and the scale they have then.

    The steps of int8 are coarse beside most corrections: rounding to the nearest would lose
    them. Whether a weight is rounded up or down is drawn instead, by a hash of its feature, so
    that sums over many features keep what each of them lost. Weights without a correction stay
    as they are, unless corrections are so large that the scale has to grow.
    """
    wanted = weights[columns] + correction / scale
    reach = float(np.quantile(np.abs(wanted), 1 - _CLIPPED_SHARE)) if len(columns) else 0.0
    whole = weights.astype(np.float64)
    if reach > 127:
        whole *= 127 / reach
        wanted *= 127 / reach
        scale *= reach / 127
    fresh = np.rint(whole)
    fresh[columns] = np.floor(wanted + _draws(columns))
    return np.clip(fresh, -127, 127).astype(np.int8), scale


def _draws(columns: NDArray[np.intp]) -> NDArray[np.float64]:
    """A number in [0, 1) for each feature, always the same."""
    # The finaliser of MurmurHash3 (Appleby 2011).
    mixed = columns.astype(np.uint32) + _START
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        mixed ^= mixed >> np.uint32(shift)
        mixed *= np.uint32(factor)
    mixed ^= mixed >> np.uint32(16)
    draws: NDArray[np.float64] = mixed / 2.0**32
    return draws
