"""Counting emoji as a reader does: a flag, a family or a hand with a skin tone is one."""

from __future__ import annotations

from functools import cache

import regex

_FIRST = "\u203d"
"""Every emoji lies beyond the marks of ordinary typography: a far quicker first look."""


def emoji(text: str) -> list[str]:
    """The emoji of `text`, in order."""
    if not _may_hold(text):
        return []
    found: list[str] = _pattern().findall(text)
    return found


def holds_emoji(text: str) -> bool:
    """True where `text` shows an emoji."""
    return _may_hold(text) and _pattern().search(text) is not None


def _may_hold(text: str) -> bool:
    return not text.isascii() and max(text) >= _FIRST


@cache
def _pattern() -> regex.Pattern[str]:
    # Compiled on first use: that takes milliseconds, and most runs meet no emoji.
    return regex.compile(
        r"\p{RI}\p{RI}"
        r"|[\p{Emoji_Presentation}\p{Extended_Pictographic}--[\p{RI}\p{Emoji_Modifier}©®™‼⁉ℹ]]"
        r"[\uFE0F\p{Emoji_Modifier}\U000E0020-\U000E007F]*"
        r"(?:\u200D\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]*)*",
        regex.V1,
    )
