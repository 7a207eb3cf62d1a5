"""`modfilter models`: a folder of models at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from modfilter.cli.main import main
from modfilter.model.registry import CHAMPION, ModelsFolder
from modfilter.resources import default_model_path
from tests.model.tiny_bundles import tiny_bundle

RETRAINED = {
    "parents": ["0123456789ab"],
    "decisions": {"publish": 1200, "reject": 34},
    "moderators": {"m-1": 1000, "m-2": 234},
}
METRICS = {"spam": {"auc": 0.91, "texts": 500}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def bundles(tmp_path: Path) -> list[Path]:
    tiny_bundle(tmp_path / "a", 1)
    tiny_bundle(tmp_path / "b", 2, retrained=RETRAINED, metrics=METRICS)
    return [tmp_path / "a", tmp_path / "b"]


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["models", "--models", str(folder), *words])


def added(folder: Path, bundles: list[Path]) -> list[str]:
    done = [run(folder, "add", str(bundle), "--who", "ada") for bundle in bundles]
    assert [one.exit_code for one in done] == [0, 0]
    return [one.output.strip() for one in done]


def test_the_shipped_model_is_promoted_by_its_name(folder: Path, bundles: list[Path]) -> None:
    added(folder, bundles)
    missing = run(folder, "promote", "default", "--why", "to start from")
    assert missing.exit_code == 2
    assert "modfilter models add default" in missing.output
    shipped = run(folder, "add", "default").output.strip()
    done = run(folder, "promote", "default", "--why", "to start from")
    assert done.output == f"{shipped} is the champion\n"


def test_from_adding_to_rolling_back(folder: Path, bundles: list[Path]) -> None:
    a, b = added(folder, bundles)
    assert "None is the champion yet." in run(folder, "list").output
    assert run(folder, "promote", a, "--why", "first").output == f"{a} is the champion\n"
    second = run(folder, "promote", b[:6], "--why", "better", "--who", "bob")
    assert second.output == f"{b} is the champion after {a}\n"
    assert "champion already" in run(folder, "promote", b, "--why", "again").output
    back = run(folder, "rollback", "--why", "worse on recipes")
    assert back.output == f"{a} is the champion again, after {b}\n"
    assert ModelsFolder(folder).champion() == a
    listed = run(folder, "list").output.splitlines()
    assert next(line[:14] for line in listed if line[:1] == "*") == f"* {a}"
    told = run(folder, "history").output
    assert f"{b} promoted after {a}, by bob: better" in told
    assert f"back to {a} from {b}" in told
    found = json.loads(run(folder, "history", "--json").output)
    assert [one["change"] for one in found] == ["add", "add", "promote", "promote", "rollback"]
    assert json.loads(run(folder, "list", "--json").output)["champion"] == a
    at_bottom = run(folder, "rollback", "--why", "x")
    assert at_bottom.exit_code == 2
    assert "is the first champion" in at_bottom.output


def test_the_folder_may_come_from_the_environment(
    folder: Path, bundles: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODFILTER_MODELS", str(folder))
    done = CliRunner().invoke(main, ["models", "add", str(bundles[0])])
    assert done.exit_code == 0, done.output
    assert (folder / done.output.strip() / "model.json").exists()
    monkeypatch.delenv("MODFILTER_MODELS")
    assert CliRunner().invoke(main, ["models", "list"]).exit_code == 2


def test_check_takes_the_champion(folder: Path, bundles: list[Path]) -> None:
    policy = folder.parent / "p.toml"
    policy.write_text("[heads.spam]\nreview_at = 0.9\n")
    a, b = added(folder, bundles)
    for model in (a, b):
        run(folder, "promote", model, "--why", "turn")
        checked = CliRunner().invoke(
            main,
            ["check", "--model", str(folder), "--policy", str(policy), "--output", "jsonl"],
            input="Thank you for the map.\n",
        )
        assert json.loads(checked.stdout)["model"] == model


def test_a_refused_model_takes_force_and_a_note(folder: Path, bundles: list[Path]) -> None:
    a = ModelsFolder(folder).add(bundles[0], who="ada", reasons=["worse on held-out decisions"])
    refused = run(folder, "promote", a, "--why", "new")
    assert refused.exit_code == 1
    assert "worse on held-out decisions" in refused.output
    for half in (["--force"], ["--note", "x"]):
        assert run(folder, "promote", a, "--why", "new", *half).exit_code == 2
    assert not (folder / CHAMPION).exists()
    assert run(folder, "promote", a, "--why", "new", "--force", "--note", "raid").exit_code == 0
    line = run(folder, "history").output.splitlines()[-1]
    assert line.endswith("[against it: worse on held-out decisions] [forced: raid]")


def test_a_model_is_shown(folder: Path, bundles: list[Path]) -> None:
    _, b = added(folder, bundles)
    run(folder, "promote", b, "--why", "better")
    told = run(folder, "show").output
    assert told.startswith(f"Model {b}\n  Champion:   yes\n")
    for words in (
        "Parents:    0123456789ab",
        "publish 1,200, reject 34",
        "m-1 1,000, m-2 234",
        "auc 0.91, texts 500",
        "promoted after none",
    ):
        assert words in told
    found = json.loads(run(folder, "show", b[:5], "--json").output)
    assert found["retrained"] == RETRAINED
    assert found["champion"] is True
    assert run(folder, "show", "default", "--card").output.startswith("# Model ")
    assert "no card" in run(folder, "show", b, "--card").output


def test_two_models_are_told_apart(folder: Path, bundles: list[Path]) -> None:
    a, b = added(folder, bundles)
    found = json.loads(run(folder, "diff", a, str(bundles[1]), "--json").output)
    assert (found["before"], found["after"]) == (a, b)
    assert found["parents"] == [[], ["0123456789ab"]]
    assert found["heads"]["spam"]["metrics"]["auc"] == [None, 0.91]
    assert found["heads"]["spam"]["weights_changed"] is True
    assert found["words_compared"] == 0
    told = run(folder, "diff", a, b).output
    assert "auc: – -> 0.91" in told
    assert "none can be compared" in told
    same = run(folder, "diff", a, a).output
    assert same.count(": the same") == 8


def test_the_words_that_changed_most_are_named(folder: Path, bundles: list[Path]) -> None:
    added(folder, bundles)
    found = json.loads(
        run(folder, "diff", "default", str(bundles[0]), "--words", "3", "--json").output
    )
    assert found["words_compared"] > 10_000
    for head in found["heads"].values():
        assert len(head["words"]) == 3
    thresholds = found["thresholds"]["toxicity.review_at"]
    assert thresholds[0]["score"] == thresholds[1]["score"]
    assert thresholds[0]["precision"] != thresholds[1]["precision"]


def test_wrong_names_say_where_to_look(folder: Path, bundles: list[Path]) -> None:
    added(folder, bundles)
    for words in (["show", "nope"], ["diff", "nope", "default"], ["promote", "nope", "--why", "x"]):
        done = run(folder, *words)
        assert done.exit_code == 2
        assert "`modfilter models list` shows all" in done.output
    assert run(folder / "no", "list").exit_code == 2
    assert "no folder" in run(folder, "add", str(folder / "nothing")).output.replace(
        "is not a folder", "no folder"
    )


def test_the_shipped_model_can_be_added(folder: Path) -> None:
    done = run(folder, "add", "default", "--why", "to start from")
    names = sorted(path.name for path in (folder / done.output.strip()).iterdir())
    assert names == sorted(path.name for path in default_model_path().iterdir())
    assert "to start from" in run(folder, "list").output
