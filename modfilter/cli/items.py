"""What one line of input turns into: a comment, or the reason why it is none."""

from __future__ import annotations

from dataclasses import dataclass

from modfilter.cli.lines import MAX_LINE_BYTES, TooLong
from modfilter.domain import Comment
from modfilter.errors import InputError


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that holds no comment. `file` is set where several files are read."""

    line: int
    message: str
    file: str | None = None


Item = Comment | Unreadable
"""One answer is owed for each."""


def decoded(raw: bytes | TooLong) -> str:
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


class Numbering:
    """Where a line stands: its number, and the file's name where there are several files."""

    def __init__(self, file: str | None = None) -> None:
        self.file = file

    def unreadable(self, line: int, error: InputError | str) -> Unreadable:
        """The item for a line that is no comment."""
        return Unreadable(line, str(error), self.file)

    def id_of(self, line: int) -> str | int:
        """The id of a comment that brings none of its own, so that its answer can be found."""
        return line if self.file is None else f"{self.file}:{line}"
