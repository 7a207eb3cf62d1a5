"""A crash at any step, or a power cut after it, leaves a whole champion and loses nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from modfilter import durable
from modfilter.errors import ModfilterError
from modfilter.model.registry import ModelsFolder
from tests.model import crash_scenes
from tests.model.crash_scenes import SCENES, check, prepare
from tests.model.disk_steps import Disk, changes_disk, stepping


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda file: None)


ROOT = Path(crash_scenes.__file__).resolve().parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked on this system")
@pytest.mark.parametrize("scene", SCENES)
def test_a_process_may_be_killed_before_every_step(scene: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.model.crash_scenes", scene, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["kills"] == len(found["steps"]) + found["steps"].count("write")
    assert 0 < found["came"] < found["kills"]
    for name in ("open", "write", "fsync"):
        assert name in found["steps"]


@pytest.mark.parametrize("scene", SCENES)
def test_the_power_may_fail_after_every_step(scene: str, tmp_path: Path) -> None:
    found = cut_power_after_every_step(scene, tmp_path)
    assert len(found) > 20
    assert True in found
    assert False in found


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("flushes", [("files",), ("folders",)])
def test_a_flush_left_out_would_be_noticed(
    scene: str, flushes: tuple[str, ...], tmp_path: Path
) -> None:
    with pytest.raises((AssertionError, ModfilterError, OSError)):
        cut_power_after_every_step(scene, tmp_path, flushes)


def cut_power_after_every_step(
    scene: str, tmp_path: Path, flushes: tuple[str, ...] = ("files", "folders")
) -> list[bool]:
    """Whether the change had come, for each step and each way in which a power cut can go."""
    base = tmp_path / "base"
    ids = prepare(base)
    disk = Disk(base, flushes)
    steps: list[tuple[str, tuple[Any, ...], Any]] = []

    def step(name: str, args: tuple[Any, ...], call: Callable[[], Any]) -> Any:
        result = call()
        steps.append((name, args, result))
        return result

    with stepping(step):
        SCENES[scene](base, ids)
    known: dict[int, bool] = {}

    def came(names: bool, data: bool) -> bool:
        left = disk.after_power_cut(names=names, data=data)
        key = hash(tuple(left.items()))
        if key not in known:
            folder = tmp_path / str(len(known))
            for name, content in left.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(content)
            known[key] = check(ModelsFolder(folder / "models"), ids, scene)
        return known[key]

    found = []
    for name, args, result in steps:
        disk.apply(name, args, result)
        if changes_disk(name, args):
            found += [came(*view) for view in ((True, False), (False, True), (False, False))]
    assert found[-1], "confirmed, and lost in a power cut"
    return found


def test_lines_are_whole_again_after_a_torn_one(tmp_path: Path) -> None:
    path = tmp_path / "log"
    for line in ("one", "two"):
        durable.append_line(path, line)
    path.write_bytes(path.read_bytes()[:-2])
    durable.append_line(path, "three")
    assert path.read_bytes() == b"one\ntw\nthree\n"
