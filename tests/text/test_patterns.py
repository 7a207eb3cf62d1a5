"""Late patterns are patterns, only later."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import modfilter
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


def test_no_group_is_possessive() -> None:
    """Python 3.11.0 to 3.11.4 lose matches by possessive groups (CPython issue 106052)."""
    group = re.compile(r"\)(?:[*+?]|\{\d*,?\d*\})\+")
    found = [
        f"{path.name}:{number}"
        for path in Path(modfilter.__file__).parent.rglob("*.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        # The package `regex` has no such fault.
        if "regex.compile" not in line and group.search(line)
    ]
    assert found == []


def test_a_text_ends_with_its_last_word() -> None:
    """What those releases lost."""
    from modfilter.text.document import Document

    assert [word.text for word in Document("a mockery of the word.").words][-1] == "word"
