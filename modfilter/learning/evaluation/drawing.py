"""Pictures as SVG that takes its colours from the page that it stands in."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

from modfilter.errors import ModfilterError

# matplotlib knows no CSS variables: it draws in these colours, and the page's take their place.
INK, GRID, ACCENT, POSITIVE, NEGATIVE = "#010101", "#020202", "#030303", "#040404", "#050505"
_VARIABLES = {
    INK: "var(--ink)",
    GRID: "var(--grid)",
    ACCENT: "var(--accent)",
    POSITIVE: "var(--positive)",
    NEGATIVE: "var(--negative)",
}
# Points; at 72 to the inch about what a telephone shows, so that letters stay readable there.
WIDTH, HEIGHT = 4.3, 3.1
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": GRID,
}


class MissingMatplotlibError(ModfilterError):
    """The extra that draws is not installed."""


def require_matplotlib() -> None:
    """Raise MissingMatplotlibError, which names the cure, where plots cannot be drawn."""
    try:
        import matplotlib as mpl  # noqa: F401
    except ImportError:
        raise MissingMatplotlibError(
            "the page's plots are drawn by matplotlib, which is not installed: "
            "pip install 'modfilter[report]'"
        ) from None


def drawn(
    name: str, label: str, draw: Callable[[Any], None], size: tuple[float, float] = (WIDTH, HEIGHT)
) -> str:
    """What `draw` puts on its axes, as SVG; `name` is the page's only one so called.

    `label` goes before the title, for those who cannot see the picture; `size` is in inches.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    stream = io.StringIO()
    # The salt makes the names inside the picture the same at every run.
    with mpl.rc_context({**_SETTINGS, "svg.hashsalt": name}):
        figure = Figure(figsize=size, layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        draw(axes)
        figure.savefig(stream, format="svg", transparent=True, metadata={"Date": None})
        title = axes.get_title(loc="left")
    return _inline(stream.getvalue(), name, f"{label}: {title}")


def _inline(svg: str, name: str, label: str) -> str:
    """The picture as part of a page: its names are its own, its colours the page's."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, count=1, flags=re.DOTALL)
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    svg = re.sub(r"url\(#", f"url(#{name}-", svg)
    svg = re.sub(r'xlink:href="#', f'xlink:href="#{name}-', svg)
    svg = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", svg, count=1)
    svg = svg.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
    for colour, variable in _VARIABLES.items():
        svg = svg.replace(colour, variable)
    return svg
