"""Texts to sparse feature matrices, through the same functions that checking uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from modfilter.model.features import (
    PARTING_ID,
    FeatureSpace,
    pair_buckets,
    piece_features,
    word_ids,
)
from modfilter.text.batch import TokenFolds, read_batch
from modfilter.text.table import PieceTable

_BATCH = 512


@dataclass(frozen=True, slots=True)
class Counts:
    """Feature counts of n texts: n x (gram buckets + pair buckets), CSR, float32."""

    matrix: sparse.csr_matrix
    space: FeatureSpace


def count_features(texts: Sequence[str], space: FeatureSpace) -> Counts:
    """How often each feature stands in each text."""
    folds = TokenFolds()
    table = PieceTable()
    names: list[bytes] = [b""]
    blocks: list[sparse.csr_matrix] = []
    for first in range(0, len(texts), _BATCH):
        if table.is_full:
            table, names = PieceTable(), [b""]
        part = texts[first : first + _BATCH]
        pieces = read_batch(part, folds).pieces
        rows, new = table.look_up(pieces)
        for index in new.tolist():
            start = int(pieces.starts[index])
            names.append(pieces.data[start : start + int(pieces.lengths[index])].tobytes())
        blocks.append(_count_batch(rows, pieces.bounds, names, len(part), space))
    if not blocks:
        return Counts(
            sparse.csr_matrix((0, space.gram_buckets + space.pair_buckets), dtype=np.float32), space
        )
    matrix = sparse.vstack(blocks, format="csr")
    # The order within a row follows the batches otherwise, and sums of floats follow that order.
    matrix.sort_indices()
    return Counts(matrix, space)


def _count_batch(
    rows: NDArray[np.int32],
    bounds: NDArray[np.intp],
    names: list[bytes],
    comments: int,
    space: FeatureSpace,
) -> sparse.csr_matrix:
    owner = np.repeat(np.arange(comments), np.diff(bounds))
    inside = np.ones(len(rows), np.bool_)
    inside[bounds] = False
    distinct, which = np.unique(rows[inside], return_inverse=True)
    features = piece_features([names[row] for row in distinct.tolist()], space)
    per_piece = sparse.csr_matrix(
        (np.ones(len(features.buckets), np.float32), (features.owners, features.buckets)),
        shape=(len(distinct), space.gram_buckets + space.pair_buckets),
    )
    # A parting opens each comment, so piece k belongs to the comment of the parting before it.
    owners = np.append(owner, comments)[inside]
    per_comment = sparse.csr_matrix(
        (np.ones(len(which), np.float32), (owners, which)), shape=(comments, len(distinct))
    )
    grams = per_comment @ per_piece
    words = np.full(len(rows), PARTING_ID, np.uint32)
    words[inside] = word_ids([names[row] for row in distinct.tolist()])[which]
    pairs = pair_buckets(words[:-1], words[1:], space).astype(np.int64) + space.gram_buckets
    # The pair of a comment's last word and the parting counts for that comment.
    paired = sparse.csr_matrix(
        (np.ones(len(pairs), np.float32), (owner[: len(pairs)], pairs)), shape=grams.shape
    )
    return sparse.csr_matrix(grams + paired)
