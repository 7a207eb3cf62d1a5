"""Counting emoji as a reader does: a flag, a family or a hand with a skin tone is one."""

from __future__ import annotations

import re

import regex

_EMOJI = regex.compile(
    r"\p{RI}\p{RI}"
    r"|[\p{Emoji_Presentation}\p{Extended_Pictographic}--[\p{RI}\p{Emoji_Modifier}©®™‼⁉ℹ]]"
    r"[\uFE0F\p{Emoji_Modifier}\U000E0020-\U000E007F]*"
    r"(?:\u200D\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]*)*",
    regex.V1,
)
# Every emoji starts beyond the marks of ordinary typography: a far quicker first look.
_MAY_BE = re.compile("[\u203d-\U0001ffff]")


def emoji(text: str) -> list[str]:
    """The emoji of `text`, in order."""
    if text.isascii() or not _MAY_BE.search(text):
        return []
    found: list[str] = _EMOJI.findall(text)
    return found


def holds_emoji(text: str) -> bool:
    """True where `text` shows an emoji."""
    return _MAY_BE.search(text) is not None and _EMOJI.search(text) is not None
