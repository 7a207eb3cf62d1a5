"""The first fold: one spelling for each character, words left as they are.

NFKC, lower case, typographic marks to ASCII, invisible characters out, letters of other scripts
that stand among Latin ones to Latin. Enough for hosts, addresses and numbers, which a further
fold would spoil ("example24.com" holds no leet).
"""

from __future__ import annotations

import unicodedata

import regex

from modfilter.text.folded import Folded
from modfilter.text.lookalikes import LETTERS, MARKS

# Format characters (zero-width, bidi, soft hyphen, tags), variation selectors, NUL and other
# controls that are no white space. The zero-width joiner between emoji goes too: no rule reads it.
_INVISIBLE = regex.compile(
    r"[\p{Cf}\p{Cs}\p{Co}\uFE00-\uFE0F\U000E0100-\U000E01EF\u034F\u115F\u1160\u3164\uFFA0\u2800"
    r"\x00-\x08\x0E-\x1B\x7F-\x84\x86-\x9F]"
)
_CLUSTER = regex.compile(r"\P{M}\p{M}*|\p{M}+")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_LATIN = regex.compile(r"\p{Latin}")
# One pass settles nearly every text; a few compatibility forms decompose into more of them.
_MAX_PASSES = 4


def surface(text: str) -> Folded:
    """Fold characters only; offsets lead back into `text`. Never raises on a str."""
    if text.isascii():
        if text.isprintable() or not _INVISIBLE.search(text):
            return Folded(text.lower())
    folded = _pass(text)
    for _ in range(_MAX_PASSES - 1):
        again = _pass(folded.text)
        if again.text == folded.text:
            break
        folded = folded.then(again)
    return folded


def surface_word(word: str) -> str:
    """`surface` of one word without white space, when only the text is wanted."""
    if word.isascii() and word.isprintable():
        return word.lower()
    return surface(word).text


def _pass(text: str) -> Folded:
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _CLUSTER.finditer(text):
        cluster = match.group()
        if len(cluster) == 1 and cluster.isascii():
            piece = "" if _INVISIBLE.match(cluster) else cluster.lower()
        else:
            piece = _fold_cluster(cluster)
        if piece:
            out.append(piece)
            starts.extend([match.start()] * len(piece))
            ends.extend([match.end()] * len(piece))
    chars = "".join(out)
    return Folded(_latinise(chars), starts, ends)


def _fold_cluster(cluster: str) -> str:
    if cluster.isspace():
        return " " if cluster not in "\n\r\u2028\u2029\x85" else "\n"
    shown = _INVISIBLE.sub("", cluster)
    if not shown:
        return ""
    piece = unicodedata.normalize("NFKC", shown).lower()
    piece = unicodedata.normalize("NFKC", piece)
    if len(piece) > 1 and _LATIN.match(piece):
        # Marks heaped on a Latin letter that NFKC could not compose are decoration.
        piece = piece[0] + regex.sub(r"\p{M}+", "", piece[1:])
    piece = "".join(MARKS.get(char, char) for char in piece)
    # A stand-alone accent decomposes into a space and a mark; white space must not appear
    # where the author wrote none, or one word would become two.
    return "".join(char for char in piece if not char.isspace())


def _latinise(text: str) -> str:
    """Look-alike letters to Latin, in words that hold Latin letters too; length is kept."""
    if text.isascii():
        return text

    def word(match: regex.Match[str]) -> str:
        letters = match.group()
        if letters.isascii() or not _LATIN.search(letters):
            return letters
        return "".join(LETTERS.get(char, char) for char in letters)

    return _WORD.sub(word, text)
