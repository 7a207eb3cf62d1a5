"""CSV as spreadsheets and databases write it (RFC 4180): a header line, then records."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Mapping, Sequence

from modfilter.errors import InputError
from modfilter.lines import MAX_LINE_BYTES, RawLine, TooLong, decoded, is_blank

DELIMITERS = (",", ";", "\t", "|")
"""Tried on the header in this order; spreadsheets write any of them."""

MAX_RECORD_LINES = 10_000
"""Lines that one record may span before its quote counts as never closed."""

Record = tuple[int, Mapping[str, str] | InputError]
"""The number of a record's first line, and its fields by column or what is wrong with it."""


class CsvRecords:
    """Takes lines and gives back the records that are complete; fields may hold line feeds.

    A quote that is never closed would swallow the rest of the file: then every line of the
    swallowed stretch is read by itself, so that each still gets its answer. `column` is the one
    that every record must have. `cure` ends the message about a header without it; `{hint}` in
    it is replaced by the column that was most likely meant.
    """

    def __init__(self, column: str, cure: str, lines_before: int = 0) -> None:
        self._column = column
        self._cure = cure
        self._line = lines_before
        self._columns: list[str] | None = None
        self._delimiter = ","
        self._held: list[bytes] = []
        self._held_from = 0
        self._held_bytes = 0
        csv.field_size_limit(2 * MAX_LINE_BYTES)

    def feed(self, lines: Sequence[RawLine]) -> list[Record]:
        """The records that these lines complete.

        Raises InputError for a header without the column.
        """
        records: list[Record] = []
        for raw in lines:
            self._line += 1
            if isinstance(raw, TooLong):
                records.extend(self.end())
                records.extend(self._record(self._line, [raw]))
            elif self._held or not is_blank(raw):
                records.extend(self._take(raw))
        return records

    def end(self) -> list[Record]:
        """The lines still held by a quote that was never closed, each by itself."""
        held, self._held, self._held_bytes = self._held, [], 0
        return [
            record
            for number, raw in enumerate(held, self._held_from)
            if not is_blank(raw)
            for record in self._record(number, [raw], alone=True)
        ]

    def _take(self, raw: bytes) -> list[Record]:
        if not _ends_inside_quotes(raw, bool(self._held), self._delimiter.encode()):
            lines, self._held, self._held_bytes = [*self._held, raw], [], 0
            return self._record(self._line - len(lines) + 1, lines)
        if not self._held:
            self._held_from = self._line
        self._held.append(raw)
        self._held_bytes += len(raw) + 1
        full = self._held_bytes > MAX_LINE_BYTES or len(self._held) >= MAX_RECORD_LINES
        return self.end() if full else []

    def _record(
        self, number: int, lines: Sequence[RawLine], *, alone: bool = False
    ) -> list[Record]:
        if self._columns is None:
            self._read_header([decoded(line) for line in lines])
            return []
        try:
            return [(number, self._values([decoded(line) for line in lines], alone=alone))]
        except InputError as error:
            return [(number, error)]

    def _read_header(self, lines: Sequence[str]) -> None:
        tried = [_fields(lines, mark) for mark in DELIMITERS]
        for mark, columns in zip(DELIMITERS, tried, strict=True):
            if self._column in columns:
                self._delimiter, self._columns = mark, columns
                return
        columns = max(tried, key=len)
        near = difflib.get_close_matches(self._column.lower(), [c.lower() for c in columns], 1)
        hint = next((c for c in columns if near and c.lower() == near[0]), columns[0])
        raise InputError(
            f'the CSV header has no column "{self._column}" (it has: {", ".join(columns)}): '
            + self._cure.replace("{hint}", hint)
        )

    def _values(self, lines: Sequence[str], *, alone: bool) -> Mapping[str, str]:
        if alone and _ends_inside_quotes(lines[0].encode(), False, self._delimiter.encode()):
            raise InputError('a quote is opened here and never closed: close it, or double it ("")')
        columns = self._columns or []
        fields = _fields(lines, self._delimiter)
        values = dict(zip(columns, fields, strict=False))
        if self._column not in values:
            raise InputError(
                f"the record has {len(fields)} of {len(columns)} fields and none for "
                f'"{self._column}": is a quote or a delimiter missing?'
            )
        return values


def _fields(lines: Sequence[str], delimiter: str) -> list[str]:
    try:
        # csv wants the lines of one record apart, each with its line feed.
        return next(csv.reader([line + "\n" for line in lines], delimiter=delimiter), [])
    except csv.Error as error:
        raise InputError(f"not valid CSV ({error}): put the field in double quotes") from None


def _ends_inside_quotes(line: bytes, inside: bool, delimiter: bytes) -> bool:
    """Whether a quoted field is still open at the end of the line; linear."""
    at = 0
    if not inside and line.startswith(b'"'):
        inside, at = True, 1
    while True:
        if inside:
            at = line.find(b'"', at)
            if at < 0:
                return True
            if line[at + 1 : at + 2] == b'"':
                at += 2
                continue
            inside = False
            at += 1
        opening = line.find(delimiter + b'"', at)
        if opening < 0:
            return False
        inside = True
        at = opening + 2
