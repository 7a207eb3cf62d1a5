"""`python -m benchmarks backends`, with a few posts to the real servers."""

from __future__ import annotations

import importlib.util

import pytest

from benchmarks import backends
from benchmarks.comments import default_files, read_texts

INSTALLED = all(importlib.util.find_spec(one) for one in ("django_comments", "isso"))


@pytest.mark.skipif(not INSTALLED, reason="pip install 'modfilter[django,isso]'")
def test_it_posts_to_both_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "_WARM_UP", 3)
    result = backends.measure(read_texts(default_files())[:200], 6)
    assert [row[0] for row in result.table[1:]] == [
        "Django alone", "Django, filtered", "Isso alone", "Isso, filtered",
    ]  # fmt: skip
    assert len(result.figures) == 4


def test_what_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    result = backends.measure(read_texts(default_files())[:200], 2)
    assert "pip install '.[django]'" in result.as_text()
    assert result.figures == []


def test_comments_of_which_none_is_published_are_no_endless_search() -> None:
    with pytest.raises(SystemExit, match="publishes none of these comments"):
        backends.measure(["Buy followers at https://example.com now " * 20], 2)
