"""Corpora from files: texts with a label per head, missing where a corpus says nothing."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modfilter.domain import HEADS
from modfilter.errors import CorpusError
from modfilter.learning.recipe import CorpusSpec, Recipe

_ADDRESSED = re.compile(r"\b(?:you|your|yours|yourself|you're|u|ur|ya|thou)\b|@", re.IGNORECASE)
_MAX_CHARS = 3000


@dataclass(frozen=True, slots=True)
class Labelled:
    """n texts with labels (n x heads, in 0..1, NaN where missing) and weights (n).

    `part` is "train", "held_out", "calibrate" for each row; `origin` indexes `names`.
    """

    texts: list[str]
    labels: NDArray[np.float32]
    weights: NDArray[np.float32]
    part: NDArray[np.str_]
    origin: NDArray[np.int32]
    names: tuple[str, ...]


def load_corpora(recipe: Recipe, folders: Iterable[Path]) -> Labelled:
    """Read every corpus of the recipe from the first folder that has it.

    Near-duplicates (same letters and digits) of held-out and calibration rows are taken out of
    the training part; within a part the first stays.
    """
    folders = list(folders)
    texts: list[str] = []
    labels: list[NDArray[np.float32]] = []
    weights: list[float] = []
    part: list[str] = []
    origin: list[int] = []
    taken: dict[bytes, str] = {}
    order = sorted(range(len(recipe.corpora)), key=lambda k: recipe.corpora[k].use != "calibrate")
    for index in order:
        spec = recipe.corpora[index]
        for row in _rows(spec, find_corpus(spec.name, spec.file, folders)):
            text = row[spec.text]
            if not isinstance(text, str) or not text.strip():
                continue
            key = _key(text)
            where = _part(spec, row, key, recipe)
            if key in taken:
                continue
            taken[key] = where
            texts.append(text[:_MAX_CHARS])
            labels.append(_labels(spec, row, text))
            weights.append(spec.weight)
            part.append(where)
            origin.append(index)
    return Labelled(
        texts,
        np.array(labels, np.float32),
        np.array(weights, np.float32),
        np.array(part),
        np.array(origin, np.int32),
        tuple(spec.name for spec in recipe.corpora),
    )


def find_corpus(name: str, file: str, folders: Iterable[Path]) -> Path:
    """The file of the corpus `name`, in the first folder that has it; CorpusError if none has."""
    folders = list(folders)
    for folder in folders:
        path = folder / file
        if path.exists():
            return path
    raise CorpusError(
        f"corpus {name!r}: {file} is in none of {', '.join(map(str, folders))}. "
        f"Name its folder with --data FOLDER, or leave it out with --without {name}."
    )


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
            try:
                yield json.loads(line)
            except ValueError as error:
                raise CorpusError(f"{path}, line {number}: {error}") from error


def parquet_rows(name: str, path: Path, columns: set[str]) -> Iterable[dict[str, Any]]:
    """The `columns` of the corpus `name`, a parquet file, row by row."""
    try:
        import pyarrow.parquet as parquet
    except ImportError as error:
        raise CorpusError(
            f"corpus {name!r} is a parquet file; pip install 'modfilter[train]' reads it"
        ) from error
    table = parquet.read_table(path)
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


def _labels(spec: CorpusSpec, row: dict[str, Any], text: str) -> NDArray[np.float32]:
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
