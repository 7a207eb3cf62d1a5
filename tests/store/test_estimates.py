"""The audit's estimates: right on average, and their intervals hold what they promise."""

from __future__ import annotations

import numpy as np
import pytest

from modfilter.domain import Action, ModeratorDecision
from modfilter.store.decision_store import DecisionStore
from modfilter.store.estimates import LEVEL, Stratum, estimate
from modfilter.store.records import Automatic

# (comments, probability, share that is wrong) by stratum.
SITES = {
    "one setting, common": [(20_000, 0.02, 0.10)],
    "one setting, rare": [(30_000, 0.02, 0.01)],
    "raised later": [(20_000, 0.01, 0.03), (20_000, 0.05, 0.03)],
    "worse later": [(30_000, 0.01, 0.01), (10_000, 0.05, 0.12)],
    "better later": [(10_000, 0.02, 0.15), (30_000, 0.05, 0.02)],
}


@pytest.mark.parametrize("name", SITES)
def test_intervals_cover_and_estimates_are_unbiased(name: str) -> None:
    """4,000 simulated audits, each comment drawn by itself, as a hash does."""
    chance = np.random.default_rng(7)
    site = SITES[name]
    total = sum(comments for comments, _, _ in site)
    truth = sum(round(comments * share) for comments, _, share in site) / total
    shares, covered, looks = [], 0, 4_000
    for _ in range(looks):
        strata = []
        for comments, probability, share in site:
            bad = round(comments * share)
            wrong = int(chance.binomial(bad, probability))
            drawn = wrong + int(chance.binomial(comments - bad, probability))
            strata.append(Stratum(probability, comments, drawn, drawn, wrong))
        found = estimate(strata)
        assert found.share is not None
        shares.append(found.share)
        covered += found.low <= truth <= found.high
    error = np.std(shares) / looks**0.5
    assert abs(np.mean(shares) - truth) < 4 * error
    assert covered / looks > LEVEL - 0.03
    # Weighting all drawn ones alike, as if there were one probability, is not right on average.
    if name == "worse later":
        alike = (0.01 * 30_000 * 0.01 + 0.05 * 10_000 * 0.12) / (0.01 * 30_000 + 0.05 * 10_000)
        assert abs(alike - truth) > 10 * error


def test_a_sample_that_is_too_small_says_so() -> None:
    assert not estimate([Stratum(0.01, 2_000, 20, 20, 0)]).enough
    assert "too small" in estimate([Stratum(0.01, 2_000, 20, 20, 1)]).remark
    assert estimate([Stratum(0.01, 100_000, 1_000, 1_000, 0)]).enough
    assert estimate([Stratum(0.01, 100_000, 1_000, 1_000, 300)]).enough


def test_nothing_is_made_up_without_a_sample() -> None:
    for strata in ([], [Stratum(0.01, 500, 0, 0, 0)], [Stratum(0.01, 500, 5, 0, 0)]):
        found = estimate(strata)
        assert found.share is None
        assert found.number is None
        assert (found.low, found.high, found.enough) == (0.0, 1.0, False)
        assert found.remark


def test_a_stratum_that_nobody_judged_widens_the_interval() -> None:
    known = estimate([Stratum(0.1, 10_000, 1_000, 1_000, 50)])
    both = estimate([Stratum(0.1, 10_000, 1_000, 1_000, 50), Stratum(0.01, 10_000, 0, 0, 0)])
    assert both.high > known.high + 0.3


def test_the_store_counts_what_the_estimates_need(store: DecisionStore) -> None:
    def item(number: int, drawn: bool) -> Automatic:
        action = Action.REVIEW if drawn else Action.PUBLISH
        return Automatic(
            f"t{number}", action, str(number), filter_action=Action.PUBLISH,
            audit_probability=0.25, audited=drawn,
        )  # fmt: skip

    store.record([item(number, number % 4 == 0) for number in range(400)])
    store.record([Automatic("before the audit", Action.PUBLISH, "old")])
    judged = range(0, 380, 4)
    store.decide([
        ModeratorDecision(f"t{n}", Action.REJECT if n % 40 == 0 else Action.PUBLISH, "spam", str(n))
        for n in judged
    ])  # fmt: skip
    # Reported by readers, so no part of the sample.
    store.decide([ModeratorDecision("t1", Action.REJECT, "spam", "1")])
    found = store.stats().published_bad
    assert (found.comments, found.drawn, found.judged, found.wrong) == (400, 100, 95, 10)
    assert found.share == pytest.approx(10 / 95)
    assert "1 comments from times without an audit" in found.remark
    assert store.stats().rejected_good.share is None
