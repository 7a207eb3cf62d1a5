"""A comparison on a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from modfilter.cli.columns import Column, table
from modfilter.cli.table import Look
from modfilter.cli.terminal import fitted, styled, visible
from modfilter.learning.comparison.cases import CaseChange
from modfilter.learning.comparison.compare import Comparison
from modfilter.learning.comparison.flips import Flip
from modfilter.learning.comparison.gate import Refusal
from modfilter.learning.comparison.wording import about, overall, rows, verdict

_SIDES = (
    Column("CHAMPION"),
    Column("CHALLENGER"),
    Column("DIFFERENCE"),
    Column("90 % INTERVAL", 1),
    Column("", 2),
)
_TERMS = (
    Column("IDENTITY TERM"),
    Column("BPSN BEFORE"),
    Column("AFTER"),
    Column("KIND STOPPED BEFORE", 1),
    Column("AFTER", 1),
)
_SHOWN_TERMS = 5


def comparison_lines(
    comparison: Comparison,
    refusals: Sequence[Refusal],
    look: Look,
    *,
    shown: int = 10,
    texts: bool = True,
) -> list[str]:
    """The comparison in lines within `look.width`, with up to `shown` flips each way.

    Without `texts` comments appear by their hashes only.
    """
    return [
        line.replace("…", "...").replace("–", "-")
        for line in _lines(comparison, refusals, look, shown, texts)
    ]


def verdict_lines(comparison: Comparison, refusals: Sequence[Refusal], look: Look) -> Iterator[str]:
    """What the gate says, and why."""
    yield from _wrapped(verdict(comparison, refusals), look, "bold")
    for refusal in refusals:
        yield from textwrap.wrap(
            visible(refusal.message), look.width, initial_indent="- ", subsequent_indent="  "
        )


def _lines(
    comparison: Comparison, refusals: Sequence[Refusal], look: Look, shown: int, texts: bool
) -> Iterator[str]:
    yield from _wrapped(about(comparison), look, "dim")
    yield ""
    yield from _measures("HELD-OUT COMMENTS", overall(comparison), look)
    if comparison.heads:
        yield ""
        named = [(f"{head.name} ({head.positive:,})", head.auc) for head in comparison.heads]
        yield from _measures("AUC BY HEAD (REJECTED)", rows(named), look)
    yield from _bias(comparison, look)
    yield ""
    yield from _cases(comparison, look, shown, texts)
    for title, flips in (
        ("Worse by the moderators' verdict", comparison.flips.worse),
        ("Better by the moderators' verdict", comparison.flips.better),
    ):
        if flips:
            yield ""
            yield from _flips(title, flips, look, shown, texts)
    yield ""
    yield from verdict_lines(comparison, refusals, look)


def _measures(title: str, cells: list[list[str]], look: Look) -> list[str]:
    return table((Column(title), *_SIDES), cells, look.width, colour=look.colour)


def _bias(comparison: Comparison, look: Look) -> Iterator[str]:
    bias = comparison.bias
    if bias is None:
        return
    yield ""
    named = [(measure.name, measure) for measure in (*bias.aucs, bias.stopped)]
    yield from _measures("IDENTITY TEMPLATES", rows(named), look)
    changed = sorted(bias.terms, key=lambda t: t.challenger.bpsn - t.champion.bpsn)
    yield ""
    yield from table(
        _TERMS,
        [
            [
                term.name,
                f"{term.champion.bpsn:.3f}",
                f"{term.challenger.bpsn:.3f}",
                f"{term.champion.kind_stopped:.1%}",
                f"{term.challenger.kind_stopped:.1%}",
            ]
            for term in changed[:_SHOWN_TERMS]
        ],
        look.width,
        colour=look.colour,
    )


def _cases(comparison: Comparison, look: Look, shown: int, texts: bool) -> Iterator[str]:
    cases = comparison.cases
    yield from _wrapped(
        f"Regression cases: of {cases.cases:,} the champion passes {cases.champion_passes:,}, the "
        f"challenger {cases.challenger_passes:,}; {len(cases.lost)} lost, {len(cases.won)} won",
        look,
        "bold",
    )
    for change in cases.lost[:shown]:
        yield fitted(_case(change, texts), look.width)


def _case(change: CaseChange, texts: bool) -> str:
    edge = ", at the edge" if change.at_the_edge else ""
    text = f": {visible(change.case.text)}" if texts else ""
    return (
        f"  {visible(change.case.id)} wants {change.case.action}, "
        f"{change.champion} -> {change.challenger}{edge}{text}"
    )


def _flips(title: str, flips: Sequence[Flip], look: Look, shown: int, texts: bool) -> Iterator[str]:
    rest = f", the first {shown} of" if 0 < shown < len(flips) else ":"
    yield styled(fitted(f"{title}{rest} {len(flips):,}", look.width), "bold", look.colour)
    for flip in flips[:shown]:
        name = visible(flip.text) if texts else flip.hash
        moved = f"{flip.champion!s} -> {flip.challenger!s}"
        yield fitted(f"  {moved:18}  {flip.moved:+.2f}  {name}", look.width)


def _wrapped(text: str, look: Look, style: str) -> list[str]:
    return [styled(line, style, look.colour) for line in textwrap.wrap(visible(text), look.width)]
