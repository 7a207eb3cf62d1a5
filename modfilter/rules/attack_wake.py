"""Which comments of a batch hold a word that may attack in the company it needs, in numpy.

This wakes the attack rules. It asks for less than they do: what it passes over they would not
have found, and what it lets through they read word by word.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from modfilter.rules.attack_roles import ENDS, HERE, MARKED, PASSES, SHIFT, WIDTH, Roles, roles
from modfilter.rules.cues import Cue
from modfilter.text.batch import Batch, Sign

_OFFSETS = np.arange(WIDTH) - HERE
# Marks are asked for only near the word: from five pieces before it to the one after.
_MARKS_FROM = HERE - 5
_WORD = np.uint32(Cue.WORD)
_SPACE = ord(" ")


def mark_attacks(cues: NDArray[np.uint32], tags: NDArray[np.uint32], batch: Batch) -> None:
    """Add AIMED and MENACE to the cues of comments; `tags` are their pieces' cues and roles."""
    known = roles()
    words = np.flatnonzero(tags >= np.uint32(known.first_attacking << SHIFT))
    if not len(words):
        return
    bounds = batch.pieces.bounds
    owners = np.searchsorted(bounds, words, "right") - 1
    at = words[:, None] + _OFFSETS
    inside = (at > bounds.take(owners)[:, None]) & (at < bounds.take(owners + 1)[:, None])
    around = tags.take(at, mode="clip")
    role = (tags.take(words) >> np.uint32(SHIFT)).astype(np.intp)
    gives = known.gives.take(around >> np.uint32(SHIFT))
    gives[(around & _WORD) == 0] = PASSES
    gives[~inside] = 0
    marked = _marked(batch, owners, at, around, inside)
    gives[:, _MARKS_FROM : HERE + 2][marked] |= MARKED
    walked = _walked(gives, known.strays.take(role))
    cues[owners[walked]] |= np.uint32(Cue.AIMED)
    _mark_companies(cues, owners, role, gives, known)


def _marked(
    batch: Batch,
    owners: NDArray[np.intp],
    at: NDArray[np.intp],
    around: NDArray[np.uint32],
    inside: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Where a mark may stand before a piece: anything but one space between two words."""
    pieces = batch.pieces
    here = slice(_MARKS_FROM, HERE + 2)
    before = slice(_MARKS_FROM - 1, HERE + 1)
    starts = pieces.starts.take(at[:, here], mode="clip")
    last = at[:, before]
    gap = starts - pieces.starts.take(last, mode="clip") - pieces.lengths.take(last, mode="clip")
    plain = (gap == 1) & (pieces.data.take(starts - 1) == _SPACE)
    plain &= inside[:, here] & inside[:, before]
    plain &= (around[:, here] & around[:, before] & _WORD) != 0
    # Folding token by token leaves no line ends to be seen.
    plain &= ((batch.signs.take(owners) & np.uint32(Sign.UNEVEN)) == 0)[:, None]
    marked: NDArray[np.bool_] = ~plain
    return marked


def _walked(gives: NDArray[np.uint64], strays: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whether a walk left leads to whom the word is aimed at, past few words of no list."""
    left = gives[:, HERE - 1 :: -1]
    stray = (left & PASSES) == 0
    passed = np.cumsum(stray, axis=1, dtype=np.int32)
    passed -= stray
    ends = (left & ENDS) != 0
    walked: NDArray[np.bool_] = (ends & (passed <= strays[:, None])).any(axis=1)
    return walked


def _mark_companies(
    cues: NDArray[np.uint32],
    owners: NDArray[np.intp],
    role: NDArray[np.intp],
    gives: NDArray[np.uint64],
    known: Roles,
) -> None:
    counts = known.counts.take(role)
    word = np.repeat(np.arange(len(role)), counts)
    first = np.cumsum(counts) - counts
    company = np.arange(len(word)) - np.repeat(first - known.first.take(role), counts)
    for part in range(known.needs.shape[1]):
        asked = known.parts.take(company) > part
        met = (gives.take(word, axis=0) & known.needs[company, part]).any(axis=1)
        keep = np.flatnonzero(met | ~asked)
        word, company = word.take(keep), company.take(keep)
    np.bitwise_or.at(cues, owners.take(word), known.cues.take(company))
