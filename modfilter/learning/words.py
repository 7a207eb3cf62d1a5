"""The common words that a bundle remembers: chosen from the training texts, worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from modfilter.model.bundle import Bundle
from modfilter.model.scorer import Scorer
from modfilter.model.words import WORD_BYTES, entries, names_of
from modfilter.rules.comment_cues import TAGS_VERSION, CommentCues
from modfilter.text.batch import TokenFolds, read_batch
from modfilter.text.table import PieceTable

_MOST_WORDS = 40_000
# What fewer texts share may be somebody's name.
_FEWEST_TEXTS = 5
_BATCH = 512


def with_words(bundle: Bundle, texts: Sequence[str]) -> Bundle:
    """`bundle` with the commonest words of `texts` remembered; the same texts, the same words."""
    names = common_words(texts)
    if not names:
        return bundle
    scorer = Scorer(bundle)
    tags = CommentCues(0).of_pieces(names)
    words = entries(names, *scorer.piece_weights(names), tags, scorer.piece_evidence(names))
    about = {**bundle.about, "words": {"tags_version": TAGS_VERSION, "number": len(names)}}
    return replace(bundle, words=words, about=about)


def remembered_anew(bundle: Bundle) -> Bundle:
    """`bundle` with what it remembers of its words worked out again, after its weights changed."""
    names = names_of(bundle.words)
    if not names:
        return bundle
    scorer = Scorer(replace(bundle, words=bundle.words[:0]))
    tags = CommentCues(0).of_pieces(names)
    words = entries(names, *scorer.piece_weights(names), tags, scorer.piece_evidence(names))
    described = {**bundle.about.get("words", {}), "tags_version": TAGS_VERSION}
    return replace(bundle, words=words, about={**bundle.about, "words": described})


def common_words(texts: Sequence[str]) -> list[bytes]:
    """Words without digits that most of `texts` share, at most 16 bytes each, by falling share."""
    folds, table = TokenFolds(), PieceTable()
    names: list[bytes] = [b""]
    shares: dict[bytes, int] = {}
    for first in range(0, len(texts), _BATCH):
        if table.is_full:
            table, names = PieceTable(), [b""]
        part = texts[first : first + _BATCH]
        pieces = read_batch(part, folds).pieces
        rows, new = table.look_up(pieces)
        for index in new.tolist():
            start = int(pieces.starts[index])
            names.append(pieces.data[start : start + int(pieces.lengths[index])].tobytes())
        owners = np.repeat(np.arange(len(part)), np.diff(pieces.bounds))
        once = np.unique(owners * (1 << 32) + rows[: len(owners)]) & ((1 << 32) - 1)
        found, counts = np.unique(once, return_counts=True)
        for row, count in zip(found.tolist(), counts.tolist(), strict=True):
            shares[names[row]] = shares.get(names[row], 0) + count
    kept = [name for name, count in shares.items() if count >= _FEWEST_TEXTS and _is_word(name)]
    return sorted(kept, key=lambda name: (-shares[name], name))[:_MOST_WORDS]


def _is_word(name: bytes) -> bool:
    return 0 < len(name) <= WORD_BYTES and name[:1].isalpha() and not any(map(_is_digit, name))


def _is_digit(byte: int) -> bool:
    return ord("0") <= byte <= ord("9")
