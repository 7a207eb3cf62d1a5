"""From a recipe to a bundle."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.metrics import roc_auc_score

from modfilter.domain import HEADS
from modfilter.durable import replace_folder
from modfilter.learning.calibrate import calibration_levels, precision_recall, prevalence_weights
from modfilter.learning.card import CARD, model_card
from modfilter.learning.corpora import Labelled, load_corpora
from modfilter.learning.feature_cache import FeatureCache
from modfilter.learning.fit import fit, quantised
from modfilter.learning.languages import learn_language
from modfilter.learning.recipe import Recipe
from modfilter.learning.words import with_words
from modfilter.model.bundle import LEVELS, Bundle, load_bundle, save_bundle
from modfilter.model.features import FeatureSpace
from modfilter.model.scorer import Scorer
from modfilter.text.batch import TokenFolds, read_batch

_PENALTIES = (1.0, 1.25, 1.5, 2.0, 3.0)
_NO_WINDOWS = 100.0
_AUC_FOR_WINDOWS = 0.002
_FEWEST_POSITIVES = 30
_BATCH = 512
# What a head's share of positives is taken to be where nothing is known of it.
_PREVALENCE = 0.05


def train(
    recipe: Recipe,
    folders: Iterable[Path],
    out: Path,
    *,
    jobs: int,
    say: Callable[[str], None],
    cache: Path | None = None,
) -> Bundle:
    """Train a bundle by `recipe` from corpora in `folders` into the folder `out`.

    Counted features are kept in the folder `cache`, if there is one; it changes no figure.
    """
    folders = list(folders)
    data = load_corpora(recipe, folders)
    say("corpora: " + ", ".join(f"{n:,} {part}" for part, n in _counts(data.part)))
    if data.near_copies:
        say(f"left out of training: {data.near_copies:,} near-copies of rows that measure")
    space = FeatureSpace(recipe.orders, recipe.gram_bits, recipe.pair_bits)
    counts = _count_by_corpus(data, space, cache, say)
    fitted = fit(counts, data, recipe, jobs, say)
    grams, pairs, scale = quantised(fitted, space, recipe.clip)
    bundle = Bundle(
        space=space,
        grams=np.ascontiguousarray(grams),
        pairs=np.ascontiguousarray(pairs),
        calibration=np.zeros((len(HEADS), LEVELS), np.uint16),
        bias=fitted.bias,
        scale=scale,
        window_penalty=np.full(len(HEADS), _NO_WINDOWS),
        about={},
    )
    bundle = _with_penalties(bundle, data, say)
    bundle = _with_calibration(bundle, data, recipe, say)
    texts = _rows(data, "train")[0]
    language = learn_language(texts, recipe.languages, folders, space)
    say("language: learned" if language is not None else "language: no corpora, none learned")
    bundle = with_words(replace(bundle, language=language), texts)
    return _publish(bundle, out)


def _count_by_corpus(
    data: Labelled, space: FeatureSpace, cache: Path | None, say: Callable[[str], None]
) -> sparse.csr_matrix:
    features = FeatureCache(cache)
    edges = [0, *(np.flatnonzero(np.diff(data.origin)) + 1).tolist(), len(data.texts)]
    blocks = [
        features.counts(data.texts[first:last], space) for first, last in itertools.pairwise(edges)
    ]
    features.close()
    say(f"features: {features.counted} corpora counted, {features.found} found in the cache")
    return sparse.vstack(blocks, format="csr")


def _publish(bundle: Bundle, out: Path) -> Bundle:
    """Put the bundle with its card in place: no half-written bundle is ever there."""

    def write(folder: Path) -> None:
        saved = save_bundle(folder, bundle)
        (folder / CARD).write_text(model_card(saved), encoding="utf-8")

    replace_folder(out, write)
    return load_bundle(out)


def raw_scores(bundle: Bundle, texts: list[str]) -> NDArray[np.float64]:
    """Raw scores (n x heads) of texts, as checking computes them."""
    scorer = Scorer(bundle)
    folds = TokenFolds()
    parts = [
        scorer.score(read_batch(texts[first : first + _BATCH], folds).pieces).raw
        for first in range(0, len(texts), _BATCH)
    ]
    return np.concatenate(parts) if parts else np.zeros((0, len(HEADS)))


def _counts(part: NDArray[np.str_]) -> list[tuple[str, int]]:
    names, numbers = np.unique(part, return_counts=True)
    return [(str(name), int(number)) for name, number in zip(names, numbers, strict=True)]


def _rows(data: Labelled, part: str) -> tuple[list[str], NDArray[np.float32]]:
    where = np.flatnonzero(data.part == part)
    return [data.texts[k] for k in where.tolist()], data.labels[where]


def _with_penalties(bundle: Bundle, data: Labelled, say: Callable[[str], None]) -> Bundle:
    """Choose for each head how far a window must exceed the whole.

    The least penalty that costs no more than `_AUC_FOR_WINDOWS`: windows find the insult in a
    long kind text, but each one is also a chance to be wrong. Rows at natural prevalence judge
    where they have enough positives, since held-out rows are mostly too short to have windows.
    """
    parts = [_rows(data, "calibrate"), _rows(data, "held_out")]
    enough = (parts[0][1] > 0.5).sum(axis=0) >= _FEWEST_POSITIVES
    judging = np.where(enough, 0, 1)
    chosen = np.full(len(HEADS), _NO_WINDOWS)
    plain = np.zeros(len(HEADS))
    for penalty in (_NO_WINDOWS, *_PENALTIES):
        with_windows = replace(bundle, window_penalty=np.full(len(HEADS), penalty))
        raws = [raw_scores(with_windows, texts) for texts, _ in parts]
        for head, part in enumerate(judging.tolist()):
            auc = _auc(raws[part][:, head], parts[part][1][:, head])
            if penalty == _NO_WINDOWS:
                plain[head] = auc
            elif auc >= plain[head] - _AUC_FOR_WINDOWS:
                chosen[head] = min(chosen[head], penalty)
    for head, name in enumerate(HEADS):
        rows = "natural" if enough[head] else "held-out"
        say(f"{name}: {rows} AUC {plain[head]:.4f} whole, window penalty {chosen[head]:g}")
    return replace(bundle, window_penalty=chosen)


def _auc(raw: NDArray[np.float64], labels: NDArray[np.float32]) -> float:
    known = ~np.isnan(labels)
    binary = labels[known] > 0.5
    if not binary.any() or binary.all():
        return float("nan")
    return float(roc_auc_score(binary, raw[known]))


def _with_calibration(
    bundle: Bundle, data: Labelled, recipe: Recipe, say: Callable[[str], None]
) -> Bundle:
    natural = _rows(data, "calibrate")
    held_out = _rows(data, "held_out")
    if not len(held_out[0]):
        held_out = _rows(data, "train")
    raws = {id(part): raw_scores(bundle, part[0]) for part in (natural, held_out)}
    table = np.zeros((len(HEADS), LEVELS), np.uint16)
    curves: dict[str, Any] = {}
    metrics: dict[str, Any] = {}
    scorer = Scorer(bundle)
    for head, name in enumerate(HEADS):
        prevalence = recipe.prevalence.get(name, None if len(natural[0]) else _PREVALENCE)
        part = held_out if prevalence is not None or not len(natural[0]) else natural
        labels = part[1][:, head]
        known = ~np.isnan(labels)
        if not (labels[known] > 0.5).any():
            part, labels = held_out, held_out[1][:, head]
            known = ~np.isnan(labels)
        labels, raw = labels[known], raws[id(part)][known]
        weights = prevalence_weights((labels > 0.5).astype(np.float32), prevalence)
        table[head] = calibration_levels(raw[:, head], labels, weights)
        scorer.bundle = replace(bundle, calibration=table)
        scores = scorer.probabilities(raw)[:, head]
        curves[name] = precision_recall(scores, labels, weights)
        metrics[name] = {
            "calibrated_on": "natural" if part is natural else "held_out",
            "prevalence": round(float(np.average(labels > 0.5, weights=weights)), 4),
            "texts": int(known.sum()),
            "positive": int((labels > 0.5).sum()),
            "auc": round(_auc(raw[:, head], labels), 4),
            "held_out_auc": round(_auc(raws[id(held_out)][:, head], held_out[1][:, head]), 4),
        }
        say(f"{name}: {metrics[name]}")
    about = {
        "curves": curves,
        "metrics": metrics,
        "corpora": [
            {"name": spec.name, "licence": spec.licence, "use": spec.use} for spec in recipe.corpora
        ]
        + [
            {"name": spec.name, "licence": spec.licence, "use": "language"}
            for spec in recipe.languages
        ],
    }
    return replace(bundle, calibration=table, about=about)
