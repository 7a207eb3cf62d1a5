"""Tables of figures that fit a terminal: what there is no room for is left out, least first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from modfilter.cli.terminal import columns as width_of
from modfilter.cli.terminal import padded, styled, visible

_GAP = 2
_LEAST_NAME = 8


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head, and how soon it may be left out (0: never)."""

    head: str
    spare: int = 0


def table(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int, *, colour: bool = False
) -> list[str]:
    """The table's lines: the first column to the left, figures to the right, within `width`.

    Where there is no room, columns with the highest `spare` go first, then space, then the ends
    of names.
    """
    texts = [[column.head for column in columns], *([visible(c) for c in row] for row in rows)]
    widths = [max(width_of(row[k]) for row in texts) for k in range(len(columns))]
    kept, gap = list(range(len(columns))), _GAP
    while (over := sum(widths[k] for k in kept) + gap * (len(kept) - 1) - width) > 0:
        spare = max(kept, key=lambda k: (columns[k].spare, k))
        if columns[spare].spare:
            kept.remove(spare)
        elif gap > 1:
            gap = 1
        else:
            widths[0] = max(_LEAST_NAME, widths[0] - over)
            break
    lines = [_line(row, kept, widths, " " * gap) for row in texts]
    return [styled(lines[0], "bold", colour), *lines[1:]]


def _line(row: Sequence[str], kept: Sequence[int], widths: Sequence[int], gap: str) -> str:
    cells = [padded(row[kept[0]], widths[kept[0]])]
    cells += [" " * (widths[k] - width_of(row[k])) + row[k] for k in kept[1:]]
    return gap.join(cells).rstrip()
