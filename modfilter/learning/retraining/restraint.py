"""What keeps a correction from spoiling what the champion knows: the common words it carries.

A bundle's word memory lists the commonest English words by falling share. A correction that moves
them moves every English comment; its effect on them is held down, weighted by how common they are
taken to be (Zipf's law). No text of the original corpora is needed for that.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from modfilter.model.bundle import Bundle
from modfilter.model.features import piece_features
from modfilter.model.words import names_of

# Zipf's law with the offset that Mandelbrot added for the commonest words.
_RANK_OFFSET = 10.0


def word_restraint(bundle: Bundle, columns: NDArray[np.intp]) -> sparse.csr_matrix | None:
    """Words x `columns`: features of the bundle's common words, scaled by the root of their share.

    None where the bundle remembers no words.
    """
    names = names_of(bundle.words)
    if not names:
        return None
    features = piece_features(names, bundle.space)
    at = np.searchsorted(columns, features.buckets)
    at[at == len(columns)] = 0
    known = columns[at] == features.buckets
    share = 1 / (np.arange(len(names)) + _RANK_OFFSET)
    roots = np.sqrt(share / share.sum())
    owners = features.owners[known]
    matrix = sparse.csr_matrix(
        (roots.take(owners), (owners, at[known])), (len(names), len(columns))
    )
    matrix.sum_duplicates()
    return matrix
