"""Cues of whole comments: from the batch's signs, from its pieces, and from uncommon tokens.

A plain comment's cues follow from its bytes and from what is remembered about its pieces. Only
comments with uncommon tokens (marks or digits inside words, characters beyond ASCII) have them
looked at one by one, and those are remembered too.
"""

from __future__ import annotations

import re
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
from modfilter.text.batch import Batch, Sign
from modfilter.text.fold import fold

_OF_SIGN = (
    (Sign.DOT, Cue.DOT),
    (Sign.AT, Cue.AT),
    (Sign.NUMBER_DOTS, Cue.ADDRESS_DOTS),
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
# Tokens about which the signs and the pieces say it all: words, contractions, and numbers.
_COMMON = re.compile(
    r"[\"'(“‘–—-]*(?:[A-Za-z]{2,}(?:['’–—-][A-Za-z]+)*|[aAI]|[$£€]?\d+(?:[.,:]\d+)*%?)?[\"').,;:!?”’–—…-]*"
)
# Words between an insult and whom it is aimed at, beyond which no rule looks.
_NEAR = 12
_FEW = 8
# Pieces from which repetition is looked for, and the share of distinct ones that is usual.
_SOME = 6
_DISTINCT = 0.6
_LONG_PIECE = 18
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

    def __init__(self, max_chars: int) -> None:
        self._max_chars = max_chars
        self._words = _word_cues()
        self._tokens: dict[str, int] = {}

    def of_pieces(self, pieces: Sequence[bytes]) -> NDArray[np.uint32]:
        """Cues of folded pieces, for a scorer to remember beside their weights."""
        return np.fromiter(map(self._of_piece, pieces), np.uint32, len(pieces))

    def of_comments(
        self,
        texts: Sequence[str],
        batch: Batch,
        pieces: NDArray[np.uint32],
        rows: NDArray[np.int32],
    ) -> NDArray[np.uint32]:
        """Cues of a batch's comments, given its pieces' cues, and rows that tell pieces apart."""
        bounds, signs = batch.pieces.bounds, batch.signs
        cues = np.bitwise_or.reduceat(pieces, bounds)[:-1]
        for sign, cue in _OF_SIGN:
            cues |= np.where(signs & np.uint32(sign), np.uint32(cue), np.uint32(0))
        _mark(cues, _near(pieces, bounds, Cue.INSULT), Cue.AIMED)
        _mark(cues, _near(pieces, bounds, Cue.THREAT), Cue.MENACE)
        counts = np.diff(bounds) - 1
        _mark(cues, (counts <= _FEW) | (cues & np.uint32(_WORD) == 0), Cue.SHORT)
        _mark(cues, _repeats(rows, batch, counts), Cue.REPEATED)
        lengths = np.fromiter(map(len, texts), np.intp, len(texts))
        _mark(cues, lengths > self._max_chars, Cue.LONG)
        uncommon = np.flatnonzero(signs & np.uint32(Sign.UNCOMMON | Sign.UNEVEN))
        for index in uncommon.tolist():
            cues[index] |= self._of_uncommon(texts[index], int(signs[index]), int(cues[index]))
        return cues

    def _of_uncommon(self, text: str, signs: int, known: int) -> int:
        cues = self._of_tokens(text.split())
        if signs & (Sign.ALONE | Sign.BEYOND):
            cues |= self._of_tokens(fold(text).text.split())
        both = known | cues
        # How far apart disguised words stand is for the rules to see.
        if cues & Cue.INSULT or (cues & Cue.ADDRESSED and both & Cue.INSULT):
            cues |= Cue.AIMED
        if cues & Cue.THREAT or (cues & Cue.ADDRESSED and both & Cue.THREAT):
            cues |= Cue.MENACE
        return int(cues)

    def _of_piece(self, piece: bytes) -> int:
        word = piece.decode("utf-8", "surrogatepass")
        if len(word) == 1:
            # Single letters are pieces of "e.g." and "U.S."; where they stand alone, tokens tell.
            return _of_single(word)
        known = self._words.get(word)
        if known is not None:
            return known
        if word.isascii() and word.isdigit():
            return _WORD
        if not (word.isascii() and word.isalpha()) or any(map(word.__contains__, _TELLING)):
            return cues_of(word)
        return _WORD | _UNLIKELY if unlikely(word) else _WORD

    def _of_tokens(self, tokens: Sequence[str]) -> int:
        cues = 0
        remembered = self._tokens
        for token in tokens:
            known = remembered.get(token)
            if known is None:
                known = 0 if _COMMON.fullmatch(token) else int(cues_of(token))
                if len(token) <= _LONG_TOKEN:
                    if len(remembered) >= _MEMORY_TOKENS:
                        remembered = self._tokens = {}
                    remembered[token] = known
            cues |= known
        return cues


def _of_single(char: str) -> int:
    if not char.isalnum():
        return 0
    return _WORD | (int(Cue.ADDRESSED) if char in ADDRESSED else 0)


def _mark(cues: NDArray[np.uint32], where: NDArray[np.bool_], cue: Cue) -> None:
    cues[where] |= np.uint32(cue)


def _near(pieces: NDArray[np.uint32], bounds: NDArray[np.intp], cue: Cue) -> NDArray[np.bool_]:
    """For each comment, whether a piece with `cue` stands near one that addresses somebody."""
    near = np.zeros(len(bounds) - 1, np.bool_)
    words = np.flatnonzero(pieces & np.uint32(cue))
    aims = np.flatnonzero(pieces & np.uint32(Cue.ADDRESSED))
    if len(words) and len(aims):
        after = np.searchsorted(aims, words)
        owner = np.searchsorted(bounds, words, "right")
        for neighbour in (after - 1, after):
            at = aims.take(neighbour, mode="clip")
            close = (np.abs(at - words) <= _NEAR) & (np.searchsorted(bounds, at, "right") == owner)
            near[owner[close] - 1] = True
    return near


def _repeats(
    rows: NDArray[np.int32], batch: Batch, counts: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """For each comment, whether a good share of its pieces are repeats, or it may hide them."""
    bounds, lengths = batch.pieces.bounds, batch.pieces.lengths
    owner = np.repeat(np.arange(len(counts), dtype=np.int64), np.diff(bounds))
    keyed = np.sort((owner << 32) | rows[: len(owner)])
    first = np.ones(len(keyed), np.bool_)
    np.not_equal(keyed[1:], keyed[:-1], out=first[1:])
    distinct = np.add.reduceat(first, bounds[:-1], dtype=np.int32) - 1
    longest = np.maximum.reduceat(lengths, bounds[:-1])
    hidden = (longest >= _LONG_PIECE) | ((batch.signs & np.uint32(Sign.BEYOND)) != 0)
    return ((counts >= _SOME) & (distinct < _DISTINCT * counts)) | hidden
