"""Reader for CSV: a header line, then one comment a record; fields may hold line feeds."""

from __future__ import annotations

from collections.abc import Sequence

from modfilter.cli.items import Item, Numbering
from modfilter.csv_records import CsvRecords, Record
from modfilter.domain import Comment
from modfilter.errors import InputError
from modfilter.lines import RawLine

_CURE = (
    'name the comments\' column, such as --text-field "{hint}", '
    "or read plain text with --input lines"
)


class CsvReader:
    """One comment a record; what is no record gets the reason instead."""

    def __init__(
        self, numbering: Numbering, text_field: str, id_field: str, lines_before: int = 0
    ) -> None:
        self._numbering = numbering
        self._text_field = text_field
        self._id_field = id_field
        self._records = CsvRecords(text_field, _CURE, lines_before)

    def feed(self, lines: Sequence[RawLine]) -> list[Item]:
        """The items of the records that these lines complete.

        Raises InputError for a header without the text column.
        """
        return [self._item(record) for record in self._records.feed(lines)]

    def end(self) -> list[Item]:
        """The lines still held by a quote that was never closed, each by itself."""
        return [self._item(record) for record in self._records.end()]

    def _item(self, record: Record) -> Item:
        number, values = record
        if isinstance(values, InputError):
            return self._numbering.unreadable(number, values)
        return Comment(
            values[self._text_field], values.get(self._id_field) or self._numbering.id_of(number)
        )
