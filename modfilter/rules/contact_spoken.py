"""Telephone numbers that are written as they are spoken: "zero seven seven, double nine, 0147"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from modfilter.text.patterns import late_pattern

_VALUES = {
    "zero": "0", "oh": "0", "nought": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_DIGIT = rf"(?:(?:(?:double|triple)\s)?(?:{'|'.join(_VALUES)})|\d{{1,6}})"
_GAP = r"(?:[\s,.\-/]{1,3}(?:and\s)?)"
_RUN = late_pattern(rf"(?<![\w$€£]){_DIGIT}(?:{_GAP}{_DIGIT}){{3,20}}(?!\w)")
_PIECE = late_pattern(r"\d+|[a-z]+")
_LEAST, _MOST, _LEAST_WORDS = 7, 15, 4
# What each such number is looked for by: nearly all of them hold a zero, and little else does.
SIGN = "zero"


def spoken_places(text: str) -> Iterator[tuple[int, int]]:
    """Where a surface text spells out a telephone number with at least one "zero"."""
    if SIGN not in text:
        return
    for match in _RUN.finditer(text):
        pieces = _PIECE.findall(match.group())
        digits = _dialled(pieces)
        spoken = sum(piece in _VALUES for piece in pieces)
        if not _LEAST <= len(digits) <= _MOST or spoken < _LEAST_WORDS or SIGN not in pieces:
            continue
        steps = {int(after) - int(before) for before, after in pairwise(digits)}
        # Somebody counts up or down.
        if len(steps) > 1 and not steps <= {1, -9} and not steps <= {-1, 9}:
            yield match.span()


def _dialled(pieces: list[str]) -> str:
    digits = ""
    times = 1
    for piece in pieces:
        if piece in ("double", "triple"):
            times = 2 if piece == "double" else 3
        elif piece != "and":
            digits += _VALUES.get(piece, piece) * times
            times = 1
    return digits
