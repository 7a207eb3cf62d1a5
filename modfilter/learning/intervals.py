"""Intervals of shares: how sure a measured precision is."""

from __future__ import annotations

from statistics import NormalDist

from modfilter.policy.promises import INTERVAL


def wilson(right: int, all_: int, level: float = INTERVAL) -> tuple[float, float]:
    """Wilson's score interval (1927) of a share, `right` of `all_`; (0, 1) where there is none."""
    if not all_:
        return 0.0, 1.0
    z2 = NormalDist().inv_cdf((1 + level) / 2) ** 2
    share = right / all_
    middle = share + z2 / (2 * all_)
    half = (z2 * (share * (1 - share) / all_ + z2 / (4 * all_**2))) ** 0.5
    scale = 1 + z2 / all_
    low = 0.0 if right == 0 else (middle - half) / scale
    high = 1.0 if right == all_ else (middle + half) / scale
    return low, high


def precision_interval(
    right: int, wrong: int, odds: float = 1.0, level: float = INTERVAL
) -> tuple[float, float, float]:
    """Precision at another prevalence, and its interval, from counts of one sample.

    `odds` is how many times more a positive counts than a negative: 1 where the sample is at the
    prevalence asked for. The interval is Wilson's for the counts as they are, carried over by the
    odds, which is exact since that changes no order. Working with weighted counts instead would
    take the few negatives of an enriched sample for the many that they stand for.
    """

    def carried(share: float) -> float:
        return odds * share / (odds * share + (1 - share))

    low, high = wilson(right, right + wrong, level)
    share = right / (right + wrong) if right + wrong else 0.0
    return carried(share), carried(low), carried(high)
