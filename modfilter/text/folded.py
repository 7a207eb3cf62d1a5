"""A folded text and the way back to the original's offsets."""

from __future__ import annotations

from dataclasses import dataclass

from modfilter.domain import Span


@dataclass(frozen=True, slots=True)
class Folded:
    """A text that rules can match, with an offset map into the text it was folded from.

    `starts[k]` and `ends[k]` bound the original code points that made character `k` of `text`.
    Both are None where every character stands at its own offset.
    """

    text: str
    starts: list[int] | None = None
    ends: list[int] | None = None

    def span(self, start: int, end: int) -> Span:
        """The original's half-open span for `text[start:end]`; needs `0 <= start <= end <= len`."""
        if self.starts is None or self.ends is None:
            return (start, end)
        if start == end:
            at = self.starts[start] if start < len(self.starts) else (self.ends or [0])[-1]
            return (at, at)
        return (self.starts[start], self.ends[end - 1])

    def then(self, further: Folded) -> Folded:
        """`further`, folded from this text, with its offsets taken through to the original."""
        if further.starts is None or further.ends is None:
            return Folded(further.text, self.starts, self.ends)
        if self.starts is None or self.ends is None:
            return further
        mine, mine_ends = self.starts, self.ends
        return Folded(
            further.text,
            [mine[at] for at in further.starts],
            [mine_ends[at - 1] if at else 0 for at in further.ends],
        )
