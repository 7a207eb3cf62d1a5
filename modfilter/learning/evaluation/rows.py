"""Rows of a data file as they stand there: JSON lines, CSV or parquet, with their places."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from modfilter.errors import CorpusError

_SUFFIXES = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".csv": "csv", ".tsv": "csv",
    ".parquet": "parquet",
}  # fmt: skip
_DELIMITERS = ",;\t|"
_FIELD_BYTES = 1 << 23


@dataclass(frozen=True, slots=True)
class File:
    """A file's columns in the order met, and its rows with their places ("a.csv:7")."""

    path: Path
    columns: tuple[str, ...]
    rows: list[tuple[str, dict[str, Any]]]


def read_files(path: Path) -> list[File]:
    """The file at `path`, or every data file in that folder. CorpusError says what is wrong."""
    if not path.is_dir():
        return [_read_file(path)]
    found = sorted(file for file in path.iterdir() if file.suffix.lower() in _SUFFIXES)
    if not found:
        raise CorpusError(f"{path}: no file in this folder is named {_known()}")
    return [_read_file(file) for file in found]


def _read_file(path: Path) -> File:
    form = _SUFFIXES.get(path.suffix.lower())
    if not path.exists():
        raise CorpusError(f"{path}: there is no such file")
    if form is None:
        raise CorpusError(f"{path}: the name tells no format; evaluation reads {_known()}")
    try:
        if form == "parquet":
            file = _parquet(path)
        elif form == "csv":
            file = _csv(path)
        else:
            file = _jsonl(path)
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"{path}: not valid UTF-8 at byte {error.start + 1}; convert it, for example with "
            "`iconv -f WINDOWS-1252 -t UTF-8`"
        ) from None
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read: {error.strerror or error}") from None
    if not file.rows:
        raise CorpusError(f"{path}: holds no rows")
    return file


def _known() -> str:
    return ", ".join(f"*{suffix}" for suffix in _SUFFIXES)


def _jsonl(path: Path) -> File:
    columns: dict[str, None] = {}
    rows = []
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        place = f"{path.name}:{number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise CorpusError(f"{path}, line {number}: not valid JSON: {error}") from None
        if not isinstance(row, dict):
            raise CorpusError(
                f'{path}, line {number}: no object; write one a line, such as {{"text": "…"}}'
            )
        columns.update(dict.fromkeys(row))
        rows.append((place, row))
    return File(path, tuple(columns), rows)


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8-sig", newline="\n") as lines:
        yield from lines


def _csv(path: Path) -> File:
    csv.field_size_limit(_FIELD_BYTES)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        header = lines.readline()
        delimiter = max(_DELIMITERS, key=header.count)
        lines.seek(0)
        reader = csv.DictReader(lines, delimiter=delimiter)
        rows: list[tuple[str, dict[str, Any]]] = []
        try:
            columns = tuple(reader.fieldnames or ())
            for row in reader:
                if None in row or None in row.values():
                    raise CorpusError(
                        f"{path}, line {reader.line_num}: not {len(columns)} fields as in the "
                        "header; is a quote or a delimiter missing?"
                    )
                rows.append((f"{path.name}:{reader.line_num}", dict(row)))
        except csv.Error as error:
            raise CorpusError(f"{path}, line {reader.line_num}: not valid CSV: {error}") from None
    return File(path, columns, rows)


def _parquet(path: Path) -> File:
    try:
        import pyarrow as pa
        import pyarrow.parquet as parquet
    except ImportError:
        raise CorpusError(
            f"{path} is a parquet file; pip install 'modfilter[train]' reads it"
        ) from None
    try:
        table = parquet.read_table(path)
    except pa.ArrowException as error:
        raise CorpusError(f"{path}: not a readable parquet file: {error}") from None
    rows = [(f"{path.name}:{number}", row) for number, row in enumerate(table.to_pylist(), 1)]
    return File(path, tuple(table.column_names), rows)
