"""The statistics page's pictures: SVG that is light or dark as the reader's screen is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from modfilter.learning.evaluation.drawing import ACCENT, GRID, INK, NEGATIVE, POSITIVE, drawn
from modfilter.store.statistics import Stats
from modfilter.store.trends import Part, Trends, Unit

WIDE, NARROW = "wide", "narrow"
"""For a desk's screen and for a telephone's."""
_SIZES: Mapping[str, Mapping[str, tuple[float, float]]] = {
    WIDE: {"volume": (12.4, 3.2), "": (6.1, 3.1)},
    NARROW: {"": (4.4, 3.1)},
}
# Blue, amber and vermilion are told apart with any colour vision; each keeps 3:1 to its ground.
_COLOURS = (
    "<style>svg { color-scheme: light dark; --ink: #1b2026; --grid: #d5dae0; --positive: #2f6fb3; "
    "--accent: #a87400; --negative: #b8382a } @media (prefers-color-scheme: dark) { svg { "
    "--ink: #e7eaee; --grid: #353c44; --positive: #6aa5e3; --accent: #e0a93a; "
    "--negative: #f07a68 } }</style>"
)
ACTIONS = (("publish", "published", POSITIVE), ("review", "sent to review", ACCENT),
           ("reject", "rejected", NEGATIVE))  # fmt: skip
"""Actions in the order in which bars are stacked: what they are called, and their colour."""
MOST_REASONS = 10


def pictures(trends: Trends, stats: Stats) -> dict[str, Callable[[str], bytes]]:
    """What can be drawn of these numbers, by name: from WIDE or NARROW to an SVG file."""
    parts = trends.parts
    found: dict[str, Callable[[Any], None]] = {}
    if any(part.actions for part in parts):
        found["volume"] = partial(_volume, trends=trends)
    if trends.reasons:
        found["reasons"] = partial(_reasons, trends=trends)
    if any(part.agreed or part.overruled for part in parts):
        found["agreement"] = partial(_agreement, trends=trends)
    if any(one.share is not None for one in (stats.published_bad, stats.rejected_good)):
        found["audit"] = partial(_audit, stats=stats)
    if any(part.decisions for part in parts):
        found["load"] = partial(_load, trends=trends)
    if any(part.waited for part in parts):
        found["waiting"] = partial(_waiting, trends=trends)
    return {name: partial(_file, name, draw) for name, draw in found.items()}


def _file(name: str, draw: Callable[[Any], None], size: str) -> bytes:
    sizes = _SIZES[size]
    svg = drawn(name, "Plot", draw, sizes.get(name, sizes[""]))
    at = svg.index(">") + 1
    return (svg[:at] + _COLOURS + svg[at:]).encode()


def _volume(axes: Any, trends: Trends) -> None:
    axes.set_title(f"Comments a {trends.unit}")
    below = [0] * len(trends.parts)
    for action, label, colour in ACTIONS:
        heights = [part.actions.get(action, 0) for part in trends.parts]
        axes.bar(range(len(heights)), heights, bottom=below, color=colour, label=label, width=0.82)
        below = [low + height for low, height in zip(below, heights, strict=True)]
    _counted(axes, trends)
    _legend(axes)


def _load(axes: Any, trends: Trends) -> None:
    axes.set_title(f"Moderators' decisions a {trends.unit}")
    heights = [part.decisions for part in trends.parts]
    axes.bar(range(len(heights)), heights, color=POSITIVE, width=0.82)
    _counted(axes, trends)


def _reasons(axes: Any, trends: Trends) -> None:
    axes.set_title("Reasons that decided")
    top = list(trends.reasons.items())[:MOST_REASONS][::-1]
    shares = [100 * count / trends.reasons_of for _, count in top]
    axes.barh([code for (code, _), _ in top], shares, color=POSITIVE, height=0.7)
    axes.set_xlabel("% of comments not simply published")
    axes.grid(axis="y", visible=False)


def _agreement(axes: Any, trends: Trends) -> None:
    axes.set_title("Moderators agree with the filter")
    some = [(at, part) for at, part in enumerate(trends.parts) if part.agreed or part.overruled]
    shares = [100 * part.agreed / (part.agreed + part.overruled) for _, part in some]
    axes.plot([at for at, _ in some], shares, color=POSITIVE, marker="o", markersize=3.5)
    axes.set_ylim(0, 104)
    axes.set_ylabel("% of those looked at")
    _times(axes, trends.parts, trends.unit)


def _audit(axes: Any, stats: Stats) -> None:
    axes.set_title("Share of all, with its interval")
    rows = (
        ("published\nand bad", stats.published_bad),
        ("rejected\nand good", stats.rejected_good),
    )
    known = [(label, one) for label, one in rows if one.share is not None]
    for at, (_, one) in enumerate(known):
        assert one.share is not None
        axes.plot([100 * one.low, 100 * one.high], [at, at], color=INK, linewidth=1.6)
        axes.plot([100 * one.share], [at], marker="o", markersize=8, color=POSITIVE)
    axes.set_yticks(range(len(known)), [label for label, _ in known])
    axes.set_ylim(len(known) - 0.4, -0.6)
    axes.set_xlim(left=0)
    axes.set_xlabel("%")
    axes.grid(axis="y", visible=False)


def _waiting(axes: Any, trends: Trends) -> None:
    axes.set_title("Hours from arrival to decision")
    some = [(at, part.waited) for at, part in enumerate(trends.parts) if part.waited is not None]
    places = [at for at, _ in some]
    for which, label, colour, style in (
        (1, "one in ten waits longer", NEGATIVE, (0, (4, 2))),
        (0, "median", POSITIVE, "solid"),
    ):
        hours = [spread[which] for _, spread in some]
        axes.plot(
            places, hours, color=colour, linestyle=style, marker="o", markersize=3, label=label
        )
    axes.set_ylim(bottom=0)
    _times(axes, trends.parts, trends.unit)
    _legend(axes)


def _counted(axes: Any, trends: Trends) -> None:
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.set_ylim(bottom=0)
    _times(axes, trends.parts, trends.unit)


def _times(axes: Any, parts: Sequence[Part], unit: Unit) -> None:
    """So many labels of times as there is room for."""
    room = max(2, int(axes.figure.get_figwidth()))
    step = max(1, -(-len(parts) // room))
    form = "%b %Y" if unit is Unit.MONTH else "%-d %b"
    chosen = range(len(parts) - 1, -1, -step)
    axes.set_xticks(list(chosen), [f"{parts[at].start:{form}}" for at in chosen])
    axes.set_xlim(-0.6, len(parts) - 0.4)
    axes.grid(axis="x", visible=False)
    axes.tick_params(axis="x", color=GRID)


def _legend(axes: Any) -> None:
    # Below the picture, where it covers nothing however narrow that is.
    handles, labels = axes.get_legend_handles_labels()
    axes.figure.legend(handles, labels, loc="outside lower center", ncols=len(labels))
