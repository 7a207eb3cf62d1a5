"""Whether letters stand in an order that words of no language have: the sign of mashed keys.

Judged by how common each three letters in a row are in some forty languages, and by runs along
the rows of a keyboard. Words with accents or of other scripts are never unlikely: nobody mashes
those keys, and the table knows nothing of them.
"""

from __future__ import annotations

import re

from modfilter.rules.letter_triples import SIDE, levels

_ROWS = (
    "qwertyuiop", "asdfghjkl", "zxcvbnm",
    "qwertzuiop", "yxcvbnm",
    "azertyuiop", "qsdfghjklm", "wxcvbn",
)  # fmt: skip


def _pieces(length: int) -> frozenset[str]:
    """All runs of `length` keys along a row, from left to right and back."""
    return frozenset(
        way[at : at + length]
        for row in _ROWS
        for way in (row, row[::-1])
        for at in range(len(row) - length + 1)
    )


_ROW_3 = _pieces(3)
_ROW_5 = _pieces(5)
# Row pieces of four that start a row; others stand inside words ("wert", "erty", "poiu").
_ROW_4 = frozenset({"asdf", "sdfg", "dfgh", "fghj", "ghjk", "hjkl", "qwer", "zxcv", "xcvb", "cvbn",
                    "vbnm", "lkjh", "fdsa", "rewq"})  # fmt: skip

_EDGE_AND_LETTERS = bytes(
    (code | 0x20) - 0x60 if chr(code).isalpha() and code < 128 else 0 for code in range(256)
)
_STRETCHED = re.compile(r"(.)\1{2,}")
# What all but a few mashed words hold and three words of four do not: a cheap first look.
_SUSPICION = r"[^aeiou\n]{3}|[aeiou]{4}|asd|qwe|dsa|ewq|poi|iop|zxc"
_SUSPICIOUS = re.compile(_SUSPICION).search
_SUSPICIOUS_LINES = re.compile(rf"^.*(?:{_SUSPICION}).*$", re.MULTILINE)
_UNLIKELY_MEAN = 1.75
"""A mean level that 0.1 % of the words of forty languages, and 75 % of mashed ones, stay below."""
_ORDINARY_MEAN = 2.6
"""Keyboard rows ("asdasd") stay below this one too."""
_MIN_LETTERS = 5
_MAX_LETTERS = 400

# Words of the filler text that printers set, and of nothing else: they wake who looks for it.
_FILLER = frozenset({"ipsum", "consectetur", "adipiscing", "eiusmod", "incididunt", "ullamco"})

# Vowel-less abbreviations that people do write in comments.
_KNOWN = frozenset(
    "lgbtq lgbtqi lgbtqia lgbtqa lmfao lmfaoo lmfaooo rotflmao https xhtml mysql nginx btwn thnks "
    "smthng nvrmnd tldnr ftfy jpeg mpeg ffmpeg fwiw qwerty azerty qwertz dvorak hjkl wasd kwyjibo "
    "strncpy strlcpy strcmp strncmp memcpy memset snprintf sprintf printf fprintf vsnprintf sscanf "
    "fscanf xkcd bcrypt scrypt".split()
)


def plausibility(word: str) -> tuple[int, int]:
    """Sum of the levels (0 to 3) of an ASCII word's letter triples, and how many there are."""
    table = levels()
    total = 0
    letters = word[:_MAX_LETTERS].encode("ascii", "replace").translate(_EDGE_AND_LETTERS)
    index = 0
    for letter in letters:
        index = (index % (SIDE * SIDE)) * SIDE + letter
        total += table[index]
    # The first step counted (edge, edge, first), which tells nothing.
    if letters:
        total -= table[letters[0]]
    total += table[(index % (SIDE * SIDE)) * SIDE]
    return total, len(letters)


def along_row(word: str) -> bool:
    """True where a lower-case word was made by running along the keys: "asdfgh", "qweasdzxc"."""
    if len(word) == 4:
        return word in _ROW_4
    if len(word) < 4:
        return False
    if any(word[at : at + 5] in _ROW_5 for at in range(min(len(word), _MAX_LETTERS) - 4)):
        covered = 0
        for at in range(min(len(word), _MAX_LETTERS) - 2):
            covered += word[at : at + 3] in _ROW_3
        return 2 * (covered + 2) >= len(word[:_MAX_LETTERS])
    if len(word) < 6:
        return False
    at = 0
    while at < len(word):
        if word[at : at + 3] not in _ROW_3 and not (at and word[at:] in ("a", "as", "q", "qw")):
            return False
        at += 4 if word[at : at + 4] in _ROW_4 else 3
    return True


def worth_a_look(lines: str) -> set[str]:
    """Of lower-case words, one a line: those about which `unlikely` may say True."""
    return set(_SUSPICIOUS_LINES.findall(lines)) | _FILLER.intersection(lines.split("\n"))


def unlikely(word: str) -> bool:
    """True where `word` (letters only, any case) looks like mashed keys.

    Never for words that hold letters beyond a-z, for short ones, for laughter and other words of
    one or two letters over and over, and for the abbreviations that people know. True also for
    words of filler text ("ipsum").
    """
    if not word.isascii() or len(word) < 4:
        return False
    lower = word.lower()
    if lower in _FILLER:
        return True
    if not _SUSPICIOUS(lower) or not lower.isalpha() or lower in _KNOWN:
        return False
    total, count = plausibility(lower)
    if total > _ORDINARY_MEAN * count:
        return False
    if along_row(lower):
        return True
    if len(lower) < _MIN_LETTERS or total > _UNLIKELY_MEAN * count:
        return False
    once = _STRETCHED.sub(r"\1", lower)
    if len(once) < len(lower):
        if len(once) < _MIN_LETTERS:
            return False
        total, count = plausibility(once)
        if total > _UNLIKELY_MEAN * count:
            return False
    return len(set(once)) > 2
