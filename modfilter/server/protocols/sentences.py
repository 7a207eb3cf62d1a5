"""The sentences of a comment, for clients that ask for a score of each."""

from __future__ import annotations

import re

from modfilter.domain import Span

# A sentence ends at a line's end, or at marks (with closing quotes) before white space.
_END = re.compile(r"[.!?…。！？]+[\"'”’)\]]*(?=\s)|[\r\n]+")


def sentence_spans(text: str, most: int) -> list[Span]:
    r"""Where the sentences stand, in code points, without the white space around them.

    The last of `most` holds all that follows.

    >>> sentence_spans("Is it? Yes.\nGood", 9)
    [(0, 6), (7, 11), (12, 16)]
    """
    spans: list[Span] = []
    start = 0
    for match in _END.finditer(text):
        if len(spans) == most - 1:
            break
        _append(spans, text, start, match.end())
        start = match.end()
    _append(spans, text, start, len(text))
    return spans


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    part = text[start:end]
    stripped = part.strip()
    if stripped:
        begin = start + len(part) - len(part.lstrip())
        spans.append((begin, begin + len(stripped)))
