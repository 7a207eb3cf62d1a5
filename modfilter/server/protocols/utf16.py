"""Offsets in UTF-16 units, as Java, JavaScript and the Perspective API count them."""

from __future__ import annotations

from collections.abc import Iterable

from modfilter.domain import Span


def utf16_length(text: str) -> int:
    """How many UTF-16 units `text` has: two for each character beyond the basic plane.

    >>> utf16_length("a🙂")
    3
    """
    return len(text) if text.isascii() else len(text) + sum(char > "\uffff" for char in text)


def utf16_spans(text: str, spans: Iterable[Span]) -> list[Span]:
    """`spans` of code points in `text`, in order and not overlapping, in UTF-16 units.

    >>> utf16_spans("🙂 no", [(2, 4)])
    [(3, 5)]
    """
    if text.isascii():
        return list(spans)
    counted: list[Span] = []
    at = units = 0
    for start, end in spans:
        begin = units + utf16_length(text[at:start])
        at, units = end, begin + utf16_length(text[start:end])
        counted.append((begin, units))
    return counted
