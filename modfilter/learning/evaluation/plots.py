"""The plots people expect of a classifier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from modfilter.learning.evaluation.drawing import ACCENT, INK, NEGATIVE, POSITIVE, drawn
from modfilter.learning.evaluation.heads import HISTOGRAM_BINS, Head


def head_plots(head: Head) -> list[str]:
    """Reliability, precision and recall, scores, and review load of a head, each as SVG."""
    plots: list[tuple[str, Callable[..., None]]] = [("reliability", _reliability)]
    if 0 < head.positive < head.labelled:
        plots.append(("precision-recall", _precision_recall))
    plots.append(("scores", _scores))
    if 0 < head.positive < head.labelled:
        plots.append(("load", _load))
    return [
        drawn(f"{head.name}-{name}", head.name, partial(draw, head=head)) for name, draw in plots
    ]


def _reliability(axes: Any, head: Head) -> None:
    axes.set_title("Reliability")
    axes.plot([0, 1], [0, 1], color=INK, linewidth=0.8, linestyle=(0, (4, 3)), label="ideal")
    axes.plot(
        [found.mean_score for found in head.reliability],
        [found.share_positive for found in head.reliability],
        color=ACCENT,
        marker="o",
        markersize=5,
        label=f"measured, ECE {head.ece:.3f}",
    )
    _unit(axes, "score", "share with the label")
    axes.legend(loc="upper left")


def _precision_recall(axes: Any, head: Head) -> None:
    axes.set_title("Precision and recall")
    recall = [point[2] for point in head.curve]
    precision = [point[1] for point in head.curve]
    _unit(axes, "recall", "precision")
    axes.plot(recall, precision, color=ACCENT, label=f"AP {head.average_precision:.3f}")
    for threshold in head.thresholds:
        _mark(axes, threshold.name, threshold.recall, threshold.precision)
    axes.legend(loc="lower left")


def _scores(axes: Any, head: Head) -> None:
    axes.set_title("Scores")
    edges = [k / HISTOGRAM_BINS for k in range(HISTOGRAM_BINS + 1)]
    for counts, colour, kind in zip(
        reversed(head.histogram), (NEGATIVE, POSITIVE), ("without", "with"), strict=True
    ):
        label = f"{kind} the label ({sum(counts):,})"
        axes.stairs(counts, edges, color=colour, fill=True, alpha=0.3)
        axes.stairs(counts, edges, color=colour, linewidth=1.4, label=label)
    axes.set_yscale("symlog", linthresh=1)
    axes.set_ylim(bottom=0)
    axes.set_xlim(0, 1)
    axes.set_xlabel("score")
    axes.set_ylabel("comments")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    for threshold in head.thresholds:
        axes.axvline(threshold.score, color=INK, linewidth=0.9, linestyle=(0, (2, 2)))
    axes.legend(loc="upper center")


def _load(axes: Any, head: Head) -> None:
    axes.set_title("Review load against what is missed")
    load = [100 * point[1] for point in head.load]
    missed = [100 * point[2] for point in head.load]
    axes.plot(load, missed, color=ACCENT)
    axes.set_ylim(0, 102)
    used = 0.0
    for threshold in head.thresholds:
        x = 100 * _load_at(head, threshold.score)
        used = max(used, x)
        _mark(axes, threshold.name, x, 100 * (1 - threshold.recall))
    # Beyond a few times the load that the policy accepts there is nothing to decide.
    axes.set_xlim(0, min(100.0, max(4 * used, 200 * head.prevalence, 5.0)))
    axes.set_xlabel("% of comments at or above the score")
    axes.set_ylabel("% of positives below it")


def _load_at(head: Head, score: float) -> float:
    at_or_above: Sequence[float] = [point[1] for point in head.load if point[0] >= score]
    return max(at_or_above, default=0.0)


def _mark(axes: Any, name: str, x: float, y: float) -> None:
    if x == x and y == y:
        axes.plot([x], [y], marker="o", markersize=6, color=POSITIVE, linestyle="none")
        # At the top there is no room above the point.
        above = y < 0.9 * axes.get_ylim()[1]
        place = (7, 3 if above else -12)
        axes.annotate(name, (x, y), xytext=place, textcoords="offset points", fontsize=9)


def _unit(axes: Any, x: str, y: str) -> None:
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
