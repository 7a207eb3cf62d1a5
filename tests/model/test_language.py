"""Language: honest comments in other languages are seen as such, and English in any dress is not."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modfilter.errors import BundleError
from modfilter.model.bundle import load_bundle, save_bundle
from modfilter.model.features import piece_features
from modfilter.model.language import (
    Language,
    is_plain_word,
    language_sums,
    piece_evidence,
    unreadable,
)
from modfilter.model.scorer import Scorer
from modfilter.model.words import ENTRY
from modfilter.resources import default_model_path
from modfilter.text.batch import TokenFolds, read_batch
from tests.text.test_fold import ANY

CASES = tomllib.loads(Path(__file__).with_name("language_cases.toml").read_text("utf-8"))
SHIPPED = load_bundle(default_model_path())
SCORER = Scorer(SHIPPED)


def flat(kind: str) -> list[str]:
    return [text for texts in CASES[kind].values() for text in texts]


def seen(texts: list[str], scorer: Scorer = SCORER) -> list[bool]:
    found: list[bool] = scorer.score(read_batch(texts, TokenFolds()).pieces).unreadable.tolist()
    return found


@pytest.mark.parametrize("text", [*flat("readable"), *flat("mixed")])
def test_english_can_be_read(text: str) -> None:
    assert seen([text]) == [False]


@pytest.mark.parametrize("text", flat("unreadable"))
def test_other_languages_cannot(text: str) -> None:
    assert seen([text]) == [True]


def test_there_are_cases_enough() -> None:
    assert len(CASES["unreadable"]) >= 30
    assert len(flat("readable")) >= 40


def test_a_foreign_quotation_leaves_english_readable() -> None:
    sentence = "The sign on the door said that the shop was closed for the whole of August. "
    assert seen([sentence + text for text in flat("unreadable")]) == [False] * len(
        flat("unreadable")
    )


@given(st.lists(st.one_of(ANY, st.sampled_from(flat("unreadable") + flat("mixed"))), min_size=1))
@settings(max_examples=200)
def test_a_batch_is_read_like_its_comments_alone(texts: list[str]) -> None:
    assert seen(texts, Scorer(SHIPPED)) == [seen([text])[0] for text in texts]


@given(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=20))
def test_evidence_is_the_same_for_any_company(names: list[bytes]) -> None:
    together = SCORER.piece_evidence(names)
    assert together.dtype == np.int16
    assert together.tolist() == [int(SCORER.piece_evidence([name])[0]) for name in names]


@given(st.lists(st.lists(st.integers(-1920, 256), max_size=40), min_size=1, max_size=12))
def test_the_second_look_is_what_it_says(comments: list[list[int]]) -> None:
    evidence = [0]
    bounds = [0]
    for comment in comments:
        evidence += [*comment, 0]
        bounds.append(len(evidence) - 1)
    found = unreadable(np.array(evidence, np.int16), np.array(bounds))
    assert found.tolist() == [slowly_unreadable(comment) for comment in comments]


def slowly_unreadable(evidence: list[int]) -> bool:
    judged = sum(number != 0 for number in evidence)
    best = run = 0
    for number in evidence:
        run = max(0, run + number)
        best = max(best, run)
    return (
        sum(evidence) <= -256
        and -sum(evidence) >= 32 * judged
        and (judged >= 4 or min(evidence) <= -320 or sum(evidence) <= -448)
        and best < 512
    )


def test_without_a_language_everything_is_read() -> None:
    bare = replace(SHIPPED, language=None, words=np.zeros(0, ENTRY))
    assert not any(seen(flat("unreadable"), Scorer(bare)))


def test_words_of_a_table_of_one_bucket_weigh_what_it_says() -> None:
    names = [b"ab", b"7up", "да".encode(), "библиотека".encode(), "図書館の方へ".encode(), b"ha"]
    features = piece_features(names, SHIPPED.space)
    language = Language(np.array([2], np.int8), 5)
    found = piece_evidence(names, language_sums(features, len(names), 19, language), language)
    # "ab" has three n-grams of two bytes and two of three and one of four with its edges.
    assert found.tolist() == [5 + 2 * (3 + 6), 0, -320, -800, -720, 0]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("word", True),
        ("được", True),
        ("слово", False),
        ("👍", False),
        ("b2b", False),
        ("ha", False),
    ],
)
def test_what_is_learned_about(name: str, plain: bool) -> None:
    assert is_plain_word(name.encode()) is plain


def test_the_language_is_part_of_the_id(tmp_path: Path) -> None:
    assert SHIPPED.language is not None
    other = Language(SHIPPED.language.weights, SHIPPED.language.bias - 1)
    without = replace(SHIPPED, language=None)
    ids = {
        SHIPPED.id,
        save_bundle(tmp_path / "a", replace(SHIPPED, language=other)).id,
        save_bundle(tmp_path / "b", without).id,
    }
    assert len(ids) == 3
    assert load_bundle(tmp_path / "b").language is None


@pytest.mark.parametrize(
    "language",
    [
        Language(np.zeros(3, np.int8), 0),
        Language(np.zeros(1 << 20, np.int8), 0),
        Language(np.zeros((4, 4), np.int8), 0),
        Language(np.zeros(0, np.int8), 0),
        Language(np.zeros(4, np.int8), 1 << 20),
    ],
)
def test_a_garbled_language_is_refused(tmp_path: Path, language: Language) -> None:
    with pytest.raises(BundleError, match=r"language\.npy"):
        save_bundle(tmp_path, replace(SHIPPED, language=language))


def test_a_damaged_language_is_refused(tmp_path: Path) -> None:
    save_bundle(tmp_path, SHIPPED)
    file = tmp_path / "language.npy"
    data = bytearray(file.read_bytes())
    data[-9] ^= 1
    file.write_bytes(bytes(data))
    with pytest.raises(BundleError, match=r"language\.npy is damaged"):
        load_bundle(tmp_path)
