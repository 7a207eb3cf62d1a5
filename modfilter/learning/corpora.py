"""Corpora from files: texts with a label per head, missing where a corpus says nothing."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modfilter.domain import HEADS
from modfilter.errors import CorpusError
from modfilter.learning.near_copies import near_copies
from modfilter.learning.recipe import CorpusSpec, LanguageSpec, Recipe

_ADDRESSED = re.compile(r"\b(?:you|your|yours|yourself|you're|u|ur|ya|thou)\b|@", re.IGNORECASE)
_MAX_CHARS = 3000
# Probabilities nearer to 0 or 1 say no more: their logits would outweigh all others.
_LEAST_PROBABILITY = 0.004


@dataclass(frozen=True, slots=True)
class Labelled:
    """n texts with labels (n x heads, in 0..1, NaN where missing) and weights (n).

    `guides` (n x heads) are logits that raw scores are drawn to with `guide_weights`, zero where
    there is none. `part` is "train", "held_out", "calibrate" for each row; `origin` indexes
    `names`.
    """

    texts: list[str]
    labels: NDArray[np.float32]
    weights: NDArray[np.float32]
    guides: NDArray[np.float32]
    guide_weights: NDArray[np.float32]
    part: NDArray[np.str_]
    origin: NDArray[np.int32]
    names: tuple[str, ...]
    near_copies: int = 0
    """Training rows that were left out because an evaluation row is nearly the same."""


def load_corpora(recipe: Recipe, folders: Iterable[Path]) -> Labelled:
    """Read every corpus of the recipe from the first folder that has it.

    Of texts with the same letters and digits the first stays, and of training texts that are
    nearly the same as a held-out or calibration text (see `near_copies`), none: what is measured
    has not been seen. Raises CorpusError that names every corpus that is in no folder.
    """
    folders = list(folders)
    paths = find_all([*recipe.corpora, *recipe.languages], folders)[: len(recipe.corpora)]
    texts: list[str] = []
    labels: list[NDArray[np.float32]] = []
    weights: list[float] = []
    guides: list[NDArray[np.float32]] = []
    part: list[str] = []
    origin: list[int] = []
    taken: dict[bytes, str] = {}
    order = sorted(range(len(recipe.corpora)), key=lambda k: recipe.corpora[k].use != "calibrate")
    for index in order:
        spec = recipe.corpora[index]
        for number, row in enumerate(_rows(spec, paths[index]), 1):
            try:
                text = row[spec.text]
                if not isinstance(text, str) or not text.strip():
                    continue
                key = _key(text)
                where = _part(spec, row, key, recipe)
                found = labels_of(spec, row, text)
            except (KeyError, TypeError, ValueError) as error:
                raise CorpusError(
                    f"corpus {spec.name!r}: {paths[index]}: row {number} is not as the recipe "
                    f"says: {_cause(error)}"
                ) from None
            if key in taken:
                continue
            taken[key] = where
            texts.append(text[:_MAX_CHARS])
            labels.append(found)
            weights.append(spec.weight)
            guides.append(_guides(spec, row))
            part.append(where)
            origin.append(index)
    kept = _without_near_copies(texts, np.array(part))
    guided = np.array(guides, np.float32).reshape(len(texts), 2, len(HEADS))[kept]
    return Labelled(
        [texts[k] for k in kept.tolist()],
        np.array(labels, np.float32)[kept],
        np.array(weights, np.float32)[kept],
        guided[:, 0],
        guided[:, 1],
        np.array(part)[kept],
        np.array(origin, np.int32)[kept],
        tuple(spec.name for spec in recipe.corpora),
        len(texts) - len(kept),
    )


def _cause(error: Exception) -> str:
    return f"it has no {error}" if isinstance(error, KeyError) else str(error)


def _without_near_copies(texts: list[str], part: NDArray[np.str_]) -> NDArray[np.intp]:
    """The rows less the training rows that are nearly the same as a row of another part."""
    train, others = np.flatnonzero(part == "train"), np.flatnonzero(part != "train")
    copies = near_copies([texts[k] for k in train.tolist()], [texts[k] for k in others.tolist()])
    return np.setdiff1d(np.arange(len(texts)), train[copies])


def find_all(specs: Sequence[CorpusSpec | LanguageSpec], folders: Iterable[Path]) -> list[Path]:
    """Where the file of each corpus lies; CorpusError names all that are in none of `folders`."""
    folders = list(folders)
    found = [
        next((path for folder in folders if (path := folder / spec.file).exists()), None)
        for spec in specs
    ]
    missing = [spec for spec, path in zip(specs, found, strict=True) if path is None]
    if missing:
        files = "\n".join(f"  {spec.name}: {spec.file}" for spec in missing)
        what = "this corpus is" if len(missing) == 1 else f"these {len(missing)} corpora are"
        raise CorpusError(
            f"{what} in none of {', '.join(map(str, folders))}:\n{files}\n"
            "Name their folder with --data FOLDER, or leave them out: "
            + " ".join(f"--without {spec.name}" for spec in missing)
        )
    return [path for path in found if path is not None]


def _rows(spec: CorpusSpec, path: Path) -> Iterable[dict[str, Any]]:
    rows: Iterable[dict[str, Any]]
    if path.is_dir():
        rows = (row for file in sorted(path.glob("*.jsonl")) for row in _read_jsonl(file))
    elif path.suffix == ".jsonl":
        rows = _read_jsonl(path)
    else:
        columns = {spec.text, *spec.where}
        columns |= {source.column for source in spec.heads.values() if source.column}
        rows = parquet_rows(spec.name, path, columns)
    for row in rows:
        if all(row.get(column) == value for column, value in spec.where.items()):
            yield row


def _read_jsonl(path: Path) -> Iterable[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise CorpusError(f"{path}, line {number}: {error}") from error
            if not isinstance(row, dict):
                raise CorpusError(f'{path}, line {number}: no object, such as {{"text": …}}')
            yield row


def parquet_rows(name: str, path: Path, columns: set[str]) -> Iterable[dict[str, Any]]:
    """The `columns` of the corpus `name`, a parquet file, row by row."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as parquet
    except ImportError as error:
        raise CorpusError(
            f"corpus {name!r} is a parquet file; pip install 'modfilter[train]' reads it"
        ) from error
    try:
        table = parquet.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise CorpusError(f"corpus {name!r}: {path} cannot be read: {error}") from None
    missing = columns - set(table.column_names)
    if missing:
        raise CorpusError(f"corpus {name!r}: {path} has no column {min(missing)!r}")
    rows: list[dict[str, Any]] = table.select(sorted(columns)).to_pylist()
    return rows


def _key(text: str) -> bytes:
    letters = "".join(char for char in text.lower() if char.isalnum())
    return hashlib.blake2b((letters or text).encode("utf-8", "replace"), digest_size=12).digest()


def _part(spec: CorpusSpec, row: dict[str, Any], key: bytes, recipe: Recipe) -> str:
    if spec.use == "written":
        return str(row["split"])
    if spec.use == "calibrate":
        return "calibrate"
    return "held_out" if _share(key) < recipe.held_out else "train"


def is_held_out(text: str, share: float = 0.1) -> bool:
    """Whether training leaves a text of a public corpus out, holding out `share` of them."""
    return _share(_key(text)) < share


def _share(key: bytes) -> float:
    # The key is a hash already: its first bytes part a corpus without order or randomness.
    return int.from_bytes(key[:4], "big") / 2**32


def labels_of(spec: CorpusSpec, row: dict[str, Any], text: str) -> NDArray[np.float32]:
    """What a corpus says about each head of a row (heads, in 0..1), NaN where it says nothing."""
    labels = np.full(len(HEADS), np.nan, np.float32)
    if spec.use == "written":
        for index, head in enumerate(HEADS):
            labels[index] = head in row["labels"]
        return labels
    for head, source in spec.heads.items():
        value = source.value if source.column is None else row[source.column]
        if value is None:
            continue
        if source.addressed and value > 0 and not _ADDRESSED.search(text):
            continue
        labels[HEADS.index(head)] = min(max(float(value), 0.0), 1.0)
    return labels


def _guides(spec: CorpusSpec, row: dict[str, Any]) -> NDArray[np.float32]:
    """Logits that raw scores are drawn to, over their weights (2 x heads)."""
    guides = np.zeros((2, len(HEADS)), np.float32)
    for head, source in spec.heads.items():
        value = None if source.column is None else row[source.column]
        if value is None or not source.logit_weight:
            continue
        share = min(max(float(value), _LEAST_PROBABILITY), 1 - _LEAST_PROBABILITY)
        guides[:, HEADS.index(head)] = math.log(share / (1 - share)), source.logit_weight
    return guides
