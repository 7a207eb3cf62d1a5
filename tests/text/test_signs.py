"""Signs: what wakes a rule, and what much like it must not."""

from __future__ import annotations

import pytest

from modfilter.text.batch import TokenFolds, read_batch
from modfilter.text.signs import Sign


def signs_of(*texts: str) -> list[Sign]:
    return [Sign(int(sign)) for sign in read_batch(texts, TokenFolds()).signs]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("un.org", Sign.DOT),
        ("it.The", Sign.DOT),
        ("10.0.0.1", Sign.NUMBER_DOTS),
        ("a@b", Sign.AT),
        ("jane (at) example", Sign.AT),
        ("jane [ AT ] example", Sign.AT),
        ("jane-at-example", Sign.AT),
        ("call 555 0101", Sign.DIGITS),
        ("(030) 55-50-101", Sign.DIGITS),
        ("030\xa0555\xa0101", Sign.DIGITS),
        ("[x](y)", Sign.BRACKET),
        ("[x]\u200b(y)", Sign.BRACKET),
        ("< a href", Sign.BRACKET),
        ("[URL]", Sign.BRACKET),
        ("&lt;", Sign.BRACKET),
        ("example[.]com", Sign.BRACKET),
        ("example ( , ) com", Sign.BRACKET),
        ("a/b", Sign.SLASH),
        ("http:/", Sign.SCHEME),
        ("[::1]/", Sign.SCHEME),
        ("h t t p", Sign.SPACED),
        ("un. co/x", Sign.SPACED),
        ("un .co /x", Sign.SPACED),
        ("un.c om", Sign.SPACED),
        ("un. or g", Sign.SPACED),
    ],
)
def test_a_text_has_the_sign(text: str, sign: Sign) -> None:
    assert sign in signs_of(text)[0]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("the U.S. and 3.5", Sign.DOT),
        ("1.5.2013", Sign.NUMBER_DOTS),
        ("(a great day) at-a-glance", Sign.AT),
        ("1,250,000 in 2012, 2013", Sign.DIGITS),
        ("[sic], (as I said) G&M R&D", Sign.BRACKET),
        ("and / or", Sign.SLASH),
        ("this: that", Sign.SCHEME),
        ("and/or, no more. Or the", Sign.SPACED),
    ],
)
def test_a_text_lacks_the_sign(text: str, sign: Sign) -> None:
    assert sign not in signs_of(text)[0]


def test_a_comment_s_signs_are_its_own() -> None:
    one, two, three = signs_of("see 555", "0101 and [x]", "(y) un.org")
    assert Sign.DIGITS not in one | two
    assert Sign.BRACKET not in two
    assert three & (Sign.DOT | Sign.BRACKET) == Sign.DOT
