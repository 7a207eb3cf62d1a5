"""L-BFGS (Liu and Nocedal 1989) whose every step has the same bits on every machine.

scipy's sums by BLAS, whose order of summation follows the processor and the number of threads. The
same recipe then gave other weights elsewhere, and after early stopping other scores.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modfilter.learning.elementary import dot

Floats = NDArray[np.float64]
Objective = Callable[[Floats], tuple[float, Floats]]

_REMEMBERED = 10
# Armijo's and the curvature condition, as usual for quasi-Newton steps (Nocedal and Wright 2006).
_DECREASE, _CURVATURE = 1e-4, 0.9
_MOST_TRIALS = 20
# Relative decrease of the objective under which going on is noise.
_LEAST_DECREASE = 64 * float(np.finfo(float).eps)


@dataclass(frozen=True, slots=True)
class Minimum:
    """Where it stopped, and after how many steps."""

    point: Floats
    iterations: int


def minimise(objective: Objective, start: Floats, *, iterations: int, tolerance: float) -> Minimum:
    """Go down from `start` until the largest slope is `tolerance` or less, or steps run out.

    `objective` gives value and gradient.
    """
    point = start
    value, slope = objective(point)
    steps: deque[tuple[Floats, Floats, float]] = deque(maxlen=_REMEMBERED)
    for done in range(iterations):
        if float(np.abs(slope).max()) <= tolerance:
            return Minimum(point, done)
        direction = _direction(slope, steps)
        descent = dot(direction, slope)
        if descent >= 0:
            steps.clear()
            direction, descent = -slope, -dot(slope, slope)
        first = 1.0 if steps else 1 / max(float(np.sqrt(dot(slope, slope))), 1e-12)
        found = _line_search(objective, point, value, direction, descent, first)
        if found is None:
            return Minimum(point, done)
        next_point, next_value, next_slope = found
        moved, bent = next_point - point, next_slope - slope
        along = dot(moved, bent)
        if along > 0:
            steps.append((moved, bent, along))
        decrease = value - next_value
        scale = max(abs(value), abs(next_value), 1.0)
        point, value, slope = next_point, next_value, next_slope
        if decrease <= _LEAST_DECREASE * scale:
            return Minimum(point, done + 1)
    return Minimum(point, iterations)


def _direction(slope: Floats, steps: deque[tuple[Floats, Floats, float]]) -> Floats:
    """The quasi-Newton direction: two loops over the remembered steps."""
    found = -slope
    shares = []
    for moved, bent, along in reversed(steps):
        share = dot(moved, found) / along
        shares.append(share)
        found -= share * bent
    if steps:
        _, bent, along = steps[-1]
        found *= along / dot(bent, bent)
    for (moved, bent, along), share in zip(steps, reversed(shares), strict=True):
        found += (share - dot(bent, found) / along) * moved
    return found


def _line_search(
    objective: Objective,
    point: Floats,
    value: float,
    direction: Floats,
    descent: float,
    step: float,
) -> tuple[Floats, float, Floats] | None:
    """A point along `direction` that is lower and flatter; None where none is found.

    Bisects, or doubles while no end is known: nearly always the first step will do.
    """
    low, high = 0.0, float("inf")
    best: tuple[Floats, float, Floats] | None = None
    for _ in range(_MOST_TRIALS):
        there = point + step * direction
        found, slope = objective(there)
        if not found <= value + _DECREASE * step * descent:
            high = step
        elif dot(slope, direction) < _CURVATURE * descent:
            low = step
            best = (there, found, slope)
        else:
            return there, found, slope
        step = (low + high) / 2 if high < float("inf") else 2 * low
    return best
