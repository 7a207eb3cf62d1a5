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

from modfilter.kernel import kernel
from modfilter.rules.addressed import ADDRESSED
from modfilter.rules.attack_roles import SHIFT, roles
from modfilter.rules.attack_wake import mark_attacks
from modfilter.rules.contact_wake import drop_everyday_words
from modfilter.rules.contact_words import CONTACT_WORDS
from modfilter.rules.cues import Cue
from modfilter.rules.insults import INSULT_CUE_WORDS, INSULTS
from modfilter.rules.link_words import LINK_WORDS, SCHEME_WORDS
from modfilter.rules.threats import THREAT_CUE_WORDS
from modfilter.rules.unlikely import unlikely, worth_a_look
from modfilter.rules.waking import cues_of
from modfilter.text.batch import Batch
from modfilter.text.fold import fold, has_letters_apart
from modfilter.text.signs import Sign

TAGS_VERSION = 4
"""Raised when `CommentCues.of_pieces` answers differently: models carry its answers."""

_OF_SIGN = (
    (Sign.DOT, Cue.DOT),
    (Sign.AT, Cue.AT),
    (Sign.NUMBER_DOTS, Cue.ADDRESS_DOTS),
    (Sign.DIGITS, Cue.DIGITS),
    (Sign.BRACKET, Cue.MARKUP),
    (Sign.SLASH, Cue.SLASH),
    (Sign.SCHEME, Cue.SCHEME),
    (Sign.SPACED, Cue.LINK_WORD),
    (Sign.STRETCHED, Cue.STRETCHED),
    (Sign.UPPER, Cue.UPPER),
    (Sign.ALONE, Cue.ALONE),
)


def _cues_of_signs() -> NDArray[np.uint32]:
    """The cues of every set of signs: one look-up instead of a test for each sign."""
    sets = np.arange(2 * max(Sign), dtype=np.uint32)
    table = np.zeros(len(sets), np.uint32)
    for sign, cue in _OF_SIGN:
        table[(sets & np.uint32(sign)) != 0] |= np.uint32(cue)
    return table


_CUES_OF_SIGNS = _cues_of_signs()
_WORD = int(Cue.WORD)
# What stands above the cues in a piece's tag is its role in attacks.
_CUES = np.uint32((1 << SHIFT) - 1)
_UNLIKELY = int(Cue.UNLIKELY)
_INSULT, _THREAT, _ADDRESSED = int(Cue.INSULT), int(Cue.THREAT), int(Cue.ADDRESSED)
_AIMED, _MENACE = int(Cue.AIMED), int(Cue.MENACE)
_UNCOMMON = np.uint32(Sign.UNCOMMON | Sign.UNEVEN)
_MAY_BE_APART = int(Sign.ALONE | Sign.BEYOND)
_OF_SINGLE = _WORD | int(Cue.ADDRESSED) | ~((1 << SHIFT) - 1)
# Parts of words that make `cues_of` look closer at a word of letters only.
_TELLING = re.compile("hxxp|ht?tp|ftp|ww|d[o0]t")
_NO_PLAIN_PIECE = re.compile(rf"^(?![a-z]{{2,}}$).*$|^.*(?:{_TELLING.pattern}).*$", re.MULTILINE)
# Tokens about which the signs and the pieces say it all: words, contractions, and numbers.
_LEADING, _TRAILING = "\"'(“‘–—-", "\"').,;:!?”’–—…-"
_COMMON = (
    # What leads starts no word, so that nothing of it need be tried again.
    rf"[{_LEADING}]*+"
    r"(?:[A-Za-z]{2,}(?:(?:['’–—/-]|\.\.\.+|…)[A-Za-z]+)*"
    r"|[aAI]|(?:[A-Z]\.)+[A-Z]?|[ei]\.[ge]"
    r"|[$£€]?[0-9]+(?:[.,:/–-][0-9]+)*(?:%|['’]?s|st|nd|rd|th|k|m|bn|am|pm|km|kg)?)?"
    rf"[{_TRAILING}]*"
)
_UNCOMMON_TOKEN = re.compile(rf"^(?!{_COMMON}$).+", re.MULTILINE)
_FEW = 8
# Pieces from which repetition is looked for, and the share of distinct ones that is usual.
_SOME = 6
_DISTINCT = 0.6
_LONG_PIECE = 18
_ROW_BITS = 19
# Letters held apart that an insult takes, less one: so much shorter folding makes them.
_APART = 5
_STRETCHED = re.compile(r"([A-Za-z])\1{2}", re.IGNORECASE)
_PIECE = re.compile(r"[a-z']+")
_OF_ATTACKS = int(Cue.INSULT | Cue.ADDRESSED | Cue.THREAT)
_MEMORY_TOKENS = 1 << 16
_LONG_TOKEN = 256


def _word_cues() -> dict[str, int]:
    cues: dict[str, int] = {}
    for words, cue in (
        (LINK_WORDS, Cue.LINK_WORD),
        (SCHEME_WORDS, Cue.SCHEME),
        (CONTACT_WORDS, Cue.CONTACT_WORD),
        (ADDRESSED, Cue.ADDRESSED),
        (INSULT_CUE_WORDS.words, Cue.INSULT),
        (THREAT_CUE_WORDS.words, Cue.THREAT),
    ):
        for word in sorted(words):
            cues[word] = cues.get(word, _WORD) | int(cue)
    for word, role in roles().numbers.items():
        cues[word] = cues.get(word, _WORD) | role << SHIFT
    return cues


class CommentCues:
    """Works out comments' cues; remembers tokens, never changes an answer by it."""

    def __init__(self, max_chars: int) -> None:
        self._max_chars = max_chars
        self._words = _word_cues()
        self._tokens: dict[str, int] = {}
        self._silent: set[str] = set()

    def of_pieces(self, pieces: Sequence[bytes]) -> NDArray[np.uint32]:
        """Cues of folded pieces, for a scorer to remember beside their weights."""
        if not pieces:
            return np.empty(0, np.uint32)
        lines = b"\n".join(pieces).decode("utf-8", "surrogatepass")
        words = lines.split("\n")
        # Most are words of no list, and are told from the others all at once.
        looked_at = set(_NO_PLAIN_PIECE.findall(lines))
        looked_at |= self._words.keys() & words
        looked_at |= worth_a_look(lines)
        known = {word: self._of_piece(word) for word in looked_at}
        cues = [known.get(word, _WORD) for word in words]
        return np.fromiter(cues, np.uint32, len(cues))

    def of_comments(
        self,
        texts: Sequence[str],
        batch: Batch,
        pieces: NDArray[np.uint32],
        rows: NDArray[np.int32],
    ) -> NDArray[np.uint32]:
        """Cues of a batch's comments, given its pieces' cues, and rows that tell pieces apart."""
        signs = batch.signs
        cues = overview(pieces, rows, batch)
        mark_attacks(cues, pieces, batch)
        drop_everyday_words(cues, pieces, batch)
        if max(map(len, texts)) > self._max_chars:
            lengths = np.fromiter(map(len, texts), np.intp, len(texts))
            cues[lengths > self._max_chars] |= np.uint32(Cue.LONG)
        uncommon = (signs & _UNCOMMON).nonzero()[0]
        for index in uncommon.tolist():
            cues[index] |= self._of_uncommon(texts[index], int(signs[index]), int(cues[index]))
        return cues

    def _of_uncommon(self, text: str, signs: int, known: int) -> int:
        cues = self._of_tokens(text.split())
        if signs & _MAY_BE_APART and has_letters_apart(text):
            folded = fold(text).text
            cues |= self._of_tokens(folded.split()) | _hidden(text, folded)
        both = known | cues
        # How far apart disguised words stand is for the rules to see.
        if cues & _INSULT or (cues & _ADDRESSED and both & _INSULT):
            cues |= _AIMED
        if cues & _THREAT or (cues & _ADDRESSED and both & _THREAT):
            cues |= _MENACE
        return cues

    def _of_piece(self, word: str) -> int:
        if len(word) == 1:
            # Single letters are pieces of "e.g." and "U.S."; where they stand alone, tokens tell.
            return self._words.get(word, _WORD) & _OF_SINGLE if word.isalnum() else 0
        known = self._words.get(word)
        if known is not None:
            return known
        if _TELLING.search(word):
            return int(cues_of(word))
        if word.isalpha():
            return _WORD | _UNLIKELY if word.isascii() and unlikely(word) else _WORD
        if "'" in word:
            # "Idiot's", "author'd": what an apostrophe adds aims at nobody.
            return self._words.get(word.partition("'")[0], _WORD)
        # Digits among letters, other scripts, emoji: a comment that holds them is looked at in
        # tokens, where need be.
        return _WORD if any(map(str.isalnum, word)) else 0

    def _of_tokens(self, tokens: Sequence[str]) -> int:
        cues = 0
        # Most tokens are known to say nothing, and go without running Python code for them.
        # (Another thread may put new memories in their place meanwhile.)
        known = self._tokens
        heard = set(tokens).difference(self._silent)
        fresh = heard.difference(known)
        for token in heard.difference(fresh):
            cues |= known[token]
        return cues | self._of_fresh(fresh) if fresh else cues

    def _of_fresh(self, tokens: set[str]) -> int:
        """Cues of tokens met for the first time: the common ones are told apart all at once."""
        lines = "\n".join(tokens)
        odd = set(_UNCOMMON_TOKEN.findall(lines))
        if _STRETCHED.search(lines):
            odd.update(filter(_STRETCHED.search, tokens))
        told = {token: self._of_token(token) for token in odd}
        if len(self._tokens) + len(self._silent) >= _MEMORY_TOKENS:
            self._tokens, self._silent = {}, set()
        self._silent.update(token for token in tokens - odd if len(token) <= _LONG_TOKEN)
        cues = 0
        for token, found in told.items():
            cues |= found
            if len(token) > _LONG_TOKEN:
                continue
            if found:
                self._tokens[token] = found
            else:
                self._silent.add(token)
        return cues

    def _of_token(self, token: str) -> int:
        """Cues of an uncommon token."""
        cues = int(cues_of(token))
        if cues & _OF_ATTACKS:
            # What its pieces say is known already, and how far apart they stand.
            for piece in _PIECE.findall(token.lower()):
                cues &= ~(self._words.get(piece, 0) & _OF_ATTACKS)
        return cues | _hidden(token, fold(token).text) if len(token) > 2 * _APART else cues


def _hidden(typed: str, folded: str) -> int:
    """AIMED where letters held apart join to a run with an insult in it."""
    if len(folded) > len(typed) - _APART:
        return 0
    found = any(INSULTS.hidden_in(run) for run in folded.split() if len(run) > _APART)
    return int(Cue.AIMED) if found else 0


def overview_in_numpy(
    tags: NDArray[np.uint32], rows: NDArray[np.int32], batch: Batch
) -> NDArray[np.uint32]:
    """Comments' cues by their pieces' tags and rows and by their signs, attacks left out."""
    bounds, lengths = batch.pieces.bounds, batch.pieces.lengths
    cues: NDArray[np.uint32] = np.bitwise_or.reduceat(tags, bounds)[:-1]
    cues &= _CUES
    cues |= _CUES_OF_SIGNS.take(batch.signs)
    counts = bounds[1:] - bounds[:-1] - 1
    cues[(counts <= _FEW) | (cues & np.uint32(_WORD) == 0)] |= np.uint32(Cue.SHORT)
    # A good share of repeats, or what may hide them.
    longest = np.maximum.reduceat(lengths, bounds[:-1])
    repeats = (counts >= _SOME) & (_distinct(rows, bounds) < _DISTINCT * counts)
    repeats |= (longest >= _LONG_PIECE) | ((batch.signs & np.uint32(Sign.BEYOND)) != 0)
    cues[repeats] |= np.uint32(Cue.REPEATED)
    return cues


def _distinct(rows: NDArray[np.int32], bounds: NDArray[np.intp]) -> NDArray[np.int32]:
    """How many different pieces each comment has."""
    counts = bounds[1:] - bounds[:-1]
    # A batch's comments and a table's rows fit one 32-bit number together.
    owner = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    keyed = np.sort((owner << _ROW_BITS) | rows[: len(owner)])
    first = np.ones(len(keyed), np.bool_)
    np.not_equal(keyed[1:], keyed[:-1], out=first[1:])
    return np.add.reduceat(first, bounds[:-1], dtype=np.int32) - np.int32(1)


if kernel is None:
    overview = overview_in_numpy
else:
    _compiled = kernel

    def overview(
        tags: NDArray[np.uint32], rows: NDArray[np.int32], batch: Batch
    ) -> NDArray[np.uint32]:
        """`overview_in_numpy`, compiled."""
        pieces = batch.pieces
        cues = _compiled.cues(
            tags, rows, pieces.lengths, pieces.bounds, batch.signs, _CUES_OF_SIGNS,
            (1 << SHIFT) - 1, _WORD, int(Cue.SHORT), _FEW, int(Cue.REPEATED), _SOME, _DISTINCT,
            _LONG_PIECE, int(Sign.BEYOND),
        )  # fmt: skip
        return np.frombuffer(bytearray(cues), np.uint32)
