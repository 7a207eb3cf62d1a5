"""Scoring: one answer whatever the batch, the memory or the thread; explanations that add up."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modfilter.domain import HEADS
from modfilter.model.bundle import LEVELS, Bundle
from modfilter.model.features import PRIOR_FEATURES, FeatureSpace
from modfilter.model.reading import read
from modfilter.model.scorer import CHUNK_PIECES, WINDOW_CHUNKS, Scorer
from modfilter.text import table as table_module
from modfilter.text.batch import TokenFolds, read_batch

SPACE = FeatureSpace((2, 3), gram_bits=10, pair_bits=9)
TEXTS = st.lists(
    st.lists(st.sampled_from([*"abé !?.1🙂'", "you ", "idiot "]), max_size=300).map("".join),
    min_size=1,
    max_size=8,
)


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    random = np.random.default_rng(0)
    heads = len(HEADS)
    return Bundle(
        space=SPACE,
        grams=random.integers(-127, 128, (SPACE.gram_buckets, heads), dtype=np.int8),
        pairs=random.integers(-127, 128, (SPACE.pair_buckets, heads), dtype=np.int8),
        calibration=np.linspace(0, 10_000, heads * LEVELS).reshape(heads, LEVELS).astype(np.uint16),
        bias=random.normal(size=heads),
        scale=np.full(heads, 0.01),
        window_penalty=np.full(heads, 0.3),
        about={"id": "test"},
    )


def raw(scorer: Scorer, texts: list[str]) -> np.ndarray:
    return scorer.score(read_batch(texts, TokenFolds()).pieces).raw


@given(texts=TEXTS)
@settings(max_examples=100)
def test_a_batch_scores_like_its_comments_alone(bundle: Bundle, texts: list[str]) -> None:
    scorer = Scorer(bundle)
    together = raw(scorer, texts)
    alone = np.concatenate([raw(Scorer(bundle), [text]) for text in texts])
    assert together.tobytes() == alone.tobytes()


def test_a_fresh_start_of_the_memory_changes_nothing(
    bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"word{k} and word{k + 1}, you idiot" for k in range(400)]
    before = raw(Scorer(bundle), texts)
    monkeypatch.setattr(table_module, "_ROWS", 64)
    scorer = Scorer(bundle)
    after = np.concatenate([raw(scorer, texts[k : k + 20]) for k in range(0, 400, 20)])
    assert before.tobytes() == after.tobytes()


def test_threads_share_a_scorer(bundle: Bundle) -> None:
    scorer = Scorer(bundle)
    batches = [[f"thread{k} word{n} you" for n in range(k % 7 + 1)] for k in range(200)]
    expected = [raw(Scorer(bundle), batch).tobytes() for batch in batches]
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda batch: raw(scorer, batch).tobytes(), batches))
    assert got == expected


def test_a_scorer_survives_pickling(bundle: Bundle) -> None:
    texts = ["you are an idiot", ""]
    again = pickle.loads(pickle.dumps(Scorer(bundle)))
    assert raw(again, texts).tobytes() == raw(Scorer(bundle), texts).tobytes()


@given(text=st.text(alphabet="abc é", max_size=CHUNK_PIECES * WINDOW_CHUNKS * 2))
@settings(max_examples=60)
def test_the_pieces_weights_add_up_to_the_raw_score(bundle: Bundle, text: str) -> None:
    scorer = Scorer(bundle)
    reading = read(text, scorer)
    if 0 < len(reading.texts) < CHUNK_PIECES:
        total = reading.weights.sum(axis=0) + bundle.bias
        np.testing.assert_allclose(total, raw(scorer, [text])[0], atol=1e-9)


@given(text=st.text(max_size=80))
def test_pieces_stand_where_they_say(bundle: Bundle, text: str) -> None:
    reading = read(text, Scorer(bundle))
    assert all(0 <= start < end <= len(text) for start, end in reading.spans)


@given(words=st.lists(st.sampled_from(["you", "idiot", "a", "b?", "c"]), max_size=120))
@settings(max_examples=100)
def test_the_best_window_competes_with_the_whole(bundle: Bundle, words: list[str]) -> None:
    scorer = Scorer(bundle)
    batch = read_batch([" ".join(words)], TokenFolds())
    pieces = batch.pieces
    names = [
        pieces.data[s : s + n].tobytes() for s, n in zip(pieces.starts, pieces.lengths, strict=True)
    ]
    inner = names[1:-1]
    weights = np.zeros((len(inner) + 1, len(HEADS)), np.int64)
    sizes = np.ones(len(inner) + 1, np.int64)
    ids = np.zeros(len(inner) + 2, np.uint32)
    if inner:
        weights[1:], own, ids[1:-1] = scorer.piece_weights(inner)
        sizes[1:] += own
    weights += scorer.pair_weights(ids[:-1], ids[1:])

    def score(first: int, last: int) -> np.ndarray:
        total = weights[first:last].sum(axis=0)
        return (
            total / np.sqrt(float(sizes[first:last].sum()) + PRIOR_FEATURES) * bundle.scale
            + bundle.bias
        )

    expected = score(0, len(weights))
    chunks = -(-len(weights) // CHUNK_PIECES)
    for chunk in range(chunks - WINDOW_CHUNKS + 1 if chunks > WINDOW_CHUNKS else 0):
        first = chunk * CHUNK_PIECES
        window = score(first, first + CHUNK_PIECES * WINDOW_CHUNKS) - bundle.window_penalty
        expected = np.maximum(expected, window)
    assert scorer.score(pieces).raw[0].tobytes() == expected.tobytes()
