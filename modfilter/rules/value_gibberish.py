"""value.gibberish: mashed keys."""

from __future__ import annotations

import re
from collections.abc import Iterable

from modfilter.domain import Category, Limits
from modfilter.rules.cues import Cue
from modfilter.rules.emoji import holds_emoji
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
_TWICE_MEAN = 1.6
_MIN_ALONE = 6
_MASHED, _KEYS, _READABLE = 2, 1, -1
# Three keys in a row: no evidence alone, but none of a language either.
_THREE_KEYS = frozenset(
    """
    asd sdf dfg fgh ghj hjk jkl lkj kjh jhg hgf gfd fds dsa qwe ewq zxc xcv cvb vbn bnm cxz
    """.split()
)
_LOOKED_AT = 3_000
"""Characters looked at: gibberish of any length shows in its first ones."""


def find(document: Document, limits: Limits) -> Iterable[Match]:
    """One match, spanning the unlikely words, where they make up most of the comment."""
    text = document.text
    mashed: list[tuple[int, int, str]] = []
    bad = neutral = good = 0
    for token in _TOKEN.finditer(text, 0, _LOOKED_AT):
        typed = token.group()
        if not typed.isalpha() and _NO_WORD.search(typed.lower()):
            neutral += min(len(typed), 10)
            continue
        for piece in _LETTERS.finditer(text, token.start(), token.end()):
            word = piece.group()
            kind = _kind(word)
            if kind > 0:
                bad += len(word)
                if kind == _MASHED:
                    mashed.append((piece.start(), piece.end(), word.lower()))
            elif kind == 0:
                neutral += len(word)
            else:
                good += len(word)
    if (
        bad < _MIN_LETTERS
        or bad < _SHARE * (bad + neutral + good)
        or not _convincing(mashed, text, good)
    ):
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
    """Mashed keys, keys in a row that are too few to tell, a word, or none of these (0)."""
    if not word.isascii():
        return _READABLE
    if word.isupper() and len(word) <= _ACRONYM:
        return 0
    if unlikely(word):
        return _MASHED
    if len(word) > 3:
        return _READABLE
    lower = word.lower()
    if lower in _THREE_KEYS:
        return _KEYS
    return _READABLE if any(vowel in lower for vowel in "aeiouy") else 0


def _convincing(mashed: list[tuple[int, int, str]], text: str, good: int) -> bool:
    """True for two mashed words, or one that no rare name or abbreviation could be."""
    distinct = sorted({word for _, _, word in mashed})
    if len(distinct) != 1:
        # Key rows too short to tell, and nothing beside them, convince nobody.
        return len(distinct) > 1
    word = distinct[0]
    if along_row(word):
        return True
    if good or holds_emoji(text):
        # Words beside it speak for a name or a slip of the finger; a face, for a friend's handle.
        return False
    total, count = plausibility(word)
    worst = _ALONE_MEAN if len(mashed) == 1 else _TWICE_MEAN
    return len(word) >= _MIN_ALONE and total <= worst * count


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
    wake=(Cue.UNLIKELY,),
)
