"""Text for a terminal: nothing in a comment may steer it, nothing may break the columns."""

from __future__ import annotations

import os
import unicodedata
from typing import BinaryIO, TextIO

# Cc and Cf steer terminals and reorder lines, Cs cannot be written, Zl and Zp end lines. Cn and Co
# look like nothing.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})
_JOINER = "\u200d"
_SPACES = str.maketrans({"\n": " ", "\t": " ", "\r": " "})

STYLES = {
    "publish": "32",
    "review": "33",
    "reject": "31",
    "error": "35",
    "bold": "1",
    "dim": "2",
    "mark": "1;4",
}


def visible(text: str) -> str:
    r"""`text` with all that could steer a terminal written as an escape such as \x1b.

    Line feeds and tabs become spaces.
    """
    text = text.translate(_SPACES)
    if text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(char: str) -> str:
    if char == _JOINER or unicodedata.category(char) not in _UNSAFE:
        return char
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def columns(text: str) -> int:
    """How many terminal columns `text` takes."""
    return len(text) if text.isascii() else sum(map(_columns_of, text))


def _columns_of(char: str) -> int:
    if char == _JOINER or unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def fitted(text: str, width: int) -> str:
    """`text` cut to `width` columns, with three dots where something was cut."""
    if columns(text) <= width:
        return text
    kept, used = [], 3
    for char in text[:width]:
        used += _columns_of(char)
        if used > width:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "..."[:width]


def padded(text: str, width: int) -> str:
    """`text` cut or filled with spaces to exactly `width` columns."""
    text = fitted(text, width)
    return text + " " * (width - columns(text))


def styled(text: str, style: str, colour: bool) -> str:
    """`text` in one of STYLES, or as it is where the terminal shall show no colour."""
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if colour else text


def is_terminal(stream: TextIO | BinaryIO) -> bool:
    """Whether somebody is looking at what `stream` is given."""
    try:
        return stream.isatty()
    except (AttributeError, ValueError):
        return False


def wants_colour(stream: TextIO | BinaryIO) -> bool:
    """Colour on terminals only, and never against NO_COLOR (https://no-color.org)."""
    return (
        is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def terminal_width() -> int:
    """The terminal's width in columns, never less than a narrow phone's."""
    import shutil

    return max(40, shutil.get_terminal_size().columns)
