"""The walk in docs/learning.md: its commands, run in order in an empty folder.

Should the gate refuse once another model ships, choose another SEED in examples/plugs.py.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOC = ROOT / "docs" / "learning.md"
# Where `modfilter` and `python3` are: CI also walks with the wheel's.
BIN = os.environ.get("WALK_BIN") or str(Path(sys.executable).parent)
_END = "@@ status "
_LEFT_OUT = "..."

pytestmark = [
    pytest.mark.skipif(
        not all(importlib.util.find_spec(name) for name in ("sqlalchemy", "alembic")),
        reason="the extra store is not installed: pip install 'modfilter[store]'",
    ),
    pytest.mark.skipif(shutil.which("bash") is None, reason="the walk's commands need bash"),
]


@dataclass(frozen=True)
class Step:
    """A command of the walk, what the page shows of its output, and what came of it."""

    command: str
    shown: list[str]
    said: list[str]
    status: int

    @property
    def number(self) -> int:
        return int(self.said[0])


def commands() -> list[tuple[str, list[str]]]:
    walk = DOC.read_text("utf-8").split("\n## A walk\n")[1].split("\n## ")[0]
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"^```console\n(.*?)^```$", walk, re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> list[Step]:
    folder = tmp_path_factory.mktemp("walk")
    listed = commands()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MODFILTER_")}
    environment |= {
        "PATH": BIN + os.pathsep + os.environ["PATH"],
        "CLONE": str(ROOT),
        "COLUMNS": "80",
        "PYTHONUTF8": "1",
    }
    script = "exec 2>&1\nset -o pipefail\n" + "".join(
        f"{command}\nprintf '\\n{_END}%s\\n' \"$?\"\n" for command, _ in listed
    )
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8",
        timeout=240, check=True,
    )  # fmt: skip
    parts = re.split(rf"\n?{_END}(\d+)\n", done.stdout)
    assert len(parts) == 2 * len(listed) + 1, done.stdout
    return [
        Step(command, shown, parts[2 * k].splitlines(), int(parts[2 * k + 1]))
        for k, (command, shown) in enumerate(listed)
    ]


def with_words(steps: list[Step], *words: str) -> list[Step]:
    found = [step for step in steps if all(word in step.command for word in words)]
    assert found, words
    return found


def test_every_command_succeeds(steps: list[Step]) -> None:
    failed = [step for step in steps if step.status]
    assert not failed, "\n".join([failed[0].command, *failed[0].said])


def test_the_page_shows_what_the_commands_print(steps: list[Step]) -> None:
    def shape(line: str) -> str:
        # Ids, dates, names and figures may differ; the counts are looked at below.
        return re.sub(r"\b[0-9a-f]{12}\b|[-+]?\d[\d.,:-]*", "#", " ".join(line.split()))

    for step in steps:
        said = {shape(line) for line in step.said}
        missing = [
            line
            for line in step.shown
            if line.strip() and line != _LEFT_OUT and shape(line) not in said
        ]
        assert not missing, (step.command, missing, step.said)


def test_the_new_spam_is_caught_after_the_promotion_and_not_before(steps: list[Step]) -> None:
    before, after, back = with_words(steps, "--only publish", "later-plugs")
    assert [step.number for step in (before, back)] == [int(before.shown[0]), int(back.shown[0])]
    assert before.number == back.number > 20
    assert after.number <= int(after.shown[0]) + 2
    for step in with_words(steps, "--only publish", "later-ordinary"):
        assert step.number == pytest.approx(int(step.shown[0]), abs=2)


def test_check_names_the_promoted_champion(steps: list[Step]) -> None:
    (promoted,) = with_words(steps, "retrain")
    champion = re.search(r"model (\w+) is the champion of models now", "\n".join(promoted.said))
    assert champion is not None
    (answer,) = with_words(steps, "later-plugs", "grep")
    assert answer.said == [f'"model": "{champion[1]}"']
    (listed,) = with_words(steps, "models list")
    assert any(line.startswith(f"* {champion[1]}") for line in listed.said)
    (back,) = with_words(steps, "rollback")
    assert back.said[0].endswith(f"is the champion again, after {champion[1]}")


def test_the_queue_and_the_import_reach_the_store(steps: list[Step]) -> None:
    (recorded,) = with_words(steps, "decisions record")
    (imported,) = with_words(steps, "decisions import")
    (stats,) = with_words(steps, "decisions stats")
    told = "\n".join(stats.said)
    assert f"{recorded.said[-1].split()[0]} comments" in told
    kept = int(imported.said[-1].split()[0].replace(",", ""))
    assert f"({kept + 2 + 1:,} decisions" in told or f"({kept + 2:,} decisions" in told
    assert "1 undone" in told
