"""Where comments come from: files and standard input, checked first, then read as they come."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BufferedReader
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from modfilter.cli.items import Item, Numbering
from modfilter.cli.reading import JsonlReader, LinesReader, Reader
from modfilter.errors import InputError
from modfilter.lines import LineSplitter, RawLine, check_head, is_blank, without_bom

BLOCK_BYTES = 256 * 1024
"""Bytes asked for at once; a pipe gives what it has."""
BATCH = 512
"""Most comments judged at once: enough to spread the cost of a batch, few enough to stay small."""
STDIN = "-"
_T = TypeVar("_T")


class InputFormat(StrEnum):
    """How the input is written."""

    AUTO = "auto"
    LINES = "lines"
    JSONL = "jsonl"
    CSV = "csv"


_BY_SUFFIX = {
    ".jsonl": InputFormat.JSONL,
    ".ndjson": InputFormat.JSONL,
    ".json": InputFormat.JSONL,
    ".csv": InputFormat.CSV,
    ".tsv": InputFormat.CSV,
}


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What the user said about the input; `names` as in Numbering."""

    format: InputFormat = InputFormat.AUTO
    text_field: str = "text"
    id_field: str = "id"
    names: bool = True


def check_paths(paths: Sequence[str]) -> None:
    """Refuse a missing file, a folder or an unreadable file before anything is read.

    Raises InputError that names the file and the cure.
    """
    for path in paths:
        if path == STDIN:
            continue
        try:
            mode = Path(path).stat().st_mode
        except (OSError, ValueError) as error:
            raise InputError(f'cannot read "{path}": {_cause(error)}; check its name') from None
        if stat.S_ISDIR(mode):
            raise InputError(
                f'"{path}" is a folder: name the files in it, such as "{Path(path) / "*.jsonl"}"'
            )
        if not os.access(path, os.R_OK):
            raise InputError(f'cannot read "{path}": permission denied; check who may read it')
        if stat.S_ISREG(mode):
            with Path(path).open("rb") as stream:
                check_head(path, stream.read(4096))


def total_bytes(paths: Sequence[str]) -> int | None:
    """The inputs' size together, or None where one of them has no size, such as a pipe."""
    total = 0
    for path in paths:
        if path == STDIN:
            return None
        status = Path(path).stat()
        if not stat.S_ISREG(status.st_mode):
            return None
        total += status.st_size
    return total


class CommentSource:
    """Reads inputs one after the other, a block at a time.

    `read` gives what is there as soon as it is there, so that a slow writer's comments are
    answered at once; memory stays below one block of comments and one line.
    """

    def __init__(
        self,
        paths: Sequence[str],
        options: ReadingOptions,
        stdin: Callable[[], BufferedReader],
    ) -> None:
        self._paths = list(paths)
        self._options = options
        self._stdin = stdin
        self._several = len(paths) > 1
        self._stream: BufferedReader | None = None
        self._lines: _FileLines | None = None
        self.bytes_read = 0

    def __iter__(self) -> Iterator[list[Item]]:
        while (batches := self.read()) is not None:
            yield from batches

    def read(self) -> list[list[Item]] | None:
        """Wait for the next block and give its comments in batches; None when all is read.

        The list is empty where the block completed no line. Raises InputError for an input that
        is not in a format that modfilter reads.
        """
        if self._lines is None:
            if not self._paths:
                return None
            self._open(self._paths.pop(0))
        assert self._stream is not None
        assert self._lines is not None
        try:
            block = self._stream.read1(BLOCK_BYTES)
        except OSError as error:
            raise InputError(f"cannot read {self._lines.name}: {_cause(error)}") from None
        self.bytes_read += len(block)
        if block:
            return self._lines.feed(block)
        rest = self._lines.end()
        self.close()
        return rest

    def fileno(self) -> int | None:
        """The descriptor that becomes readable with more input; None where none is waited for."""
        if self._stream is None:
            return None
        try:
            return self._stream.fileno()
        except (OSError, ValueError):
            return None

    def close(self) -> None:
        """Close the current file; standard input stays open."""
        if self._stream is not None and self._lines is not None and self._lines.path != STDIN:
            self._stream.close()
        self._stream = self._lines = None

    def _open(self, path: str) -> None:
        if path == STDIN:
            self._stream = self._stdin()
            fileno = self.fileno()
            if fileno is not None:
                # A non-blocking pipe would look like the end of the input.
                os.set_blocking(fileno, True)
        else:
            try:
                self._stream = Path(path).open("rb")  # noqa: SIM115
            except OSError as error:
                raise InputError(f'cannot read "{path}": {_cause(error)}') from None
        self._lines = _FileLines(path, self._options, several=self._several)


class _FileLines:
    """One input: from blocks of bytes to batches of items."""

    def __init__(self, path: str, options: ReadingOptions, *, several: bool) -> None:
        self.path = path
        self.name = "standard input" if path == STDIN else path
        self._options = options
        self._numbering = Numbering(self.name if several else None, names=options.names)
        self._splitter = LineSplitter()
        self._reader: Reader | None = None
        self._blank_lines = 0
        self._at_start = True

    def feed(self, block: bytes) -> list[list[Item]]:
        return self._batches(self._splitter.feed(block))

    def end(self) -> list[list[Item]]:
        batches = self._batches(self._splitter.end())
        if self._reader is not None:
            batches += _cut(self._reader.end())
        return batches

    def _batches(self, lines: list[RawLine]) -> list[list[Item]]:
        if not lines:
            return []
        if self._at_start:
            self._at_start = False
            lines[0] = without_bom(self.name, lines[0])
        try:
            if self._reader is None:
                self._reader = self._choose(lines)
            if self._reader is None:
                return []
            batches = []
            for part in _cut(lines):
                batches += _cut(self._reader.feed(part))
        except InputError as error:
            raise InputError(f"{self.name}: {error}") from None
        return batches

    def _choose(self, lines: list[RawLine]) -> Reader | None:
        """The reader that the options, the name or the first line that is not blank ask for."""
        format_ = self._options.format
        if format_ is InputFormat.AUTO:
            format_ = _BY_SUFFIX.get(Path(self.path).suffix.lower(), InputFormat.AUTO)
        if format_ is InputFormat.AUTO:
            first = next((line for line in lines if not is_blank(line)), None)
            if first is None:
                self._blank_lines += len(lines)
                return None
            is_json = isinstance(first, bytes) and first.lstrip().startswith(b"{")
            format_ = InputFormat.JSONL if is_json else InputFormat.LINES
        if format_ is InputFormat.LINES:
            return LinesReader(self._numbering, self._blank_lines)
        fields = self._options.text_field, self._options.id_field
        if format_ is InputFormat.JSONL:
            return JsonlReader(self._numbering, *fields, self._blank_lines)
        from modfilter.cli.csv_reading import CsvReader

        return CsvReader(self._numbering, *fields, self._blank_lines)


def _cut(items: list[_T]) -> list[list[_T]]:
    """Parts of at most BATCH, all of one size: workers take turns, and wait for the fuller."""
    if not items:
        return []
    parts = -(-len(items) // BATCH)
    edges = [len(items) * part // parts for part in range(parts + 1)]
    return [items[start:end] for start, end in pairwise(edges)]


def _cause(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()
