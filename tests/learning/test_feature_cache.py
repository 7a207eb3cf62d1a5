"""The cache of counted features: the same arrays, keyed by texts and code, and nobody else's."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from modfilter.errors import CorpusError
from modfilter.learning import feature_cache
from modfilter.learning.feature_cache import FeatureCache, code_version, default_cache_folder
from modfilter.learning.matrix import count_features
from modfilter.model.features import FeatureSpace

SPACE = FeatureSpace((2, 3), 10, 9)
TEXTS = ["A comment about peculiarities of trams.", "Another one, another one!", ""]


def same(one, other) -> bool:
    return (
        one.shape == other.shape
        and np.array_equal(one.indptr, other.indptr)
        and np.array_equal(one.indices, other.indices)
        and np.array_equal(one.data, other.data)
        and one.dtype == other.dtype
    )


def test_it_gives_what_counting_gives(tmp_path: Path) -> None:
    fresh = count_features(TEXTS, SPACE).matrix
    for counted, found in ((1, 0), (0, 1)):
        cache = FeatureCache(tmp_path)
        assert same(cache.counts(TEXTS, SPACE), fresh)
        assert (cache.counted, cache.found) == (counted, found)
        cache.close()
    assert same(FeatureCache(None).counts(TEXTS, SPACE), fresh)


def test_other_texts_spaces_and_code_are_counted_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    FeatureCache(tmp_path).counts(TEXTS, SPACE)
    cache = FeatureCache(tmp_path)
    cache.counts([*TEXTS[:-1], "x"], SPACE)
    # The same letters, otherwise parted.
    cache.counts([TEXTS[0] + TEXTS[1], ""], SPACE)
    cache.counts(TEXTS, FeatureSpace((2, 3), 10, 8))
    monkeypatch.setattr(feature_cache, "code_version", lambda: "another")
    other = FeatureCache(tmp_path)
    other.counts(TEXTS, SPACE)
    assert (cache.counted, cache.found, other.counted) == (3, 0, 1)


def test_the_version_follows_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    before = code_version()
    assert before == code_version()
    monkeypatch.setattr(feature_cache, "_CODE", ("text/fold.py",))
    assert code_version() != before


def test_no_text_is_kept(tmp_path: Path) -> None:
    FeatureCache(tmp_path).counts(TEXTS, SPACE)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not any(b"peculiarities" in path.read_bytes() for path in files)


@pytest.mark.filterwarnings("ignore")
def test_a_damaged_entry_is_counted_anew(tmp_path: Path) -> None:
    FeatureCache(tmp_path).counts(TEXTS, SPACE)
    for path in tmp_path.rglob("output.pkl"):
        path.write_bytes(b"no pickle")
    assert same(FeatureCache(tmp_path).counts(TEXTS, SPACE), count_features(TEXTS, SPACE).matrix)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="needs POSIX permissions")
def test_a_folder_that_others_can_write_to_is_refused(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    with pytest.raises(CorpusError, match=r"others can write to it.*chmod go-w"):
        FeatureCache(shared)
    (tmp_path / "file").write_text("")
    with pytest.raises(CorpusError, match="cannot be made"):
        FeatureCache(tmp_path / "file")


def test_the_platforms_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache_folder() == tmp_path / "modfilter"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert default_cache_folder() == Path.home() / ".cache" / "modfilter"
