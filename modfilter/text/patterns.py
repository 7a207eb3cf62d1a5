"""Patterns that are compiled when first used: a start pays only for what its comments wake."""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "split")


class _Late:
    """Compiles its pattern when an attribute is first asked for, and has its methods then."""

    def __init__(self, source: str, flags: int) -> None:
        self._given = source, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self.__dict__["_given"])
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


_ALL: list[_Late] = []


def late_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile(source, flags)`, put off until the pattern is used. For a module's own patterns.

    All of them are kept, for `compile_all`.
    """
    late = _Late(source, flags)
    _ALL.append(late)
    return cast("re.Pattern[str]", late)


def compile_all() -> None:
    """Compile now what is not compiled yet: for programs that answer somebody who waits."""
    for late in _ALL:
        if _METHODS[0] not in vars(late):
            getattr(late, _METHODS[0])
