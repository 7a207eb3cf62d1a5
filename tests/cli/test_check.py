"""`modfilter check` in this process, with a moderator that needs no model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from modfilter.cli import check as check_module
from modfilter.cli.main import main
from tests.cli.fake_moderator import FakeModerator


@pytest.fixture(autouse=True)
def moderator(monkeypatch: pytest.MonkeyPatch) -> FakeModerator:
    fake = FakeModerator()
    monkeypatch.setattr(check_module, "load_judge", lambda *names: fake)
    return fake


def run(*arguments: str | Path, data: bytes | str = b"") -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)], input=data)


def answers(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def actions(result: Result) -> list[str]:
    return [answer.get("action", "error") for answer in answers(result)]


def test_plain_lines_from_standard_input() -> None:
    result = run(data="hello\n\nyou are bad\nhm\nno line feed")
    assert result.exit_code == 0
    assert actions(result) == ["publish", "reject", "review", "publish"]
    assert [answer["id"] for answer in answers(result)] == [1, 3, 4, 5]


def test_json_lines_are_found_out_by_the_first_line() -> None:
    result = run("-", data='\n\n  {"text": "bad", "id": "x"}\n{"text": "a"}\n')
    assert [answer["id"] for answer in answers(result)] == ["x", 4]


def test_plain_text_that_starts_with_a_brace_can_be_forced() -> None:
    assert actions(run("--input", "lines", data="{sigh}\n")) == ["publish"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", '{"text": "bad"}\n'),
        ("a.ndjson", '{"text": "bad"}\n'),
        ("a.json", '{"text": "bad"}\n'),
        ("a.csv", "nr,text\n1,bad\n"),
        ("a.TSV", "nr\ttext\n1\tbad\n"),
        ("a.txt", "bad\n"),
        ("noname", '{"text": "bad"}'),
    ],
)
def test_the_format_goes_by_the_name_and_then_by_the_content(
    tmp_path: Path, name: str, data: str
) -> None:
    path = tmp_path / name
    path.write_text(data)
    assert actions(run(path)) == ["reject"]


def test_several_files_keep_their_order_and_name_their_errors(tmp_path: Path) -> None:
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    first.write_text('{"text": "one", "id": 1}\n')
    second.write_text('{"text": "two", "id": 2}\nnope')
    result = run(first, second)
    assert result.exit_code == 3
    assert [answer.get("id") for answer in answers(result)] == [1, 2, None]
    assert answers(result)[2]["line"] == 2
    assert answers(result)[2]["file"] == str(second)


def test_the_same_answers_in_any_number_of_blocks(tmp_path: Path) -> None:
    path = tmp_path / "many.txt"
    path.write_text(
        "".join(f"comment {number} is {'bad' * (number % 2)}\n" for number in range(30_000))
    )
    result = run("--no-flood", path)
    assert [answer["id"] for answer in answers(result)] == list(range(1, 30_001))
    assert actions(result) == ["publish", "reject"] * 15_000


def test_batches_are_bounded(moderator: FakeModerator) -> None:
    run("--no-flood", data="a\n" * 5_000)
    assert max(moderator.batches) <= 512
    assert sum(moderator.batches) == 5_000


def test_only_keeps_some_actions_and_every_error() -> None:
    data = '{"text": "a"}\n{"text": "bad"}\n{"text": "hm"}\nnope\n'
    result = run("--only", "reject", "--only", "review", data=data)
    assert actions(result) == ["reject", "review", "error"]
    assert actions(run("--only", "publish", data="bad\nbad\n")) == []


@pytest.mark.parametrize(
    ("fail_on", "data", "status"),
    [
        ("reject", "a\nhm\n", 0),
        ("reject", "a\nbad\n", 1),
        ("review", "a\nhm\n", 1),
        ("review", "bad\n", 1),
        ("review", "a\n", 0),
        ("review", '{"text": "a"}\nnope\n', 3),
        ("review", '{"text": "bad"}\nnope\n', 1),
    ],
)
def test_fail_on(fail_on: str, data: str, status: int) -> None:
    assert run("--fail-on", fail_on, data=data).exit_code == status


def test_nothing_in_nothing_out() -> None:
    result = run(data="")
    assert (result.exit_code, result.stdout) == (0, "")


def test_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"text": "bad", "id": 1}\r\n')
    assert actions(run(path)) == ["reject"]
    assert actions(run(data=b'\xef\xbb\xbf{"text": "bad"}\n')) == ["reject"]
    csv = tmp_path / "a.csv"
    csv.write_bytes(b"\xef\xbb\xbftext\r\nbad\r\n")
    assert actions(run(csv)) == ["reject"]


def test_utf_16_is_refused_with_the_cure(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("bad\n".encode("utf-16"))
    for result in (run(path), run(data=path.read_bytes())):
        assert result.exit_code == 2
        assert "iconv -f UTF-16" in result.stderr
        assert result.stdout == ""


def test_invalid_utf_8_is_answered_and_the_rest_goes_on() -> None:
    result = run(data=b"caf\xe9\nbad\n")
    assert result.exit_code == 3
    assert answers(result)[0]["line"] == 1
    assert "not valid UTF-8 at byte 4" in answers(result)[0]["error"]
    assert actions(result)[1] == "reject"


def test_nul_and_crlf() -> None:
    result = run(data=b"a\x00b\r\nbad\r\n")
    assert result.exit_code == 0
    assert actions(result) == ["publish", "reject"]


def test_json_array_names_the_cure(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"text": "a"}]')
    result = run(path)
    assert result.exit_code == 2
    assert "jq -c '.[]'" in result.stderr


def test_missing_file_stops_before_anything_is_written(tmp_path: Path) -> None:
    here = tmp_path / "here.txt"
    here.write_text("hello\n")
    result = run(here, tmp_path / "gone.txt")
    assert result.exit_code == 2
    assert "gone.txt" in result.stderr
    assert "no such file" in result.stderr
    assert result.stdout == ""


def test_folder(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 2
    assert f'"{tmp_path}" is a folder' in result.stderr
    assert "*.jsonl" in result.stderr


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.txt"
    path.write_text("hello\n")
    # Permissions do not bind root, so the answer to the question is given here.
    monkeypatch.setattr("os.access", lambda *_: False)
    result = run(path)
    assert result.exit_code == 2
    assert "permission denied" in result.stderr


def test_csv_without_the_text_column(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,body\n1,hello\n")
    result = run(path)
    assert result.exit_code == 2
    assert "a.csv" in result.stderr
    assert 'no column "text"' in result.stderr
    assert actions(run("--text-field", "body", path)) == ["publish"]


@pytest.mark.parametrize(
    "arguments", [["--jobs", "0"], ["--only", "maybe"], ["--input", "xml"], ["--nope"]]
)
def test_wrong_usage(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_the_table_shows_every_answer_and_a_summary(tmp_path: Path) -> None:
    data = '{"text": "hello there", "id": "c-1"}\n{"text": "bad"}\n{"text": "hm"}\nnope\n'
    result = run("--output", "table", data=data)
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["ACTION", "ID", "COMMENT"]
    assert lines[1].split() == ["publish", "c-1", "hello", "there"]
    assert lines[2].split() == ["reject", "2", "bad"]
    assert lines[3].strip() == "* attack.insult: Please be kind."
    assert lines[5].startswith("error    line 4")
    assert lines[-1] == "3 comments: 1 publish, 1 review, 1 reject; 1 line was no comment"
    assert "\x1b" not in result.stdout


def test_a_comment_cannot_steer_the_terminal() -> None:
    hostile = {"text": "bad \x1b[2J\x07\x9b31m\u202e\ud800 end", "id": "\x1b]0;x\x07"}
    result = run("--output", "table", data=json.dumps(hostile) + "\n")
    row = result.stdout.splitlines()[1]
    assert row.isprintable()
    assert "\\x1b[2J\\x07\\x9b31m\\u202e\\ud800 end" in row


def test_flooding_is_found_across_batches(moderator: FakeModerator) -> None:
    spam = "Earn money from home every day with this simple trick, ask me how it works\n"
    filler = "".join(
        f"An ordinary comment about subject number {n}, nothing else.\n" for n in range(600)
    )
    found = [a for a in answers(run(data=spam + filler + spam + spam + spam)) if a["reasons"]]
    assert found
    assert found[-1]["reasons"][0]["code"] == "flood.near_duplicate"
    assert not [a for a in answers(run("--no-flood", data=spam * 5)) if a["reasons"]]
