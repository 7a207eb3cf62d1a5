"""`modfilter check` with the shipped model and policy, and with broken ones."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from modfilter.cli.knowledge import known_codes
from modfilter.cli.main import main
from modfilter.moderator import CODES, Moderator
from modfilter.policy.loading import load_policy
from modfilter.resources import default_model_path
from tests.cli.test_check_processes import environment, linux, peak_memory_of

MODFILTER = [sys.executable, "-c", "from modfilter.cli.main import main; main()"]
ROOT = Path(__file__).parents[2]
COMMENTS = "I enjoyed this article, thank you.\nYou are an idiot.\nSee http://example.com/offer\n"


def run(*arguments: str | Path, data: str = COMMENTS) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=data)


def test_comments_are_labelled() -> None:
    result = run("check")
    assert result.exit_code == 0
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["action"] for answer in answers] == ["publish", "reject", "reject"]
    moderator = Moderator.load()
    assert {answer["model"] for answer in answers} == {moderator.model_id}
    assert {answer["policy"] for answer in answers} == {moderator.policy_id}


def test_the_examples_show_every_action() -> None:
    result = run("check", ROOT / "examples" / "comments.jsonl", data="")
    assert result.exit_code == 0
    actions = {json.loads(line)["action"] for line in result.stdout.splitlines()}
    assert actions == {"publish", "review", "reject"}


def test_a_model_on_trial_is_answered_beside_the_decision() -> None:
    shipped = default_model_path()
    plain = [json.loads(line) for line in run("check").stdout.splitlines()]
    for jobs in ("1", "2"):
        result = run("check", "--shadow-model", shipped, "--jobs", jobs)
        answers = [json.loads(line) for line in result.stdout.splitlines()]
        trials = [answer.pop("shadow") for answer in answers]
        assert answers == plain
        assert [trial["action"] for trial in trials] == [answer["action"] for answer in plain]
        assert [trial["scores"] for trial in trials] == [answer["scores"] for answer in plain]


def test_an_audit_draws_the_same_however_many_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tmp_path / "site.toml"
    policy.write_text("[audit]\npublished = 0.5\nrejected = 0.5\n")
    monkeypatch.delenv("MODFILTER_KEY", raising=False)
    refused = run("check", "--policy", policy)
    assert refused.exit_code == 2
    assert "MODFILTER_KEY is not set" in refused.stderr
    monkeypatch.setenv("MODFILTER_KEY", "a key that only tests have")
    alone = run("check", "--policy", policy, data=COMMENTS * 10)
    assert (
        alone.stdout == run("check", "--policy", policy, "--jobs", "2", data=COMMENTS * 10).stdout
    )
    assert '"system.review"' in alone.stdout
    assert '"action": "publish"' in alone.stdout


def test_explain_shows_what_led_to_the_decision() -> None:
    result = run("explain", "You are an idiot.")
    assert result.exit_code == 0
    assert "attack.insult" in result.stdout
    assert "policy line" in result.stdout
    assert '"idiot"' in result.stdout
    found = json.loads(run("explain", "--json", "You are an idiot.").stdout)
    assert found["action"] == "reject"
    assert found["pieces"]["insult"][0]["text"]


def test_the_codes_a_policy_may_name_are_the_moderators() -> None:
    assert known_codes() == CODES


def newer_format(folder: Path) -> None:
    about = json.loads((folder / "model.json").read_text())
    about["format"] += 1
    (folder / "model.json").write_text(json.dumps(about))


def cut_array(folder: Path) -> None:
    path = next(folder.glob("*.npy"))
    os.truncate(path, path.stat().st_size // 2)


def flip_byte(folder: Path) -> None:
    path = next(folder.glob("*.npy"))
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def drop_array(folder: Path) -> None:
    next(folder.glob("*.npy")).unlink()


def garble_description(folder: Path) -> None:
    (folder / "model.json").write_text("{")


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (newer_format, "newer modfilter"),
        (cut_array, "damaged"),
        (flip_byte, "damaged"),
        (drop_array, "cannot be read"),
        (garble_description, "cannot be read"),
        (shutil.rmtree, "is not a folder"),
    ],
)
@pytest.mark.parametrize("command", [["check"], ["explain", "hello"]])
def test_a_bad_model_is_refused_before_anything_is_written(
    tmp_path: Path, damage: Callable[[Path], None], problem: str, command: list[str]
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(default_model_path(), folder)
    damage(folder)
    result = run(*command, "--model", folder)
    assert result.exit_code == 2
    assert problem in result.stderr
    assert str(folder) in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("command", [["check"], ["explain", "hello"], ["rules"]])
def test_a_bad_policy_is_refused_with_the_nearest_name(tmp_path: Path, command: list[str]) -> None:
    path = tmp_path / "site.toml"
    path.write_text('[categories]\nlinks = "review"\n')
    result = run(*command, "--policy", path)
    assert result.exit_code == 2
    assert "site.toml" in result.stderr
    assert 'did you mean "link"' in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_workers_tell_what_kept_them_from_loading(tmp_path: Path, jobs: str) -> None:
    result = subprocess.run(
        [*MODFILTER, "check", "--jobs", jobs, "--model", str(tmp_path)],
        input=b"hello\n",
        capture_output=True,
        env=environment(),
        timeout=60,
    )
    assert result.returncode == 2
    assert b"holds no model.json" in result.stderr
    assert result.stderr.count(b"\n") == 1
    assert result.stdout == b""


def test_workers_and_one_process_agree_on_flooding(tmp_path: Path) -> None:
    path = tmp_path / "flood.txt"
    copy = "Sign against the ring road at the town hall before Friday, every signature counts.\n"
    path.write_text((copy + "Well said, I agree with every word of it.\n" * 300) * 8)
    outputs = [
        subprocess.run(
            [*MODFILTER, "check", "--jobs", jobs, str(path)],
            capture_output=True,
            env=environment(),
            timeout=60,
            check=True,
        ).stdout
        for jobs in ("1", "2")
    ]
    assert b"flood.near_duplicate" in outputs[0]
    assert outputs[0] == outputs[1]


def test_promises_are_checked_against_the_model(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text("[heads.toxicity]\nreview_at = { precision = 0.5 }\n")
    result = run("policy", "check", path)
    assert result.exit_code == 0
    assert "heads.toxicity.review_at: score 0." in result.stdout
    assert run("policy", "check", path, "--model", "default").stdout == result.stdout
    result = run("policy", "check", path, "--model", tmp_path)
    assert result.exit_code == 2
    assert "holds no model.json" in result.stderr


def test_a_promise_beyond_the_data_is_refused_with_what_the_data_supports(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text("[heads.threat]\nreject_at = { precision = 0.98 }\n")
    for arguments in (["check"], ["policy", "check"], ["policy", "show", "--model", "default"]):
        given = ["--policy", path, os.devnull] if arguments == ["check"] else [path]
        result = run(*arguments, *given)
        assert result.exit_code == 2, arguments
        assert "heads.threat.reject_at = {precision = 0.98}" in result.stderr
        assert "comments). Promise that or less, give a score" in result.stderr
    most = float(re.search(r"supports ([\d.]+) at most", result.stderr)[1])
    path.write_text(f"[heads.threat]\nreject_at = {{ precision = {most} }}\n")
    assert run("policy", "check", path).exit_code == 0


def test_a_model_of_a_first_version_keeps_promises_by_its_estimates(tmp_path: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(default_model_path(), model)
    about = json.loads((model / "model.json").read_text("utf-8"))
    about["curves"] = {
        head: [point[:3] for point in points] for head, points in about["curves"].items()
    }
    (model / "model.json").write_text(json.dumps(about), "utf-8")
    path = tmp_path / "site.toml"
    path.write_text("[heads.toxicity]\nreject_at = { precision = 0.99 }\n")
    result = run("policy", "check", path, "--model", model)
    assert result.exit_code == 0
    assert "(interval unknown: an older model)" in result.stdout
    assert run("check", "--policy", path, "--model", model).exit_code == 0
    assert run("policy", "check", path).exit_code == 2


def test_the_shown_policy_says_what_promises_come_to(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text("[heads.toxicity]\nreview_at = 0.3\nreject_at = { precision = 0.9 }\n")
    shown = run("policy", "show", path, "--model", "default").stdout
    assert re.search(
        r"^reject_at = { precision = 0\.9 }  # score 0\.\d+: precision [\d.]+ "
        r"\(90 % interval [\d.]+ to [\d.]+; \d+ comments\)$",
        shown,
        re.MULTILINE,
    )
    again = tmp_path / "again.toml"
    again.write_text(shown)
    assert load_policy(again).id == load_policy(path).id


@linux
def test_long_lines_and_long_comments_fit_into_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    with path.open("wb") as stream:
        stream.write(b"I enjoyed this.\n" + b"x" * 50_000_000 + b"\n" + b"word " * 800_000 + b"\n")
        stream.write(("😀 " * 800_000).encode() + b"\nYou are an idiot.\n")
    memory, output = peak_memory_of([*MODFILTER, "check"], path)
    answers = [json.loads(line) for line in output.splitlines()]
    assert "50,000,000 bytes" in answers[1]["error"]
    assert [answer.get("action") for answer in answers] == [
        *("publish", None, answers[2]["action"], answers[3]["action"], "reject")
    ]
    assert "publish" not in (answers[2]["action"], answers[3]["action"])
    assert memory < 200_000_000
