"""Letters of other scripts that are drawn like Latin ones, and marks drawn like ASCII ones.

Source of the pairs: the intentional confusables of Unicode Technical Standard 39, reduced to the
lower-case letters and marks that turn up in disguised words and hosts. Applied to a word only
where it also holds Latin letters: a word written in one other script is a word of that script.
"""

from __future__ import annotations

_PAIRS = {
    "a": "аɑαạᴀ",
    "b": "ЬƄʙв",
    "c": "сϲᴄ",
    "d": "ԁɗᴅ",
    "e": "еєҽᴇε",
    "f": "ꞙғ",
    "g": "ɡցɢ",
    "h": "һհʜн",
    "i": "іıɩɪι",
    "j": "јϳᴊ",
    "k": "кκᴋ",
    "l": "ӏǀʟ",
    "m": "мᴍ",
    "n": "пոɴη",
    "o": "оοօσᴏөө",
    "p": "рρᴘ",
    "q": "ԛգ",
    "r": "гʀ",
    "s": "ѕꜱ",
    "t": "тτᴛ",
    "u": "υսᴜц",
    "v": "νѵᴠ",
    "w": "ԝաᴡω",
    "x": "хχ",
    "y": "уүγʏ",
    "z": "ᴢ",
}

LETTERS: dict[str, str] = {look: latin for latin, looks in _PAIRS.items() for look in looks.lower()}
"""Look-alike letter (lower case) -> Latin letter."""

MARKS: dict[str, str] = {
    "‘": "'",
    "’": "'",
    "ʼ": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "–": "-",
    "—": "-",
    "−": "-",
    "。": ".",
    "｡": ".",
    "․": ".",
    "•": ".",
    "·": ".",
    "⁄": "/",
    "∕": "/",
    "⧸": "/",
    "꞉": ":",
    "∶": ":",
    "ː": ":",
    "∗": "*",
    "＠": "@",
}
"""Look-alike mark -> ASCII mark."""
