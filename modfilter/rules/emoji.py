"""Counting emoji as a reader does: a flag, a family or a hand with a skin tone is one."""

from __future__ import annotations

import regex

_EMOJI = regex.compile(
    r"\p{RI}\p{RI}"
    r"|[\p{Emoji_Presentation}\p{Extended_Pictographic}--[\p{RI}\p{Emoji_Modifier}©®™‼⁉ℹ]]"
    r"[\uFE0F\p{Emoji_Modifier}\U000E0020-\U000E007F]*"
    r"(?:\u200D\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]*)*",
    regex.V1,
)


def emoji(text: str) -> list[str]:
    """The emoji of `text`, in order."""
    if text.isascii():
        return []
    found: list[str] = _EMOJI.findall(text)
    return found


def count_emoji(text: str) -> int:
    """How many emoji `text` shows."""
    return len(emoji(text))
