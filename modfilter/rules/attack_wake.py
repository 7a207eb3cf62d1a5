"""Which comments of a batch hold a word that may attack in the company it needs, in numpy.

This wakes the attack rules. It asks for less than they do: what it passes over they would not
have found, and what it lets through they read word by word. Marks are looked at only around the
few words whose neighbours would do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modfilter.kernel import kernel
from modfilter.rules.attack_roles import (
    CALLS,
    ENDS,
    HERE,
    LEADS,
    MARKED,
    PASSES,
    SHIFT,
    WIDTH,
    Roles,
    roles,
)
from modfilter.rules.cues import Cue
from modfilter.text.batch import Batch
from modfilter.text.signs import Sign

_OFFSETS = np.arange(WIDTH) - HERE
_NEXT = HERE + 1
_WORD = np.uint32(Cue.WORD)
_AIMED = np.uint32(Cue.AIMED)
_ROLE = np.uint32(SHIFT)
_NOTHING = np.uint64(0)
# Adjectives before a noun that is called out: "you, *silly little* idiot".
_MOST_LEADING = 5


def _flags(chars: bytes) -> NDArray[np.bool_]:
    table = np.zeros(256, np.bool_)
    table[list(chars)] = True
    return table


_SPACE, _STOP = ord(" "), ord(".")
_ENDS_SENTENCE = _flags(b";\n")
_CLOSES = _flags(b"!?")
_ENDS_CLAUSE = _flags(b",.;:()")


@dataclass(frozen=True, slots=True)
class _Around:
    """Words that may attack, and of the pieces around each: places, tags, and what they give."""

    owners: NDArray[np.intp]
    roles: NDArray[np.intp]
    at: NDArray[np.intp]
    inside: NDArray[np.bool_]
    tags: NDArray[np.uint32]
    gives: NDArray[np.uint64]


def attacking_in_numpy(
    tags: NDArray[np.uint32], bounds: NDArray[np.intp], known: Roles
) -> NDArray[np.intp]:
    """The pieces that may attack and would, if marks stood everywhere: most stop here."""
    words = (tags >= np.uint32(known.first_attacking << SHIFT)).nonzero()[0]
    if not len(words):
        return words
    met = _met(_around(words, tags, bounds, known), known)
    return words.take(met.nonzero()[0])


if kernel is None:
    attacking = attacking_in_numpy
else:
    _compiled = kernel

    def attacking(
        tags: NDArray[np.uint32], bounds: NDArray[np.intp], known: Roles
    ) -> NDArray[np.intp]:
        """`attacking_in_numpy`, compiled."""
        found = _compiled.attacking(
            tags, bounds, known.first_attacking, SHIFT, known.gives, known.strays, known.called,
            known.first, known.counts, known.needs, known.parts, HERE,
        )  # fmt: skip
        return np.frombuffer(found, np.intp)


def mark_attacks(cues: NDArray[np.uint32], tags: NDArray[np.uint32], batch: Batch) -> None:
    """Add AIMED and MENACE to the cues of comments; `tags` are their pieces' cues and roles."""
    known = roles()
    words = attacking(tags, batch.pieces.bounds, known)
    if not len(words):
        return
    around = _around(words, tags, batch.pieces.bounds, known)
    _look_at_marks(around, batch)
    np.bitwise_or.at(cues, around.owners, _met(around, known))


def _around(
    words: NDArray[np.intp],
    tags: NDArray[np.uint32],
    bounds: NDArray[np.intp],
    known: Roles,
) -> _Around:
    """As if marks stood everywhere."""
    owners = np.searchsorted(bounds, words, "right") - 1
    at = words[:, None] + _OFFSETS
    inside = (at > bounds.take(owners)[:, None]) & (at < bounds.take(owners + 1)[:, None])
    near = tags.take(at, mode="clip")
    # Marks have no cues and are passed; past the comment's ends there is nothing.
    gives = known.gives.take((near >> _ROLE).astype(np.intp))
    gives[near == 0] = PASSES | LEADS
    gives[~inside] = _NOTHING
    gives |= MARKED
    role = (tags.take(words) >> _ROLE).astype(np.intp)
    return _Around(owners, role, at, inside, near, gives)


def _met(around: _Around, known: Roles) -> NDArray[np.uint32]:
    """The cues of each word that finds the company it needs."""
    found = np.where(_walked(around.gives, known.strays.take(around.roles)), _AIMED, np.uint32(0))
    called = (known.called.take(around.roles)).nonzero()[0]
    if len(called):
        found[called[_called(around.gives.take(called, axis=0))]] |= _AIMED
    counts = known.counts.take(around.roles)
    word = np.repeat(np.arange(len(counts)), counts)
    first = np.cumsum(counts) - counts
    company = np.arange(len(word)) - np.repeat(first - known.first.take(around.roles), counts)
    for part in range(known.needs.shape[1]):
        asked = (known.parts.take(company) > part).nonzero()[0]
        needs = known.needs[:, part].take(company.take(asked), axis=0)
        needs &= around.gives.take(word.take(asked), axis=0)
        keep = np.ones(len(word), np.bool_)
        keep[asked] = needs.any(axis=1)
        word, company = word[keep], company[keep]
    np.bitwise_or.at(found, word, known.cues.take(company))
    return found


def _walked(gives: NDArray[np.uint64], strays: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whether a walk left leads to whom the word is aimed at, past few words of no list."""
    left = gives[:, HERE - 1 :: -1]
    stray = (left & PASSES) == 0
    passed = np.cumsum(stray, axis=1, dtype=np.int32)
    passed -= stray
    walked: NDArray[np.bool_] = (((left & ENDS) != 0) & (passed <= strays[:, None])).any(axis=1)
    return walked


def _called(gives: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Whether the word is followed by a mark, and led by one or by a word that calls somebody."""
    here = gives[:, HERE : HERE - _MOST_LEADING - 1 : -1]
    left = gives[:, HERE - 1 : HERE - _MOST_LEADING - 2 : -1]
    # A mark before the word, or past words that lead it; or what calls, past such words.
    led = np.ones(here.shape, np.bool_)
    np.logical_and.accumulate((left[:, :-1] & LEADS) != 0, axis=1, out=led[:, 1:])
    called = led & (((here & MARKED) != 0) | ((left & CALLS) != 0))
    found: NDArray[np.bool_] = called.any(axis=1) & ((gives[:, _NEXT] & MARKED) != 0)
    return found


def _look_at_marks(around: _Around, batch: Batch) -> None:
    """Leave MARKED where a mark may stand, and nothing beyond the ends of sentences."""
    pieces, data = batch.pieces, batch.pieces.data
    gives, inside = around.gives, around.inside
    here, before = around.at[:, 1:], around.at[:, :-1]
    starts = pieces.starts.take(here, mode="clip")
    ends = pieces.starts.take(before, mode="clip") + pieces.lengths.take(before, mode="clip")
    gap = starts - ends
    first = data.take(ends, mode="clip")
    second = data.take(ends + 1, mode="clip")
    is_word = (around.tags & _WORD) != 0
    both = inside[:, 1:] & inside[:, :-1]
    single = (gap == 1) & (first == _SPACE) & both & is_word[:, 1:] & is_word[:, :-1]
    # Folding token by token leaves no line ends to be seen.
    single &= ((batch.signs.take(around.owners) & np.uint32(Sign.UNEVEN)) == 0)[:, None]
    gives[:, 1:][single] &= ~MARKED

    closes = ~is_word[:, 1:] & _CLOSES.take(data.take(starts, mode="clip"))
    stop = (first == _STOP) & ((gap == 1) | ((gap == 2) & (second == _SPACE)))
    ends_sentence = both & (closes | (_ENDS_SENTENCE.take(first) & (gap > 0)) | stop)
    # Column k of these is the gap before piece k + 1; a wall hides all pieces to its left.
    walls = np.logical_or.accumulate(ends_sentence[:, HERE - 1 :: -1], axis=1)[:, ::-1]
    gives[:, :HERE][walls] &= MARKED
    closed = both[:, HERE] & (
        closes[:, HERE] | (_ENDS_CLAUSE.take(first[:, HERE]) & (gap[:, HERE] > 0))
    )
    gives[closed, _NEXT:] &= MARKED
