"""Tables of what stands under the words that phrases hinge on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

_Value = TypeVar("_Value")


def under(words: str | Iterable[str], *values: _Value) -> dict[str, tuple[_Value, ...]]:
    """`values` under each of `words`."""
    return dict.fromkeys(words.split() if isinstance(words, str) else words, values)


def together(*tables: Mapping[str, Iterable[_Value]]) -> dict[str, tuple[_Value, ...]]:
    """One table: what each of `tables` has under a word, in order."""
    found: dict[str, tuple[_Value, ...]] = {}
    for table in tables:
        for word, values in table.items():
            found[word] = (*found.get(word, ()), *values)
    return found
