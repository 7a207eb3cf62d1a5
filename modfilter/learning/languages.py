"""Learning to tell English from other languages: the evidence of each piece, as one small table.

English are the recipe's training texts, the other languages are its `[[language]]` corpora. Each
distinct word is one example, weighted by how much commoner it is on either side, so that a logistic
regression over its n-grams gives the log-likelihood ratio that is summed over a comment.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy import sparse

from modfilter.errors import CorpusError
from modfilter.learning.corpora import find_all, is_held_out, parquet_rows
from modfilter.learning.logistic import Targets, fit_logistic
from modfilter.learning.recipe import LanguageSpec
from modfilter.model.features import FeatureSpace, piece_features
from modfilter.model.language import (
    TABLE_BITS,
    UNITS,
    WHOLE,
    Language,
    is_plain_word,
    language_sums,
    piece_evidence,
    unreadable,
)
from modfilter.text.batch import TokenFolds, read_batch

Counts = dict[bytes, float]
"""Pieces with how often they stand in a million."""

_ENGLISH = "en"
# Addresses, handles and tags say nothing about the language they stand in.
_NOT_LANGUAGE = re.compile(
    r"https?:\S*|www\.\S+|[@#]\S+|<[^>]*>|&\w+;|\b(?:USER|URL|RT|user|url)\b"
)
_BATCH = 512
_MAX_CHARS = 3000
_LONGEST_PIECE = 24

# What a common word that somebody wrote down is taken to have in a million; and a word of a written
# comment; and a word that English comments merely hold too.
_COMMON_WORD = 5_000.0
_WRITTEN_WORD = 300.0
_BORROWED_WORD = 150.0

# Words of so few texts stand for those that no corpus holds. In the corpora they were six times as
# common, by mass, in another language as in English, which has by far the most text.
_RARE = 2
_RARE_AGAINST = 6.0
_REGULARISATION = 0.1
_ITERATIONS = 100
_TOLERANCE = 1e-4
_SPECIAL = str.maketrans({"ı": "i", "ß": "ss", "ł": "l", "đ": "d", "ø": "o", "æ": "ae"})


def learn_language(
    english: Sequence[str],
    specs: Iterable[LanguageSpec],
    folders: Sequence[Path],
    space: FeatureSpace,
) -> Language | None:
    """Learn from `english` texts and the corpora of other languages; None where there are none."""
    counts: dict[str, Counter[bytes]] = defaultdict(Counter)
    listed: dict[str, Counts] = {}
    for spec in specs:
        path = find_all([spec], folders)[0]
        if path.suffix == ".toml":
            listed |= _written(path)
        else:
            for code, texts in _texts(spec, path).items():
                counts[code].update(_piece_counts(texts))
    if not counts and not listed:
        return None
    borrowed = listed.pop(_ENGLISH, {})
    also_english = counts.pop(_ENGLISH, Counter())
    # Corpora of English comments hold a few in other languages, which a first round finds.
    for last in (False, True):
        ours = _piece_counts(english) + also_english
        language = _fitted(_Evidence(ours, borrowed, counts, listed), space)
        if not last:
            english = _readable(english, language, space)
    return language


class _Evidence:
    """Distinct pieces, how common each is in English and elsewhere, and which are rare."""

    def __init__(
        self,
        english: Counter[bytes],
        borrowed: Counts,
        others: dict[str, Counter[bytes]],
        listed: dict[str, Counts],
    ) -> None:
        seen = {*english, *borrowed}.union(*others.values(), *listed.values())
        self.names = sorted(n for n in seen if len(n) <= _LONGEST_PIECE and is_plain_word(n))
        place = {name: k for k, name in enumerate(self.names)}
        self.english = np.zeros(len(self.names))
        self.other = np.zeros(len(self.names))
        self.rare_english = np.zeros(len(self.names))
        self.rare_other = np.zeros(len(self.names))
        for name, count, share in _shares(english):
            if name in place:
                self.english[place[name]] = share
                if count <= _RARE and name not in borrowed:
                    self.rare_english[place[name]] = share
        for name, share in borrowed.items():
            if name in place:
                self.english[place[name]] += share
        for counts in others.values():
            for name, count, share in _shares(counts):
                if name in place:
                    at = place[name]
                    self.other[at] = max(self.other[at], share)
                    self.rare_other[at] += share * (count <= _RARE)
        for listing in listed.values():
            for name, share in listing.items():
                if name in place:
                    at = place[name]
                    self.other[at] = max(self.other[at], share)
                    self.rare_other[at] += share * (share <= _WRITTEN_WORD)


def _fitted(evidence: _Evidence, space: FeatureSpace) -> Language:
    bits = min(TABLE_BITS, space.gram_bits)
    n = len(evidence.names)
    features = piece_features(evidence.names, space)
    buckets = features.buckets >> np.uint32(space.gram_bits - bits)
    values = np.ones(len(buckets), np.float32)
    values[:n] = WHOLE
    shape = (n, 1 << bits)
    known = sparse.csr_matrix((values, (features.owners, buckets)), shape)
    # The same pieces as if nobody had seen them: only their n-grams speak.
    unseen = sparse.csr_matrix((values[n:], (features.owners[n:], buckets[n:])), shape)
    # A word's weight is the root of its frequency: common words matter more, not in proportion.
    # Like the learner's, these steps have the same bits on every machine: a power might not.
    tempered = 1 / np.sqrt(np.maximum(evidence.english + evidence.other, 1e-9))
    parts = [
        (known, evidence.english * tempered, 1, 0.5),
        (known, evidence.other * tempered, 0, 0.5),
        (unseen, evidence.rare_english, 1, 1 / (1 + _RARE_AGAINST)),
        (unseen, evidence.rare_other, 0, _RARE_AGAINST / (1 + _RARE_AGAINST)),
    ]
    rows, weights, target = [], [], []
    for matrix, weight, label, share in parts:
        at = np.flatnonzero(weight)
        rows.append(matrix[at])
        weights.append(weight[at] / weight[at].sum() * share * n)
        target.append(np.full(len(at), label, np.float32))
    shares = np.concatenate(target)
    none = np.zeros(len(shares), np.float32)
    fitted = fit_logistic(
        sparse.vstack(rows, format="csr"),
        Targets(shares, np.concatenate(weights).astype(np.float32), none, none),
        regularisation=_REGULARISATION,
        iterations=_ITERATIONS,
        tolerance=_TOLERANCE,
    )
    table = np.clip(np.rint(fitted.weights * UNITS), -127, 127).astype(np.int8)
    return Language(table, round(fitted.bias * UNITS))


def _shares(counts: Counter[bytes]) -> Iterable[tuple[bytes, int, float]]:
    total = sum(counts.values())
    return ((name, count, count / total * 1e6) for name, count in counts.items())


def _texts(spec: LanguageSpec, path: Path) -> dict[str, list[str]]:
    """Texts by language code, less those that evaluation holds out."""
    found: dict[str, list[str]] = defaultdict(list)
    columns = {spec.text} if spec.column is None else {spec.text, spec.column}
    for row in parquet_rows(spec.name, path, columns):
        text = row[spec.text]
        if isinstance(text, str) and text.strip() and not is_held_out(text):
            code = spec.language if spec.column is None else row[spec.column]
            found[str(code)].append(text)
    return found


def _readable(texts: Sequence[str], language: Language, space: FeatureSpace) -> list[str]:
    """Those of `texts` that a model with this `language` would read."""
    known: dict[bytes, int] = {}
    kept: list[str] = []
    for part, names, bounds in _cut(texts):
        new = sorted(set(names) - known.keys())
        sums = language_sums(piece_features(new, space), len(new), space.gram_bits, language)
        found = piece_evidence(new, sums, language)
        known |= zip(new, found.tolist(), strict=True)
        evidence = np.array([known[name] for name in names], np.int16)
        evidence[bounds] = 0
        foreign = unreadable(evidence, np.array(bounds))
        kept += (text for text, is_foreign in zip(part, foreign, strict=True) if not is_foreign)
    return kept


def _piece_counts(texts: Sequence[str]) -> Counter[bytes]:
    """In how many of `texts` each piece stands."""
    counts: Counter[bytes] = Counter()
    for _, names, bounds in _cut(texts):
        for start, end in pairwise(bounds):
            counts.update(set(names[start + 1 : end]))
    return counts


def _cut(texts: Sequence[str]) -> Iterable[tuple[Sequence[str], list[bytes], list[int]]]:
    """Batches of `texts`, with all pieces of a batch and the places of the partings in them."""
    folds = TokenFolds()
    for first in range(0, len(texts), _BATCH):
        part = texts[first : first + _BATCH]
        pieces = read_batch(
            [_NOT_LANGUAGE.sub(" ", text[:_MAX_CHARS]) for text in part], folds
        ).pieces
        data = pieces.data.tobytes()
        ends = (pieces.starts + pieces.lengths).tolist()
        names = [data[a:b] for a, b in zip(pieces.starts.tolist(), ends, strict=True)]
        yield part, names, pieces.bounds.tolist()


def _written(path: Path) -> dict[str, Counts]:
    """The project's own words and comments of other languages, from a TOML file."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CorpusError(f"{path}: {error}") from error
    found = {}
    for code, table in tables.items():
        words = str(table.get("words", ""))
        counts: Counts = defaultdict(float)
        share = _BORROWED_WORD if code == _ENGLISH else _COMMON_WORD
        # Many people write their language without its accents.
        for name in _piece_counts([words, _without_accents(words)]):
            counts[name] = share
        for comment in table.get("comments", []):
            for name in _piece_counts([comment]):
                counts[name] += _WRITTEN_WORD
        found[str(code)] = dict(counts)
    return found


def _without_accents(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.translate(_SPECIAL))
    return "".join(char for char in plain if not unicodedata.combining(char))
