"""A folded text and the way back to the original's offsets."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from modfilter.domain import Span

Offsets = tuple[list[int], list[int]]


class Folded:
    """A text that rules can match, with the way back into the text it was folded from.

    Stages of folding form a chain through `before`. `align` tells, for each character of `text`,
    where the characters it was made of start and end in the stage before; None where nothing
    moved. It is called only when a span is asked for: most comments have none to show.
    """

    __slots__ = ("_align", "_before", "_offsets", "text")

    def __init__(
        self,
        text: str,
        before: Folded | None = None,
        align: Callable[[], Offsets] | None = None,
    ) -> None:
        self.text = text
        self._before = before
        self._align = align
        self._offsets: Offsets | None = None

    def span(self, start: int, end: int) -> Span:
        """The original's half-open span for `text[start:end]`; needs `0 <= start <= end <= len`."""
        if self._align is not None:
            if self._offsets is None:
                self._offsets = self._align()
            starts, ends = self._offsets
            if start < end:
                start, end = starts[start], ends[end - 1]
            else:
                start = end = starts[start] if start < len(starts) else (ends[-1] if ends else 0)
        return self._before.span(start, end) if self._before is not None else (start, end)

    def spans(self, starts: Iterable[int], ends: Iterable[int]) -> Iterable[Span]:
        """The original's spans of many parts of `text`, none of them empty, as `span` gives one."""
        if self._align is not None:
            if self._offsets is None:
                self._offsets = self._align()
            first, last = self._offsets
            starts = [first[at] for at in starts]
            ends = [last[at - 1] for at in ends]
        if self._before is not None:
            return self._before.spans(starts, ends)
        return zip(starts, ends, strict=True)
