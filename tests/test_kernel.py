"""The compiled loops give what numpy's give, to the last bit, and refuse what does not fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modfilter.domain import HEADS
from modfilter.kernel import kernel
from modfilter.model import scorer as scorer_module
from modfilter.model.bundle import load_bundle
from modfilter.model.scorer import Scorer
from modfilter.resources import default_model_path
from modfilter.rules import attack_wake, comment_cues, flood
from modfilter.rules.attack_roles import roles
from modfilter.rules.comment_cues import CommentCues
from modfilter.text import batch as batch_module
from modfilter.text.batch import Batch, TokenFolds, read_batch
from modfilter.text.table import PieceTable

pytestmark = pytest.mark.skipif(
    kernel is None, reason="the kernel was not built (no C compiler), or MODFILTER_KERNEL=off"
)

# What the signs, the cuts and the attack rules look at, in any order.
PARTS = st.sampled_from(
    [*"abcdotwhpr013579@$.,:;/\\!?'\"()[]{}<>&#*-_~ \t\n’“–é好\u200b\x00\x7f\x85🙂",
     "you ", "idiot", " are an ", "kill ", "h t t p", ".c om", ". co/", " dot ", "www.", "[at]",
     "555 12 34", "10.0.0.1", "nooo", "i d i o t", "AAAA", "&lt", "[url", "(at)", "]:80", "shut up"]
)  # fmt: skip
TEXTS = st.lists(
    st.one_of(
        st.lists(PARTS, max_size=80).map("".join),
        st.text(max_size=40),
        st.lists(st.sampled_from(["you", "idiot", "me", "not", ",", ".", "wrote", "a"]))
        .map(" ".join),
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip


def padded(texts: list[str]) -> bytes:
    return batch_module._padded(b"\xff".join(t.encode("utf-8", "surrogatepass") for t in texts))


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer(load_bundle(default_model_path()), CommentCues(5_000).of_pieces)


@given(st.text(max_size=60) | st.text("akwgpAKWGP ,.1\x00é’", max_size=200))
@settings(max_examples=600)
def test_runs_of_letters(text: str) -> None:
    assert flood._runs_of(text) == flood.runs_in_python(text)


@given(TEXTS)
@settings(max_examples=600)
def test_signs(texts: list[str]) -> None:
    data, signs = batch_module.look_over(padded(texts), len(texts))
    plain, wanted = batch_module.look_over_in_numpy(padded(texts), len(texts))
    assert data == plain
    assert signs.tolist() == wanted.tolist()


@given(TEXTS)
@settings(max_examples=300)
def test_cuts(texts: list[str]) -> None:
    ours, theirs = batch_module.cut(padded(texts)), batch_module.cut_in_numpy(padded(texts))
    for name in ("data", "starts", "lengths", "bounds"):
        assert getattr(ours, name).tolist() == getattr(theirs, name).tolist()


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_a_table_tells_the_same_pieces_apart(batches: list[list[str]]) -> None:
    ours, theirs = PieceTable(), PieceTable()
    number: dict[int, int] = {}
    for texts in batches:
        pieces = read_batch(texts, TokenFolds()).pieces
        rows, new = ours.look_up(pieces)
        others, others_new = theirs.look_up_in_numpy(pieces)
        assert len(new) == len(others_new)
        for row, other in zip(rows.tolist(), others.tolist(), strict=True):
            assert number.setdefault(row, other) == other
    assert ours.rows == theirs.rows


@given(TEXTS)
@settings(max_examples=200)
def test_scores(scorer: Scorer, texts: list[str]) -> None:
    pieces = read_batch(texts, TokenFolds()).pieces
    with pytest.MonkeyPatch.context() as patch:
        ours = scorer.score(pieces)
        probabilities = scorer.probabilities(ours.raw)
        patch.setattr(scorer_module, "kernel", None)
        theirs = scorer.score(pieces)
        assert ours.raw.tobytes() == theirs.raw.tobytes()
        assert ours.unreadable.tolist() == theirs.unreadable.tolist()
        assert probabilities.tolist() == scorer.probabilities(theirs.raw).tolist()


@given(st.lists(st.binary(min_size=1, max_size=300), min_size=1, max_size=5))
def test_weights_of_pieces(scorer: Scorer, names: list[bytes]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        ours = *scorer.piece_weights(names), scorer.piece_evidence(names)
        patch.setattr(scorer_module, "kernel", None)
        theirs = *scorer.piece_weights(names), scorer.piece_evidence(names)
        for one, other in zip(ours, theirs, strict=True):
            assert one.tolist() == other.tolist()


@given(TEXTS)
@settings(max_examples=300)
def test_cues_and_attacks(scorer: Scorer, texts: list[str]) -> None:
    batch = read_batch(texts, TokenFolds())
    scores = scorer.score(batch.pieces)
    ours = comment_cues.overview(scores.tags, scores.rows, batch)
    assert ours.tolist() == comment_cues.overview_in_numpy(
        scores.tags, scores.rows, batch
    ).tolist()  # fmt: skip
    bounds, known = batch.pieces.bounds, roles()
    assert (
        attack_wake.attacking(scores.tags, bounds, known).tolist()
        == attack_wake.attacking_in_numpy(scores.tags, bounds, known).tolist()
    )


def _score_with(scorer: Scorer, batch: Batch, rows: np.ndarray) -> object:
    memory = scorer._memory
    return scorer._pool(rows, batch.pieces.bounds, memory.weights, memory.sizes, memory.words)


@pytest.mark.parametrize(
    "misuse",
    [
        lambda s, b: batch_module.kernel.look_over(b"", batch_module._TABLES, 1),
        lambda s, b: batch_module.kernel.look_over(b"\xff" + b" " * 20, b"short", 1),
        lambda s, b: batch_module.kernel.cut(b"abc", b"short"),
        lambda s, b: _score_with(s, b, np.full(len(b.pieces.starts), 1 << 30, np.int32)),
        lambda s, b: _score_with(s, b, np.full(len(b.pieces.starts), -1, np.int32)),
        lambda s, b: _score_with(s, b, np.zeros(1, np.int32)),
        lambda s, b: PieceTable().look_up(replace(b.pieces, lengths=b.pieces.lengths + 1_000)),
        lambda s, b: PieceTable().look_up(replace(b.pieces, starts=b.pieces.starts - 1_000)),
    ],
)
def test_what_does_not_fit_is_refused(
    scorer: Scorer, misuse: Callable[[Scorer, Batch], object]
) -> None:
    batch = read_batch(["you are right", "and so is she"], TokenFolds())
    scorer.score(batch.pieces)
    with pytest.raises(ValueError, match=r"wrong sizes|beyond|out of order"):
        misuse(scorer, batch)


def test_a_full_table_is_refused_not_searched_for_ever() -> None:
    table = PieceTable()
    table._row[:] = 1
    table._low[:] = 1
    table.rows = len(table._row)
    with pytest.raises(ValueError, match="full"):
        table.look_up(read_batch(["other words"], TokenFolds()).pieces)


def test_there_are_as_many_heads_as_the_kernel_counts_on() -> None:
    assert len(HEADS) == 8
