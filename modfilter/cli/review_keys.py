"""How a moderator says what to do: by single keys on a terminal, by lines in a pipe."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TextIO

import click


class Wish(StrEnum):
    """What can be done with the comment that is shown; the value is its key."""

    PUBLISH = "p"
    REJECT = "r"
    SKIP = "s"
    UNDO = "u"
    NOTE = "n"
    HELP = "?"
    QUIT = "q"


@dataclass(frozen=True, slots=True)
class Said:
    """A wish, and what was said with it: a category or a note. None where it was no wish."""

    wish: Wish | None
    rest: str = ""


NONE = ""
"""Rejected as nothing in particular."""

_CATEGORY_KEYS = "123456789"
_AGAIN = "0"
_OTHER = "o"
_ENTER = ("\r", "\n")
_ESCAPE = "\x1b"
_ARROW = "arrow"
_END = ("\x03", "\x04")


class Keys(Protocol):
    """Where wishes come from. All methods raise EOFError at the end."""

    def wish(self, prompt: str) -> Said:
        """The next wish."""
        ...

    def category(self, categories: Sequence[str], said: str) -> str | None:
        """What a rejected comment broke: one of `categories`, another name, NONE; None is back."""
        ...

    def note(self, said: str) -> str:
        """A line of text about the comment."""
        ...


class LineKeys:
    """A line is a wish: its first word the key or the word, the rest a category or a note."""

    def __init__(self, stdin: TextIO, say: Callable[[str], None]) -> None:
        self._stdin = stdin
        self._say = say

    def wish(self, prompt: str) -> Said:
        """The wish of the next line that is not blank."""
        self._say(prompt)
        while True:
            line = self._stdin.readline()
            if not line:
                raise EOFError
            first, _, rest = line.strip().partition(" ")
            if first:
                named = _WORDS.get(first.lower())
                return Said(named, rest.strip())

    def category(self, categories: Sequence[str], said: str) -> str | None:
        """What was said with the wish."""
        return said

    def note(self, said: str) -> str:
        """What was said with the wish."""
        return said


class TerminalKeys:
    """Single keys, read as they are pressed; names and notes are typed as lines."""

    def __init__(self, stdin: TextIO, say: Callable[[str], None]) -> None:
        self._stdin = stdin
        self._say = say
        self._typed = ""
        self._named = ""

    def wish(self, prompt: str) -> Said:
        """The wish of the next key."""
        self._say(prompt)
        return Said(_WORDS.get(self._key().lower()))

    def category(self, categories: Sequence[str], said: str) -> str | None:
        """Asks by a digit each; other names are typed, and the last of them has a digit, too."""
        choices = dict(zip(_CATEGORY_KEYS, categories, strict=False))
        if self._named:
            choices[_AGAIN] = self._named
        shown = "  ".join(f"{key} {name}" for key, name in choices.items())
        self._say(f"rejected as:  {shown}  {_OTHER} other  Enter none  Esc back")
        while True:
            key = self._key()
            if key in choices:
                return choices[key]
            if key.lower() == _OTHER:
                self._named = self._line("name, such as off_topic") or self._named
                return self._named or None
            if key in _ENTER:
                return NONE
            if key == _ESCAPE:
                return None

    def note(self, said: str) -> str:
        """Asks for a line."""
        return self._line("note (empty removes it)")

    def _key(self) -> str:
        if not self._typed:
            # Several keys where they were pressed fast; an arrow is one key and three characters.
            self._typed = click.getchar()
            if self._typed.startswith(_ESCAPE) and len(self._typed) > 1:
                self._typed = ""
                return _ARROW
        key, self._typed = self._typed[:1], self._typed[1:]
        if key in _END or not key:
            raise EOFError
        return key

    def _line(self, prompt: str) -> str:
        self._say(f"{prompt}:")
        typed, self._typed = self._typed.replace("\r", "\n"), ""
        if "\n" not in typed:
            line = self._stdin.readline()
            if not line:
                raise EOFError
            return (typed + line).strip()
        typed, _, self._typed = typed.partition("\n")
        return typed.strip()


_WORDS: Mapping[str, Wish] = {
    **{wish.value: wish for wish in Wish},
    **{wish.name.lower(): wish for wish in Wish},
}
