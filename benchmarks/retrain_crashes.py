"""Kill -9 at random moments of `modfilter retrain --promote`: what is lost or broken."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence

from benchmarks.crashes import Losses
from benchmarks.result import Result
from benchmarks.timing import ROOT, progress, scratch
from modfilter.domain import Action, ModeratorDecision
from modfilter.errors import ModfilterError
from modfilter.model.bundle import load_bundle
from modfilter.model.registry import ModelsFolder
from modfilter.resources import default_model_path
from modfilter.store.decision_store import DecisionStore

ROUNDS = 200
_DECISIONS = 160
_BEYOND = 1.1
"""How late a kill may come, in durations of an undisturbed run."""
_SEED = 20_261_124
_OPENINGS = ("I read the report twice", "Our school had the same trouble", "We went last week")
_ENDINGS = ("and the figures seem right to me", "but the map is out of date", "and it rained")
_OFFERS = ("moonstone bracelets cleanse your aura", "chakra candles at half price today")


def measure(texts: Sequence[str], comments: int | None = None) -> Result:
    """`comments` kills; the store has `_DECISIONS` decisions more after each of them."""
    rounds = comments or ROUNDS
    drawn = random.Random(_SEED)
    losses, wrong_stores = Losses(), 0
    with scratch() as folder:
        store = f"sqlite:///{folder / 'decisions.db'}"
        models = ModelsFolder(folder / "models")
        models.add(default_model_path(), who="benchmark")
        models.promote(models.list()[0].id, who="benchmark", why="first")
        kept = _decide(store, drawn, 0, _DECISIONS)
        started = time.monotonic()
        _confirmed(_retrain(store, models), None)
        whole = time.monotonic() - started
        for number in range(rounds):
            progress(f"kill {number + 1} of {rounds}")
            # Another decision, so that there is something to learn each time.
            kept += _decide(store, drawn, kept, 1)
            before = models.champion()
            started = time.monotonic()
            told = _confirmed(_retrain(store, models), drawn.uniform(0, _BEYOND * whole))
            if told is not None:
                # The machine is not always as busy as it was at first.
                whole = time.monotonic() - started
            _judge(models, before, told, losses)
            with DecisionStore.open(store) as opened:
                wrong_stores += sum(1 for _ in opened.moderator_decisions()) != kept
    result = Result("retrain-crashes", f"`retrain --promote`, killed at {rounds} random moments")
    result.table.append(("what", "times"))
    result.table.append(("promoted and confirmed before the kill", f"{losses.confirmed:,}"))
    losses.told(result)
    result.at_most("stores with fewer or more decisions", wrong_stores, 0, "times")
    result.remarks.append(
        f"killed up to {_BEYOND} times as long after it began as an undisturbed run took, "
        f"seed {_SEED}"
    )
    return result


def _decide(store: str, drawn: random.Random, first: int, number: int) -> int:
    made = []
    for k in range(first, first + number):
        if k % 3:
            text = f"{drawn.choice(_OPENINGS)} {drawn.choice(_ENDINGS)}, {k}"
            made.append(ModeratorDecision(text, Action.PUBLISH, id=str(k), moderator=f"m-{k % 4}"))
        else:
            text = f"{drawn.choice(_OPENINGS)}: {drawn.choice(_OFFERS)}, {k}"
            made.append(
                ModeratorDecision(text, Action.REJECT, "spam", id=str(k), moderator=f"m-{k % 4}")
            )
    with DecisionStore.open(store) as opened:
        opened.decide(made)
    return number


def _retrain(store: str, models: ModelsFolder) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "modfilter", "retrain", "--store", store, "--base", "default",
         "--models", str(models.path), "--promote", "--force", "--note", "whatever the gate says",
         "--who", "victim"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip


def _confirmed(process: subprocess.Popen[str], seconds: float | None) -> str | None:
    """The model whose promotion the process had confirmed when it was killed or had ended."""
    try:
        process.wait(seconds)
        if process.returncode:
            raise RuntimeError(f"modfilter retrain ended with {process.returncode}")
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    assert process.stdout is not None
    lines = [line for line in process.stdout if " is the champion of " in line]
    process.stdout.close()
    return lines[-1].split()[1] if lines else None


def _judge(models: ModelsFolder, before: str | None, told: str | None, losses: Losses) -> None:
    losses.confirmed += told is not None
    try:
        found = models.champion()
        for kept in models.list():
            load_bundle(kept.folder)
        load_bundle(models.champion_folder())
        losses.lost += told is not None and found != told
        done = {event.model for event in models.history() if event.completed}
        losses.broken += found not in done
        losses.lost += before not in {kept.id for kept in models.list()}
    except ModfilterError:
        losses.broken += 1
        return
    try:
        models.add(models.champion_folder(), who="benchmark", why=str(losses.confirmed))
        _forget_all_but_champions(models, {before, found})
    except ModfilterError:
        losses.stuck += 1


def _forget_all_but_champions(models: ModelsFolder, needed: set[str | None]) -> None:
    """Two hundred models would fill the disk."""
    for kept in models.list():
        if not kept.is_champion and kept.id not in needed:
            shutil.rmtree(kept.folder)
