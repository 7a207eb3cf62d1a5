"""Words of a folded text, each with its place in the original and the punctuation before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from modfilter.domain import Span
from modfilter.text.folded import Folded

# A word may hold the marks that disguise letters (m*ron, a$$, sh!t) between its first and last
# character; brackets, quotes, slashes, commas and clause marks always end one.
_WORD = re.compile(r"@?[\w$*](?:[\w$*'@!|+#%^&~.\-]*[\w$*])?")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: folded text, span in the original, and what stood between it and the last one."""

    text: str
    span: Span
    before: str

    @property
    def starts_clause(self) -> bool:
        """True where a sentence or clause mark (or the text's start) stands before the word."""
        return any(mark in _CLAUSE_MARKS for mark in self.before)


_CLAUSE_MARKS = frozenset(".!?;:,\n…()\"")


def words(folded: Folded) -> Iterator[Word]:
    """The words of `folded`, in order."""
    at = 0
    for match in _WORD.finditer(folded.text):
        start, end = match.span()
        yield Word(match.group(), folded.span(start, end), folded.text[at:start])
        at = end
