"""Takes the cue CONTACT_WORD from comments whose contact words are everyday words.

"PM" is also a prime minister and "line" is in half of all idioms, so they count only beside what
an invitation needs.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from modfilter.rules.cues import Cue
from modfilter.text.batch import Batch

_CONTACT_WORD = np.uint32(Cue.CONTACT_WORD)
_EVERYDAY = {b"pm", b"line", b"wa", b"imo"}
_LONGEST = max(map(len, _EVERYDAY)) + 2  # with "'s"
_BEFORE, _AFTER = 20, 90
# A comment with more of them is left to the rule.
_MOST = 16
_INVITES = re.compile(
    rb"(?<!\w)(?:pm\W+me(?!\w)|send\W+(?:me\W+)?(?:a\W+)?pm(?!\w)"
    rb"|(?:on|via|at|through|over|thru|using|in|my|our)\W+(?:line|wa|imo)(?!\w)"
    rb"|(?:line|wa|imo)(?:\s(?:id|username|name|user|handle|contact|channel|group))?\s?[:=@>-]"
    rb"|(?:line|wa|imo)(?!\w)[^\n]{0,80}\d)"
)


def drop_everyday_words(cues: NDArray[np.uint32], tags: NDArray[np.uint32], batch: Batch) -> None:
    """Clear CONTACT_WORD where only everyday words earn it; `tags` are the pieces' cues."""
    words = (tags & _CONTACT_WORD).nonzero()[0]
    if not len(words):
        return
    pieces = batch.pieces
    owners = np.searchsorted(pieces.bounds, words, "right") - 1
    starts, lengths = pieces.starts.take(words), pieces.lengths.take(words)
    cues[owners] &= ~_CONTACT_WORD
    many = np.bincount(owners)[owners] > _MOST
    telling = (lengths > _LONGEST) | many
    for at in (~telling).nonzero()[0].tolist():
        start = int(starts[at])
        word = pieces.data[start : start + int(lengths[at])].tobytes().partition(b"'")[0]
        if word in _EVERYDAY:
            around = pieces.data[max(0, start - _BEFORE) : start + _AFTER].tobytes()
            telling[at] = _INVITES.search(around) is not None
        else:
            telling[at] = True
    cues[owners[telling]] |= _CONTACT_WORD
