"""From bytes to lines of text, with a bound on how much of one line is kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from modfilter.errors import InputError

MAX_LINE_BYTES = 4 * 1024 * 1024
"""Longest line that is kept. A thousand times the default limit for comments, and small enough
that text, JSON and answer of one such line together stay far below 200 MB."""


@dataclass(frozen=True, slots=True)
class TooLong:
    """A line that went over the bound; `size` is its length in bytes."""

    size: int


RawLine = bytes | TooLong
"""One line without its line feed."""

_BLANK = b" \t\r\f\v"
_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


def is_blank(raw: RawLine) -> bool:
    """True for a line of ASCII white space only."""
    return isinstance(raw, bytes) and not raw.strip(_BLANK)


def decoded(raw: RawLine) -> str:
    """The line as text, without its carriage return.

    Raises InputError for a line that is too long or no UTF-8.
    """
    if isinstance(raw, TooLong):
        raise InputError(
            f"the line has {raw.size:,} bytes and at most {MAX_LINE_BYTES:,} are read: "
            "split it, or leave out the fields that modfilter does not need"
        )
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise InputError(
            f"not valid UTF-8 at byte {error.start + 1} of the line (0x{raw[error.start]:02x}): "
            "convert the input, for example with `iconv -f WINDOWS-1252 -t UTF-8`"
        ) from None
    return text.removesuffix("\r")


def without_bom(name: str, line: RawLine) -> RawLine:
    """The first line of an input without its byte order mark; InputError where it is UTF-16."""
    if isinstance(line, bytes):
        check_head(name, line, json_array=False)
        return line.removeprefix(_UTF8_BOM)
    return line


def check_head(name: str, head: bytes, *, json_array: bool = True) -> None:
    """Refuse UTF-16, and one JSON array in a `.json` file, by an input's first bytes.

    Raises InputError that says how to convert the input.
    """
    if head.startswith(_UTF16_BOMS):
        raise InputError(
            f"{name} is UTF-16, and modfilter reads UTF-8: convert it with "
            "`iconv -f UTF-16 -t UTF-8`"
        )
    is_json = Path(name).suffix.lower() == ".json"
    if json_array and is_json and head.removeprefix(_UTF8_BOM).lstrip().startswith(b"["):
        raise InputError(
            f"{name} holds one JSON array, and modfilter reads one object a line: convert it "
            f"with `jq -c '.[]' {name} > comments.jsonl`"
        )


class LineSplitter:
    """Takes blocks of any size and gives back the lines that are complete.

    Memory stays below one block and one line of `limit` bytes: what goes over is only counted.
    """

    def __init__(self, limit: int = MAX_LINE_BYTES) -> None:
        self._limit = limit
        self._begun: list[bytes] = []
        self._size = 0

    def feed(self, block: bytes) -> list[RawLine]:
        """The lines that `block` completes."""
        first, *rest = block.split(b"\n")
        self._begin(first)
        if not rest:
            return []
        lines: list[RawLine] = [self._complete()]
        self._begin(rest.pop())
        if len(block) > self._limit:
            lines.extend(line if len(line) <= self._limit else TooLong(len(line)) for line in rest)
        else:
            lines.extend(rest)
        return lines

    def end(self) -> list[RawLine]:
        """The last line, where the input did not end with a line feed."""
        return [self._complete()] if self._size else []

    def _begin(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._limit:
            self._begun.clear()
        elif part:
            self._begun.append(part)

    def _complete(self) -> RawLine:
        size, self._size = self._size, 0
        if size > self._limit:
            return TooLong(size)
        line = b"".join(self._begun)
        self._begun.clear()
        return line
