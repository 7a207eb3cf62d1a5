"""A comment in review, laid out for a person: the text with its places marked, what was found."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from modfilter.cli.marking import marked_lines
from modfilter.cli.review_queue import Found, Waiting
from modfilter.cli.terminal import fitted, styled, visible

_INDENT = "    "
_BAR = 12
_TELLING = 0.05
"""Scores below this are left out: they say that nothing is there."""


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Lays out comments; `blind` leaves out what was found until the moderator has decided."""

    width: int = 80
    colour: bool = False
    blind: bool = False

    def lines(self, item: Waiting, waiting: int) -> Iterator[str]:
        """The comment, line by line."""
        yield self._dim("-" * self.width)
        yield fitted(self._title(item, waiting), self.width)
        if item.article:
            yield fitted(f"under: {visible(item.article)}", self.width)
        if item.parent:
            yield fitted(f"answers: {visible(item.parent)}", self.width)
        yield ""
        spans = [] if self.blind else [span for found in item.found for span in found.spans]
        yield from marked_lines(item.text, spans, width=self.width - 2, colour=self.colour)
        yield ""
        if item.objection:
            yield "It was refused, and its author objects:"
            yield from textwrap.wrap(
                visible(item.objection),
                self.width,
                initial_indent=_INDENT,
                subsequent_indent=_INDENT,
            )
            yield ""
        if not self.blind:
            yield from self.found(item)

    def found(self, item: Waiting) -> Iterator[str]:
        """What rules and model found, each with its place, and the scores that say something.

        Nothing tells what the filter would have decided, or why the comment is in the queue.
        """
        for found in item.found:
            yield from self._found(item.text, found)
        scores = sorted(
            ((score, head) for head, score in item.scores.items() if (score or 0) >= _TELLING),
            key=lambda pair: (-(pair[0] or 0), pair[1]),
        )
        for score, head in scores:
            filled = round((score or 0) * _BAR)
            bar = "#" * filled + "." * (_BAR - filled)
            yield f"  {bar} {score:.2f} {visible(head)}"
        if item.found or scores:
            yield ""

    def _title(self, item: Waiting, waiting: int) -> str:
        parts = [visible(item.id) if item.id is not None else "no id"]
        if item.source:
            parts.append(visible(item.source))
        if item.since is not None:
            parts.append(f"since {item.since:%Y-%m-%d %H:%M}")
        parts.append(f"{waiting:,} waiting")
        return "  ".join(parts)

    def _found(self, text: str, found: Found) -> Iterator[str]:
        score = "" if found.score is None else f", score {found.score:.2f}"
        yield fitted(f"  {visible(found.code)} ({visible(found.category)}{score})", self.width)
        for start, end in found.spans:
            if end - start < len(text):
                quoted = visible(text[start : min(end, start + self.width)])
                yield f'{_INDENT}at {start}-{end}: "{fitted(quoted, self.width - 24)}"'
        if found.detail:
            yield from textwrap.wrap(
                visible(found.detail),
                self.width,
                initial_indent=_INDENT,
                subsequent_indent=_INDENT + "  ",
            )

    def _dim(self, text: str) -> str:
        return styled(text, "dim", self.colour)
