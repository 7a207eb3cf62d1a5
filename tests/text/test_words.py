"""Words of folded texts, and their places in the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modfilter.text.fold import fold
from modfilter.text.words import words


@given(
    st.text(alphabet=st.sampled_from("aiot1$@*'!-. \n\"ｉéа\u200b\u0301x"), max_size=60) | st.text()
)
def test_words_have_their_places(text: str) -> None:
    folded = fold(text)
    at = 0
    for word in words(folded):
        start = folded.text.index(word.text, at + len(word.before))
        assert start == at + len(word.before)
        at = start + len(word.text)
        assert word.span == folded.span(start, at)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it is, m*ron!", ["it", "is", "m*ron"]),
        ("a$$ f*** -- you're", ["a$$", "f***", "you're"]),
        ("@anna's  well-known 'idiot'", ["@anna's", "well-known", "idiot"]),
        ("you!idiot. It", ["you!idiot", "it"]),
        ("", []),
        ("?! --", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert [word.text for word in words(fold(text))] == expected
