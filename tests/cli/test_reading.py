"""Readers: whatever the bytes, each line that is not blank is answered once, in order."""

from __future__ import annotations

import csv
import io
import json
from io import BufferedReader
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from modfilter.cli.csv_reading import CsvReader
from modfilter.cli.items import Item, Numbering, Unreadable
from modfilter.cli.reading import JsonlReader, LinesReader, Reader
from modfilter.cli.source import CommentSource, ReadingOptions
from modfilter.csv_records import MAX_RECORD_LINES
from modfilter.domain import Comment
from modfilter.errors import InputError
from modfilter.lines import TooLong

MESSY = st.lists(
    st.one_of(
        st.binary(max_size=20),
        st.sampled_from(
            [
                b"",
                b" ",
                b"\r",
                b'{"text": "a"}',
                b'{"text": "a", "id": 7}\r',
                b"{}",
                b"[]",
                b'"',
                b"\x00",
                b'{"text": "\\ud800"}',
                b'{"text": 1}',
                b"\xff\xfe",
                b"\xef\xbb\xbf{}",
                b"[" * 3000,
                b'{"id": ' + b"9" * 5000 + b', "text": "a"}',
                b'{"text": "a"} trailing',
                b"NaN",
                b'{"text": "a", "id": true}',
                b'{"text": "a", "id": 1.5}',
                b' {"text": "a"}',
            ]
        ),
    ).map(lambda line: line.replace(b"\n", b"")),
    max_size=12,
)


def jsonl(file: str | None = None) -> JsonlReader:
    return JsonlReader(Numbering(file), "text", "id")


def read(reader: Reader, data: bytes) -> list[Item]:
    return reader.feed(data.split(b"\n")) + reader.end()


def line_of(item: Item) -> int | str | None:
    return item.line if isinstance(item, Unreadable) else item.id


@given(MESSY)
def test_every_plain_line_is_answered_once_in_order(lines: list[bytes]) -> None:
    items = LinesReader(Numbering()).feed(lines)
    assert [line_of(item) for item in items] == [
        number for number, line in enumerate(lines, 1) if line.strip(b" \t\r\f\v")
    ]


@given(MESSY)
def test_every_json_line_is_answered_once_in_order(lines: list[bytes]) -> None:
    items = jsonl().feed(lines)
    numbers = [number for number, line in enumerate(lines, 1) if line.strip(b" \t\r\f\v")]
    assert len(items) == len(numbers)
    for number, item in zip(numbers, items, strict=True):
        assert isinstance(item, Unreadable | Comment)
        if isinstance(item, Unreadable):
            assert item.line == number
        else:
            assert json.loads(lines[number - 1])["text"] == item.text


@given(
    st.lists(
        st.tuples(st.text(st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"]))),
        min_size=1,
    )
)
def test_csv_as_python_writes_it_comes_back(rows: list[tuple[str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(["text"])
    writer.writerows(rows)
    items = read(CsvReader(Numbering(), "text", "id"), out.getvalue().encode())
    texts = [item.text for item in items if isinstance(item, Comment)]
    # A carriage return before a line feed is the file's, not the comment's.
    assert texts == [text for (text,) in rows]


@given(
    st.lists(
        st.sampled_from([b'"', b'""', b",", b"a", b"\r", b"\n", b"\xff", b'x"y,"']), max_size=60
    )
)
@example([b'"', b'"', b"\n", b'"', b"\n"])
def test_no_csv_record_is_lost_however_quotes_fall(parts: list[bytes]) -> None:
    data = b"".join(parts)
    reader = CsvReader(Numbering(), "text", "id")
    reader.feed([b"id,text"])
    items = read(reader, data)
    answered = [line_of(item) for item in items if isinstance(item, Unreadable)]
    assert answered == sorted(answered, key=int)  # type: ignore[arg-type]
    lines = [line for line in data.split(b"\n") if line.strip(b" \t\r\f\v")]
    assert len(items) <= len(lines)
    assert bool(items) == bool(lines)


@given(
    st.lists(st.sampled_from([b'"', b'""', b",", b"a", b"\n", b'x"y,"']), max_size=60), st.data()
)
def test_csv_is_read_the_same_however_lines_arrive(parts: list[bytes], data: st.DataObject) -> None:
    lines = b"".join(parts).split(b"\n")
    cut = data.draw(st.integers(0, len(lines)))
    whole, parted = (CsvReader(Numbering(), "text", "id") for _ in range(2))
    for reader in (whole, parted):
        reader.feed([b"id,text"])
    in_parts = parted.feed(lines[:cut]) + parted.feed(lines[cut:]) + parted.end()
    assert whole.feed(lines) + whole.end() == in_parts


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"nope", "not valid JSON"),
        (b'{"text": "a"', "not valid JSON"),
        (b'{"text": "a"} {"text": "b"}', "not valid JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"text": "a", "n": ' + b"1" * 5_000 + b"}", "too many digits"),
        (b"[1]", "must be a JSON object, not a list"),
        (b'"text"', "must be a JSON object, not a text"),
        (b"null", "must be a JSON object, not null"),
        (b"{}", 'no field "text"'),
        (b'{"body": "a"}', '"body"'),
        (b'{"text": null}', "must be a text, not null"),
        (b'{"text": 3}', "must be a text, not a number"),
        (b'{"text": ["a"]}', "must be a text, not a list"),
        (b'{"text": "a", "id": [1]}', '"id"'),
        (b'{"text": "\xff"}', "not valid UTF-8 at byte 11"),
    ],
)
def test_a_json_line_that_is_no_comment_says_why(line: bytes, problem: str) -> None:
    before, answer, after = jsonl().feed([b'{"text": "a"}', line, b'{"text": "b"}'])
    assert isinstance(answer, Unreadable)
    assert answer.line == 2
    assert problem in answer.message
    # Every message ends with what to do about it.
    assert ":" in answer.message
    assert (before, after) == (Comment("a", 1), Comment("b", 3))


def test_a_line_over_the_bound_is_answered_with_the_cure() -> None:
    (answer,) = jsonl().feed([TooLong(50_000_000)])
    assert isinstance(answer, Unreadable)
    assert "50,000,000 bytes" in answer.message
    assert "split it" in answer.message


def test_ids_are_echoed_and_missing_ones_are_the_line() -> None:
    lines = [b'{"text": "a", "id": "x"}', b'{"text": "a", "id": 0}', b'{"text": "a", "id": null}']
    assert [line_of(item) for item in jsonl().feed(lines)] == ["x", 0, 3]
    assert [line_of(item) for item in jsonl("b.txt").feed(lines)] == ["x", 0, "b.txt:3"]


def test_other_field_names() -> None:
    reader = JsonlReader(Numbering(), "body", "nr")
    assert reader.feed([b'{"body": "a", "nr": 5}']) == [Comment("a", 5)]


def test_nul_and_crlf_are_fine() -> None:
    assert LinesReader(Numbering()).feed([b"a\x00b\r"]) == [Comment("a\x00b", 1)]
    assert jsonl().feed([b'{"text": "a\\u0000b"}\r']) == [Comment("a\x00b", 1)]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_csv_with_any_delimiter(mark: str) -> None:
    data = f'id{mark}text\r\n7{mark}"one\r\ntwo ""x"""\r\n\r\n8{mark}b\r\n'.encode()
    items = read(CsvReader(Numbering(), "text", "id"), data)
    assert items == [Comment('one\ntwo "x"', "7"), Comment("b", "8")]


def test_csv_without_the_column_names_those_it_has() -> None:
    with pytest.raises(
        InputError, match=r'no column "text" \(it has: nr, Text\).*--text-field "Text"'
    ):
        CsvReader(Numbering(), "text", "id").feed([b"nr,Text", b"1,a"])


def test_csv_record_that_is_too_short() -> None:
    items = CsvReader(Numbering(), "text", "id").feed([b"id,text", b"1", b"2,b"])
    assert isinstance(items[0], Unreadable)
    assert "1 of 2 fields" in items[0].message
    assert items[1] == Comment("b", "2")


def test_a_quote_that_is_never_closed_swallows_nothing() -> None:
    items = read(CsvReader(Numbering(), "text", "id"), b'id,text\n1,a\n2,"open\n3,c\n4,d\n')
    assert [type(item) for item in items] == [Comment, Unreadable, Comment, Comment]
    assert isinstance(items[1], Unreadable)
    assert items[1].line == 3
    assert "never closed" in items[1].message


def test_a_quote_that_is_never_closed_is_given_up_in_time() -> None:
    reader = CsvReader(Numbering(), "text", "id")
    reader.feed([b"id,text", b'1,"open'])
    items = reader.feed([b"2,b"] * MAX_RECORD_LINES)
    assert len(items) > MAX_RECORD_LINES - 2


def test_batches_of_a_block_are_of_one_size(tmp_path: Path) -> None:
    # Workers take turns: with full batches and rests, one would get all the full ones.
    path = tmp_path / "comments.txt"
    path.write_text("A comment.\n" * 830, encoding="utf-8")
    source = CommentSource([str(path)], ReadingOptions(), _no_stdin)
    assert [len(batch) for batch in source] == [415, 415]


def _no_stdin() -> BufferedReader:
    raise AssertionError("standard input was not named")
