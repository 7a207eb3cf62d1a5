"""value.gibberish: mashed keys."""

from __future__ import annotations

import re
from collections.abc import Iterable

from modfilter.domain import Category, Limits
from modfilter.rules.emoji import count_emoji
from modfilter.rules.rule import Match, Rule
from modfilter.rules.unlikely import along_row, plausibility, unlikely
from modfilter.text.document import Document

_TOKEN = re.compile(r"\S+")
_LETTERS = re.compile(r"[^\W\d_]+")
# Addresses, handles, hashtags, file names, code: letters there follow other laws.
_NO_WORD = re.compile(r"^[@#]|://|www\.|[a-z0-9]\.[a-z]|[\w.]@\w|\w[/\\_]\w|[{}=<>()]\w|\w[(\[{]")
_SHARE = 0.6
"""Unlikely letters among all letters: most of the comment."""
_MIN_LETTERS = 5
_ACRONYM = 6
# One word alone must be worse: among many single words there is always a rare name.
_ALONE_MEAN = 1.3
_MIN_ALONE = 6
_MAX_TOKENS = 400
"""Tokens looked at: gibberish of any length shows in its first ones."""


def find(document: Document, limits: Limits) -> Iterable[Match]:
    """One match, spanning the unlikely words, where they make up most of the comment."""
    text = document.text
    mashed: list[tuple[int, int, str]] = []
    bad = neutral = good = 0
    for count, token in enumerate(_TOKEN.finditer(text)):
        if count >= _MAX_TOKENS:
            break
        typed = token.group()
        if not typed.isalpha() and _NO_WORD.search(typed.lower()):
            neutral += min(len(typed), 10)
            continue
        for piece in _LETTERS.finditer(text, token.start(), token.end()):
            word = piece.group()
            kind = _kind(word)
            if kind > 0:
                bad += len(word)
                mashed.append((piece.start(), piece.end(), word.lower()))
            elif kind == 0:
                neutral += len(word)
            else:
                good += len(word)
    if bad < _MIN_LETTERS or bad < _SHARE * (bad + neutral + good) or not _convincing(mashed, text):
        return ()
    words = len(mashed)
    return (
        Match(
            spans=tuple((start, end) for start, end, _ in mashed[:50]),
            detail=f"{words} word{'s' if words > 1 else ''} no language has, "
            f"{round(100 * bad / (bad + neutral + good))} % of the letters.",
        ),
    )


def _kind(word: str) -> int:
    """1 for a word of mashed keys, -1 for one that reads like a word, 0 where nothing tells."""
    if not word.isascii():
        return -1
    if word.isupper() and len(word) <= _ACRONYM:
        return 0
    if unlikely(word):
        return 1
    if len(word) > 3:
        return -1
    lower = word.lower()
    return -1 if any(vowel in lower for vowel in "aeiouy") else 0


def _convincing(mashed: list[tuple[int, int, str]], text: str) -> bool:
    """True for two mashed words, or one that no rare name or abbreviation could be."""
    distinct = sorted({word for _, _, word in mashed})
    if len(distinct) > 1:
        return True
    word = distinct[0]
    if along_row(word):
        return True
    if count_emoji(text):
        # So do people call a friend: the friend's handle and a face.
        return False
    total, count = plausibility(word)
    return len(word) >= _MIN_ALONE and total <= _ALONE_MEAN * count


RULE = Rule(
    code="value.gibberish",
    category=Category.LOW_VALUE,
    guideline="Add value: a comment says something.",
    author="Your comment does not read as words of any language we know. "
    "If it got garbled, please write it once more.",
    moderator="Most letters stand in orders that words of no language have: mashed keys.",
    bad="asdfgh jkl; sdkfjh",
    good="Szczęśliwego Nowego Roku!",
    find=find,
)
