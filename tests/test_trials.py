"""What trials of other ways to learn do to texts: their figures rest on it."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.trials.damage import damaged
from benchmarks.trials.material import is_final
from benchmarks.trials.youtube import accuracy

TEXT = "You complete walnut, nobody asked what you think about gardens or the ferry timetable."


def test_damage_touches_longer_words_only_and_about_as_many_as_asked() -> None:
    random = np.random.default_rng(1)
    texts = [damaged(TEXT, random, 0.5, foreign=True).split() for _ in range(200)]
    longer = [k for k, word in enumerate(TEXT.split()) if len(word.strip(".,")) >= 4]
    changed = np.mean([[one[k] != TEXT.split()[k] for k in longer] for one in texts])
    assert 0.35 < changed <= 0.55  # swapping two equal letters changes nothing
    shorter = [k for k in range(len(TEXT.split())) if k not in longer]
    assert all(one[k] == TEXT.split()[k] for one in texts for k in shorter)


def test_a_word_is_damaged_once_and_keeps_its_last_letter() -> None:
    random = np.random.default_rng(2)
    for _ in range(300):
        word = damaged("walnut", random, 1.0)
        assert abs(len(word) - 6) <= 1
        assert word[-1] == "t"
        assert sorted(set(word)) == sorted(set(word) & set("walnut"))


def test_no_damage_is_the_text() -> None:
    assert damaged(TEXT, np.random.default_rng(3), 0.0) == TEXT


def test_about_half_is_kept_for_the_end() -> None:
    assert 0.4 < np.mean([is_final(f"comment {k}") for k in range(1_000)]) < 0.6


def test_accuracy_takes_its_threshold_from_the_other_folds() -> None:
    scores = np.arange(20.0)
    spam = scores >= 10
    folds = np.arange(20) % 5
    right, f1 = accuracy(scores, spam, folds)
    assert right >= 0.95
    assert f1 == pytest.approx(2 * 10 / (2 * 10 + 20 * (1 - right)), abs=0.06)
