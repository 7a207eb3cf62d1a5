"""Common words with all that is known about them, shipped with a model.

They decide nothing: each entry is what the model's arrays and the rules give for the word. They
spare a moderator that has just started the work of meeting the words of the language one by one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

WORD_BYTES = 16
"""A word of more bytes is not kept."""

ENTRY = np.dtype(
    [
        ("key", "<u8", (2,)),
        ("weights", "<i2", (8,)),
        ("size", "<u2"),
        ("word", "<u4"),
        ("tag", "<u4"),
        ("evidence", "<i2"),
    ]
)
"""A word's bytes (padded with zeros), weights of all heads, features, id for pairing, tag, and
evidence for English."""


def entries(
    names: Sequence[bytes],
    weights: NDArray[np.int32],
    sizes: NDArray[np.int32],
    words: NDArray[np.uint32],
    tags: NDArray[np.uint32],
    evidence: NDArray[np.int16],
) -> NDArray[np.void]:
    """Entries of `names`, in their order; weights that an entry cannot hold are an error."""
    found = np.zeros(len(names), ENTRY)
    keys = b"".join(name.ljust(WORD_BYTES, b"\0") for name in names)
    found["key"] = np.frombuffer(keys, "<u8").reshape(-1, 2)
    found["weights"], found["size"], found["word"], found["tag"] = weights, sizes, words, tags
    found["evidence"] = evidence
    if not np.array_equal(found["weights"], weights):
        raise ValueError("a word's weights do not fit 16 bits")
    return found


def names_of(found: NDArray[np.void]) -> list[bytes]:
    """The words of entries."""
    data = np.ascontiguousarray(found["key"]).tobytes()
    return [data[at : at + WORD_BYTES].rstrip(b"\0") for at in range(0, len(data), WORD_BYTES)]
