"""A backtest on a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from modfilter.cli.columns import Column, table
from modfilter.cli.table import Look
from modfilter.cli.terminal import fitted, styled, visible
from modfilter.learning.backtesting import figures
from modfilter.learning.backtesting.backtest import Backtest, Change
from modfilter.learning.evaluation.heads import text_hash
from modfilter.learning.evaluation.wording import UNKNOWN

_SPARE = {
    figures.MOVES: (0, 0, 0, 0),
    figures.LOAD: (0, 0, 0, 1),
    figures.VERDICTS: (0, 0, 2, 0, 1),
    figures.CATEGORIES: (0, 0, 0, 1, 2),
    figures.SHADOWS: (0, 0, 0, 1),
}
"""How soon a column may be left out where there is no room (0: never)."""


def backtest_lines(found: Backtest, look: Look, *, texts: bool = True) -> list[str]:
    """The backtest in lines within `look.width`; without `texts`, comments are named by hash."""
    # Not every terminal has the dash that pages have.
    return [line.replace(UNKNOWN, "-") for line in _lines(found, look, texts)]


def _lines(found: Backtest, look: Look, texts: bool) -> Iterator[str]:
    yield from textwrap.wrap(visible(figures.about(found)), look.width)
    if not found.comments:
        return
    yield from _table(figures.MOVES, figures.moves(found), look)
    yield from _table(figures.LOAD, figures.load(found), look)
    if found.judged:
        yield from _table(figures.VERDICTS, figures.verdicts(found), look)
        about = figures.ABOUT_VERDICTS.format(judged=found.judged, comments=found.comments)
        yield from textwrap.wrap(about, look.width)
    yield from _table(figures.CATEGORIES, figures.categories(found), look)
    yield from _table(figures.SHADOWS, figures.shadows(found), look)
    title = figures.flips(found)
    if title:
        yield ""
        yield styled(title, "bold", look.colour)
    for change in found.changes:
        yield from _change(change, look, texts)


def _change(change: Change, look: Look, texts: bool) -> Iterator[str]:
    then, was, now = change.then, change.was, change.now
    assert was is not None
    arrow = (
        f"{styled(str(was.action), str(was.action), look.colour)} -> "
        f"{styled(str(now.action), str(now.action), look.colour)}"
    )
    name = "" if then.id is None else f"  {fitted(visible(then.id), 24)}"
    told = figures.told(change)
    yield f"  {arrow}{name}" + (f"  ({visible(told)})" if told else "")
    shown = visible(then.text[: look.width]) if texts else text_hash(then.text)
    yield "    " + fitted(shown, look.width - 4)


def _table(heads: tuple[str, ...], rows: Sequence[Sequence[str]], look: Look) -> Iterator[str]:
    if not rows:
        return
    spares = zip(heads, _SPARE[heads], strict=True)
    columns = [Column(head.upper(), spare) for head, spare in spares]
    yield ""
    yield from table(columns, rows, look.width, colour=look.colour)
