"""The promotion gate: may the challenger take the champion's place? If not, why, with figures.

A challenger is promoted when it is shown to be better, not when it merely looks better: moderators
err, held-out decisions are few, and whoever retrains every night has many tries. `docs/learning.md`
tells what the simulation in `benchmarks/` says about these bounds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from modfilter.learning.comparison.compare import Comparison
from modfilter.learning.comparison.outcomes import CARELESS_SHARE
from modfilter.learning.comparison.paired import Measure
from modfilter.learning.evaluation.wording import share

LEAST_EACH = 50
"""Comments that moderators published, and that they rejected, without which nothing is shown."""

LEAST_OF_A_KIND = 30
"""Rejected comments of a kind without which its head is shown, and not judged."""

SURE = 3.09
"""Standard errors by which the challenger has to be better: wrong once in a thousand tries."""

LIKELY = 1.645
"""Standard errors for "shown worse": the interval of 90 % lies on that side as a whole."""

RANKING_MARGIN = 0.005
"""The AUC that may be lost at most, as far as the interval of 90 % tells."""

BIAS_MARGIN = 0.005
"""The identity AUC that may be lost before the challenger counts as more biased."""

STOPPED_MARGIN = 0.005
"""The share of kind sentences about groups that may be stopped on top."""

TERM_MARGIN = 0.05
"""The same for a single identity term: two or three of its sentences."""

_SHOWN_CASES = 3


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason not to promote: a stable code, and a sentence with figures."""

    code: str
    message: str


def gate(comparison: Comparison) -> tuple[Refusal, ...]:
    """Why the challenger must not be promoted; empty where it may be."""
    return (
        *(_decisions(comparison) or _moderators(comparison)),
        *_heads(comparison),
        *_cases(comparison),
        *_bias(comparison),
    )


def spoils_others_alone(refusals: Sequence[Refusal]) -> bool:
    """Whether all that speaks against it is what it does to comments not of this site."""
    return bool(refusals) and all(
        refusal.code == "cases" or refusal.code.startswith("identity.") for refusal in refusals
    )


def _decisions(comparison: Comparison) -> list[Refusal]:
    held_out = comparison.held_out
    few = [
        f"{number} that moderators {verb}"
        for number, verb in ((held_out.published, "published"), (held_out.rejected, "rejected"))
        if number < LEAST_EACH
    ]
    if few:
        return [
            Refusal(
                "held_out.too_few",
                f"there are only {' and '.join(few)} among the held-out comments; with fewer than "
                f"{LEAST_EACH} of each nobody can tell which model is better",
            )
        ]
    refusals = []
    loss, ranking = comparison.loss, comparison.ranking
    worse = [measure for measure in (loss, comparison.loss_if_careless) if measure.gain < 0]
    if worse:
        condition = (
            ""
            if worse[0] is loss
            else f", if as many as {CARELESS_SHARE:.0%} of the decisions are wrong by chance"
        )
        refusals.append(
            Refusal(
                "held_out.loss",
                f"its decisions cost more on the held-out comments{condition}: "
                f"{_sides(worse[0])} per comment",
            )
        )
    if ranking.gain < 0 and ranking.at_least(LIKELY) < -RANKING_MARGIN:
        refusals.append(
            Refusal(
                "held_out.ranking",
                f"it ranks rejected above published comments less well: AUC {_sides(ranking)}",
            )
        )
    if not refusals and not all(
        measure.at_least(SURE) > 0 for measure in (loss, comparison.loss_if_careless)
    ):
        refusals.append(Refusal("held_out.not_shown", _not_shown(comparison)))
    return refusals


def _not_shown(comparison: Comparison) -> str:
    """That nothing is shown yet, and about how many comments would show it."""
    weakest = min(
        (comparison.loss, comparison.loss_if_careless), key=lambda m: _ratio(m.gain, m.error)
    )
    ratio = _ratio(weakest.gain, weakest.error)
    text = f"it is not shown to be better: loss {_sides(comparison.loss)} per comment"
    if ratio <= 0:
        return f"{text}, which is no difference"
    needed = math.ceil(comparison.held_out.comments * (SURE / ratio) ** 2 / 100) * 100
    return (
        f"{text}, a gain of {ratio:.1f} standard errors where {SURE:g} are asked for; if the gain "
        f"is real, about {needed:,} held-out comments would show it (there are "
        f"{comparison.held_out.comments:,})"
    )


def _ratio(gain: float, error: float) -> float:
    return gain / error if error > 0 else 0.0


def _heads(comparison: Comparison) -> list[Refusal]:
    """Heads that are shown worse by more than the margin."""
    return [
        Refusal(
            f"head.{head.name}",
            f"its {head.name} ranks {head.positive} comments rejected as that less well: "
            f"AUC {_sides(head.auc)}",
        )
        for head in comparison.heads
        if head.positive >= LEAST_OF_A_KIND
        and head.auc.gain < -RANKING_MARGIN
        and head.auc.at_most(LIKELY) < 0
    ]


def _moderators(comparison: Comparison) -> list[Refusal]:
    """One moderator's decisions must not carry a promotion."""
    return [
        Refusal(
            "held_out.one_moderator",
            f"only {found.moderator}'s decisions ({found.share:.0%} of the held-out comments) "
            f"speak for it: without them its loss is {-found.gain:+.4f} against the champion's",
        )
        for found in comparison.without
        if found.gain < 0
    ]


def _cases(comparison: Comparison) -> list[Refusal]:
    lost = [change for change in comparison.cases.lost if not change.at_the_edge]
    if not lost:
        return []
    shown = ", ".join(
        f"{change.case.id} (wants {change.case.action}: {change.champion} -> {change.challenger})"
        for change in lost[:_SHOWN_CASES]
    )
    more = f" and {len(lost) - _SHOWN_CASES} more" if len(lost) > _SHOWN_CASES else ""
    number = "a regression case" if len(lost) == 1 else f"{len(lost)} regression cases"
    return [Refusal("cases", f"it fails {number} that the champion passes: {shown}{more}")]


def _bias(comparison: Comparison) -> list[Refusal]:
    bias = comparison.bias
    if bias is None:
        return []
    refusals = [
        Refusal(
            "identity.auc",
            f"it is more biased: over the identity terms, {measure.name} {_sides(measure)}",
        )
        for measure in bias.aucs
        if measure.gain < -BIAS_MARGIN
    ]
    if bias.stopped.gain < -STOPPED_MARGIN:
        refusals.append(
            Refusal(
                "identity.stopped",
                "it is more biased: the share of kind sentences about groups that are not "
                f"published is {_sides(bias.stopped)}",
            )
        )
    terms = [term for term in bias.terms if term.more_stopped > TERM_MARGIN]
    if terms:
        worst = max(terms, key=lambda term: term.more_stopped)
        refusals.append(
            Refusal(
                "identity.term",
                f'it is more biased: of kind sentences with "{worst.name}" '
                f"{worst.challenger.kind_stopped:.0%} are not published, by the champion "
                f"{worst.champion.kind_stopped:.0%}",
            )
        )
    return refusals


def _sides(measure: Measure) -> str:
    low, high = measure.interval
    return (
        f"{share(measure.challenger)} against the champion's {share(measure.champion)} "
        f"(difference {measure.difference:+.4f}, 90 % interval {low:+.4f} to {high:+.4f})"
    )
