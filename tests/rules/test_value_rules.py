"""What the value and length rules promise beyond their cases: any text, any limit, small cost."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modfilter.domain import Limits
from modfilter.rules import (
    length_too_long,
    value_empty,
    value_gibberish,
    value_repetition,
    value_shouting,
    value_too_short,
)
from modfilter.rules.rule import Match, Rule
from modfilter.rules.unlikely import unlikely
from modfilter.text.document import Document

RULES = [
    module.RULE
    for module in (
        length_too_long,
        value_empty,
        value_gibberish,
        value_repetition,
        value_shouting,
        value_too_short,
    )
]


def found(rule: Rule, text: str, limits: Limits | None = None) -> list[Match]:
    return list(rule.find(Document(text), limits or Limits()))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@given(text=st.text())
def test_never_raises_and_spans_lie_in_the_text(rule: Rule, text: str) -> None:
    for match in found(rule, text, Limits(max_chars=20)):
        for start, end in match.spans:
            assert 0 <= start <= end <= len(text)


@given(st.text(alphabet="a!b ?.x👍漢k", max_size=300))
def test_repetition_of_few_signs_never_raises(text: str) -> None:
    found(value_repetition.RULE, text)


@given(st.lists(st.sampled_from(["buy", "it", "now", "ha", "no", "we"]), max_size=60))
def test_repetition_of_few_words_spans_words(words: list[str]) -> None:
    text = " ".join(words)
    for match in found(value_repetition.RULE, text):
        ((start, end),) = match.spans
        assert text[start:end] == text[start:end].strip() != ""


@given(st.sampled_from(["Buy cheap watches here", "vote for the best one"]), st.integers(6, 40))
def test_repeating_a_phrase_more_often_is_no_way_out(phrase: str, times: int) -> None:
    assert found(value_repetition.RULE, f"{phrase}. " * times)


@given(st.text(alphabet=st.characters(categories=("Zs", "Cf", "Po", "Sm", "Cc"))))
def test_marks_and_invisible_characters_alone_are_empty_or_a_smiley(text: str) -> None:
    matches = found(value_empty.RULE, text)
    assert len(matches) <= 1


def test_too_long_says_by_how_much() -> None:
    (match,) = found(length_too_long.RULE, "a" * 1_250, Limits(max_chars=1_000))
    assert match.spans == ((1_000, 1_250),)
    assert "1,250" in match.detail
    assert "1,000" in match.detail
    assert match.suggestion == "Please cut 250 characters, or post it in parts."


def test_too_short_follows_the_site_s_limit() -> None:
    assert found(value_too_short.RULE, "fab", Limits(min_chars=5))
    assert not found(value_too_short.RULE, "fab")
    assert not found(value_too_short.RULE, "yes", Limits(min_chars=5))
    assert not found(value_too_short.RULE, "x", Limits(min_chars=0))


@pytest.mark.parametrize(
    "word",
    "Rechtsschutz Szczebrzeszynie bezwzgledny ctvrtek Llanfairpwllgwyngyll hyvaa yhtyneet "
    "tumhara zindagi teşekkürler nghiem Krzysztof Dzhokhar Nguyen Mkhitaryan hahahaha kkkkkkk "
    "methylprednisolone strengths rhythms lgbtq https xylophone Schwarzenegger wert property".split(),
)
def test_words_names_and_laughter_are_likely(word: str) -> None:
    assert not unlikely(word)


@pytest.mark.parametrize(
    "word", "asdfgh qwerty1 lkjhlkjh xkcvbn dfgkj sdkjfh asdasd qazwsx".split()
)
def test_mashed_keys_are_unlikely(word: str) -> None:
    assert unlikely(word) is word.isalpha()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_hostile_texts_cost_no_more_than_a_moment(rule: Rule) -> None:
    """A blow-up would take minutes; the bound is so wide that no slow machine meets it."""
    began = process_time()
    for piece in (
        "a",
        "A",
        "!",
        "k",
        "asdf ",
        "ab",
        "👍",
        "漢",
        ">",
        '"',
        "ha",
        "1st ",
        "\u200b",
        "#",
    ):
        found(rule, piece * (20_000 // len(piece)), Limits(max_chars=100_000))
    assert process_time() - began < 20


def test_short_key_rows_alone_do_not_upset_gibberish() -> None:
    from modfilter.domain import Limits
    from modfilter.rules import value_gibberish
    from modfilter.text.document import Document

    assert list(value_gibberish.RULE.find(Document("kjh34kjh5kjh3kjh5"), Limits())) == []
