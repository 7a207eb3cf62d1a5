"""`modfilter backtest` over files of decisions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from modfilter.cli.main import main

DECISIONS = (
    '{"text": "The bus lanes were paid for by the county.", "action": "publish", "id": "c-1", '
    '"decided_at": "2026-10-01T08:00:00Z"}',
    '{"text": "The minutes are at https://example.org/minutes", "action": "publish", "id": "c-2", '
    '"decided_at": "2026-10-04T08:00:00Z"}',
    '{"text": "My tomatoes are doing well \\u001b[31m this year.", "action": "reject", '
    '"category": "off_topic", "id": "c-3"}',
)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["backtest", *map(str, arguments)])


@pytest.fixture
def decisions(tmp_path: Path) -> Path:
    path = tmp_path / "decisions.jsonl"
    path.write_text("\n".join(DECISIONS))
    return path


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "new.toml"
    path.write_text(
        '[policy]\nname = "new"\n[categories]\nlink = "review"\n[audit]\npublished = 0.25\n'
    )
    return path


def test_a_policy_against_moderators(decisions: Path, policy: Path) -> None:
    result = run("--policy", policy, "--decisions", decisions)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert "from 2026-10-01 to" in " ".join(lines[:2])
    assert ["publish", "1", "1", "0"] in [line.split() for line in lines]
    assert ["comments", "-", "1", "+0.5"] in [line.split() for line in lines]
    assert "2 comments flip" in lines
    worst = lines[lines.index("2 comments flip") + 1]
    assert worst.startswith("  reject -> publish  c-3  (a moderator rejected it as off_topic)")
    assert "\x1b" not in result.stdout
    assert "\\x1b[31m" in result.stdout
    assert all(len(line) <= 80 for line in lines)


def test_two_policies_side_by_side(decisions: Path, policy: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.toml"
    old.write_text("")
    result = run("--policy", policy, "--against", old, "--decisions", decisions)
    assert result.exit_code == 0
    assert "1 comment flips" in result.stdout
    assert "reject -> review  c-2  (a moderator published it; link.url)" in result.stdout
    same = run("--policy", policy, "--against", policy, "--decisions", decisions)
    assert "nothing flips" in same.stdout


def test_json_names_texts_only_when_asked(decisions: Path, policy: Path, tmp_path: Path) -> None:
    found = json.loads(run("--policy", policy, "--decisions", decisions, "--json", "-").stdout)
    assert found["flips"] == 2
    assert found["policy_name"] == "new"
    assert found["review_load"]["audit"] == 0.5
    assert "tomatoes" not in json.dumps(found)
    path = tmp_path / "report.json"
    result = run("--policy", policy, "--decisions", decisions, "--json", path, "--texts")
    assert "2 comments flip" in result.stdout
    assert "tomatoes" in path.read_text()


def test_the_page_and_the_table_can_do_without_texts(
    decisions: Path, policy: Path, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    arguments = ("--policy", policy, "--decisions", decisions, "--html", page)
    assert "tomatoes" in run(*arguments).stdout
    assert "tomatoes" in page.read_text()
    result = run(*arguments, "--no-texts")
    assert "2 comments flip" in result.stdout
    assert "tomatoes" not in result.stdout + page.read_text()


def test_bad_lines_are_told_and_the_rest_is_kept(decisions: Path) -> None:
    decisions.write_text(DECISIONS[0] + "\nnothing\n" + DECISIONS[1])
    result = run("--decisions", decisions)
    assert result.exit_code == 3
    assert f"{decisions}:2: " in result.stderr
    assert "2 comments" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "--decisions FILE"),
        (["--decisions", "nowhere.jsonl"], "nowhere.jsonl"),
        (["--decisions", "FILE", "--against", "nowhere.toml"], "nowhere.toml"),
        (["--decisions", "FILE", "--policy", "nowhere.toml"], "nowhere.toml"),
    ],
)
def test_mistakes_end_with_one_clear_line(decisions: Path, arguments: list[str], told: str) -> None:
    result = run(*[str(decisions) if part == "FILE" else part for part in arguments])
    assert result.exit_code == 2
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_nothing_to_count(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("")
    result = run("--decisions", empty)
    assert result.exit_code == 0
    assert "0 comments" in result.stdout
    unknown = tmp_path / "decisions.jsonl"
    unknown.write_text(DECISIONS[0])
    result = run("--decisions", unknown, "--against", "recorded")
    assert result.exit_code == 0
    assert "known for 0" in result.stdout
