"""Comments with what people said about them: which column speaks for which head, and its labels."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modfilter.domain import HEADS
from modfilter.errors import CorpusError
from modfilter.learning.corpora import is_held_out, labels_of
from modfilter.learning.evaluation.rows import File, read_files
from modfilter.learning.recipe import CorpusSpec, Recipe

_WORDS = {"true": 1.0, "false": 0.0}
_WRITTEN = "labels"


@dataclass(frozen=True, slots=True)
class Reading:
    """How columns become labels: by name, by a recipe, or by what the columns are called.

    `columns` maps heads to columns and goes before the recipe; a column that is named as a head
    is that head's label. `where` keeps rows with these values only (compared as text).
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    recipe: Recipe | None = None
    text: str = "text"
    where: Mapping[str, str] = field(default_factory=dict)
    held_out: bool = False
    """Only rows that training by the recipe leaves out."""
    unlabelled: bool = False
    """The rows need no labels: only what happens to them is measured."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """n comments: texts, places ("a.csv:7"), labels (n x heads, in 0..1, NaN where missing)."""

    texts: list[str]
    places: list[str]
    labels: NDArray[np.float64]
    files: tuple[str, ...]
    skipped: int = 0
    """Rows without a text."""


def read_labelled(paths: Iterable[Path], mapping: Reading) -> Labelled:
    """Read data files; CorpusError names the place, what is wrong and what to do."""
    texts: list[str] = []
    places: list[str] = []
    labels: list[NDArray[np.float64]] = []
    names: list[str] = []
    skipped = 0
    for path in paths:
        for file in read_files(path):
            names.append(file.path.name)
            spec = _spec(file.path, mapping.recipe)
            text_column = mapping.text if spec is None else spec.text
            _need(file, text_column, "the comments' column, --text-field")
            for column in mapping.where:
                _need(file, column, "--where")
            columns = _columns(file, mapping, spec)
            for place, row in file.rows:
                text = row.get(text_column)
                if not _kept(row, str(text), mapping, spec):
                    continue
                if not isinstance(text, str) or not text.strip():
                    skipped += 1
                    continue
                texts.append(text)
                places.append(place)
                labels.append(_labels(file, place, row, text, columns, spec))
    found = np.array(labels, np.float64).reshape(-1, len(HEADS))
    _enough(found, mapping, names)
    return Labelled(texts, places, found, tuple(names), skipped)


def _spec(path: Path, recipe: Recipe | None) -> CorpusSpec | None:
    """The recipe's corpus that is kept in this file, or in this file's folder."""
    if recipe is None:
        return None
    for spec in recipe.corpora:
        if Path(spec.file).name in (path.name, path.parent.name):
            return spec
    return None


def _columns(file: File, mapping: Reading, spec: CorpusSpec | None) -> dict[str, str]:
    """Which column of `file` speaks for which head, where the recipe does not say it."""
    for head, column in mapping.columns.items():
        _need(file, column, f"--label {column}={head}")
    if mapping.columns:
        return dict(mapping.columns)
    if spec is not None:
        for source in spec.heads.values():
            if source.column is not None:
                _need(file, source.column, f"the recipe's corpus {spec.name!r}")
        return {}
    named = {head: head for head in HEADS if head in file.columns}
    if not named and _WRITTEN not in file.columns and not mapping.unlabelled:
        known = "" if mapping.recipe is None else " and the recipe has no corpus in such a file"
        raise CorpusError(
            f"{file.path}: no column is named as a head{known} (it has: "
            f"{', '.join(file.columns)}). Say --label COLUMN=HEAD (heads: {', '.join(HEADS)}), "
            "or --unlabelled to measure only what is published, reviewed and rejected"
        )
    return named


def _need(file: File, column: str, wanted_by: str) -> None:
    if column in file.columns:
        return
    near = difflib.get_close_matches(column, file.columns, 1)
    hint = f'did you mean "{near[0]}"?' if near else f"it has: {', '.join(file.columns)}"
    raise CorpusError(f'{file.path}: no column "{column}" ({wanted_by}); {hint}')


def _kept(row: dict[str, Any], text: str, mapping: Reading, spec: CorpusSpec | None) -> bool:
    if any(str(row.get(column)) != value for column, value in mapping.where.items()):
        return False
    if spec is not None and any(row.get(name) != value for name, value in spec.where.items()):
        return False
    if not mapping.held_out or mapping.recipe is None:
        return True
    if spec is not None and spec.use == "calibrate":
        return True
    if spec is not None and spec.use == "written":
        return row.get("split") == "held_out"
    return is_held_out(text, mapping.recipe.held_out)


def _labels(
    file: File,
    place: str,
    row: dict[str, Any],
    text: str,
    columns: Mapping[str, str],
    spec: CorpusSpec | None,
) -> NDArray[np.float64]:
    labels = np.full(len(HEADS), np.nan)
    if not columns and spec is not None:
        try:
            return labels_of(spec, row, text).astype(np.float64)
        except (KeyError, TypeError, ValueError) as error:
            raise CorpusError(
                f"{file.path}, row {place}: not as the recipe's corpus {spec.name!r} says: {error}"
            ) from None
    for head, column in columns.items():
        labels[HEADS.index(head)] = _label(file, place, column, row.get(column))
    held = row.get(_WRITTEN)
    if not columns and isinstance(held, list):
        # The form of this project's own comments: the heads that hold; all others do not.
        labels[:] = [head in held for head in HEADS]
    return labels


def _label(file: File, place: str, column: str, value: object) -> float:
    if value is None or (isinstance(value, str) and not value.strip()):
        return float("nan")
    number: float | None = None
    if isinstance(value, bool | int | float):
        number = float(value)
    elif isinstance(value, str):
        try:
            number = _WORDS.get(value.strip().lower())
            number = float(value) if number is None else number
        except ValueError:
            number = None
    if number is None or not (number != number or 0 <= number <= 1):
        shown = repr(value)[:40]
        raise CorpusError(
            f'{file.path}, row {place}: column "{column}" holds {shown}; a label is a number in '
            "0..1 (0 no, 1 yes, between them the share of annotators), or empty where nobody said"
        )
    return number


def _enough(labels: NDArray[np.float64], mapping: Reading, names: Sequence[str]) -> None:
    files = ", ".join(names)
    if not len(labels):
        raise CorpusError(f"{files}: no row with a text is left; look at --where and --held-out")
    if mapping.unlabelled:
        return
    positive, known = labels > 0.5, ~np.isnan(labels)
    for head, column in mapping.columns.items():
        at = HEADS.index(head)
        for kind, there in (("positive", positive[:, at]), ("negative", ~positive[:, at])):
            if not (there & known[:, at]).any():
                raise CorpusError(
                    f'{files}: of {int(known[:, at].sum()):,} labels in column "{column}" none is '
                    f"{kind} for {head} (more than 0.5 is positive): add such rows, leave "
                    f"--label {column}={head} out, or say --unlabelled"
                )
    if not positive.any():
        raise CorpusError(
            f"{files}: {int(known.any(axis=1).sum()):,} labelled rows and none is positive for "
            "any head: add rows that should be found, or say --unlabelled to measure only what is "
            "published, reviewed and rejected"
        )
