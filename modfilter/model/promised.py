"""What a threshold comes to on a bundle's calibration data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """How often a head is right from a score on, and how much it finds there."""

    score: float
    precision: float
    recall: float


def at_threshold(curve: Sequence[tuple[float, ...]], score: float) -> AtThreshold | None:
    """The curve's point for a threshold; None where the curve says nothing about it."""
    at = next((point for point in curve if point[0] >= score), None)
    return None if at is None else AtThreshold(score, at[1], at[2])
