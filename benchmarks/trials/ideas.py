"""The ideas themselves: each turns the recipe's material into that of a trial."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.trials.damage import damaged
from benchmarks.trials.material import HEAD, Material, templates
from modfilter.domain import HEADS
from modfilter.learning.corpora import is_held_out
from modfilter.model.bundle import load_bundle
from modfilter.model.scorer import Scorer
from modfilter.resources import default_model_path
from modfilter.text.batch import TokenFolds, read_batch

Idea = Callable[[Material], Material]

UNLABELLED = (
    "wikipedia_awry_unlabelled",
    "blog_comments_unlabelled",
    "youtube_political_unlabelled",
    "youtube_unlabelled_2013",
)
_SURELY_NOT, _SURELY = 0.02, 0.9
_BATCH = 512
_SENTENCE = re.compile(r"(?<=[.!?\n])\s+")
# What a few confident rows of a kind are worth beside labelled ones.
_LIGHT, _HALF = 0.2, 0.5


def unlabelled(material: Material) -> list[str]:
    """Texts of the corpora without labels, each once."""
    texts = [row["text"] for file in UNLABELLED for row in material.rows(file)]
    return list(dict.fromkeys(text[:3000] for text in texts if text and text.strip()))


def as_it_is(material: Material) -> Material:
    """The recipe."""
    return material


def _confident(probabilities: NDArray[np.float64]) -> NDArray[np.float32]:
    """Probabilities as soft labels where they are near 0 or 1, and missing elsewhere."""
    sure = (probabilities <= _SURELY_NOT) | (probabilities >= _SURELY)
    return np.where(sure, probabilities, np.nan).astype(np.float32)


def self_training(weight: float) -> Idea:
    """The shipped model's own confident scores as labels of unlabelled comments."""

    def apply(material: Material) -> Material:
        texts = unlabelled(material)
        scorer, folds = Scorer(load_bundle(default_model_path())), TokenFolds()
        scores, readable = [], []
        for first in range(0, len(texts), _BATCH):
            found = scorer.score(read_batch(texts[first : first + _BATCH], folds).pieces)
            scores.append(scorer.probabilities(found.raw) / 10_000)
            readable.append(~found.unreadable)
        kept = np.flatnonzero(np.concatenate(readable))
        labels = _confident(np.concatenate(scores)[kept])
        return material.with_rows([texts[k] for k in kept.tolist()], labels, weight)

    return apply


def misspelt(share: float, weight: float) -> Idea:
    """Misspelt copies of unwanted comments, and of as many others."""

    def apply(material: Material) -> Material:
        random = np.random.default_rng(material.recipe.seed)
        data = material.data
        train = data.part == "train"
        with np.errstate(invalid="ignore"):
            unwanted = np.flatnonzero(train & (np.nan_to_num(data.labels).max(axis=1) > 0.5))
        others = np.flatnonzero(train & (np.nan_to_num(data.labels).max(axis=1) <= 0.5))
        chosen = np.append(unwanted, random.choice(others, len(unwanted), replace=False))
        texts = [damaged(data.texts[k], random, share) for k in chosen.tolist()]
        more = material.with_rows(texts, data.labels[chosen], 1.0)
        # A copy weighs as its original does, times `weight`.
        copies = {
            text: float(data.weights[k]) for text, k in zip(texts, chosen.tolist(), strict=True)
        }
        weights = more.data.weights.copy()
        start = len(data.texts)
        weights[start:] = [weight * copies[text] for text in more.data.texts[start:]]
        return replace(more, data=replace(more.data, weights=weights))

    return apply


def sentences(weight: float) -> Idea:
    """Sentences of Civil Comments: toxic where raters marked a span in them, clean elsewhere."""

    def apply(material: Material) -> Material:
        texts, toxic = [], []
        for row in material.rows("toxic_spans_positions"):
            if is_held_out(row["text"]) or not row["has_toxic_span"]:
                continue
            marked = np.zeros(len(row["text"]) + 1, np.bool_)
            marked[[at for at in json.loads(row["spans"]) if at < len(marked)]] = True
            start = 0
            for sentence in _SENTENCE.split(row["text"]):
                start = row["text"].index(sentence, start)
                if len(sentence) >= 10:
                    texts.append(sentence)
                    toxic.append(marked[start : start + len(sentence)].any())
        labels = np.full((len(texts), len(HEADS)), np.nan, np.float32)
        labels[:, HEAD["toxicity"]] = toxic
        return material.with_rows(texts, labels, weight)

    return apply


def swapped(weight: float) -> Idea:
    """Copies of comments that name a group, about another group (counterfactual augmentation)."""

    def apply(material: Material) -> Material:
        terms = sorted(set(templates()[2]))
        known = {term.lower(): term for term in terms}
        named = re.compile(rf"\b(?:{'|'.join(map(re.escape, known))})\b", re.IGNORECASE)
        random = np.random.default_rng(material.recipe.seed)
        data = material.data
        chosen = [
            k for k in np.flatnonzero(data.part == "train").tolist() if named.search(data.texts[k])
        ]
        texts = [named.sub(lambda _: str(random.choice(terms)), data.texts[k]) for k in chosen]
        return material.with_rows(texts, data.labels[chosen], weight)

    return apply


def hatexplain(weight: float) -> Idea:
    """One more corpus: posts rated as hate speech, abusive or normal."""

    def apply(material: Material) -> Material:
        rows = [row for row in material.rows("hatexplain") if not is_held_out(row["text"])]
        labels = np.full((len(rows), len(HEADS)), np.nan, np.float32)
        labels[:, HEAD["identity_attack"]] = [row["hatespeech"] for row in rows]
        labels[:, HEAD["toxicity"]] = [row["abusive"] for row in rows]
        return material.with_rows([row["text"] for row in rows], labels, weight)

    return apply


def more_ham(material: Material) -> Material:
    """Corpora that hold no spam and that no head learns from so far, as negatives of spam."""
    texts: list[str] = []
    for file in ("wikipedia_awry_unlabelled", "politeness_requests", "steam_reviews", "hatexplain"):
        texts += [row["text"] for row in material.rows(file) if row["text"]]
    texts = [text[:3000] for text in texts if not is_held_out(text)]
    labels = np.full((len(texts), len(HEADS)), np.nan, np.float32)
    labels[:, HEAD["spam"]] = 0
    return material.with_rows(texts, labels, 1.0)


def from_teacher(path: Path, weight: float, confident: bool) -> Idea:
    """Scores of a larger model as soft labels of unlabelled comments.

    `path` is an .npz with `keys` (12 bytes of BLAKE2b of each text) and `logits` (n x heads, NaN
    where it has none).
    """

    def apply(material: Material) -> Material:
        found = np.load(path)
        known = {bytes(key): k for k, key in enumerate(found["keys"])}
        texts = [text for text in unlabelled(material) if _key(text) in known]
        logits = found["logits"][[known[_key(text)] for text in texts]].astype(np.float64)
        probabilities = 1 / (1 + np.exp(-logits))
        labels = _confident(probabilities) if confident else probabilities.astype(np.float32)
        return material.with_rows(texts, labels, weight)

    return apply


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12).digest()


IDEAS: dict[str, Idea] = {
    "as it is": as_it_is,
    "self-training": self_training(_LIGHT),
    "sentences of Civil Comments": sentences(_LIGHT),
    "more corpora without spam": more_ham,
    "misspelt copies": misspelt(0.3, _HALF),
    "groups swapped": swapped(_HALF),
    "hatexplain": hatexplain(_LIGHT),
    "self-training, weight 1": self_training(1.0),
    "sentences, weight 1": sentences(1.0),
}


def with_teacher(path: Path) -> dict[str, Idea]:
    """The ideas that need a teacher's scores."""
    return {
        "teacher, confident scores": from_teacher(path, _HALF, confident=True),
        "teacher, all scores": from_teacher(path, _HALF, confident=False),
    }
