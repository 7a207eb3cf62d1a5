"""Everything wrong with one policy file, collected so that one run shows it all."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable

from modfilter.errors import PolicyError

_BARE_KEY = r"[A-Za-z0-9_-]+(?:\[\d+\])?"
_KINDS = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}


class Problems:
    """Collects what is wrong, each with the key's path, and raises it as one PolicyError."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._found: list[str] = []

    def add(self, path: Iterable[str], cause: str) -> None:
        """Note a problem at a key path."""
        self._found.append(f"{self.source}: {key_path(path)}: {cause}")

    def unknown(self, path: tuple[str, ...], what: str, valid: Collection[str]) -> None:
        """Note a name that is none of `valid`, with the nearest one."""
        self.add(path, f"unknown {what}; {nearest(path[-1], valid)}")

    def wrong_type(self, path: Iterable[str], wanted: str, value: object) -> None:
        """Note a value of the wrong type."""
        self.add(path, f"must be {wanted}, not {describe(value)}")

    def missing(self, path: tuple[str, ...]) -> None:
        """Note a key that has no value, unless a problem at that key was noted before."""
        start = f"{self.source}: {key_path(path)}"
        if not any(note.startswith((start + ":", start + ".")) for note in self._found):
            self.add(path, "is missing")

    def raise_any(self) -> None:
        """Raise PolicyError where anything was noted."""
        if self._found:
            raise PolicyError("\n".join(self._found))


def key_path(path: Iterable[str]) -> str:
    """A key's path as TOML writes it: `rules."link.url"`."""
    return ".".join(
        key if re.fullmatch(_BARE_KEY, key) else json.dumps(key, ensure_ascii=False) for key in path
    )


def nearest(name: str, valid: Collection[str]) -> str:
    """The valid name that was probably meant, or all of them where none is near."""
    import difflib  # only for a file with a mistake in it

    close = difflib.get_close_matches(name.lower(), list(valid), n=1, cutoff=0.6)
    if close:
        return f'did you mean "{close[0]}"?'
    return "valid are " + ", ".join(valid) if valid else "none is expected here"


def describe(value: object) -> str:
    """A value of a TOML file in words, short enough for a message."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    shown = json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool) else str(value)
    if len(shown) > 40:
        shown = shown[:37] + "…"
    return f"{_KINDS.get(type(value), 'a date or time')} ({shown})"
