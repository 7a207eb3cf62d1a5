"""`modfilter retrain`: usage, what it writes, and the gate on the way to champion."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from modfilter.cli.main import main
from modfilter.decision_files import decision_to_json
from modfilter.domain import ModeratorDecision
from modfilter.learning.comparison import gate
from modfilter.model.bundle import load_bundle
from modfilter.model.registry import ModelsFolder
from tests.learning.retraining.site import english, german

START = datetime(2026, 9, 1, tzinfo=UTC)


def run(*arguments: str | Path, **environment: str | None) -> Result:
    env = {"MODFILTER_STORE": None, "MODFILTER_MODELS": None, "LOGNAME": "tester", **environment}
    return CliRunner().invoke(main, ["retrain", *map(str, arguments)], env=env)


def written(path: Path, decisions: list[ModeratorDecision]) -> Path:
    lines = [
        decision_to_json(replace(decision, decided_at=START + timedelta(minutes=k)))
        for k, decision in enumerate(decisions)
    ]
    path.write_text("".join(line + "\n" for line in lines), "utf-8")
    return path


@pytest.fixture(scope="module")
def decisions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("data") / "decisions.jsonl", english(180))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "say where to write"),
        (["--promote"], "--promote needs a models folder"),
        (["--out", "x", "--force"], "--force needs --note"),
        (["--out", "x", "--note", "because"], "--note says why --force is used"),
        (["--out", "x"], "no decisions: name a file"),
    ],
)
def test_wrong_usage_is_told_with_the_cure(arguments: list[str], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_check_reads_what_was_written(decisions: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    result = run("--decisions", decisions, "--out", out)
    assert result.exit_code == 0, result.output
    assert f"model {load_bundle(out).id} written to {out}" in result.stdout
    assert "spam:" in result.stderr
    comment = (
        "Nobody mentioned the costs so far: chakra candles at half price, ask Madam Selene today"
    )
    answer = CliRunner().invoke(
        main, ["check", "--model", str(out), "--output", "jsonl", "-"], input=comment + "\n"
    )
    assert json.loads(answer.stdout)["scores"]["spam"] > 0.5
    assert not [path for path in tmp_path.iterdir() if path != out], "nothing is left behind"


def test_disagreement_is_shown_and_bad_lines_are_left_out(tmp_path: Path) -> None:
    told = english(60)
    told.append(replace(told[1], moderator="somebody else", action=told[0].action, category="spam"))
    path = written(tmp_path / "decisions.jsonl", told)
    with path.open("a", encoding="utf-8") as file:
        file.write("{no decision}\n")
    result = run("--decisions", path, "--out", tmp_path / "mine")
    assert result.exit_code == 0, result.output
    assert "published by some, rejected by others" in result.stderr
    assert "line 62" in result.stderr


def test_decisions_come_from_a_store(tmp_path: Path) -> None:
    pytest.importorskip("sqlalchemy", reason="the decision store needs the extra `store`")
    url = f"sqlite:///{tmp_path / 'decisions.db'}"
    path = written(tmp_path / "decisions.jsonl", english(60))
    arguments = ["decisions", "import", str(path), "--store", url]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    result = run("--store", url, "--out", tmp_path / "mine")
    assert result.exit_code == 0, result.output
    assert sum(load_bundle(tmp_path / "mine").about["retrained"]["decisions"].values()) == 60


def test_what_is_not_shown_better_is_kept_and_not_promoted(decisions: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    result = run("--decisions", decisions, "--models", models, "--promote")
    assert result.exit_code == 1, result.output
    assert "The gate refuses to promote" in result.stdout
    folder = ModelsFolder(models)
    kept = [model.id for model in folder.list()]
    assert len(kept) == 2
    assert folder.champion() == kept[0]
    again = run(
        "--decisions", decisions, "--models", models, "--promote", "--force",
        "--note", "we looked at every comment ourselves",
    )  # fmt: skip
    assert again.exit_code == 0, again.output
    assert folder.champion() == kept[1]
    last = folder.history()[-1]
    assert last.note == "we looked at every comment ourselves"
    assert last.reasons
    assert last.who == "tester"


def test_what_is_shown_better_becomes_champion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two hundred comments are enough here, since every second one is an insult nobody else finds.
    monkeypatch.setattr(gate, "LEAST_EACH", 20)
    path = written(tmp_path / "decisions.jsonl", german(240))
    models = tmp_path / "models"
    result = run("--decisions", path, "--models", models, "--promote", "--who", "anna")
    assert result.exit_code == 0, result.output
    folder = ModelsFolder(models)
    champion = load_bundle(folder.champion_folder())
    assert f"model {champion.id} is the champion" in result.stdout
    record = champion.about["retrained"]
    assert record["held_out_share"] == 0.3
    assert sum(record["decisions"].values()) == 168
    assert folder.history()[-1].who == "anna"
