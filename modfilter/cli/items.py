"""What one line of input turns into: a comment, or the reason why it is none."""

from __future__ import annotations

from dataclasses import dataclass

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


class Numbering:
    """Where a line stands: its number, and the file's name where there are several files.

    `names` is False where a comment without an id shall have none.
    """

    def __init__(self, file: str | None = None, *, names: bool = True) -> None:
        self.file = file
        self._names = names

    def unreadable(self, line: int, error: InputError | str) -> Unreadable:
        """The item for a line that is no comment."""
        return Unreadable(line, str(error), self.file)

    def id_of(self, line: int) -> str | int | None:
        """The id of a comment that brings none of its own, so that its answer can be found."""
        if not self._names:
            return None
        return line if self.file is None else f"{self.file}:{line}"
