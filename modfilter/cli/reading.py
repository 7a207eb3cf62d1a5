"""Readers for plain lines and JSON lines: complete lines in, one item per line out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Protocol

from modfilter.cli.items import Item, Numbering
from modfilter.domain import Comment
from modfilter.errors import InputError
from modfilter.lines import RawLine, decoded, is_blank
from modfilter.wire import comment_from_object, parsed_json

_JSON_SPACE = " \t\r\n"


class Reader(Protocol):
    """Turns lines into items, in order; keeps what it needs from one call to the next."""

    def feed(self, lines: Sequence[RawLine]) -> list[Item]:
        """The items that these lines complete."""
        ...

    def end(self) -> list[Item]:
        """What is left when the input has ended."""
        ...


class LinesReader:
    """Plain text, one comment a line. Blank lines are no comments and are passed over."""

    def __init__(self, numbering: Numbering, lines_before: int = 0) -> None:
        self._numbering = numbering
        self._line = lines_before

    def feed(self, lines: Sequence[RawLine]) -> list[Item]:
        """One item per line that is not blank; a comment's id is its line number."""
        items: list[Item] = []
        numbering = self._numbering
        for number, raw in enumerate(lines, self._line + 1):
            if is_blank(raw):
                continue
            try:
                items.append(Comment(decoded(raw), numbering.id_of(number)))
            except InputError as error:
                items.append(numbering.unreadable(number, error))
        self._line += len(lines)
        return items

    def end(self) -> list[Item]:
        """Nothing: every line stands for itself."""
        return []


class JsonlReader:
    """JSON lines, one object a line. Blank lines are passed over."""

    def __init__(
        self, numbering: Numbering, text_field: str, id_field: str, lines_before: int = 0
    ) -> None:
        self._numbering = numbering
        self._text_field = text_field
        self._id_field = id_field
        self._line = lines_before

    def feed(self, lines: Sequence[RawLine]) -> list[Item]:
        """One item per line that is not blank."""
        items: list[Item] = []
        append = items.append
        decode = _DECODER.raw_decode
        numbering, text_field, id_field = self._numbering, self._text_field, self._id_field
        for number, raw in enumerate(lines, self._line + 1):
            # The way of nearly every line; whatever is odd about one is told apart below.
            try:
                source = raw.decode()  # type: ignore[union-attr]
                found, end = decode(source)
                if end == len(source) or not source[end:].strip(_JSON_SPACE):
                    text = found[text_field]
                    own = found.get(id_field)
                    if type(text) is str:
                        if type(own) is str or type(own) is int:
                            append(Comment(text, own))
                            continue
                        if own is None:
                            append(Comment(text, numbering.id_of(number)))
                            continue
            except (ValueError, AttributeError, LookupError, TypeError, RecursionError):
                pass
            if not is_blank(raw):
                append(self._slowly(number, raw))
        self._line += len(lines)
        return items

    def end(self) -> list[Item]:
        """Nothing: every line stands for itself."""
        return []

    def _slowly(self, number: int, raw: RawLine) -> Item:
        try:
            found = _parsed(decoded(raw))
        except InputError as error:
            return self._numbering.unreadable(number, error)
        try:
            comment = comment_from_object(found, self._text_field, self._id_field)
        except InputError as error:
            cure = _FIELDS_CURE if isinstance(found, dict) else _CURE
            return self._numbering.unreadable(number, f"{error}: {cure}")
        if comment.id is None:
            return Comment(comment.text, self._numbering.id_of(number))
        return comment


_DECODER = json.JSONDecoder()
_CURE = 'write one object a line, such as {"id": "c-1", "text": "..."}'
_FIELDS_CURE = "--text-field and --id-field name the fields to read"


def _parsed(line: str) -> object:
    try:
        return parsed_json(line)
    except InputError as error:
        cure = f"{_CURE}; --input lines reads plain text"
        raise InputError(f"not valid JSON ({error}): {cure}") from None
