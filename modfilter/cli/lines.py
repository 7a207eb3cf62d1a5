"""Cutting a stream of bytes into lines, with a bound on how much of one line is kept."""

from __future__ import annotations

from dataclasses import dataclass

MAX_LINE_BYTES = 4 * 1024 * 1024
"""Longest line that is kept. A thousand times the default limit for comments, and small enough
that text, JSON and answer of one such line together stay far below 200 MB."""


@dataclass(frozen=True, slots=True)
class TooLong:
    """A line that went over the bound; `size` is its length in bytes."""

    size: int


RawLine = bytes | TooLong
"""One line without its line feed."""


class LineSplitter:
    """Takes blocks of any size and gives back the lines that are complete.

    Memory stays below one block and one line of `limit` bytes: what goes over is only counted.
    """

    def __init__(self, limit: int = MAX_LINE_BYTES) -> None:
        self._limit = limit
        self._begun: list[bytes] = []
        self._size = 0

    def feed(self, block: bytes) -> list[RawLine]:
        """The lines that `block` completes."""
        first, *rest = block.split(b"\n")
        self._begin(first)
        if not rest:
            return []
        lines: list[RawLine] = [self._complete()]
        self._begin(rest.pop())
        if len(block) > self._limit:
            lines.extend(line if len(line) <= self._limit else TooLong(len(line)) for line in rest)
        else:
            lines.extend(rest)
        return lines

    def end(self) -> list[RawLine]:
        """The last line, where the input did not end with a line feed."""
        return [self._complete()] if self._size else []

    def _begin(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._limit:
            self._begun.clear()
        elif part:
            self._begun.append(part)

    def _complete(self) -> RawLine:
        size, self._size = self._size, 0
        if size > self._limit:
            return TooLong(size)
        line = b"".join(self._begun)
        self._begun.clear()
        return line
