"""Thresholds stated as promises: what a model's measurements say a promise comes to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from modfilter.errors import PolicyError

INTERVAL = 0.9
"""Share of intervals that hold the true precision; the lower end alone is right more often,
in 95 of 100, and it is what a promise rests on."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A threshold stated as the precision to keep; the model's curve turns it into a score."""

    precision: float


class ScoreForPrecision(Protocol):
    """Gives the lowest score from which on a head keeps a precision; None where it never does."""

    def __call__(self, precision: float, /) -> float | None:
        """The score, in 0..1."""
        ...


Curve = Sequence[Sequence[float]] | ScoreForPrecision
"""A head's points in any order, or a function that answers at once.

A point is (score, precision, recall, low, high, comments): the interval of the precision, and how
many comments of the calibration data scored that much or more. Models of the first versions
have only the first three.
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a promise came to: the score, and what was measured there.

    `precision` is None where a function gave the score; `low`, `high` and `comments` are None
    where the model does not know them.
    """

    score: float
    precision: float | None = None
    low: float | None = None
    high: float | None = None
    comments: int | None = None

    def __str__(self) -> str:
        """For people: "score 0.87: precision 0.95 (90 % interval 0.91 to 0.98; 214 comments)"."""
        text = f"score {self.score:g}"
        if self.precision is None:
            return text
        if self.low is None or self.high is None or self.comments is None:
            return f"{text}: precision {self.precision:g} (interval unknown: an older model)"
        return (
            f"{text}: precision {self.precision:g} ({INTERVAL * 100:g} % interval {self.low:g} to "
            f"{self.high:g}; {self.comments:,} comments)"
        )


def keep(where: str, head: str, promise: Promise, curve: Curve | None) -> Kept:
    """The lowest score from which a head keeps a promise, by its model's curve.

    A promise is kept where the lower end of the precision's interval reaches it, so that luck
    with few comments is no promise. A model that knows no intervals is taken at its word. Raises
    PolicyError, which calls the threshold `where`, and says what the data supports at most.
    """
    stated = f"{where} = {{precision = {promise.precision:g}}}"
    if curve is None:
        raise PolicyError(f"{stated}: this model has no curve for {head}; give a score instead")
    if callable(curve):
        score = curve(promise.precision)
        if score is None:
            raise PolicyError(f"{stated}: this model's {head} head never keeps that precision")
        return Kept(score)
    # A point without recall rests on no comment, so its precision says nothing.
    points = [_measured(point) for point in curve if point[2] > 0]
    kept = [point for point in points if _sure(point) >= promise.precision]
    if not kept:
        raise PolicyError(f"{stated}: {_unsupported(head, points)}")
    return min(kept, key=lambda point: point.score)


def _measured(point: Sequence[float]) -> Kept:
    if len(point) < 6:
        return Kept(point[0], point[1])
    return Kept(point[0], point[1], point[3], point[4], int(point[5]))


def _sure(point: Kept) -> float:
    sure = point.precision if point.low is None else point.low
    return 0.0 if sure is None else sure


def _unsupported(head: str, points: Sequence[Kept]) -> str:
    if not points:
        return f"this model was not measured on any {head}; give a score, or leave the key out"
    best = max(points, key=lambda point: (_sure(point), -point.score))
    if best.low is None:
        return (
            f"this model's {head} head never keeps that precision (its best is "
            f"{best.precision:.4g}); promise less, give a score, or leave the key out"
        )
    # Rounded down, so that promising it is accepted.
    most = math.floor(best.low * 1000) / 1000
    return (
        f"the data behind this model's {head} head supports {most:g} at most: {best}. Promise "
        "that or less, give a score, leave the key out, or train with more comments to calibrate on"
    )
