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


def words(folded: Folded) -> Iterable[Word]:
    """The words of `folded`, in order."""
    # Gaps and words by turns, and where each starts: no step here runs Python code for a word.
    parts = _WORD.split(folded.text)
    edges = list(accumulate(map(len, parts), initial=0))
    spans = folded.spans(edges[1:-1:2], edges[2::2])
    return map(tuple.__new__, repeat(Word), zip(parts[1::2], spans, parts[0:-1:2], strict=True))
