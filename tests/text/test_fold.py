"""Folding: what it undoes, what it leaves, and what holds for any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modfilter.text.fold import fold
from modfilter.text.surface import surface

# Texts dense in what folding cares about, beside any text at all.
DENSE = st.text(
    alphabet=st.sampled_from(
        list(
            "aAbiIloO013457@$.!*-_ \n\t\u200b\u00ad\u202e\u0301\u0327éß\u0130ıſﬁ№℡Ⅷ½㎏аеорсхіΑοωｗＡ．。"
            "´¨\u3000\u00a0\u2028각ᄀ\u1161\u11a8한글العربيةहिन्दी👍🏽\ud800\ufe0f\u1160\x00\x85‘’“”–…"
        )
    ),
    max_size=60,
)
ANY = st.one_of(st.text(max_size=80), DENSE)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("IDIOT", "idiot"),
        ("1d10t", "idiot"),
        ("i.d.i.o.t", "idiot"),
        ("i d i o t", "idiot"),
        ("idiooooot", "idioot"),
        ("l0ser", "loser"),
        ("y0u", "you"),
        ("a$$hole", "asshole"),
        ("ｅｘａｍｐｌｅ．ｃｏｍ", "example.com"),
        ("exаmple.com", "example.com"),
        ("i\u200bdi\u00adot", "idiot"),
        ("𝐢𝐝𝐢𝐨𝐭", "idiot"),
        ("i\u0336d\u0336i\u0336o\u0336t\u0336", "idiot"),
        ("don’t — “quote”", 'don\'t - "quote"'),
    ],
)
def test_undoes_disguises(typed: str, folded: str) -> None:
    assert fold(typed).text == folded


@pytest.mark.parametrize(
    "text",
    [
        "hot water",
        "as she said",
        "covid19 mp3 h1n1 20th 4k web3 10am $5m 1990s 3.11.7 b2b p2p 10x",
        "name4@example.com",
        "https://example.com/a1b",
        "café naïve straße",
        "привет всем",
        "1000000",
    ],
)
def test_leaves_ordinary_text_alone(text: str) -> None:
    assert fold(text).text == text


@given(ANY)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(ANY)
def test_spans_point_into_the_original(text: str) -> None:
    for folded in (surface(text), fold(text)):
        last = 0
        for start in range(len(folded.text)):
            begin, end = folded.span(start, start + 1)
            assert 0 <= begin < end <= len(text)
            assert begin >= last
            last = begin
        assert folded.span(0, len(folded.text))[1] <= len(text)


@given(ANY)
def test_no_white_space_appears(text: str) -> None:
    assert len(surface(text).text.split()) <= len(text.split())


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz ,.", max_size=60))
@settings(max_examples=50)
def test_span_of_plain_text_is_the_span_itself(text: str) -> None:
    folded = surface(text.upper())
    assert folded.text == text
    assert folded.span(0, len(text)) == (0, len(text))
