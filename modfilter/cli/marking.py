"""A comment's text with marks under the places that count, wrapped to a width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from modfilter.cli.terminal import columns, styled, visible
from modfilter.domain import Span

_MARGIN = "  "

_Cell = tuple[str, bool]
"""What one character looks like, and whether it is marked."""


def marked_lines(text: str, spans: Sequence[Span], *, width: int, colour: bool) -> Iterator[str]:
    """`text` in lines of at most `width` columns.

    Marked places are underlined in colour, or else have carets in a line of their own below.
    """
    for line in _wrapped(text, _marked(len(text), spans), width):
        yield _MARGIN + "".join(
            styled("".join(shown for shown, _ in run), "mark", colour and mark)
            for mark, run in groupby(line, key=lambda cell: cell[1])
        )
        carets = "".join(("^" if mark else " ") * columns(shown) for shown, mark in line).rstrip()
        if carets and not colour:
            yield _MARGIN + carets


def _marked(length: int, spans: Sequence[Span]) -> bytearray:
    marks = bytearray(length)
    for start, end in spans:
        marks[start:end] = b"\x01" * (min(end, length) - start)
    return marks


def _wrapped(text: str, marks: bytearray, width: int) -> Iterator[list[_Cell]]:
    line: list[_Cell] = []
    used = 0
    for char, mark in zip(text, marks, strict=True):
        shown = visible(char)
        wide = columns(shown)
        # A space may hang over the edge: nobody sees it there.
        if used + wide > width and not (char == " " and used <= width):
            rest = _after_last_space(line)
            yield line[: len(line) - len(rest)]
            line, used = rest, sum(columns(cell) for cell, _ in rest)
        if char == "\n":
            yield line
            line, used = [], 0
            continue
        line.append((shown, bool(mark)))
        used += wide
    yield line


def _after_last_space(line: list[_Cell]) -> list[_Cell]:
    """The word at the line's end that should go to the next line; none where it is too long."""
    for at in range(len(line) - 1, max(len(line) // 2, 0), -1):
        if line[at][0] == " ":
            return line[at + 1 :]
    return []
