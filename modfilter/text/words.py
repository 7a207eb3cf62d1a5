"""Words of a folded text, each with its place in the original and the punctuation before it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate, repeat
from typing import NamedTuple

from modfilter.domain import Span
from modfilter.text.folded import Folded

# A word may hold the marks that disguise letters (m*ron, a$$, sh!t) between its first and last
# character, and starred letters at its end; brackets, quotes, slashes, commas and clause marks
# always end one ("idiot.You" is two words; letters held apart by dots are joined by the fold).
_WORD = re.compile(r"(@?[\w$*]++(?:['@!|+#%^&~\-]++[\w$*]++)*)")


class Word(NamedTuple):
    """One word: folded text, span in the original, and what stood between it and the last one."""

    text: str
    span: Span
    before: str


def parts(text: str) -> list[str]:
    """Gaps and words by turns, a gap first and last (either may be empty)."""
    return _WORD.split(text)


def words(folded: Folded, known: list[str] | None = None) -> Iterable[Word]:
    """The words of `folded`, in order; `known` are its `parts`, where they are at hand."""
    # No step here runs Python code for a word.
    found = parts(folded.text) if known is None else known
    edges = list(accumulate(map(len, found), initial=0))
    spans = folded.spans(edges[1:-1:2], edges[2::2])
    return map(tuple.__new__, repeat(Word), zip(found[1::2], spans, found[0:-1:2], strict=True))
