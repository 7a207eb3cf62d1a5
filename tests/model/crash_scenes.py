"""What is done to a models folder when a crash comes, and what must hold afterwards.

As a script, `crash_scenes.py SCENE FOLDER` ends a process before each of its steps in turn.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from modfilter.model.bundle import load_bundle
from modfilter.model.history import Change
from modfilter.model.registry import ModelsFolder
from tests.model.disk_steps import AUDITED, changes_disk, stepping
from tests.model.tiny_bundles import tiny_bundle

WHY = "what the crash meets"


def prepare(folder: Path) -> list[str]:
    """Four bundles, of which three are in the folder, and the second is champion."""
    models = ModelsFolder(folder / "models")
    ids = [tiny_bundle(folder / f"made{seed}", seed).id for seed in range(4)]
    for seed in range(3):
        models.add(folder / f"made{seed}", who="ada")
    for model in ids[:2]:
        models.promote(model, who="ada", why="before")
    grams = models.path / ids[2] / "grams.npy"
    (folder / "whole").write_bytes(grams.read_bytes())
    return ids


def promote(folder: Path, ids: list[str]) -> None:
    ModelsFolder(folder / "models").promote(ids[2], who="bob", why=WHY)


def rollback(folder: Path, ids: list[str]) -> None:
    ModelsFolder(folder / "models").rollback(who="bob", why=WHY)


def add(folder: Path, ids: list[str]) -> None:
    ModelsFolder(folder / "models").add(folder / "made3", who="bob", why=WHY)


SCENES: dict[str, Callable[[Path, list[str]], None]] = {
    "promote": promote,
    "rollback": rollback,
    "add": add,
}


def check(models: ModelsFolder, ids: list[str], scene: str) -> bool:
    """Look at what a crash left and go on working there; True where the change had come."""
    before = models.history()
    champion = models.champion()
    target = {"promote": ids[2], "rollback": ids[0], "add": ids[1]}[scene]
    assert champion in (ids[1], target), champion
    assert load_bundle(models.champion_folder()).id == champion
    kept = [found.id for found in models.list()]
    assert set(ids[:3]) <= set(kept) <= set(ids)
    for found in models.list():
        assert load_bundle(found.folder).id == found.id
    done = [found for found in before if found.completed and found.why == WHY]
    came = champion != ids[1]
    if scene == "add":
        came = ids[3] in kept
        assert came or not done
    else:
        assert [(found.model, found.who) for found in done] == ([(target, "bob")] if came else [])
    assert sum(found.why == "before" for found in before) == 2
    # Nothing is in the way of whoever comes next, and nothing is forgotten by it.
    models.add(models.path.parent / "made3", who="eve")
    models.promote(ids[3], who="eve", why="next")
    assert models.rollback(who="eve", why="back").model == champion
    assert not [path for path in models.path.iterdir() if path.name.startswith(".unfinished")]
    after = models.history()
    told = [(found.change, found.at, found.completed) for found in after]
    for found in before:
        assert (found.change, found.at, found.completed) in told, found
    pending = [found for found in before if not found.completed]
    assert sum(found.change is Change.ABANDON for found in after) == len(pending)
    return came


def main(scene: str, work: Path) -> None:
    """Kill a process before every step, and in the middle of every write."""
    # A killed process loses nothing that the system has taken: there is no need to wait for disks.
    os.fsync = lambda file: None  # type: ignore[assignment]
    ids = prepare(work / "base")
    kills, came, names = 0, 0, []
    step = 0
    while True:
        step += 1
        for half in (False, True):
            folder = work / f"{step}-{half}"
            shutil.copytree(work / "base", folder)
            child = os.fork()
            if child == 0:
                _die_at(step, half, partial(SCENES[scene], folder, ids))
            status = os.waitpid(child, 0)[1]
            if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
                kills += 1
                came += check(ModelsFolder(folder / "models"), ids, scene)
                shutil.rmtree(folder)
                continue
            if os.waitstatus_to_exitcode(status) == _NOT_A_WRITE:
                shutil.rmtree(folder)
                continue
            assert status == 0, status
            assert check(ModelsFolder(folder / "models"), ids, scene)
            names = json.loads((work / "names").read_text())
            print(json.dumps({"kills": kills, "came": came, "steps": names}))
            return


_NOT_A_WRITE = 9


def _die_at(number: int, half: bool, act: Callable[[], None]) -> None:
    seen: list[str] = []

    def step(name: str, args: tuple[Any, ...], call: Callable[[], Any]) -> Any:
        if not changes_disk(name, args):
            return call()
        seen.append(name)
        if len(seen) == number:
            if half and name != "write":
                os._exit(_NOT_A_WRITE)
            if half:
                write(args[0], args[1][: len(args[1]) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        return call()

    write = os.write
    work = Path(sys.argv[2])
    code = 1
    try:
        with stepping(step) as under_way:

            def watch(event: str, args: tuple[Any, ...]) -> None:
                writes = event == "open" and isinstance(args[2], int) and args[2] & 3
                if (event in AUDITED or writes) and not under_way() and not ended:
                    print("went past the steps:", event, args, file=sys.stderr)
                    os._exit(3)

            ended: list[bool] = []
            sys.addaudithook(watch)
            act()
            ended.append(True)
        (work / "names").write_text(json.dumps(seen))
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
