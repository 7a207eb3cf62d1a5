"""Several processes on one store, some of which are killed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from modfilter.domain import Action
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import Automatic
from tests.store.killing import ROOT, kill_rounds, write_decisions


def at_once(url: str, *tasks: list[str]) -> list[list[object]]:
    """What the processes said, a list of lines each."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.store.worker", task, url, *rest],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for task, *rest in tasks
    ]  # fmt: skip
    said = []
    for process in processes:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        said.append([json.loads(line) for line in out.splitlines()])
    return said


def test_several_processes_open_a_new_store_at_once(url: str) -> None:
    assert at_once(url, *[["opening"]] * 5) == [[0]] * 5
    with DecisionStore.open(url) as store:
        assert store.stats().comments == 0


def test_two_moderators_never_get_the_same_comment(url: str) -> None:
    names = ["anna", "bert", "carl"]
    with DecisionStore.open(url) as store:
        store.record([Automatic(f"t{n}", Action.REVIEW, str(n)) for n in range(90)])
        said = at_once(url, *(["claiming", name] for name in names))
        given = [own for lines in said for line in lines for own in line]  # type: ignore[attr-defined]
        assert sorted(given, key=int) == [str(n) for n in range(90)]
        assert store.stats().waiting == 0
        assert store.stats().decisions == 90


def test_what_several_record_is_there_once(url: str) -> None:
    with DecisionStore.open(url) as store:
        said = at_once(url, *(["recording", f"w{n}"] for n in range(3)))
        new = sum(line[0] for lines in said for line in lines)  # type: ignore[index]
        assert new == store.stats().comments == 14 + 3 * 10
        assert store.stats().waiting == 14


@pytest.mark.parametrize("seed", [1])
def test_a_killed_import_loses_nothing_that_was_confirmed(tmp_path: Path, seed: int) -> None:
    file = tmp_path / "decisions.jsonl"
    write_decisions(file, 3_000)
    urls = [f"sqlite:///{tmp_path / f'{number}.db'}" for number in range(6)]
    assert kill_rounds(urls, file, 5, seed).confirmed > 0
