"""Late patterns are patterns, only later."""

from __future__ import annotations

import re

import pytest

from modfilter.text import patterns
from modfilter.text.patterns import late_pattern


def test_it_compiles_once_and_only_when_used(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []

    def counting(source: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(source)
        return COMPILE(source, flags)

    monkeypatch.setattr(patterns.re, "compile", counting)
    late = late_pattern("a(b+)", re.IGNORECASE)
    assert compiled == []
    assert late.findall("abbAB") == ["bb", "B"]
    assert late.sub("-", "xab") == "x-"
    assert late.pattern == "a(b+)"
    assert late.search("abb").group(1) == "bb"
    assert compiled.count("a(b+)") <= 2  # by the first method, and by an attribute that is none


COMPILE = re.compile


def test_a_pattern_that_is_wrong_says_so_when_used() -> None:
    with pytest.raises(re.error):
        late_pattern("(").search("a")
