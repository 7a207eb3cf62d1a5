"""Batches: the fast path cuts the same pieces as folding each text by itself."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from modfilter.text import batch as batch_module
from modfilter.text.batch import Batch, TokenFolds, read_batch
from modfilter.text.document import Document
from modfilter.text.fold import fold
from modfilter.text.signs import Sign
from modfilter.text.table import PieceTable
from tests.text.test_fold import ANY

ASCII = st.text(alphabet=[chr(code) for code in range(128)], max_size=60)
TEXTS = st.lists(st.one_of(ANY, ASCII), min_size=1, max_size=6)


def pieces_of(batch: Batch) -> list[list[bytes]]:
    pieces = batch.pieces
    comments: list[list[bytes]] = []
    for first, last in zip(pieces.bounds[:-1], pieces.bounds[1:], strict=True):
        comments.append(
            [
                pieces.data[pieces.starts[k] : pieces.starts[k] + pieces.lengths[k]].tobytes()
                for k in range(first + 1, last)
            ]
        )
    return comments


def reference(text: str) -> list[bytes]:
    """The pieces of a text by the slow way: fold it all, then cut it alone."""
    folded = fold(text).text.encode("utf-8", "surrogatepass")
    return pieces_of(Batch(batch_module.cut_folded(folded), np.zeros(1)))[0]


@given(TEXTS)
@settings(max_examples=300)
def test_a_batch_cuts_what_folding_alone_cuts(texts: list[str]) -> None:
    assert pieces_of(read_batch(texts, TokenFolds())) == [reference(text) for text in texts]


def test_what_only_looks_like_a_gap_is_folded_in_batches_as_it_is_alone() -> None:
    # An invisible character beside lone letters, and a grave accent with characters beyond ASCII.
    texts = [
        "swim w w\ufeff w and 4 o\ufeff 3",
        "ⓐ ⓑ ⓒ",
        "aaa b c",
        "a\u0301 b c",
        "y o u é",
        "don`t regret it",
        "don`t regret it, señor",
    ]
    assert pieces_of(read_batch(texts, TokenFolds())) == [reference(text) for text in texts]
    assert reference(texts[-1])[:3] == reference(texts[-2])[:3] == [b"don", b"t", b"regret"]


ODD = st.text(alphabet="$$@013457*.-_ ab'é\u2019", max_size=16)


@given(st.one_of(ODD, ANY, ASCII))
@settings(max_examples=500)
def test_what_is_not_uneven_is_folded_by_its_characters_alone(text: str) -> None:
    if not int(read_batch([text], TokenFolds()).signs[0]) & Sign.UNEVEN:
        assert Document(text, even=True).folded.text == fold(text).text


def test_a_letter_behind_a_dollar_is_a_currency() -> None:
    assert fold("They got $b in aid, the $lob!").text == "they got $b in aid, the slob!"
    text = "give $b in aid"
    assert pieces_of(read_batch([text], TokenFolds())) == [reference(text)]


def test_words_keep_their_apostrophes_and_lose_their_commas() -> None:
    batch = read_batch(['Don\'t, "really"?! (e-mail) 3.5 $9'], TokenFolds())
    assert pieces_of(batch) == [[b"don't", b"really", b"?!", b"e", b"mail", b"3", b"5", b"$", b"9"]]


def test_signs() -> None:
    texts = ["plain words", "see example.com", "a@b", "call 555 0101", "[x](y)", "and/or", "nooooo",
             "STOP THAT", "i d i o t", "1d10t", "naïve"]  # fmt: skip
    signs = [Sign(int(sign)) for sign in read_batch(texts, TokenFolds()).signs]
    assert signs[0] == Sign(0)
    wanted = [Sign.DOT, Sign.AT, Sign.DIGITS, Sign.BRACKET, Sign.SLASH, Sign.STRETCHED,
              Sign.UPPER, Sign.ALONE, Sign.UNEVEN, Sign.BEYOND]  # fmt: skip
    for sign, want in zip(signs[1:], wanted, strict=True):
        assert want in sign


@given(TEXTS)
def test_the_table_gives_one_row_to_one_piece(texts: list[str]) -> None:
    table = PieceTable()
    seen: dict[bytes, int] = {}
    for part in (texts, texts[::-1]):
        batch = read_batch(part, TokenFolds())
        rows, new = table.look_up(batch.pieces)
        assert len(set(rows[new].tolist())) == len(new)
        flat = iter(rows.tolist())
        for comment in pieces_of(batch):
            assert next(flat) == 0
            for piece in comment:
                assert seen.setdefault(piece, row := next(flat)) == row
    assert sorted(seen.values()) == list(range(1, table.rows))
