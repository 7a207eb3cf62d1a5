"""A comparison as one HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from modfilter.learning.comparison.cases import CaseChange
from modfilter.learning.comparison.compare import Comparison
from modfilter.learning.comparison.flips import Flip
from modfilter.learning.comparison.gate import Refusal
from modfilter.learning.comparison.paired import Measure
from modfilter.learning.comparison.wording import about, overall, rows, tendency, verdict
from modfilter.learning.evaluation.drawing import ACCENT, INK, NEGATIVE, POSITIVE, WIDTH, drawn
from modfilter.learning.evaluation.heads import text_hash
from modfilter.learning.evaluation.page_parts import document, escaped, figures
from modfilter.learning.evaluation.wording import percent, share

_SIDES = ("champion", "challenger", "difference", "90 % interval", "")


def html_page(comparison: Comparison, refusals: Sequence[Refusal], *, texts: bool = True) -> str:
    """The whole page. Without `texts`, comments appear by the start of their text's sha256."""
    title = f"Champion {comparison.champion}, challenger {comparison.challenger}"
    body = [
        f"<h1>{escaped(title)}</h1>",
        f"<p><b>{escaped(verdict(comparison, refusals))}</b></p>",
        "<ul>" + "".join(f"<li>{escaped(r.message)}</li>" for r in refusals) + "</ul>",
        f'<p class="soft">{escaped(about(comparison))}. Paired bootstrap with '
        f"{comparison.resamples:,} resamples, seed {comparison.seed}.</p>",
        "<h2>Held-out comments</h2>",
        _measures(overall(comparison)),
        *_heads(comparison),
        *_bias(comparison),
        *_cases(comparison, texts),
        "<h2>Comments decided otherwise</h2>",
        *_flips("Worse by the moderators’ verdict", comparison.flips.worse, texts),
        *_flips("Better by the moderators’ verdict", comparison.flips.better, texts),
    ]
    return document(title, body)


def _measures(cells: list[list[str]]) -> str:
    return figures(("measure", *_SIDES), cells)


def _heads(comparison: Comparison) -> list[str]:
    if not comparison.heads:
        return []
    named = [(f"{head.name} ({head.positive:,} rejected)", head.auc) for head in comparison.heads]
    known = [(head.name, head.auc) for head in comparison.heads if head.auc.error == head.auc.error]
    shown = [("whole decision", comparison.ranking), *known]
    height = 1.0 + 0.28 * len(shown)
    plot = drawn("auc", "heads", partial(_forest, rows=shown), (WIDTH, height))
    return [
        "<h2>Ranking, head by head</h2>",
        "<p>AUC of what moderators rejected as a head’s kind over what they published.</p>",
        _measures(rows(named)),
        f'<div class="plots">{plot}</div>',
    ]


def _forest(axes: Any, rows: Sequence[tuple[str, Measure]]) -> None:
    axes.set_title("Difference of AUC")
    for at, (_, measure) in enumerate(reversed(rows)):
        colour = {"better": NEGATIVE, "worse": POSITIVE}.get(tendency(measure), ACCENT)
        axes.plot(measure.interval, [at, at], color=colour, linewidth=1.6)
        axes.plot([measure.difference], [at], color=colour, marker="o", markersize=5)
    axes.axvline(0, color=INK, linewidth=0.9, linestyle=(0, (2, 2)))
    axes.set_yticks(range(len(rows)), [name for name, _ in reversed(rows)])
    axes.set_xlabel("challenger less champion, 90 % interval")


def _bias(comparison: Comparison) -> list[str]:
    bias = comparison.bias
    if bias is None:
        return []
    changed = sorted(bias.terms, key=lambda term: term.challenger.bpsn - term.champion.bpsn)
    terms = [
        [
            term.name,
            *(share(value) for value in (term.champion.subgroup, term.challenger.subgroup)),
            *(share(value) for value in (term.champion.bpsn, term.challenger.bpsn)),
            *(share(value) for value in (term.champion.bnsp, term.challenger.bnsp)),
            percent(term.champion.kind_stopped),
            percent(term.challenger.kind_stopped),
        ]
        for term in changed
    ]
    columns = (
        "term", "subgroup AUC", "after", "BPSN AUC", "after", "BNSP AUC", "after",
        "kind, not published", "after",
    )  # fmt: skip
    return [
        "<h2>Identity terms</h2>",
        f"<p>The same {bias.kind:,} kind and {bias.hostile:,} hostile sentences under both models; "
        "AUCs over all terms are power means, in which the worst terms weigh most.</p>",
        _measures(rows((measure.name, measure) for measure in (*bias.aucs, bias.stopped))),
        "<details><summary>Every term, the one that lost most first</summary>"
        f"{figures(columns, terms)}</details>",
    ]


def _cases(comparison: Comparison, texts: bool) -> list[str]:
    cases = comparison.cases
    found = [
        "<h2>Regression cases</h2>",
        f"<p>Of {cases.cases:,} the champion passes {cases.champion_passes:,}, the challenger "
        f"{cases.challenger_passes:,}.</p>",
    ]
    for title, changes in (("Lost", cases.lost), ("Won", cases.won)):
        if changes:
            columns = ("case", "wanted", "champion", "challenger", "moved", "comment")
            found += [
                f"<p>{title}:</p>",
                figures(columns, [_case(change, texts) for change in changes]),
            ]
    return found


def _case(change: CaseChange, texts: bool) -> list[str]:
    edge = " (at the edge)" if change.at_the_edge else ""
    return [
        change.case.id,
        change.case.action,
        change.champion,
        change.challenger,
        f"{change.moved:+.2f}{edge}",
        change.case.text if texts else text_hash(change.case.text),
    ]


def _flips(title: str, flips: Sequence[Flip], texts: bool) -> list[str]:
    if not flips:
        return []
    cells = [
        [
            flip.text if texts else flip.hash,
            flip.verdict + (f" ({flip.category})" if flip.category else ""),
            flip.champion,
            flip.challenger,
            f"{flip.moved:+.2f}",
            ", ".join(flip.reasons),
        ]
        for flip in flips
    ]
    columns = ("comment", "moderators", "champion", "challenger", "moved", "because of")
    return [f"<h3>{title} ({len(flips):,})</h3>", figures(columns, cells)]
