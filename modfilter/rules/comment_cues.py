"""Cues of whole comments: from the batch's signs, from its pieces, and from uncommon tokens.

A plain comment's cues follow from its bytes and from what is remembered about its pieces. Only
comments with uncommon tokens (marks or digits inside words, characters beyond ASCII) have them
looked at one by one, and those are remembered too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from modfilter.rules.addressed import ADDRESSED
from modfilter.rules.contact_words import CONTACT_WORDS
from modfilter.rules.cues import Cue
from modfilter.rules.insults import INSULT_CUE_WORDS
from modfilter.rules.link_words import LINK_WORDS
from modfilter.rules.threats import THREAT_CUE_WORDS
from modfilter.rules.unlikely import unlikely
from modfilter.rules.waking import cues_of
from modfilter.text.batch import Sign
from modfilter.text.fold import fold

_OF_SIGN = (
    (Sign.DOT, Cue.DOT),
    (Sign.AT, Cue.AT),
    (Sign.DIGITS, Cue.DIGITS),
    (Sign.BRACKET, Cue.MARKUP),
    (Sign.SLASH, Cue.SLASH),
    (Sign.STRETCHED, Cue.STRETCHED),
    (Sign.UPPER, Cue.UPPER),
    (Sign.ALONE, Cue.ALONE),
)
_WORD = int(Cue.WORD)
_UNLIKELY = int(Cue.UNLIKELY)
# Parts of words that make `cues_of` look closer at a word of letters only.
_TELLING = ("tp", "xp", "ww", "dot", "http")
_MEMORY_TOKENS = 1 << 16
_LONG_TOKEN = 256


def _word_cues() -> dict[str, int]:
    cues: dict[str, int] = {}
    for words, cue in (
        (LINK_WORDS, Cue.LINK_WORD),
        (CONTACT_WORDS, Cue.CONTACT_WORD),
        (ADDRESSED, Cue.ADDRESSED),
        (INSULT_CUE_WORDS.words, Cue.INSULT),
        (THREAT_CUE_WORDS.words, Cue.THREAT),
    ):
        for word in sorted(words):
            cues[word] = cues.get(word, _WORD) | int(cue)
    return cues


class CommentCues:
    """Works out comments' cues; remembers tokens, never changes an answer by it."""

    def __init__(self) -> None:
        self._words = _word_cues()
        self._tokens: dict[str, int] = {}

    def of_pieces(self, pieces: Sequence[bytes]) -> NDArray[np.uint32]:
        """Cues of folded pieces, for a scorer to remember beside their weights."""
        return np.fromiter(map(self._of_piece, pieces), np.uint32, len(pieces))

    def of_comments(
        self, texts: Sequence[str], signs: NDArray[np.uint32], pieces: NDArray[np.uint32]
    ) -> NDArray[np.uint32]:
        """Cues of comments, given their batch's signs and the union of their pieces' cues."""
        cues = pieces
        for sign, cue in _OF_SIGN:
            cues |= np.where(signs & np.uint32(sign), np.uint32(cue), np.uint32(0))
        uncommon = np.flatnonzero(signs & np.uint32(Sign.UNCOMMON | Sign.UNEVEN))
        for index in uncommon.tolist():
            cues[index] |= self._of_tokens(texts[index].split())
            if signs[index] & np.uint32(Sign.ALONE | Sign.BEYOND):
                cues[index] |= self._of_tokens(fold(texts[index]).text.split())
        return cues

    def _of_piece(self, piece: bytes) -> int:
        word = piece.decode("utf-8", "surrogatepass")
        known = self._words.get(word)
        if known is not None:
            return known
        if not (word.isascii() and word.isalpha()) or any(map(word.__contains__, _TELLING)):
            return cues_of(word)
        return _WORD | _UNLIKELY if unlikely(word) else _WORD

    def _of_tokens(self, tokens: Sequence[str]) -> int:
        cues = 0
        remembered = self._tokens
        for token in tokens:
            known = remembered.get(token)
            if known is None:
                known = int(cues_of(token))
                if len(token) <= _LONG_TOKEN:
                    if len(remembered) >= _MEMORY_TOKENS:
                        remembered = self._tokens = {}
                    remembered[token] = known
            cues |= known
        return cues
