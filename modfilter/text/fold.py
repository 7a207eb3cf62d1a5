"""The whole fold: what a reader sees, as words that a vocabulary can hold.

On top of `surface`: leet digits inside words ("1d10t"), stretched letters ("idiooot") and letters
held apart ("i d i o t", "i.d.i.o.t"). Letters are joined only where each stands alone, never
across the gap between two words.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial

from modfilter.domain import Span
from modfilter.text.folded import Folded, Offsets
from modfilter.text.surface import surface

_LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"}

# A digit counts as a letter between letters or as the first character before three of them;
# "mp3", "covid19", "20th", "b2b" and "$5m" keep theirs. An @ counts only between letters of a
# word that is no address.
_LEET_INSIDE = re.compile(r"(?<=[a-z])[013457@$]{1,3}(?=[a-z])")
_LEET_FIRST = re.compile(r"(?<![^\s\"'(\[])(?:[01345](?=[a-z][a-z013457]{2})|\$(?=[a-z]{2}))")
# A token with a character that may stand for a letter.
_TOKEN = re.compile(r"(?<!\S)[^\s013457@$]*+[013457@$]\S*+")
_ORDINARY_DIGITS = re.compile(
    r"^[\"'(\[]*"
    r"(?:\d+[a-z]{1,2}|[a-z]{1,2}\d+|[a-z]{1,2}[1-9]\d*[a-z]|[a-z]\d[a-z]\d|\d[a-z]\d?)"
    r"[\"')\].,;:!?]*$"
)
_ADDRESS = re.compile(r"@[^\s@]*\.|^@|://|www\.|[a-z0-9]\.[a-z]{2,}")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_NOT_STRETCHED = ("www", "iii")

# Letters held apart by one kind of mark within a word, or by single spaces.
_APART_MARKS = re.compile(
    r"(?<![^\W_])([^\W\d_](?:([.\-_*~+|/\\,])[^\W\d_](?:\2[^\W\d_])+))(?![^\W_])"
)
# What the two below cannot do without, found in a fraction of their time.
_BETWEEN_MARKS = re.compile(r"[.\-_*~+|/\\,][^\W\d_][.\-_*~+|/\\,]")
_BETWEEN_SPACES = re.compile(r" [^\W_] [^\W_](?![^\s.,!?;:])")
_APART_SPACES = re.compile(r"(?<!\S)[^\W_](?: [^\W_]){2,}(?![^\s.,!?;:])")

# Undoing one disguise can lay another bare; each round removes characters or digits, so it ends.
_MAX_ROUNDS = 8
_LONGEST_TOKEN = 24
# As `_APART_SPACES`, for any white space that the surface fold makes a space of.
_APART_WHITE = re.compile(r"(?<!\S)[^\W_](?:\s[^\W_]){2,}")

_TRIPLES = tuple(letter * 3 for letter in "abcdefghijklmnopqrstuvwxyz")
_PLAIN = (
    bytes(range(0x20, 0x30)).translate(None, b"$")
    + b":;<=>?[]^`{}\t\n\r"
    + bytes(range(0x61, 0x7B))
)


def fold(text: str) -> Folded:
    """Fold `text` for matching; offsets lead back into `text`.

    Never raises on a str, folding twice changes nothing, and plain ASCII costs a lower-casing
    and a look for suspicious characters.
    """
    return _of_token(text) if len(text) <= _LONGEST_TOKEN else _fold_fully(text)


def _fold_fully(text: str) -> Folded:
    folded = surface(text)
    for _ in range(_MAX_ROUNDS):
        further = _unleet(_unstretch(_join(folded)))
        if further is folded:
            break
        folded = further
    return folded


# Batch, cues and vocabulary ask for the same token one after the other.
_of_token = lru_cache(1 << 12)(_fold_fully)


def has_row(typed: bytes, length: int) -> bool:
    """A quick look for `length` equal bytes in a row.

    The text taken as one number, exclusive-or-ed with itself moved by one byte, is zero where
    neighbours are equal: far quicker than a pattern that tries every place.
    """
    number = int.from_bytes(typed, "little")
    return b"\0" * (length - 1) in (number ^ (number >> 8)).to_bytes(len(typed), "little")


def has_letters_apart(text: str) -> bool:
    """True where folding joins characters that white space parts; elsewhere it works in tokens."""
    return _APART_WHITE.search(text) is not None


def _unleet(before: Folded) -> Folded:
    text = before.text
    if text.isascii() and not text.encode("ascii").translate(None, _PLAIN):
        return before
    changed = _TOKEN.sub(_unleet_token, text)
    return Folded(changed, before) if changed != text else before


def _unleet_token(match: re.Match[str]) -> str:
    token = match.group()
    return _unleet_word(token) if len(token) > _LONGEST_TOKEN else _unleet_known(token)


def _unleet_word(token: str) -> str:
    if token.isalpha() or _ADDRESS.search(token) or _ORDINARY_DIGITS.match(token):
        return token
    token = _LEET_FIRST.sub(_leet_letters, token, count=1)
    return _LEET_INSIDE.sub(_leet_letters, token)


# A token is folded by itself, and again in its text.
_unleet_known = lru_cache(1 << 13)(_unleet_word)


def _leet_letters(match: re.Match[str]) -> str:
    return "".join(_LEET.get(char, char) for char in match.group())


def _unstretch(before: Folded) -> Folded:
    text = before.text
    if text.isascii() and not (
        has_row(text.encode("ascii"), 3) and any(map(text.__contains__, _TRIPLES))
    ):
        return before
    # (kept characters, length of what they stand for) of every stretch.
    cuts = [
        (match.start() + 2, match.end())
        for match in _STRETCHED.finditer(text)
        if match.group() not in _NOT_STRETCHED
    ]
    return _without(before, cuts) if cuts else before


def _join(before: Folded) -> Folded:
    text = before.text
    cuts: list[Span] = []
    at = 0
    spans: list[Span] = []
    if _BETWEEN_MARKS.search(text):
        spans += [match.span() for match in _APART_MARKS.finditer(text)]
    if _BETWEEN_SPACES.search(text):
        spans += [match.span() for match in _APART_SPACES.finditer(text)]
    if not spans:
        return before
    for start, end in sorted(spans):
        if start >= at:
            cuts += [(k, k + 1) for k in range(start, end) if not text[k].isalnum()]
            at = end
    return _without(before, cuts) if cuts else before


def _without(before: Folded, cuts: list[Span]) -> Folded:
    """`before` less the spans `cuts`, each of which counts as part of the character before it."""
    text = before.text
    pieces = []
    at = 0
    for start, end in cuts:
        pieces.append(text[at:start])
        at = end
    pieces.append(text[at:])
    return Folded("".join(pieces), before, partial(_align_cuts, len(text), cuts))


def _align_cuts(length: int, cuts: list[Span]) -> Offsets:
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for start, end in cuts:
        starts.extend(range(at, start))
        ends.extend(range(at + 1, start + 1))
        if ends:
            ends[-1] = end
        at = end
    starts.extend(range(at, length))
    ends.extend(range(at + 1, length + 1))
    return starts, ends
