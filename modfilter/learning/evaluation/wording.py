"""Figures as people read them; what could not be measured is a dash."""

from __future__ import annotations

import math

UNKNOWN = "–"


def share(value: float) -> str:
    """A share or a measure in 0..1, with three decimals."""
    return UNKNOWN if math.isnan(value) else f"{value:.3f}"


def percent(value: float) -> str:
    """A share in per cent, with more places where it is small."""
    if math.isnan(value):
        return UNKNOWN
    return f"{100 * value:.2f} %" if 0 < value < 0.01 else f"{100 * value:.1f} %"


def number(value: float) -> str:
    """A score with as many of its four decimals as say something."""
    return f"{value:.4g}"


def interval(ends: tuple[float, float]) -> str:
    """Both ends of an interval."""
    low, high = ends
    return UNKNOWN if math.isnan(low) or math.isnan(high) else f"{low:.3f}–{high:.3f}"
