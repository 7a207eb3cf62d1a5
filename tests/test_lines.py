"""Cutting bytes into lines: complete, in order, and with a bound."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from modfilter.lines import LineSplitter, TooLong


def split(blocks: list[bytes], limit: int = 1_000) -> list[bytes | TooLong]:
    splitter = LineSplitter(limit)
    lines = [line for block in blocks for line in splitter.feed(block)]
    return lines + splitter.end()


def expected(data: bytes, limit: int) -> list[bytes | TooLong]:
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    return [line if len(line) <= limit else TooLong(len(line)) for line in lines]


@given(st.lists(st.binary(max_size=40)), st.integers(1, 30))
def test_lines_are_the_same_however_the_bytes_arrive(blocks: list[bytes], limit: int) -> None:
    assert split(blocks, limit) == expected(b"".join(blocks), limit)


@given(st.lists(st.sampled_from([b"\n", b"a", b"bc\n", b"", b"\r\n", b"d\ne\n"])))
def test_line_feeds_at_the_edges_of_blocks(blocks: list[bytes]) -> None:
    assert split(blocks, 3) == expected(b"".join(blocks), 3)


def test_a_line_is_given_as_soon_as_it_is_complete() -> None:
    splitter = LineSplitter()
    assert splitter.feed(b"one\ntw") == [b"one"]
    assert splitter.feed(b"o\n") == [b"two"]
    assert splitter.end() == []


def test_an_endless_line_is_counted_and_not_kept() -> None:
    splitter = LineSplitter(limit=10)
    for _ in range(1_000):
        assert splitter.feed(b"x" * 100) == []
    assert sum(map(len, splitter._begun)) <= 10
    assert splitter.feed(b"\nnext\n") == [TooLong(100_000), b"next"]
