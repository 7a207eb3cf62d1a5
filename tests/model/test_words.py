"""The word memory of a bundle says what the arrays say, and nothing else."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from modfilter import Moderator
from modfilter.errors import BundleError
from modfilter.learning.words import common_words, with_words
from modfilter.model.bundle import load_bundle, save_bundle
from modfilter.model.scorer import Scorer
from modfilter.model.words import ENTRY, entries, names_of
from modfilter.resources import default_model_path
from modfilter.rules.comment_cues import TAGS_VERSION, CommentCues
from modfilter.text.table import PieceTable

TEXTS = [
    "The council closed the pool. You idiot, the council lied!",
    "Thanks: the minutes of the council are on the city's website.",
    "thanks for nothing, what a bunch of morons at the council",
]


@pytest.fixture(scope="module")
def shipped():
    return load_bundle(default_model_path())


def test_the_shipped_words_are_what_the_arrays_give(shipped):
    names = names_of(shipped.words)
    assert len(names) > 20_000
    assert len(set(names)) == len(names)
    scorer = Scorer(shipped)
    tags = CommentCues(0).of_pieces(names)
    assert shipped.tags_version == TAGS_VERSION
    again = entries(names, *scorer.piece_weights(names), tags, scorer.piece_evidence(names))
    assert np.array_equal(shipped.words, again), (
        "raise TAGS_VERSION where of_pieces has changed, and train again"
    )


def test_no_word_has_a_digit(shipped):
    assert not [name for name in names_of(shipped.words) if any(48 <= byte <= 57 for byte in name)]


def test_answers_do_not_depend_on_the_memory(shipped):
    bare = replace(shipped, words=np.zeros(0, ENTRY))
    policy = Moderator.load().policy
    texts = [*TEXTS, "u r such an 1d10t", "Supercalifragilisticexpialidocious 12.5%"]
    assert Moderator(bare, policy).check_many(texts) == Moderator(shipped, policy).check_many(texts)


def test_words_tagged_by_other_code_are_tagged_again(shipped):
    words = shipped.words.copy()
    words["tag"] = 0
    about = {**shipped.about, "words": {**shipped.about["words"], "tags_version": -1}}
    stale = replace(shipped, words=words, about=about)
    policy = Moderator.load().policy
    insult = "You are an idiot and everybody in the council knows that."
    expected = Moderator(shipped, policy).check(insult)
    assert "attack.insult" in [reason.finding.code for reason in expected.reasons]
    assert Moderator(stale, policy).check(insult) == expected


def test_common_words_are_those_that_texts_share():
    texts = [TEXTS[0]] * 4 + [TEXTS[1]] * 4 + ["bunch of 2024"] * 5
    words = common_words(texts)
    # By falling share, then by bytes; what fewer than five texts hold and digits are left out.
    assert words == [b"of", b"council", b"the", b"bunch"]


def test_a_bundle_without_words_loads(shipped, tmp_path):
    about = {key: value for key, value in shipped.about.items() if key != "words"}
    saved = save_bundle(tmp_path, replace(shipped, words=np.zeros(0, ENTRY), about=about))
    assert saved.id == shipped.id
    assert len(saved.words) == 0


def test_words_come_back_as_they_were_saved(shipped, tmp_path):
    made = with_words(replace(shipped, words=np.zeros(0, ENTRY)), [TEXTS[0]] * 9)
    saved = save_bundle(tmp_path, made)
    assert saved.id == shipped.id
    assert np.array_equal(saved.words, made.words)
    assert b"idiot" in names_of(saved.words)


def test_damaged_words_are_refused(tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(default_model_path(), folder)
    file = folder / "words.npy"
    data = bytearray(file.read_bytes())
    data[-20] ^= 1
    file.write_bytes(bytes(data))
    with pytest.raises(BundleError, match=r"words\.npy is damaged"):
        load_bundle(folder)


def test_missing_words_are_refused(tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(default_model_path(), folder)
    (folder / "words.npy").unlink()
    assert "words" in json.loads((folder / "model.json").read_text())
    with pytest.raises(BundleError, match=r"words\.npy cannot be read"):
        load_bundle(folder)


def test_weights_beyond_sixteen_bits_are_an_error():
    one = np.ones(1, np.int32)
    heavy, id_or_tag = np.full((1, 8), 40_000, np.int32), one.astype(np.uint32)
    with pytest.raises(ValueError, match="16 bits"):
        entries([b"a"], heavy, one, id_or_tag, id_or_tag, one.astype(np.int16))


def test_a_seeded_table_knows_its_keys():
    random = np.random.default_rng(0)
    low = np.unique(random.integers(1, 1 << 62, 50_000, dtype=np.uint64))
    high = random.integers(0, 1 << 62, len(low), dtype=np.uint64)
    table = PieceTable()
    table.seed(low, high)
    assert table.rows == len(low) + 1
    held = table._row[table._row > 0]
    assert sorted(held.tolist()) == list(range(1, len(low) + 1))
    at = (table._row > 0).nonzero()[0]
    assert np.array_equal(table._low[at], low[held - 1])
    assert np.array_equal(table._high[at], high[held - 1])
