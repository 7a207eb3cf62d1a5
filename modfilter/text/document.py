"""One comment as the rules see it; each view is made when first asked for."""

from __future__ import annotations

from modfilter.once import computed_once
from modfilter.text.fold import fold
from modfilter.text.folded import Folded
from modfilter.text.surface import surface
from modfilter.text.words import Word, parts, words


class Document:
    """A comment's text with its folded views.

    `surface` keeps words as they are (for hosts, numbers, marks); `folded` undoes disguises (for
    vocabulary); `words` are the words of `folded`, `parts` the same without their places. Spans of
    all views lead to the original text. `memo` lets rules that share one scan of the text do it
    once, each under its own key.
    """

    def __init__(self, text: str, *, even: bool = False) -> None:
        """`even` says that folding the text changes its characters only (no `Sign.UNEVEN`)."""
        self.text = text
        self._even = even
        self.memo: dict[str, object] = {}

    @computed_once
    def surface(self) -> Folded:
        """The text with one spelling per character."""
        return surface(self.text)

    @computed_once
    def folded(self) -> Folded:
        """The text with disguised words undone."""
        return self.surface if self._even else fold(self.text)

    @computed_once
    def parts(self) -> list[str]:
        """The folded text's gaps and words by turns, for those who do not ask for places."""
        return parts(self.folded.text)

    @computed_once
    def words(self) -> tuple[Word, ...]:
        """The folded text's words in order."""
        return tuple(words(self.folded, self.parts))
