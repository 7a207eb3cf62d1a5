"""A comparison's figures as people read them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from modfilter.learning.comparison.compare import Comparison
from modfilter.learning.comparison.gate import Refusal
from modfilter.learning.comparison.paired import Measure
from modfilter.learning.evaluation.wording import UNKNOWN, share


def verdict(comparison: Comparison, refusals: Sequence[Refusal]) -> str:
    """What the gate says, in a sentence."""
    if refusals:
        number = "one reason" if len(refusals) == 1 else f"{len(refusals)} reasons"
        return f"The gate refuses to promote {comparison.challenger}, for {number}:"
    return (
        f"The gate would promote {comparison.challenger}: it is shown to be better on the "
        "held-out comments, fails no regression case that the champion passes, and is not more "
        "biased."
    )


def signed(value: float) -> str:
    """A difference with its sign."""
    return UNKNOWN if math.isnan(value) else f"{value:+.4f}"


def difference_cells(measure: Measure) -> list[str]:
    """Champion, challenger, difference, and its interval."""
    low, high = measure.interval
    known = not (math.isnan(low) or math.isnan(high))
    return [
        share(measure.champion),
        share(measure.challenger),
        signed(measure.difference),
        f"{signed(low)} to {signed(high)}" if known else UNKNOWN,
    ]


def tendency(measure: Measure) -> str:
    """Whether the interval as a whole speaks for the one or the other."""
    low, high = measure.interval
    if math.isnan(low) or math.isnan(high) or low <= 0 <= high:
        return ""
    return "better" if (low > 0) is measure.higher_is_better else "worse"


def rows(named: Iterable[tuple[str, Measure]]) -> list[list[str]]:
    """A table's rows: the name, what `difference_cells` says, and the tendency."""
    return [[name, *difference_cells(measure), tendency(measure)] for name, measure in named]


def overall(comparison: Comparison) -> list[list[str]]:
    """The rows of the measures on all held-out comments."""
    careless = comparison.loss_if_careless
    # The corrected loss of one model may be negative where few decisions are wrong.
    corrected = ["", "", *difference_cells(careless)[2:], tendency(careless)]
    return [
        *rows([("loss per comment", comparison.loss)]),
        ["… if a fifth is wrong", *corrected],
        *rows(
            [
                ("wrongly published", comparison.wrongly_published),
                ("wrongly rejected", comparison.wrongly_rejected),
                ("sent to review", comparison.reviewed),
                ("AUC of the decision", comparison.ranking),
            ]
        ),
    ]


def about(comparison: Comparison) -> str:
    """What the models were judged by, in a sentence or two."""
    held = comparison.held_out
    text = (
        f"champion {comparison.champion}, challenger {comparison.challenger}, policy "
        f"{comparison.policy_name} ({comparison.policy}); {held.comments:,} held-out comments "
        f"({held.published:,} published and {held.rejected:,} rejected by moderators)"
    )
    if held.first is not None and held.last is not None:
        text += f" of {held.first:%Y-%m-%d} to {held.last:%Y-%m-%d}"
    if held.moderators:
        text += f", by {held.moderators} moderator{'s' if held.moderators > 1 else ''}"
    if held.alike:
        verb = "is" if held.alike == 1 else "are"
        text += f"; {held.alike:,} {verb} nearly the same as another"
    if held.undecided:
        text += f"; {held.undecided:,} left out, on which moderators disagree"
    return text
