"""What every trial starts from: the recipe's rows, counted, and the rows that judge."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from modfilter.domain import HEADS
from modfilter.learning.corpora import Labelled, load_corpora
from modfilter.learning.evaluation.identity import fill, load_templates
from modfilter.learning.feature_cache import FeatureCache, default_cache_folder
from modfilter.learning.fit import Weights, fit, normalised, quantised
from modfilter.learning.near_copies import near_copies
from modfilter.learning.recipe import Recipe, load_recipe
from modfilter.model.features import FeatureSpace

HEAD = {head: k for k, head in enumerate(HEADS)}
JUDGED = ("toxicity", "insult", "profanity", "spam")
"""The heads that trials fit: toxicity with those that lend it weights, and spam."""
_TRAINING_DATA = Path("training_data")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Material:
    """A recipe with its rows and their counts (rows x features)."""

    recipe: Recipe
    data: Labelled
    counts: sparse.csr_matrix
    space: FeatureSpace
    features: FeatureCache
    folder: Path

    def corpus(self, name: str, part: str) -> NDArray[np.intp]:
        """The rows of a corpus that are in `part`."""
        own = self.data.origin == self.data.names.index(name)
        return np.flatnonzero(own & (self.data.part == part))

    def count(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """The features of `texts`."""
        return self.features.counts(list(texts), self.space)

    def with_rows(
        self, texts: Sequence[str], labels: NDArray[np.float32], weight: float
    ) -> Material:
        """With more training rows, less those that are nearly the same as a row that measures."""
        judging = [self.data.texts[k] for k in np.flatnonzero(self.data.part != "train").tolist()]
        kept = np.flatnonzero(~near_copies(texts, judging))
        texts, labels = [texts[k] for k in kept.tolist()], labels[kept]
        none = np.zeros((len(texts), len(HEADS)), np.float32)
        old = self.data
        data = replace(
            old,
            texts=[*old.texts, *texts],
            labels=np.concatenate([old.labels, labels]),
            weights=np.append(old.weights, np.full(len(texts), weight, np.float32)),
            guides=np.concatenate([old.guides, none]),
            guide_weights=np.concatenate([old.guide_weights, none]),
            part=np.append(old.part, np.full(len(texts), "train")),
            origin=np.append(old.origin, np.full(len(texts), len(old.names), np.int32)),
            names=(*old.names, "trial"),
        )
        counts = sparse.vstack([self.counts, self.count(texts)], format="csr")
        return replace(self, data=data, counts=counts)

    def rows(self, file: str) -> list[dict[str, Any]]:
        """All rows of a corpus file."""
        import pyarrow.parquet as parquet

        found: list[dict[str, Any]] = parquet.read_table(
            self.folder / f"{file}.parquet"
        ).to_pylist()
        return found


def load(folder: Path, say: Say) -> Material:
    """The recipe's material, with `folder` for the corpora that the repository has not."""
    recipe = load_recipe(_TRAINING_DATA / "recipe.toml")
    data = load_corpora(recipe, [_TRAINING_DATA, folder])
    space = FeatureSpace(recipe.orders, recipe.gram_bits, recipe.pair_bits)
    features = FeatureCache(default_cache_folder())
    counts = features.counts(data.texts, space)
    say(f"{len(data.texts):,} rows counted")
    return Material(recipe, data, counts, space, features, folder)


@dataclass(frozen=True, slots=True)
class Learned:
    """A trial's weights as a bundle would hold them (features x heads), and biases."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float64]

    def raw(self, counts: sparse.csr_matrix) -> NDArray[np.float64]:
        """Raw scores (rows x heads) of whole texts."""
        found: NDArray[np.float64] = normalised(counts) @ self.weights + self.bias
        return found


def learn(material: Material, say: Say) -> Learned:
    """Fit the heads that are judged by the recipe; the others stay zero."""
    fitted: Weights = fit(material.counts, material.data, material.recipe, 1, say, JUDGED)
    grams, pairs, scale = quantised(fitted, material.space, material.recipe.clip)
    whole = np.concatenate([grams, pairs]).astype(np.float32) * scale.astype(np.float32)
    return Learned(whole, fitted.bias)


def is_final(text: str) -> bool:
    """Half of all texts: they judge what was chosen on the other half, once."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=1).digest()[0] % 2 == 1


def templates() -> tuple[list[str], NDArray[np.bool_], list[str]]:
    """Identity sentences: texts, which are hostile, and their terms."""
    found = fill(load_templates(_TRAINING_DATA / "identity" / "templates.toml"))
    return found.texts, found.hostile, found.terms
