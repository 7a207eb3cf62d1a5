"""Kill -9 at random moments of adding and promoting models: what is lost or broken."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.result import Result
from benchmarks.timing import ROOT, progress, scratch
from modfilter.errors import ModfilterError
from modfilter.model.bundle import load_bundle, save_bundle
from modfilter.model.history import Change
from modfilter.model.registry import ModelsFolder
from modfilter.resources import default_model_path

ROUNDS = 200
_MODELS = 4
_LONGEST_MS = 600.0
_SEED = 20_261_124

_VICTIM = """
import itertools, json, random, sys
from modfilter.model.registry import ModelsFolder
models, made, seed = ModelsFolder(sys.argv[1]), sys.argv[3:], int(sys.argv[2])
ids = {folder: folder.rpartition("/")[2] for folder in made}
drawn = random.Random(seed)
print(json.dumps(["ready", None]), flush=True)
for turn in itertools.count():
    folder = drawn.choice(made)
    why = f"{seed}-{turn}"
    print(json.dumps(["begun", ids[folder]]), flush=True)
    models.add(folder, who="victim")
    print(json.dumps(["added", ids[folder]]), flush=True)
    if models.promote(ids[folder], who="victim", why=why):
        print(json.dumps(["promoted", ids[folder], why]), flush=True)
"""
"""Adds and promotes until it is killed, and confirms each on its standard output."""


@dataclass(slots=True)
class Losses:
    """What should never happen, counted."""

    confirmed: int = 0
    lost: int = 0
    broken: int = 0
    stuck: int = 0
    pending: int = 0

    def told(self, result: Result) -> None:
        """Put what should never happen among the figures."""
        for name, number in (
            ("confirmed and lost", self.lost),
            ("champions or models broken", self.broken),
            ("folders that refused the next change", self.stuck),
        ):
            result.at_most(name, number, 0, "times")


def measure(texts: Sequence[str], comments: int | None = None) -> Result:
    """`comments` rounds; the bundles have the shipped model's size."""
    rounds = comments or ROUNDS
    drawn = random.Random(_SEED)
    losses = Losses()
    with scratch() as folder:
        made = [str(path) for path in _bundles(folder)]
        models = ModelsFolder(folder / "models")
        models.add(made[0], who="benchmark")
        models.promote(Path(made[0]).name, who="benchmark", why="first")
        for number in range(rounds):
            progress(f"kill {number + 1} of {rounds}")
            _forget_one(models, drawn)
            _round(models, made, number, drawn.uniform(0, _LONGEST_MS) / 1e3, losses)
    result = Result("crashes", f"Adding and promoting models, killed at {rounds} random moments")
    result.table.append(("what", "times"))
    result.table += [
        ("added or promoted and confirmed", f"{losses.confirmed:,}"),
        ("killed between a promotion's line and its coming", f"{losses.pending:,}"),
    ]
    losses.told(result)
    result.remarks.append(f"killed up to {_LONGEST_MS:g} ms after it began, seed {_SEED}")
    return result


def _bundles(folder: Path) -> list[Path]:
    shipped = load_bundle(default_model_path())
    made = []
    for number in range(_MODELS):
        bundle = save_bundle(folder / "new", replace(shipped, bias=shipped.bias + number / 8))
        made.append((folder / "new").rename(folder / bundle.id))
    return made


def _forget_one(models: ModelsFolder, drawn: random.Random) -> None:
    """Take a model away that is not the champion, so that adding has something to do."""
    others = [kept.folder for kept in models.list() if not kept.is_champion]
    if others:
        shutil.rmtree(drawn.choice(others))


def _round(
    models: ModelsFolder, made: Sequence[str], seed: int, seconds: float, losses: Losses
) -> None:
    champion = models.champion()
    process = subprocess.Popen(
        [sys.executable, "-c", _VICTIM, str(models.path), str(seed), *made],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    try:
        process.wait(seconds)
        raise RuntimeError("the process ended by itself")
    except subprocess.TimeoutExpired:
        process.kill()
    confirmed = [json.loads(line) for line in process.stdout if line.endswith("\n")]
    process.wait()
    process.stdout.close()
    _judge(models, champion, confirmed, losses)


def _judge(
    models: ModelsFolder, champion: str | None, told: list[list[str]], losses: Losses
) -> None:
    losses.confirmed += sum(kind in ("added", "promoted") for kind, *_ in told)
    promoted = [(model, why) for kind, model, *rest in told if kind == "promoted" for why in rest]
    begun = [model for kind, model, *_ in told if kind == "begun"][-1:]
    try:
        found = models.champion()
        for kept in models.list():
            load_bundle(kept.folder)
        load_bundle(models.champion_folder())
    except ModfilterError:
        losses.broken += 1
        return
    events = models.history()
    done = {(event.model, event.why) for event in events if event.completed}
    losses.pending += bool(events) and not events[-1].completed
    losses.lost += sum(one not in done for one in promoted)
    last = promoted[-1][0] if promoted else champion
    losses.lost += found not in (last, *begun)
    known = {kept.id for kept in models.list()}
    losses.lost += sum(kind == "added" and model not in known for kind, model, *_ in told)
    lines = [event for event in events if event.change is Change.PROMOTE and event.completed]
    losses.broken += bool(lines) and lines[-1].model != found
    try:
        models.add(models.champion_folder(), who="benchmark", reasons=[str(len(events))])
        models.add(models.champion_folder(), who="benchmark")
    except ModfilterError:
        losses.stuck += 1
