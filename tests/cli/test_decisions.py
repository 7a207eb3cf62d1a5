"""`modfilter decisions` in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

pytest.importorskip("sqlalchemy", reason="needs the extra `store`")
pytest.importorskip("alembic", reason="needs the extra `store`")

from modfilter.cli import decisions_importing, decisions_recording
from modfilter.cli.main import main
from tests.cli.fake_moderator import FakeModerator

Run = Callable[..., Result]

LINES = [
    {"text": "Great read.", "action": "publish", "id": "1", "moderator": "m1",
     "decided_at": "2026-03-01T09:00:00Z"},
    {"text": "Buy my pills now", "action": "reject", "category": "spam", "id": "2",
     "moderator": "m1", "decided_at": "2026-03-02T09:00:00Z"},
    {"text": "Where is the bus?", "action": "reject", "category": "off_topic", "id": "3",
     "moderator": "m2", "decided_at": "2026-03-03T09:00:00Z", "note": "not here"},
]  # fmt: skip


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("MODFILTER_STORE", str(tmp_path / "store.db"))
    monkeypatch.setattr(decisions_recording, "load_judge", lambda *names: FakeModerator())

    def call(*arguments: str | Path, data: str = "") -> Result:
        return CliRunner().invoke(main, ["decisions", *map(str, arguments)], input=data)

    return call


def jsonl(*objects: dict[str, Any]) -> str:
    return "".join(json.dumps(one) + "\n" for one in objects)


def stats(run: Run) -> dict[str, Any]:
    result = run("stats")
    assert result.exit_code == 0
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_decisions_go_in_and_come_out(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "moderated.jsonl"
    file.write_text(jsonl(*LINES))
    result = run("import", file)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "3 decisions are kept\n"
    out = run("export")
    assert [json.loads(line)["id"] for line in out.stdout.splitlines()] == ["1", "2", "3"]
    for name in ("jsonl", "csv"):
        target = tmp_path / f"export.{name}"
        assert run("export", "--format", name, "--output", target).exit_code == 0
        again = run("import", target)
        assert again.stderr == "0 decisions are kept, 3 were there already\n"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_bad_lines_are_named_and_the_rest_kept(run: Run) -> None:
    data = jsonl(LINES[0]) + "nonsense\n" + jsonl({"text": "a", "action": "maybe"}, LINES[1])
    result = run("import", data=data)
    assert result.exit_code == 3
    first, second, last = result.stderr.splitlines()
    assert first.startswith("standard input, line 2: not valid JSON")
    assert second.startswith('standard input, line 3: the field "action"')
    assert last == "2 decisions are kept, 2 bad lines"


def test_a_broken_off_import_goes_on(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "moderated.jsonl"
    file.write_text(jsonl(*LINES))
    monkeypatch.setattr(decisions_importing, "BATCH", 1)
    kept = decisions_importing._kept
    calls: list[int] = []

    def interrupted(*arguments: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return kept(*arguments, **more)

    monkeypatch.setattr(decisions_importing, "_kept", interrupted)
    result = run("import", file)
    assert result.exit_code == 130
    assert "2 decisions are kept; run the same command again" in result.stderr
    assert run("import", file).stderr == "1 decisions are kept, 2 were there already\n"


def test_a_source_is_given_to_decisions_without_one(run: Run) -> None:
    assert run("import", "--source", "blog", data=jsonl(LINES[0])).exit_code == 0
    assert run("import", "--source", "blog", data=jsonl({**LINES[1], "source": "shop"})).stderr
    assert len(run("export", "--source", "blog").stdout.splitlines()) == 1
    assert json.loads(run("stats", "--source", "shop").stdout)["comments"] == 1


def test_automatic_decisions_are_recorded_and_wait(run: Run) -> None:
    data = jsonl({"text": "hm", "id": "1"}, {"text": "you are bad"}, {"text": "fine"}, {"text": 1})
    result = run("record", data=data)
    assert result.exit_code == 3
    assert "line 4:" in result.stderr
    assert "3 automatic decisions are kept, 1 bad lines" in result.stderr
    found = stats(run)
    assert found["actions"] == {"publish": 1, "reject": 1, "review": 1}
    assert found["waiting"] == 1
    assert "were there already" in run("record", data=data).stderr
    assert stats(run)["comments"] == 3


def test_comments_without_an_id_are_told_apart_by_text_not_by_line(run: Run) -> None:
    run("record", data=jsonl({"text": "one"}))
    run("record", data=jsonl({"text": "two"}))
    assert stats(run)["comments"] == 2


def test_stats_as_a_table_say_what_is_not_known(run: Run) -> None:
    run("import", data=jsonl(*LINES))
    result = run("stats", "--output", "table")
    assert (
        "moderators:   reject 2, publish 1 (3 decisions, 0 superseded, 0 undone)" in result.stdout
    )
    assert "published and bad: not known, nothing was drawn for the audit" in result.stdout
    found = stats(run)
    assert found["published_bad"]["share"] is None
    assert found["moderators"] == {"m1": 2, "m2": 1}


def test_purge_and_erase_keep_the_counts(run: Run) -> None:
    run("import", "--author-field", "user", data=jsonl(LINES[0], {**LINES[2], "user": 7}))
    result = run("purge", "--older-than", "2026-03-02")
    assert result.stdout.startswith("1 texts taken away")
    assert run("erase", "--author", "7").stdout.startswith("1 texts taken away")
    found = stats(run)
    assert (found["comments"], found["purged"], found["erased"]) == (2, 1, 1)
    assert found["verdicts"] == {"publish": 1, "reject": 1}
    assert run("export").stdout == ""


@pytest.mark.parametrize("age", ["soon", "5", "d", "2026-13-01", "99999y"])
def test_an_age_that_is_none_is_refused(run: Run, age: str) -> None:
    result = run("purge", "--older-than", age)
    assert result.exit_code == 2
    assert "180d" in result.stderr


@pytest.mark.parametrize("arguments", [["erase"], ["erase", "--comment", "1", "--author", "2"]])
def test_erase_needs_one_thing_to_erase(run: Run, arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["import", "nowhere.jsonl"], "nowhere.jsonl"),
        (["stats", "--store", "mysql://x"], "sqlite:///decisions.db"),
        (["export", "--output", "nowhere/x.jsonl"], "no folder"),
    ],
)
def test_wrong_usage_is_one_clear_line(run: Run, arguments: list[str], says: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_without_a_store_it_says_how_to_name_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MODFILTER_STORE")
    result = run("stats")
    assert result.exit_code == 2
    assert "--store sqlite:///decisions.db" in result.stderr
