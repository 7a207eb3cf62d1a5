"""Signs of comments by their bytes: for a whole batch at once, in numpy.

Each class of bytes is looked at by its positions, which are few, so a sign costs next to nothing
and can ask for much; what a sign passes over is never looked at again.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntFlag, auto

import numpy as np
from numpy.typing import NDArray

BOUNDARY = 0xFF  # no byte of UTF-8, so it can part the comments of a batch

SPACE, LETTER, DIGIT, MARK, CONTROL, BEYOND, PARTING = 1, 2, 4, 8, 16, 32, 64
WORD_BITS = LETTER | DIGIT | BEYOND

PADDING = 17
"""Bytes after the last parting: how far a sign may look past a mark."""


def _classes() -> NDArray[np.uint8]:
    table = np.full(256, MARK, np.uint8)
    table[0x80:] = BEYOND
    table[:0x20] = CONTROL
    table[0x7F] = CONTROL
    for white in b" \t\n\v\f\r\x1c\x1d\x1e\x1f":
        table[white] = SPACE
    for letter in b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ":
        table[letter] = LETTER
    for digit in b"0123456789":
        table[digit] = DIGIT
    table[BOUNDARY] = PARTING
    return table


CLASS = _classes()
"""The class of each byte."""

TYPOGRAPHY = np.zeros(256, np.uint8)
"""What the surface fold makes of the typographic marks that newspapers' readers use, by the last
byte of their UTF-8 (E2 80 xx); a comment that holds nothing else beyond ASCII is plain."""
for _mark, _plain in {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"}.items():
    TYPOGRAPHY[_mark.encode()[2]] = ord(_plain)

Bytes = NDArray[np.uint8]
Places = NDArray[np.intp]
Mark = Callable[[Places, int], None]


class Sign(IntFlag):
    """Character-level signs of a comment, for whoever decides what to look at closely."""

    DOT = auto()
    """A full stop between a word character and two letters."""
    NUMBER_DOTS = auto()
    """Full stops between digits, three in a row with three digits between them at most."""
    AT = auto()
    """An @, or "at" in brackets or between dashes."""
    DIGITS = auto()
    """Seven digits that a telephone number may be made of."""
    BRACKET = auto()
    """What markup starts with: "](", "<a", "[url", "&lt" …; or a full stop in brackets."""
    SLASH = auto()
    """A slash or backslash beside a word character."""
    SCHEME = auto()
    """A colon before a slash or backslash, or an address by number in brackets."""
    SPACED = auto()
    """An address's ending or scheme held apart: ". co/", ".c om", "h t t p"."""
    STRETCHED = auto()
    """A character that is no white space four times in a row."""
    UPPER = auto()
    """Mostly capitals."""
    ALONE = auto()
    """Single word characters side by side."""
    UNCOMMON = auto()
    """A mark inside a word (not an apostrophe), or "://": a token worth a look of its own."""
    BEYOND = auto()
    """Characters beyond ASCII and the usual typographic marks, or controls."""
    UNEVEN = auto()
    """Not plain: its fold may be more than its lower case, or it holds characters beyond ASCII."""


def mark_signs(
    signs: NDArray[np.uint32], data: Bytes, lower: Bytes, kinds: Bytes, partings: Places
) -> None:
    """Add to each comment's `signs`; `kinds` are the classes of `data`, padded by `PADDING`."""

    def mark(at: Places, sign: int) -> None:
        if len(at):
            signs[np.searchsorted(partings, at, "right") - 1] |= np.uint32(sign)

    letter = kinds == LETTER
    mark(np.flatnonzero((kinds & (BEYOND | CONTROL)) != 0), Sign.UNEVEN | Sign.BEYOND)
    same = lower[1:] == lower[:-1]
    three = (same[1:] & same[:-1]).nonzero()[0]
    kind = kinds.take(three)
    mark(three[kind == LETTER], Sign.UNEVEN)
    four = same.take(three + 2, mode="clip") & ((kind & (SPACE | PARTING)) == 0)
    mark(three[four], Sign.STRETCHED)
    _mark_alone(mark, lower, kinds)
    _mark_odd(mark, data, kinds)

    marks = (kinds == MARK).nonzero()[0]
    if len(marks):
        _mark_marks(mark, marks, data, lower, kinds)

    edges = partings[:-1]
    capitals = np.add.reduceat(data != lower, edges, dtype=np.int32)
    letters = np.add.reduceat(letter, edges, dtype=np.int32)
    signs[(capitals * 2 >= letters) & (capitals > 0)] |= np.uint32(Sign.UPPER)


def _mark_marks(mark: Mark, marks: Places, data: Bytes, lower: Bytes, kinds: Bytes) -> None:
    char = data.take(marks)
    role = _ROLE.take(char)
    ahead = lower.take(marks + 1)
    letter_after = CLASS.take(ahead) == LETTER
    # Letters apart: mark, letter, the same mark.
    mark(marks[letter_after & (data.take(marks + 2) == char)], Sign.UNEVEN)
    in_word = ((role & _IN_WORD) != 0).nonzero()[0]
    if len(in_word):
        inside = (kinds.take(marks.take(in_word) - 1) & WORD_BITS) != 0
        inside &= (letter_after | (ahead == ord("*"))).take(in_word)
        mark(marks.take(in_word[inside]), Sign.UNCOMMON)
        mark(marks[char == ord("@")], Sign.AT)
    stops = ((role & _STOP_OR_COMMA) != 0).nonzero()[0]
    if len(stops):
        _mark_held(mark, marks.take(stops), lower, kinds)
        _mark_dots(mark, marks[char == ord(".")], kinds)
    slashes = ((role & _SLASH) != 0).nonzero()[0]
    if len(slashes):
        _mark_slashes(mark, marks.take(slashes), data, kinds)
    opening = np.flatnonzero(_MAY_OPEN.take(char.astype(np.intp) << 8 | ahead))
    if len(opening):
        _mark_markup(mark, marks.take(opening), data, lower, kinds)


_IN_WORD, _STOP_OR_COMMA, _SLASH = 1, 2, 4


def _roles() -> Bytes:
    """What a mark can be a sign of."""
    table = np.zeros(256, np.uint8)
    for chars, role in (
        (b"!#$%&*+@^_|~=(){}[]<>`;", _IN_WORD),
        (b".,", _STOP_OR_COMMA),
        (b"/\\", _SLASH),
    ):
        table[list(chars)] |= role
    return table


_ROLE = _roles()


def _flags(chars: bytes) -> NDArray[np.bool_]:
    table = np.zeros(256, np.bool_)
    table[list(chars)] = True
    return table


_IS_ODD = _flags(b"0123456789@$")
_IS_CLOSING = _flags(b"])}>")
_IS_STOP_OR_COMMA = _flags(b".,")
# What may stand between a telephone number's digits; folding may make one of any byte of these.
_IS_BETWEEN_DIGITS = _flags(b" \t\v\f\r().-/") | (CLASS == BEYOND) | (CLASS == CONTROL)
_DIGITS_TO_DIAL = 7
# Three separators of one byte each, or of up to four.
_FAR, _FARTHEST = 4, 13


def _pairs(pairs: str) -> NDArray[np.bool_]:
    table = np.zeros(1 << 16, np.bool_)
    for pair in pairs.split():
        table[ord(pair[0]) << 8 | ord(pair[1])] = True
    return table


# Neighbours in "h t t p", "w w w", "d o t" and the endings "c o m", "n e t", "o r g", "r u".
_SPELLED = _pairs("ht tt tp ww do ot co om c0 0m ne et n3 3t or rg 0r ru")


def _mark_alone(mark: Mark, lower: Bytes, kinds: Bytes) -> None:
    """Lone word characters side by side: "i d i o t", "h t t p"."""
    word = (kinds & WORD_BITS) != 0
    gap = (kinds & (SPACE | PARTING)) != 0
    lone = gap[:-2] & word[1:-1] & gap[2:]
    at = (lone[:-2] & lone[2:]).nonzero()[0]
    if not len(at):
        return
    mark(at, Sign.UNEVEN | Sign.ALONE)
    pair = lower.take(at + 1).astype(np.intp) << 8 | lower.take(at + 3)
    mark(at[_SPELLED.take(pair)], Sign.SPACED)


def _mark_odd(mark: Mark, data: Bytes, kinds: Bytes) -> None:
    """Leet, and the digits of telephone numbers."""
    odd = (_IS_ODD.take(data)).nonzero()[0]
    if not len(odd):
        return
    before, after = kinds.take(odd - 1), kinds.take(odd + 1)
    # A digit, @ or $ with letters around it or at the start of a word.
    inside = (before == LETTER) & ((after == LETTER) | _IS_ODD.take(data.take(odd + 1)))
    either = (kinds.take(odd + 2) == LETTER) | _IS_ODD.take(data.take(odd + 2))
    leading = ((before & WORD_BITS) == 0) & (after == LETTER) & either
    mark(odd[inside | leading], Sign.UNEVEN)
    digits = odd[kinds.take(odd) == DIGIT]
    if len(digits) >= _DIGITS_TO_DIAL:
        step = np.diff(digits)
        first, second, last = digits[:-1] + 1, digits[:-1] + 2, digits[1:] - 1
        apart = (step > 1) & ~_IS_BETWEEN_DIGITS.take(data.take(first))
        beyond = (kinds.take(first) | kinds.take(second) | kinds.take(last)) & (BEYOND | CONTROL)
        apart |= (step > _FAR) & ((step > _FARTHEST) | (beyond == 0))
        breaks = np.zeros(len(digits), np.intp)
        np.cumsum(apart, out=breaks[1:])
        others = _DIGITS_TO_DIAL - 1
        mark(digits[others:][breaks[others:] == breaks[:-others]], Sign.DIGITS)


def _mark_dots(mark: Mark, stops: Places, kinds: Bytes) -> None:
    if not len(stops):
        return
    before, after = kinds.take(stops - 1), kinds.take(stops + 1)
    dotted = ((before & WORD_BITS) != 0) & (after == LETTER) & (kinds.take(stops + 2) == LETTER)
    mark(stops[dotted], Sign.DOT)
    if len(stops) > 2:
        between = (before == DIGIT) & (after == DIGIT)
        near = np.diff(stops) <= 4
        numbers = between[:-2] & between[1:-1] & between[2:] & near[:-1] & near[1:]
        mark(stops[:-2][numbers], Sign.NUMBER_DOTS)


_STARTS_ENDING = _flags(b"cnor0")
_IN_ENDING = _flags(b"o0e3r")
_SECOND_IN_ENDING = _flags(b"o0e3ru")
_ENDS_ENDING = _flags(b"mtg")


def _mark_held(mark: Mark, stops: Places, lower: Bytes, kinds: Bytes) -> None:
    """Endings held apart: ".c om", ". co m"."""
    if not len(stops):
        return
    at = stops + 1 + (kinds.take(stops + 1) == SPACE)
    gap1, gap2 = kinds.take(at + 1) == SPACE, kinds.take(at + 2) == SPACE
    near = np.flatnonzero(_STARTS_ENDING.take(lower.take(at)) & (gap1 | gap2))
    if not len(near):
        return
    at, gap1, gap2 = at.take(near), gap1.take(near), gap2.take(near)
    held = gap1 & _SECOND_IN_ENDING.take(lower.take(at + 2))
    ends = _ENDS_ENDING.take(lower.take(at + 3)) & ((kinds.take(at + 4) & WORD_BITS) == 0)
    held |= gap2 & _IN_ENDING.take(lower.take(at + 1)) & ends
    mark(at[held], Sign.SPACED)


def _mark_slashes(mark: Mark, slashes: Places, data: Bytes, kinds: Bytes) -> None:
    if not len(slashes):
        return
    after = kinds.take(slashes + 1)
    before = kinds.take(slashes - 1)
    mark(slashes[((before | after) & WORD_BITS) != 0], Sign.SLASH)
    mark(slashes[data.take(slashes - 1) == ord(":")], Sign.SCHEME | Sign.UNCOMMON)
    # ". co/", " .co /": two to four letters, a full stop and white space before them.
    spaced = slashes - (before == SPACE)
    held = np.zeros(len(slashes), np.bool_)
    for letters in (2, 3, 4):
        first = spaced - letters
        gap, far = kinds.take(first - 1) == SPACE, kinds.take(first - 2)
        apart = gap & ((far == SPACE) | (data.take(first - 2) == ord(".")))
        apart |= (data.take(first - 1) == ord(".")) & ((far & (SPACE | BEYOND)) != 0)
        held |= apart & (kinds.take(first) == LETTER)
    mark(slashes[held], Sign.SPACED)


def _mark_markup(mark: Mark, marks: Places, data: Bytes, lower: Bytes, kinds: Bytes) -> None:
    """Brackets, ampersands and dashes that tags, entities and bracketed words start with."""
    if not len(marks):
        return
    char = data.take(marks)
    after = marks + 1
    after += kinds.take(after) == SPACE
    first, second, third = lower.take(after), lower.take(after + 1), lower.take(after + 2)
    amid = first == ord("a")
    tag = (char == ord("<")) & (amid | (first == ord("i")))
    bbcode = (char == ord("[")) & _OPENS_BBCODE.take(first)
    entity = (char == ord("&")) & _OPENS_ENTITY.take(first.astype(np.intp) << 8 | second)
    entity |= (char == ord("&")) & (first == ord("#"))
    bracket = _IS_OPENING.take(char)
    end = after + 1
    end += kinds.take(end) == SPACE
    dot = bracket & _IS_STOP_OR_COMMA.take(first) & _IS_CLOSING.take(data.take(end))
    dot |= bracket & (first == ord("p")) & (second == ord("o")) & (third == ord("i"))
    # An invisible character may stand before the bracket.
    closed = (char == ord("]")) & ((first == ord("(")) | (kinds.take(after) == BEYOND))
    mark(marks[tag | bbcode | entity | dot | closed], Sign.BRACKET)
    # "[2001:db8::1]/", "[2001:db8::1]:80"
    ahead = data.take(marks + 1)
    port = (ahead == ord(":")) & (kinds.take(marks + 2) == DIGIT)
    mark(marks[(char == ord("]")) & ((ahead == ord("/")) | port)], Sign.SCHEME)

    # "(at)", "[ a ]", "(arroba)", "-at-", "_at_"
    end = after + 1 + (second == ord("t"))
    end += kinds.take(end) == SPACE
    arroba = (second == ord("r")) & (third == ord("r"))
    at = bracket & amid & (_IS_CLOSING.take(data.take(end)) | arroba)
    at |= _IS_DASH.take(char) & amid & (second == ord("t")) & (third == char)
    mark(marks[at], Sign.AT)


def _openings() -> NDArray[np.bool_]:
    """What must follow a mark for `_mark_markup` to look at it: most brackets need no look."""
    table = np.zeros((256, 256), np.bool_)
    for marks, following in (
        (b"<", b"ai .,p"),
        (b"[", b"auilv .,p"),
        (b"({", b"a .,p"),
        (b"]", b"(/: " + bytes(range(0x80, BOUNDARY))),
        (b"&", b"#lap"),
        (b"-_", b"a"),
    ):
        for char in marks:
            table[char, list(following)] = True
    return table.ravel()


_MAY_OPEN = _openings()
_IS_OPENING = _flags(b"<[({")
_IS_DASH = _flags(b"-_")
_OPENS_BBCODE = _flags(b"uilv")
_OPENS_ENTITY = _pairs("lt am pe")


def kernel_tables() -> bytes:
    """All tables above as `modfilter._kernel.look_over` reads them: flags, then sets of pairs."""
    flags = CLASS.astype(np.uint32)
    roles = (
        _IS_ODD,
        (_ROLE & _IN_WORD) != 0,
        (_ROLE & _STOP_OR_COMMA) != 0,
        (_ROLE & _SLASH) != 0,
        _IS_CLOSING,
        _IS_BETWEEN_DIGITS,
        _STARTS_ENDING,
        _IN_ENDING,
        _SECOND_IN_ENDING,
        _ENDS_ENDING,
        _IS_OPENING,
        _IS_DASH,
        _OPENS_BBCODE,
    )
    for bit, role in enumerate(roles, 7):
        flags[role] |= np.uint32(1 << bit)
    pairs = [
        np.packbits(table, bitorder="little") for table in (_SPELLED, _MAY_OPEN, _OPENS_ENTITY)
    ]
    return b"".join([flags.tobytes(), TYPOGRAPHY.tobytes(), *(table.tobytes() for table in pairs)])
