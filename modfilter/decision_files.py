"""Moderators' decisions in files: JSON lines and CSV, read with bounded memory, and written.

A line is `{"text", "action": "publish" | "reject", "category", "id", "source", "decided_at",
"moderator", "note"}`; `text` and `action` are required, other fields are passed over, so that
names and addresses which an export holds beside them go nowhere. Messages about bad lines never
repeat a value for the same reason.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Protocol

from modfilter.csv_records import CsvRecords, Record
from modfilter.domain import Action, Category, ModeratorDecision
from modfilter.errors import InputError
from modfilter.lines import LineSplitter, RawLine, check_head, decoded, is_blank, without_bom
from modfilter.wire import dumped, parsed_json

FIELDS = ("text", "action", "category", "id", "source", "decided_at", "moderator", "note")
"""What a decision may hold, in the order in which it is written."""
CATEGORIES = tuple(
    str(category)
    for category in Category
    if category not in (Category.FLOOD, Category.TOO_LONG, Category.LANGUAGE, Category.ERROR)
)
"""What moderators are offered to reject a comment as: what it says. Sites may name others."""
MAX_NAME = 200
"""Characters of an id, a source, a moderator's or an author's reference."""
MAX_NOTE = 10_000
"""Characters of a note."""
MAX_OBJECTION = 2_000
"""Characters of what an author says against a refusal."""

_BLOCK_BYTES = 256 * 1024
_ACTIONS = {"publish": Action.PUBLISH, "reject": Action.REJECT}
_CATEGORY = re.compile(r"[^\W\d]\w{0,39}")
_JSON_SPACE = " \t\r\n"
_CURE = 'write one object a line, such as {"text": "...", "action": "reject", "category": "spam"}'
_CSV_CURE = (
    "name the column with the comments text and the one with the decisions action "
    '(here "{hint}" comes nearest)'
)
_EPOCH_YEAR = 1970


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that holds no decision: its number in the file, from 1, and what is wrong."""

    line: int
    error: str


@dataclass(frozen=True, slots=True)
class Read:
    """A decision as a file has it: with its line, and who wrote the comment where that is read."""

    line: int
    decision: ModeratorDecision
    author: str | None = None


Found = Read | BadLine


class DecisionReader(Protocol):
    """Turns lines into decisions, in order."""

    def feed(self, lines: Sequence[RawLine]) -> list[Found]:
        """What these lines complete."""
        ...

    def end(self) -> list[Found]:
        """What is left when the input has ended."""
        ...


def read_decisions(
    source: str | Path | BinaryIO, *, name: str | None = None
) -> Iterator[ModeratorDecision | BadLine]:
    """The decisions in a file or a stream of bytes, in order, and a BadLine for each bad line.

    JSON lines or CSV: by the name's ending (.csv, .tsv), else by the first line. Raises
    InputError for what cannot be read at all: a missing file, UTF-16, CSV without its columns.
    """
    for found in read_file(source, name=name):
        yield found if isinstance(found, BadLine) else found.decision


def read_file(
    source: str | Path | BinaryIO, *, name: str | None = None, author_field: str | None = None
) -> Iterator[Found]:
    """As `read_decisions`, with line numbers; `author_field` names the author's reference."""
    if isinstance(source, str | Path):
        path = Path(source)
        try:
            stream = path.open("rb")
        except (OSError, ValueError) as error:
            cause = (getattr(error, "strerror", None) or str(error)).lower()
            raise InputError(f'cannot read "{path}": {cause}; check its name') from None
        with closing(stream):
            yield from _read(stream, name or str(path), author_field)
    else:
        yield from _read(source, name or "the input", author_field)


def _read(stream: BinaryIO, name: str, author_field: str | None) -> Iterator[Found]:
    splitter = LineSplitter()
    reader: DecisionReader | None = None
    blank, at_start = 0, True
    while True:
        block = stream.read(_BLOCK_BYTES)
        lines = splitter.feed(block) if block else splitter.end()
        if at_start and lines:
            at_start = False
            if isinstance(lines[0], bytes):
                check_head(name, lines[0])
            lines[0] = without_bom(name, lines[0])
        try:
            if reader is None and lines:
                reader = _reader(name, lines, blank, author_field)
                blank += len(lines)
            if reader is not None:
                yield from reader.feed(lines)
                if not block:
                    yield from reader.end()
        except InputError as error:
            raise InputError(f"{name}: {error}") from None
        if not block:
            return


def _reader(
    name: str, lines: Sequence[RawLine], blank: int, author_field: str | None
) -> DecisionReader | None:
    """The reader that the name or the first line that is not blank asks for."""
    suffix = Path(name).suffix.lower()
    if suffix in (".csv", ".tsv"):
        return CsvDecisions(blank, author_field)
    first = next((line for line in lines if not is_blank(line)), None)
    if first is None:
        return None
    if suffix in (".jsonl", ".ndjson", ".json"):
        return JsonlDecisions(blank, author_field)
    if isinstance(first, bytes) and not first.lstrip().startswith((b"{", b"[")):
        return CsvDecisions(blank, author_field)
    return JsonlDecisions(blank, author_field)


class JsonlDecisions:
    """Reads JSON lines. Blank lines are passed over."""

    def __init__(self, lines_before: int = 0, author_field: str | None = None) -> None:
        self._line = lines_before
        self._author = author_field

    def feed(self, lines: Sequence[RawLine]) -> list[Found]:
        """One decision or BadLine per line that is not blank."""
        found: list[Found] = []
        decode = _DECODER.raw_decode
        for number, raw in enumerate(lines, self._line + 1):
            try:
                source = raw.decode()  # type: ignore[union-attr]
                obj, end = decode(source)
                plain = end == len(source) or not source[end:].strip(_JSON_SPACE)
            except (ValueError, AttributeError, RecursionError):
                plain, obj = False, None
            if not plain and is_blank(raw):
                continue
            try:
                if not plain:
                    obj = _parsed(decoded(raw))
                decision = decision_from_object(obj)
                author = None if self._author is None else _author(obj, self._author)
            except InputError as error:
                found.append(BadLine(number, str(error)))
            else:
                found.append(Read(number, decision, author))
        self._line += len(lines)
        return found

    def end(self) -> list[Found]:
        """Nothing: every line stands for itself."""
        return []


class CsvDecisions:
    """Reads CSV with a header; an empty field is a missing one."""

    def __init__(self, lines_before: int = 0, author_field: str | None = None) -> None:
        self._author = author_field
        self._records = CsvRecords("action", _CSV_CURE, lines_before)

    def feed(self, lines: Sequence[RawLine]) -> list[Found]:
        """What the records that these lines complete hold; InputError for a wrong header."""
        return [self._found(record) for record in self._records.feed(lines)]

    def end(self) -> list[Found]:
        """What lines still held by an open quote hold."""
        return [self._found(record) for record in self._records.end()]

    def _found(self, record: Record) -> Found:
        number, values = record
        try:
            if isinstance(values, InputError):
                raise values
            given = {column: value for column, value in values.items() if value}
            author = None if self._author is None else _author(given, self._author)
            return Read(number, decision_from_object(given), author)
        except InputError as error:
            return BadLine(number, str(error))


def decision_from_object(obj: object) -> ModeratorDecision:
    """The decision in a JSON object. Raises InputError with the field that is wrong."""
    if not isinstance(obj, dict):
        raise InputError(f"a decision must be a JSON object: {_CURE}")
    text = obj.get("text")
    if type(text) is not str or not text or text.isspace():
        raise InputError('the field "text" must hold the comment\'s text, which is not empty')
    action = obj.get("action")
    found = _ACTIONS.get(action) if type(action) is str else None
    if found is None:
        found = _ACTIONS.get(action.strip().lower()) if type(action) is str else None
    if found is None:
        raise InputError(
            'the field "action" must be "publish" or "reject": those are the decisions that a '
            "moderator takes"
        )
    own = obj.get("id")
    category = obj.get("category")
    stamp = obj.get("decided_at")
    return ModeratorDecision(
        text,
        found,
        None if category is None else _known_category(category),
        None if own is None else _name(own, "id"),
        _name(obj.get("source") or "", "source"),
        None if stamp is None else _time(stamp),
        _name(obj.get("moderator"), "moderator") or None,
        _note(obj.get("note")),
    )


def category_name(value: object) -> str | None:
    """A category as it is stored: "Off topic" becomes "off_topic"; None for an empty one.

    Raises InputError for what is no name.
    """
    if not isinstance(value, str):
        raise InputError(f'the field "category" {_CATEGORY_CURE}')
    if not value or value.isspace():
        return None
    name = value.strip().lower().replace(" ", "_").replace("-", "_")
    if not _CATEGORY.fullmatch(name):
        raise InputError(f'the field "category" {_CATEGORY_CURE}')
    return name


@lru_cache(maxsize=1024, typed=True)
def _cached_category(value: str) -> str | None:
    return category_name(value)


def _known_category(value: object) -> str | None:
    return _cached_category(value) if isinstance(value, str) else category_name(value)


_CATEGORY_CURE = "must be a name such as spam or off_topic, of 40 letters at most"


def decision_to_dict(decision: ModeratorDecision) -> dict[str, str | None]:
    """The decision as plain values, keys in the order of FIELDS."""
    return {
        "text": decision.text,
        "action": str(decision.action),
        "category": decision.category,
        "id": decision.id,
        "source": decision.source,
        "decided_at": None if decision.decided_at is None else time_text(decision.decided_at),
        "moderator": decision.moderator,
        "note": decision.note,
    }


def decision_to_json(decision: ModeratorDecision) -> str:
    """The decision as one line of JSON, without a line end; `read_decisions` reads it back."""
    return dumped(decision_to_dict(decision))


def csv_header() -> str:
    """The header of decisions in CSV, with its line end."""
    return ",".join(FIELDS) + "\r\n"


def decision_to_csv(decision: ModeratorDecision) -> str:
    """The decision as one record of CSV (RFC 4180), with its line end."""
    out = io.StringIO()
    csv.writer(out).writerow(decision_to_dict(decision).values())
    return out.getvalue()


def time_text(time: datetime) -> str:
    """An aware time as ISO 8601 in UTC."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


_DECODER = json.JSONDecoder()


def _parsed(line: str) -> object:
    try:
        return parsed_json(line)
    except InputError as error:
        raise InputError(f"not valid JSON ({error}): {_CURE}") from None


def _name(value: object, field: str) -> str:
    if value is None:
        return ""
    if type(value) is int:
        # More digits than that are refused by Python, and by the bound below.
        value = str(value) if value.bit_length() < 1024 else "9" * (MAX_NAME + 1)
    if type(value) is not str:
        raise InputError(f'the field "{field}" must be a text or a whole number')
    if len(value) > MAX_NAME:
        raise InputError(f'the field "{field}" is longer than {MAX_NAME} characters')
    return value


def _author(obj: Mapping[str, object], field: str) -> str | None:
    return _name(obj.get(field), field) or None


def _note(value: object) -> str:
    if value is None:
        return ""
    if type(value) is not str:
        raise InputError('the field "note" must be a text')
    if len(value) > MAX_NOTE:
        raise InputError(f'the field "note" is longer than {MAX_NOTE:,} characters')
    return value


def _time(value: object) -> datetime | None:
    if type(value) is str:
        if not value:
            return None
        try:
            time = datetime.fromisoformat(value)
            if time.tzinfo is None:
                time = time.replace(tzinfo=UTC)
            elif time.tzinfo is not UTC:
                time = time.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        else:
            if time.year >= _EPOCH_YEAR:
                return time
    raise InputError(
        'the field "decided_at" must be a time in ISO 8601 since 1970, such as '
        "2026-03-01T09:30:00Z (without a zone it is UTC)"
    )
