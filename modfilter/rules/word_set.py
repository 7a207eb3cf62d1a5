"""Writing a set of words as a readable block of text."""

from __future__ import annotations


def word_set(lines: str) -> frozenset[str]:
    """The white-space-delimited words of `lines`."""
    return frozenset(lines.split())
