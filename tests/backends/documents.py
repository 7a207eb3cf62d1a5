"""The code blocks of the documentation, for the tests that run them."""

from __future__ import annotations

import re
from pathlib import Path

_DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


def blocks(document: str, language: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    text = (_DOCS / document).read_text("utf-8")
    found = re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found, (document, language)
    return found
