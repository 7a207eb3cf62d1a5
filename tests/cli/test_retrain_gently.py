"""`retrain --promote` goes part of the way where all of it spoils what the champion could do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from modfilter.cli.main import main
from modfilter.decision_files import decision_to_json
from modfilter.learning.comparison import gate as gate_module
from modfilter.learning.comparison.compare import Comparison
from modfilter.learning.comparison.gate import Refusal, spoils_others_alone
from modfilter.model.bundle import load_bundle
from modfilter.model.registry import ModelsFolder
from tests.learning.retraining.site import english

CASES = Refusal("cases", "it fails 2 regression cases that the champion passes: a, b")
UNSHOWN = Refusal("held_out.not_shown", "it is not shown to be better: loss 0.1 and 0.1")


@pytest.fixture
def decisions(tmp_path: Path) -> Path:
    path = tmp_path / "decisions.jsonl"
    lines = [decision_to_json(decision) + "\n" for decision in english(180)]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def promoted(
    decisions: Path, monkeypatch: pytest.MonkeyPatch, answers: list[Sequence[Refusal]]
) -> tuple[Result, ModelsFolder]:
    """`retrain --promote` with a gate that gives `answers` in turn."""

    def answer(_: Comparison) -> Sequence[Refusal]:
        return answers.pop(0)

    monkeypatch.setattr(gate_module, "gate", answer)
    models = decisions.parent / "models"
    arguments = ["--decisions", decisions, "--models", models, "--promote", "--who", "anna"]
    arguments += ["--out", decisions.parent / "out"]
    result = CliRunner().invoke(main, ["retrain", *map(str, arguments)])
    assert not answers, result.output
    return result, ModelsFolder(models)


def test_the_first_challenger_that_spoils_nothing_is_promoted(
    decisions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result, folder = promoted(decisions, monkeypatch, [[CASES], [CASES], []])
    assert result.exit_code == 0, result.output
    assert "a, b; trying 70% of the way" in result.stderr
    assert "a, b; trying 50% of the way" in result.stderr
    champion = load_bundle(folder.champion_folder())
    assert champion.about["retrained"]["strength"] == 0.5
    assert load_bundle(decisions.parent / "out").id == champion.id
    card = (folder.champion_folder() / "README.md").read_text("utf-8")
    assert "Its heads go 50% of the way" in card
    assert not folder.history()[-1].reasons


def test_what_is_not_shown_better_is_not_tried_again(
    decisions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result, folder = promoted(decisions, monkeypatch, [[UNSHOWN, CASES]])
    assert result.exit_code == 1, result.output
    assert "of the way" not in result.stderr
    assert folder.champion() == folder.list()[0].id


def test_where_no_part_of_the_way_passes_all_of_it_is_kept_for_people_to_look_at(
    decisions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result, folder = promoted(decisions, monkeypatch, [[CASES], [CASES], [UNSHOWN]])
    assert result.exit_code == 1, result.output
    kept = folder.list()[-1]
    assert folder.champion() != kept.id
    assert "strength" not in load_bundle(folder.path / kept.id).about["retrained"]
    assert folder.history()[-1].reasons == (CASES.message,)


def test_only_what_it_does_elsewhere_is_a_reason_to_go_gently() -> None:
    assert spoils_others_alone([CASES, Refusal("identity.term", "it is more biased")])
    assert not spoils_others_alone([CASES, UNSHOWN])
    assert not spoils_others_alone([])
