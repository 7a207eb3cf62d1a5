"""Near-copies are found, what only looks alike is not, and none crosses into what is measured."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modfilter.learning.corpora import load_corpora
from modfilter.learning.near_copies import LEAST_ALIKE, alike, near_copies, near_copy_groups
from modfilter.learning.recipe import load_recipe

COMMENT = (
    "The council has known about the leaking roof of the library since last autumn, and every "
    "winter the same buckets stand between the shelves. Please ask them why nothing happens."
)
WORDS = COMMENT.lower().replace(",", "").replace(".", "").split()


def changed(text: str, words: int, seed: int = 0) -> str:
    rng = random.Random(seed)
    parts = text.split()
    for at in rng.sample(range(len(parts)), words):
        parts[at] = rng.choice(["garden", "yesterday", "perhaps", "minister"])
    return " ".join(parts)


def test_how_alike_two_texts_are_by_hand() -> None:
    assert alike("Abc, defg!", "abcdefg") == 1.0
    # abcde bcdef against bcdef cdefg: one of three runs in common.
    assert alike("abcdef", "bcdefg") == pytest.approx(1 / 3)
    assert alike("abcdef", "uvwxyz") == 0.0


@pytest.mark.parametrize(
    "copy",
    [
        COMMENT.upper(),
        COMMENT.replace("autumn", "summer"),
        COMMENT + " Thanks!",
        "Hello. " + COMMENT.replace(",", " ..."),
    ],
)
def test_near_copies_are_found(copy: str) -> None:
    texts = ["Something else entirely, about trams and their timetable.", copy]
    assert near_copies(
        texts, ["Another comment that has nothing to do with it.", COMMENT]
    ).tolist() == [False, True]


def test_what_is_different_stays() -> None:
    texts = [changed(COMMENT, 12), "The council has known about the leaking roof.", "thank you", ""]
    assert not near_copies(texts, [COMMENT, "thank you", ""]).any()
    assert near_copies([], [COMMENT]).tolist() == []
    assert not near_copies(texts, []).any()


def test_most_are_found_among_many_and_none_that_is_not_alike() -> None:
    rng = random.Random(3)
    others = [" ".join(rng.choices(WORDS, k=40)) for _ in range(80)]
    texts = [changed(text, seed % 6, seed) for seed, text in enumerate(others)]
    texts += [" ".join(rng.choices(WORDS, k=40)) for _ in range(80)]
    true = np.array([max(alike(text, other) for other in others) >= LEAST_ALIKE for text in texts])
    found = near_copies(texts, others)
    assert true.sum() > 30
    assert not (found & ~true).any()
    assert found.sum() >= 0.95 * true.sum()


@given(st.lists(st.text(max_size=60), max_size=5), st.lists(st.text(max_size=60), max_size=5))
def test_any_texts_are_compared(texts: list[str], others: list[str]) -> None:
    found = near_copies(texts, others)
    for text, copy in zip(texts, found.tolist(), strict=True):
        if copy:
            assert max(alike(text, other) for other in others) >= LEAST_ALIKE


def test_none_crosses_from_training_into_what_is_measured(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"text": COMMENT.replace("autumn", "spring")})
        + "\n"
        + json.dumps({"text": "A comment of its own, about the price of bread."})
        + "\n"
    )
    (tmp_path / "b.jsonl").write_text(json.dumps({"text": COMMENT}) + "\n")
    recipe = tmp_path / "r.toml"
    recipe.write_text(
        'held_out = 0.0\n[[corpus]]\nname="a"\nfile="a.jsonl"\nlicence="MIT"\n'
        '[[corpus]]\nname="b"\nfile="b.jsonl"\nlicence="MIT"\nuse="calibrate"\n'
    )
    data = load_corpora(load_recipe(recipe), [tmp_path])
    assert data.part.tolist() == ["calibrate", "train"]
    assert data.texts[1].startswith("A comment of its own")
    assert data.near_copies == 1
    assert len(data.labels) == len(data.weights) == len(data.origin) == 2


def test_near_copies_are_grouped() -> None:
    other = "I have never seen the minister answer a question about the harbour in ten years."
    texts = [other, COMMENT, "Thanks!", changed(COMMENT, 1), "Thanks!", changed(COMMENT, 1, seed=1)]
    assert near_copy_groups(texts).tolist() == [0, 1, 2, 1, 4, 1]


@given(st.lists(st.text(max_size=60), max_size=12))
def test_groups_are_named_by_their_first(texts: list[str]) -> None:
    groups = near_copy_groups(texts).tolist()
    assert all(first <= at for at, first in enumerate(groups))
    assert all(groups[first] == first for first in groups)
