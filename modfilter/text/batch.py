"""Many comments at once: folded, cut into pieces, and looked over for signs, in numpy.

A piece is a run of word characters, or of marks that say something (! ? : $ ...), in the folded
text; full stops, commas, quotes and brackets only part pieces. Most comments are plain:
their fold is their lower case, and that can be told from the bytes of the whole batch at once.
Only the others are folded token by token, with a memory of tokens seen before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from modfilter.kernel import kernel
from modfilter.text.fold import fold
from modfilter.text.signs import (
    BOUNDARY,
    CLASS,
    PADDING,
    TYPOGRAPHY,
    WORD_BITS,
    Sign,
    kernel_tables,
    mark_signs,
)

_APOSTROPHE = ord("'")
_UNEVEN = np.uint32(Sign.UNEVEN)

_LOWER = np.arange(256, dtype=np.uint8)
_LOWER[ord("A") : ord("Z") + 1] += 32

_MEMORY_TOKENS = 1 << 16
_MEMORY_CHARS = 1 << 21
_LONG_TOKEN = 256


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a batch's folded texts, comment after comment.

    `data` holds the folded bytes (padded by 16); piece k is `data[starts[k]:starts[k]+lengths[k]]`.
    The pieces at `bounds` are partings: comment i's pieces are those strictly between `bounds[i]`
    and `bounds[i + 1]`.
    """

    data: NDArray[np.uint8]
    starts: NDArray[np.intp]
    lengths: NDArray[np.intp]
    bounds: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch's pieces, and each comment's signs (uint32, one a comment)."""

    pieces: Pieces
    signs: NDArray[np.uint32]


# A token that folding lower-cases, but for letters in a row.
_PLAIN = r"[\"'(]*+[A-Za-z]++[\"').,;:!?-]*+"
_NOT_PLAIN = re.compile(rf"^(?!{_PLAIN}$).+", re.MULTILINE)
_THREE_ALIKE = re.compile(r"([A-Za-z])\1\1", re.IGNORECASE)


def _folds_of(tokens: set[str]) -> dict[str, str]:
    """Token -> its fold: the plain ones are told from the others all at once."""
    lines = "\n".join(tokens)
    odd = set(_NOT_PLAIN.findall(lines))
    if _THREE_ALIKE.search(lines):
        odd.update(filter(_THREE_ALIKE.search, tokens))
    folds = {token: token.lower() for token in tokens - odd}
    for token in odd:
        folds[token] = fold(token).text
    return folds


def _two_alone(tokens: list[str]) -> bool:
    """Whether two characters stand alone side by side."""
    lengths = list(map(len, tokens))
    return 1 in lengths and (1, 1) in pairwise(lengths)


class TokenFolds:
    """Remembers the folds of tokens; bounded, and never a source of different answers."""

    def __init__(self) -> None:
        self._folds: dict[str, str] = {}
        self._chars = 0

    def fold(self, text: str) -> str:
        """`fold(text).text` up to the kind and amount of white space."""
        if len(self._folds) >= _MEMORY_TOKENS or self._chars >= _MEMORY_CHARS:
            self._folds, self._chars = {}, 0
        # Another thread may put a new memory in its place meanwhile.
        folds = self._folds
        tokens = text.split()
        fresh = set(tokens).difference(folds)
        if fresh:
            found = _folds_of(fresh)
            if max(map(len, fresh)) > _LONG_TOKEN:
                # Not worth remembering.
                folds = found | {token: folds[token] for token in set(tokens).difference(found)}
            else:
                folds.update(found)
                self._chars += sum(map(len, fresh))
        folded = list(map(folds.__getitem__, tokens))
        # What folds to single characters side by side may be a word that was held apart.
        return fold(text).text if _two_alone(folded) else " ".join(folded)


def read_batch(texts: Sequence[str], folds: TokenFolds) -> Batch:
    """Fold and cut `texts`; needs at least one."""
    joined = b"\xff".join([text.encode("utf-8", "surrogatepass") for text in texts])
    data, signs = look_over(_padded(joined), len(texts))
    uneven = (signs & _UNEVEN).nonzero()[0]
    if len(uneven):
        parts = data[1:-PADDING].split(b"\xff")
        for index in uneven.tolist():
            parts[index] = folds.fold(texts[index]).encode("utf-8", "surrogatepass")
        data = _padded(b"\xff".join(parts[: len(texts)]))
    return Batch(cut(data), signs)


def cut_folded(data: bytes) -> Pieces:
    """The pieces of one folded text's UTF-8; they start one byte later than in `data`."""
    return cut(_padded(data))


def _padded(joined: bytes) -> bytes:
    return b"\xff" + joined + b"\xff" + b" " * (PADDING - 1)


def look_over_in_numpy(padded: bytes, count: int) -> tuple[bytes, NDArray[np.uint32]]:
    """The batch with typographic marks made plain, and each comment's signs."""
    data = _plain_typography(np.frombuffer(padded, np.uint8))
    partings = (data == BOUNDARY).nonzero()[0]
    signs = np.zeros(count, np.uint32)
    mark_signs(signs, data, _LOWER.take(data), CLASS.take(data), partings)
    return data.tobytes(), signs


def _plain_typography(data: NDArray[np.uint8]) -> NDArray[np.uint8]:
    at = ((data[:-2] == 0xE2) & (data[1:-1] == 0x80)).nonzero()[0]
    if not len(at):
        return data
    plain = TYPOGRAPHY.take(data.take(at + 2))
    at = at[plain != 0]
    data = data.copy()
    data[at] = plain[plain != 0]
    keep = np.ones(len(data), np.bool_)
    keep[at + 1] = False
    keep[at + 2] = False
    return data[keep]


TELLING_MARKS = b"!?:/$%&*@#+=~^|<>\\_"
"""The marks that make pieces; all others only part them."""


def _kinds_of_piece() -> NDArray[np.uint8]:
    """0 what parts pieces, 1 marks that say something, 2 word characters, 3 the parting."""
    table = np.zeros(256, np.uint8)
    table[(CLASS & WORD_BITS) != 0] = 2
    table[list(TELLING_MARKS)] = 1
    table[BOUNDARY] = 3
    return table


_KIND = _kinds_of_piece()


def cut_in_numpy(data: bytes) -> Pieces:
    """The pieces of a folded batch."""
    lower = _LOWER.take(np.frombuffer(data, np.uint8))
    kind = _KIND.take(lower)
    # "don't" is one word: an apostrophe between word characters belongs to it.
    apostrophes = (lower == _APOSTROPHE).nonzero()[0]
    if len(apostrophes):
        inside = (kind.take(apostrophes - 1) == 2) & (kind.take(apostrophes + 1) == 2)
        kind[apostrophes[inside]] = 2
    changes = np.empty(len(kind), np.bool_)
    changes[0] = True
    np.not_equal(kind[1:], kind[:-1], out=changes[1:])
    # Two partings side by side are two pieces.
    changes |= kind == 3
    starts = changes.nonzero()[0]
    piece_kind = kind.take(starts)
    ends = np.append(starts[1:], len(kind))
    keep = piece_kind.nonzero()[0]
    piece_kind = piece_kind.take(keep)
    return Pieces(
        lower,
        starts.take(keep),
        ends.take(keep) - starts.take(keep),
        (piece_kind == 3).nonzero()[0],
    )


if kernel is None:
    look_over, cut = look_over_in_numpy, cut_in_numpy
else:
    _compiled = kernel
    _TABLES, _KINDS = kernel_tables(), _KIND.tobytes()

    def look_over(padded: bytes, count: int) -> tuple[bytes, NDArray[np.uint32]]:
        """`look_over_in_numpy`, compiled."""
        data, signs = _compiled.look_over(padded, _TABLES, count)
        return data, np.frombuffer(signs, np.uint32)

    def cut(data: bytes) -> Pieces:
        """`cut_in_numpy`, compiled."""
        lower, starts, lengths, bounds = _compiled.cut(data, _KINDS)
        return Pieces(
            np.frombuffer(lower, np.uint8),
            np.frombuffer(starts, np.intp),
            np.frombuffer(lengths, np.intp),
            np.frombuffer(bounds, np.intp),
        )
