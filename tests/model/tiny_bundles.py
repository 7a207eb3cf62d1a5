"""Bundles of a few kilobytes, with weights drawn from a seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from modfilter.domain import HEADS
from modfilter.model.bundle import LEVELS, LEVELS_PER_UNIT, Bundle, save_bundle
from modfilter.model.features import FeatureSpace

SPACE = FeatureSpace((2, 3), 8, 6)


def tiny_bundle(folder: Path, seed: int, **about: Any) -> Bundle:
    """Write a bundle whose id follows from `seed`."""
    random = np.random.default_rng(seed)
    heads = len(HEADS)
    raw = (np.arange(LEVELS) - LEVELS // 2) / LEVELS_PER_UNIT
    probability = np.round(10_000 / (1 + np.exp(-raw))).astype(np.uint16)
    curve = [[score, score, 1 - score, score, score, 900] for score in (0.1, 0.5, 0.9, 0.99)]
    bundle = Bundle(
        space=SPACE,
        grams=random.integers(-90, 90, (SPACE.gram_buckets, heads), np.int8),
        pairs=random.integers(-90, 90, (SPACE.pair_buckets, heads), np.int8),
        calibration=np.tile(probability, (heads, 1)),
        bias=np.full(heads, -2.0),
        scale=np.full(heads, 0.05),
        window_penalty=np.ones(heads),
        about={"curves": dict.fromkeys(HEADS, curve), **about},
    )
    return save_bundle(folder, bundle)
