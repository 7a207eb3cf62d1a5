"""The whole fold: what a reader sees, as words that a vocabulary can hold.

On top of `surface`: leet digits inside words ("1d10t"), stretched letters ("idiooot") and letters
held apart ("i d i o t", "i.d.i.o.t"). Letters are joined only where each stands alone, never
across the gap between two words.
"""

from __future__ import annotations

import re

from modfilter.text.folded import Folded
from modfilter.text.surface import surface

_LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"}

# A digit counts as a letter between letters or as the first character before three of them;
# "mp3", "covid19", "20th", "b2b" and "$5m" keep theirs. An @ counts only between letters of a
# word that is no address.
_LEET_INSIDE = re.compile(r"(?<=[a-z])[013457@$]{1,3}(?=[a-z])")
_LEET_FIRST = re.compile(r"(?<![^\s\"'(\[])(?:[01345](?=[a-z013457]*[a-z])|\$(?=[a-z]))(?!\d*(?:st|nd|rd|th)\b)")
_LEET_WORD = re.compile(r"[^\s]+")
_ORDINARY_DIGITS = re.compile(
    r"^[\"'(\[]*(?:\d+[a-z]{1,2}|[a-z]{1,2}\d+[a-z]?|[a-z]\d[a-z]\d|\d[a-z]\d?)[\"')\].,;:!?]*$"
)
_ADDRESS = re.compile(r"@[^\s@]*\.|^@|://|www\.|[a-z0-9]\.[a-z]{2,}")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_NOT_STRETCHED = ("www", "iii")

# Letters held apart by one kind of mark within a word, or by single spaces.
_APART_MARKS = re.compile(r"(?<![^\W_])([^\W\d_](?:([.\-_*~+|/\\,])[^\W\d_](?:\2[^\W\d_])+))(?![^\W_])")
_APART_SPACES = re.compile(r"(?<!\S)[^\W_](?: [^\W_]){2,}(?![^\s.,!?;:])")

_TRIPLES = tuple(letter * 3 for letter in "abcdefghijklmnopqrstuvwxyz")
_PLAIN = bytes(range(0x20, 0x30)).translate(None, b"$") + b":;<=>?[]^`{}\t\n\r" + bytes(
    range(0x61, 0x7B)
)


def fold(text: str) -> Folded:
    """Fold `text` for matching; offsets lead back into `text`.

    Never raises on a str, folding twice changes nothing, and plain ASCII costs a lower-casing
    and a look for suspicious characters.
    """
    folded = surface(text)
    for step in (_unleet, _unstretch, _join):
        further = step(folded.text)
        if further is not None:
            folded = folded.then(further)
    return folded


def _unleet(text: str) -> Folded | None:
    if text.isascii() and not text.encode("ascii").translate(None, _PLAIN):
        return None
    changed = _LEET_WORD.sub(_unleet_word, text)
    return Folded(changed) if changed != text else None


def _unleet_word(match: re.Match[str]) -> str:
    word = match.group()
    if word.isalpha() or word.isdigit() or _ADDRESS.search(word) or _ORDINARY_DIGITS.match(word):
        return word
    word = _LEET_FIRST.sub(_leet_letters, word, count=1)
    return _LEET_INSIDE.sub(_leet_letters, word)


def _leet_letters(match: re.Match[str]) -> str:
    return "".join(_LEET.get(char, char) for char in match.group())


def _unstretch(text: str) -> Folded | None:
    if text.isascii() and not any(map(text.__contains__, _TRIPLES)):
        return None
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for match in _STRETCHED.finditer(text):
        if match.group() in _NOT_STRETCHED:
            continue
        keep = match.start() + 2
        out.append(text[at:keep])
        starts.extend(range(at, keep))
        ends.extend(range(at + 1, keep + 1))
        ends[-1] = match.end()
        at = match.end()
    if not at:
        return None
    out.append(text[at:])
    starts.extend(range(at, len(text)))
    ends.extend(range(at + 1, len(text) + 1))
    return Folded("".join(out), starts, ends)


def _join(text: str) -> Folded | None:
    runs = sorted(
        [match.span() for match in _APART_MARKS.finditer(text)]
        + [match.span() for match in _APART_SPACES.finditer(text)]
    )
    if not runs:
        return None
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for start, end in runs:
        if start < at:
            continue
        out.append(text[at:start])
        starts.extend(range(at, start))
        ends.extend(range(at + 1, start + 1))
        for offset in range(start, end):
            if text[offset].isalnum():
                out.append(text[offset])
                starts.append(offset)
                ends.append(offset + 1)
        at = end
    out.append(text[at:])
    starts.extend(range(at, len(text)))
    ends.extend(range(at + 1, len(text) + 1))
    return Folded("".join(out), starts, ends)
