"""Moderators' decisions in files: bad lines are named, the rest is kept, nothing is made up."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modfilter.decision_files import (
    BadLine,
    Read,
    csv_header,
    decision_to_csv,
    decision_to_json,
    read_decisions,
    read_file,
)
from modfilter.domain import Action, ModeratorDecision
from modfilter.errors import InputError

TEXTS = st.text(min_size=1, max_size=40).filter(lambda text: not text.isspace())
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
DECISIONS = st.builds(
    ModeratorDecision,
    TEXTS,
    st.sampled_from([Action.PUBLISH, Action.REJECT]),
    st.sampled_from([None, "spam", "off_topic", "größe"]),
    st.none() | NAMES,
    NAMES,
    st.none() | st.integers(86_400, 200_000_000_000).map(partial(datetime.fromtimestamp, tz=UTC)),
    st.none() | NAMES.filter(bool),
    NAMES,
)


def read(data: bytes, name: str = "x.jsonl") -> list[ModeratorDecision | BadLine]:
    return list(read_decisions(io.BytesIO(data), name=name))


@given(st.lists(DECISIONS))
def test_json_lines_come_back(decisions: list[ModeratorDecision]) -> None:
    data = "".join(decision_to_json(decision) + "\n" for decision in decisions).encode()
    found = read(data)
    # Two halves of a surrogate pair become one character in any JSON reader.
    whole = [json.loads(decision_to_json(decision))["text"] for decision in decisions]
    assert [decision.text for decision in found if isinstance(decision, ModeratorDecision)] == whole
    for one, other in zip(found, decisions, strict=True):
        assert isinstance(one, ModeratorDecision)
        assert (one.action, one.category, one.id, one.source) == (
            other.action, other.category, other.id, other.source
        )  # fmt: skip
        assert (one.decided_at, one.moderator, one.note) == (
            other.decided_at, other.moderator, other.note
        )  # fmt: skip


@given(st.lists(st.tuples(TEXTS, NAMES), min_size=1))
def test_csv_comes_back(rows: list[tuple[str, str]]) -> None:
    def plain(text: str) -> str:
        text = text.encode("utf-8", "replace").decode().replace("\r", " ").replace("\0", " ")
        return text if text.strip() else "x"

    made = [
        ModeratorDecision(plain(text), Action.REJECT, "spam", plain(name)) for text, name in rows
    ]
    data = (csv_header() + "".join(map(decision_to_csv, made))).encode()
    assert read(data, "x.csv") == made
    assert read(data, "-") == made


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b'{"text": "a"}', '"action"'),
        (b'{"text": "a", "action": "review"}', '"publish" or "reject"'),
        (b'{"text": "a", "action": 1}', '"publish" or "reject"'),
        (b'{"text": " ", "action": "reject"}', '"text"'),
        (b'{"text": 5, "action": "reject"}', '"text"'),
        (b'{"text": "a", "action": "reject", "category": "a b@c"}', '"category"'),
        (b'{"text": "a", "action": "reject", "category": 7}', '"category"'),
        (b'{"text": "a", "action": "reject", "decided_at": "soon"}', '"decided_at"'),
        (b'{"text": "a", "action": "reject", "decided_at": "1960-01-01"}', '"decided_at"'),
        (b'{"text": "a", "action": "reject", "decided_at": 5}', '"decided_at"'),
        (b'{"text": "a", "action": "reject", "id": true}', '"id"'),
        (b'{"text": "a", "action": "reject", "id": "' + b"7" * 201 + b'"}', "200"),
        (b'{"text": "a", "action": "reject", "id": ' + b"9" * 3000 + b"}", "200"),
        (b'{"text": "a", "action": "reject", "note": {}}', '"note"'),
        (b"[1]", "JSON object"),
        (b'{"text": ', "not valid JSON"),
        (b'{"text": "\xff", "action": "reject"}', "UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b"x" * (4 << 20) + b"x", "bytes"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_kept(line: bytes, says: str) -> None:
    good = b'{"text": "fine", "action": "publish"}'
    first, bad, last = read(b"\n".join([good, b"", line, good]))
    assert isinstance(first, ModeratorDecision)
    assert isinstance(last, ModeratorDecision)
    assert isinstance(bad, BadLine)
    assert bad.line == 3
    assert says in bad.error
    assert len(bad.error) < 300


def test_what_people_write_is_understood() -> None:
    (found,) = read(
        b'\xef\xbb\xbf{"text": "Buy now", "action": " Reject", "category": "Off topic", "id": 17, '
        b'"decided_at": "2026-03-01 11:30+02:00", "author": "x"}'
    )
    assert found == ModeratorDecision(
        "Buy now", Action.REJECT, "off_topic", "17", "", datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    )


def test_times_are_utc_on_the_way_out() -> None:
    there = datetime(2026, 3, 1, 11, 30, tzinfo=timezone(timedelta(hours=2)))
    line = decision_to_json(ModeratorDecision("a", Action.PUBLISH, decided_at=there))
    assert json.loads(line)["decided_at"] == "2026-03-01T09:30:00Z"


def test_csv_records_over_several_lines_are_numbered_by_their_first() -> None:
    data = b'text;action\n"two\nlines";reject\n"next";perhaps\nlast;publish\n'
    first, bad, last = read(data, "export.csv")
    assert isinstance(first, ModeratorDecision)
    assert first.text == "two\nlines"
    assert isinstance(bad, BadLine)
    assert bad.line == 4
    assert isinstance(last, ModeratorDecision)


def test_csv_without_its_columns_is_refused_whole() -> None:
    with pytest.raises(InputError, match='no column "action"'):
        read(b"text,verdict\na,reject\n", "x.csv")
    (bad,) = read(b"comment,action\na,reject\n", "x.csv")
    assert isinstance(bad, BadLine)


@given(st.lists(st.sampled_from([b'"', b",", b"\n", b"\r", b"{", b"}", b"a", b"\xff", b"reject"])))
def test_no_bytes_break_the_readers(parts: list[bytes]) -> None:
    for name, head in (("x.csv", b"text,action\n"), ("x.jsonl", b"")):
        found = list(read_file(io.BytesIO(head + b"".join(parts)), name=name))
        lines = [one.line for one in found]
        assert lines == sorted(lines)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_is_refused_with_its_cure(encoding: str) -> None:
    mark = b"" if encoding == "utf-16" else b"\xfe\xff"
    with pytest.raises(InputError, match="iconv -f UTF-16"):
        read(mark + '{"text": "a"}'.encode(encoding))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing\.jsonl.*no such file"):
        list(read_decisions(tmp_path / "nothing.jsonl"))


def test_blank_lines_before_the_first_count() -> None:
    (found,) = read_file(io.BytesIO(b"\n\n" + b" " * 300_000 + b'\n{"text": 1}\n'), name="-")
    assert isinstance(found, BadLine)
    assert found.line == 4


def test_the_authors_reference_is_read_only_where_it_is_asked_for() -> None:
    data = b'{"text": "a", "action": "publish", "user": 7}'
    (found,) = read_file(io.BytesIO(data), author_field="user")
    assert isinstance(found, Read)
    assert found.author == "7"
    (found,) = read_file(io.BytesIO(data))
    assert isinstance(found, Read)
    assert found.author is None
