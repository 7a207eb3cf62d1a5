"""What an audit sample says about all comments: unbiased shares, with honest intervals.

Every published (or rejected) comment was drawn with a known probability, by a keyed hash that knows
nothing of its text's worth. Weighting each judged one by what it stands for (Horvitz and Thompson
1952) is unbiased; dividing by the sum of weights (Hajek 1971) keeps shares below 1. Comments that
had the same probability form a stratum, within which the sample is a plain random one, so the Hajek
estimate is the strata's shares weighted by their sizes, which are known exactly.

The interval is Wilson's within a stratum, combined over strata by the distances from the estimate
(MOVER: Newcombe 1998, Zou and Donner 2008; for strata Yan and Su 2010). Weighted counts with an
effective size would take a stratum without a find for a certain one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

LEVEL = 0.9
"""Level of every interval, as in evaluations."""
WIDTH = 0.02
"""An interval this wide still tells something of a small share."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """Comments drawn with the same probability: all of them, the drawn, the judged, the wrong."""

    probability: float
    comments: int
    drawn: int
    judged: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many of `comments` are wrong: the share, its 90 % interval, and what it rests on.

    `share` is None where nothing was judged. `enough` is False where the sample is too small to
    tell; `remark` says why, or what else has to be known.
    """

    comments: int
    drawn: int
    judged: int
    wrong: int
    share: float | None
    low: float
    high: float
    enough: bool
    remark: str = ""

    @property
    def number(self) -> float | None:
        """How many comments that is."""
        return None if self.share is None else self.share * self.comments


def estimate(strata: Sequence[Stratum], unaudited: int = 0, level: float = LEVEL) -> Estimate:
    """The share of wrong ones among the strata's comments.

    A stratum of which nothing was judged is nowhere between 0 and 1. `unaudited` comments could
    not be drawn at all; nothing is said about them.
    """
    total = sum(one.comments for one in strata)
    drawn, judged, wrong = (
        sum(getattr(one, name) for one in strata) for name in ("drawn", "judged", "wrong")
    )
    if not judged or not total:
        remark = "nothing was drawn for the audit" if not drawn else "nothing drawn was judged yet"
        return Estimate(total, drawn, judged, wrong, None, 0.0, 1.0, False, remark)
    share = below = above = 0.0
    for one in strata:
        weight = one.comments / total
        low, high = _wilson(one.wrong, one.judged, level)
        middle = one.wrong / one.judged if one.judged else wrong / judged
        share += weight * middle
        below += (weight * (middle - low)) ** 2
        above += (weight * (high - middle)) ** 2
    low, high = max(0.0, share - sqrt(below)), min(1.0, share + sqrt(above))
    enough = high - low <= max(WIDTH, share)
    remarks = []
    if not enough:
        remarks.append("the sample is too small to tell")
    if judged < 0.9 * drawn:
        remarks.append(
            f"{drawn - judged} of {drawn} drawn comments are not judged yet, and reported ones may "
            "be judged first"
        )
    if unaudited:
        remarks.append(f"{unaudited} comments from times without an audit are not counted in")
    return Estimate(total, drawn, judged, wrong, share, low, high, enough, "; ".join(remarks))


def _wilson(right: int, all_: int, level: float) -> tuple[float, float]:
    """Wilson's score interval (1927)."""
    if not all_:
        return 0.0, 1.0
    z2 = NormalDist().inv_cdf((1 + level) / 2) ** 2
    share = right / all_
    middle = share + z2 / (2 * all_)
    half = sqrt(z2 * (share * (1 - share) / all_ + z2 / (4 * all_**2)))
    scale = 1 + z2 / all_
    low = 0.0 if right == 0 else (middle - half) / scale
    high = 1.0 if right == all_ else (middle + half) / scale
    return low, high
