"""The first fold: one spelling for each character, words left as they are.

NFKC, lower case, typographic marks to ASCII, invisible characters out, letters of other scripts
that stand among Latin ones to Latin. Enough for hosts, addresses and numbers, which a further
fold would spoil ("example24.com" holds no leet).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache, partial

import regex

from modfilter.text.folded import Folded, Offsets
from modfilter.text.lookalikes import LETTERS, MARKS

# Format characters (zero-width, bidi, soft hyphen, tags), variation selectors, NUL and other
# controls that are no white space. The zero-width joiner between emoji goes too: no rule reads it.
_INVISIBLE = regex.compile(
    r"[\p{Cf}\p{Cs}\p{Co}\uFE00-\uFE0F\U000E0100-\U000E01EF\u034F\u115F\u1160\u3164\uFFA0\u2800"
    r"\x00-\x08\x0E-\x1B\x7F-\x84\x86-\x9F]"
)
_LINE_ENDS = "\n\r\u2028\u2029\x85"
# What NFC may compose: a base with its marks, or the parts of a Korean syllable.
_CLUSTER = regex.compile(
    r"\s|(?:[\u1100-\u1112][\u1161-\u1175][\u11A8-\u11C2]?|[\uAC00-\uD7A3][\u11A8-\u11C2]|\P{M})\p{M}*+"
    r"|\p{M}++"
)
_JAMO = regex.compile(r"[\u1100-\u11FF]")
_HEAPED = regex.compile(r"(?<=\p{Latin})\p{M}++")
_ANY_MARK = regex.compile(r"\p{M}")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]++")
_LATIN = regex.compile(r"\p{Latin}")
# One pass settles nearly every text; a few compatibility forms unfold into more of them.
_MAX_PASSES = 6
_LONGEST_FOLD = 4
_LONGEST_TOKEN = 24


class _Characters(dict[int, str]):
    """Character -> what it is folded to by itself; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < 1 << 15:
            self[code] = folded
        return folded


_CHARACTERS = _Characters()
_TYPOGRAPHIC = str.maketrans("‘’“”–—", "''\"\"--")


def surface(text: str) -> Folded:
    """Fold characters only; offsets lead back into `text`. Never raises on a str."""
    if text.isascii():
        return Folded(text.lower()) if _is_visible(text) else _fold_fully(text)
    return _of_token(text) if len(text) <= _LONGEST_TOKEN else _beyond_ascii(text)


def _beyond_ascii(text: str) -> Folded:
    # Newspapers' readers type quotes and dashes that fold character by character.
    typed = text.translate(_TYPOGRAPHIC)
    if typed.isascii() and _is_visible(typed):
        return Folded(typed.lower())
    return _fold_fully(text)


# Batch, cues and vocabulary ask for the same token one after the other.
_of_token = lru_cache(1 << 12)(_beyond_ascii)


def _fold_fully(text: str) -> Folded:
    folded = Folded(_fold_once(text), None, partial(_align, text))
    if folded.text == text:
        return folded
    for _ in range(_MAX_PASSES - 1):
        again = _fold_once(folded.text)
        if again == folded.text:
            break
        folded = Folded(again, folded, partial(_align, folded.text))
    return folded


def _is_visible(text: str) -> bool:
    """True where an ASCII text holds no controls but white space."""
    return text.replace("\n", " ").isprintable() or not _INVISIBLE.search(text)


def _fold_once(text: str) -> str:
    folded = unicodedata.normalize("NFC", text).translate(_CHARACTERS)
    if folded.isascii():
        return folded
    if _ANY_MARK.search(folded):
        # Marks heaped on a Latin letter that could not be composed are decoration.
        folded = _HEAPED.sub("", unicodedata.normalize("NFC", folded))
    if LETTERS.keys().isdisjoint(folded):
        return folded
    return str(_WORD.sub(_latinise, folded))


def _fold_character(char: str) -> str:
    if char.isspace():
        return "\n" if char in _LINE_ENDS else " "
    if _INVISIBLE.match(char):
        return ""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", char).lower())
    folded = "".join(MARKS.get(piece, piece) for piece in folded)
    if len(folded) > _LONGEST_FOLD:
        # A sign for a whole phrase hides no word; unfolded, a run of them would cost twenty-fold.
        folded = folded[:_LONGEST_FOLD]
    # A stand-alone accent decomposes into a space and a mark; white space must not appear
    # where the author wrote none, or one word would become two.
    return "".join(piece for piece in folded if not piece.isspace())


def _latinise(match: regex.Match[str]) -> str:
    """Look-alike letters to Latin, in words that hold Latin letters too; length is kept."""
    letters = str(match.group())
    if letters.isascii() or not _LATIN.search(letters):
        return letters
    return "".join(LETTERS.get(char, char) for char in letters)


def _align(text: str) -> Offsets:
    """Where the characters of `_fold_once(text)` come from, cluster by cluster."""
    if _stands_apart(text):
        return _align_characters(text)
    starts: list[int] = []
    ends: list[int] = []
    after_latin = False
    for match in _CLUSTER.finditer(text):
        folded = unicodedata.normalize("NFC", match.group()).translate(_CHARACTERS)
        if folded and not folded.isascii() and _ANY_MARK.search(folded):
            folded = unicodedata.normalize("NFC", folded)
            folded = _HEAPED.sub("", "a" + folded)[1:] if after_latin else _HEAPED.sub("", folded)
        if folded:
            after_latin = _LATIN.match(folded[-1]) is not None
            starts.extend([match.start()] * len(folded))
            ends.extend([match.end()] * len(folded))
    return starts, ends


def _stands_apart(text: str) -> bool:
    """True where each character is a cluster of its own: in nearly every text without marks."""
    return (
        unicodedata.is_normalized("NFC", text)
        and not _ANY_MARK.search(text)
        and not _ANY_MARK.search(text.translate(_CHARACTERS))
        and not _JAMO.search(text)
    )


def _align_characters(text: str) -> Offsets:
    """`_align` for a text whose characters stand apart; ten times as fast."""
    lengths = [len(_CHARACTERS[code]) for code in map(ord, text)]
    if lengths.count(1) == len(lengths):
        return list(range(len(text))), list(range(1, len(text) + 1))
    starts: list[int] = []
    for at, length in enumerate(lengths):
        starts += (at,) * length
    return starts, [start + 1 for start in starts]
