"""Counted features kept between trainings, so that a corpus that stayed is not counted again.

joblib.Memory keeps arrays of counts and nothing else, each under a name made of the texts and of
the code that counted them: what it gives back is what counting would give. It reads what it kept
by unpickling, which can run code, so its folder must be one that nobody else can write to.
"""

from __future__ import annotations

import hashlib
import os
import sys
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from modfilter.errors import CorpusError
from modfilter.learning.matrix import count_features
from modfilter.model.features import FeatureSpace

MOST_BYTES = 2 * 1024**3
"""What the folder may hold; what was not used for longest goes first."""

_CODE = ("text/*.py", "model/features.py", "learning/matrix.py", "learning/feature_cache.py")
_DIGEST_BYTES = 20
_OTHERS_WRITE = 0o022

Arrays = tuple[NDArray[np.uint16], NDArray[np.int32], NDArray[np.int64]]


def default_cache_folder() -> Path:
    """The platform's place for what may be deleted at any time."""
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return base / "modfilter"


class FeatureCache:
    """Counts features, and keeps the counts in `folder`; None keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self.counted = 0
        self.found = 0
        self._memory: Any = None
        self._kept: Callable[..., Any] = _count
        if folder is not None:
            import joblib

            _own(folder)
            self._memory = joblib.Memory(folder, verbose=0)
            self._kept = self._memory.cache(_count, ignore=["texts"])
        self._version = code_version() if folder is not None else ""

    def counts(self, texts: Sequence[str], space: FeatureSpace) -> sparse.csr_matrix:
        """The features of `texts`, counted or found: texts x buckets, float32, sorted."""
        shape = (len(texts), space.gram_buckets + space.pair_buckets)
        numbers = (space.orders, space.gram_bits, space.pair_bits)
        arguments = (_digest(texts), self._version, numbers, list(texts))
        known = self._memory is not None and self._kept.check_call_in_cache(*arguments)  # type: ignore[attr-defined]
        data, indices, indptr = self._kept(*arguments)
        if len(indptr) != shape[0] + 1 or len(data) != len(indices) or indptr[-1] != len(data):
            raise CorpusError("the cache of counted features is damaged: delete it, or --no-cache")
        self.found += known
        self.counted += not known
        return sparse.csr_matrix((data.astype(np.float32), indices, indptr), shape)

    def close(self) -> None:
        """Keep the folder from growing without end."""
        if self._memory is not None:
            self._memory.reduce_size(bytes_limit=MOST_BYTES)


def code_version() -> str:
    """A hash of all that decides what is counted: the code, and the tables that Python brings."""
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for pattern in _CODE:
        for path in sorted(package.glob(pattern)):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    versions = (sys.version, unicodedata.unidata_version, np.__version__)
    digest.update("\0".join(versions).encode())
    return digest.hexdigest()


def _count(
    digest: str, version: str, space: tuple[tuple[int, ...], int, int], texts: list[str]
) -> Arrays:
    matrix = count_features(texts, FeatureSpace(*space)).matrix
    # No text has as many pieces as an uint16 counts: corpora cut texts long before that.
    return matrix.data.astype(np.uint16), matrix.indices, matrix.indptr.astype(np.int64)


def _digest(texts: Sequence[str]) -> str:
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for text in texts:
        data = text.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def _own(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except OSError as error:
        raise CorpusError(
            f"cache {folder}: cannot be made: {error.strerror or error}; name another folder with "
            "--cache, or say --no-cache"
        ) from None
    if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & _OTHERS_WRITE):
        raise CorpusError(
            f"cache {folder}: others can write to it, and what is read from it can run code; make "
            "it yours alone (chmod go-w), name another folder with --cache, or say --no-cache"
        )
