"""Regression cases: what passes, what was lost, and how files are read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from modfilter.domain import Action, Decision
from modfilter.errors import CorpusError
from modfilter.learning.comparison.cases import Case, case_results, load_cases, shipped_cases
from modfilter.resources import case_files

P, V, R = Action.PUBLISH, Action.REVIEW, Action.REJECT


@pytest.mark.parametrize(
    ("wanted", "passing"), [(P, {P, V}), (V, {V, R}), (R, {V, R})], ids=["good", "doubtful", "bad"]
)
def test_what_passes(wanted: Action, passing: set[Action]) -> None:
    assert {action for action in Action if Case("c", "t", wanted).passes(action)} == passing


def test_lost_and_won_and_the_edge() -> None:
    cases = [Case(name, name, wanted) for name, wanted in (("a", R), ("b", P), ("c", R), ("d", P))]
    old = [Decision(None, action, ()) for action in (R, R, V, P)]
    new = [Decision(None, action, ()) for action in (P, V, P, P)]
    results = case_results(cases, old, new, [-2.0, -0.5, -0.02, 0.0])
    assert (results.cases, results.champion_passes, results.challenger_passes) == (4, 3, 2)
    assert [(c.case.id, c.at_the_edge) for c in results.lost] == [("a", False), ("c", True)]
    assert [c.case.id for c in results.won] == ["b"]


def test_the_shipped_cases_are_comments_that_no_training_saw() -> None:
    cases = shipped_cases()
    assert len(cases) > 900
    assert {case.action for case in cases} == set(Action)
    learned = {
        row["id"]
        for file in case_files()
        for row in map(json.loads, file.read_text("utf-8").rstrip("\n").split("\n"))
        if row["split"] != "held_out"
    }
    assert not learned & {case.id for case in cases}


def test_cases_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text('{"text": "Off with it", "action": "reject"}\n\n', "utf-8")
    assert load_cases([path]) == [Case("own.jsonl:1", "Off with it", R)]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 1: not valid JSON"),
        ('{"text": "x", "action": "shout"}', "a case is"),
        ('{"action": "reject"}', "a case is"),
        ("[]", "a case is"),
    ],
)
def test_a_bad_line_is_told_with_its_place(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(line, "utf-8")
    with pytest.raises(CorpusError, match=told):
        load_cases([path])


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no such file of cases"):
        load_cases([tmp_path / "none.jsonl"])
