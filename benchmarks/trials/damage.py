"""Misspelt words, as people write them to get past a filter: what folding does not undo."""

from __future__ import annotations

import re

import numpy as np

_WORD = re.compile(r"[A-Za-z]{4,}")
_VOWELS = "aeiouAEIOU"
_BESIDE = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wqrytuyopisadgfhjlkxzcbvnm"[:26], strict=True))


def damaged(text: str, random: np.random.Generator, share: float, *, foreign: bool = False) -> str:
    """`text` with about `share` of its longer words misspelt.

    A vowel dropped, a letter doubled, two letters swapped; with `foreign` also a neighbour on the
    keyboard, which is kept from training, so that what was practised is not all that is examined.
    """
    kinds = 4 if foreign else 3

    def misspell(match: re.Match[str]) -> str:
        word = match[0]
        if random.random() >= share:
            return word
        kind = int(random.integers(kinds))
        inner = [k for k in range(1, len(word) - 1) if kind or word[k] in _VOWELS]
        if not inner:
            return word
        at = int(random.choice(inner))
        if kind == 0:
            return word[:at] + word[at + 1 :]
        if kind == 1:
            return word[:at] + word[at] + word[at:]
        if kind == 2:
            return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
        return word[:at] + _BESIDE.get(word[at].lower(), word[at]) + word[at + 1 :]

    return _WORD.sub(misspell, text)
