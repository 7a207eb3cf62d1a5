"""Imports that are killed at random points: `python -m tests.store.killing [ROUNDS] [URL]`.

After each kill every decision that was confirmed has to be there, and the database has to be sound.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from modfilter.decision_files import decision_to_json
from modfilter.domain import Action, ModeratorDecision
from modfilter.store.decision_store import DecisionStore
from tests.store.worker import BATCH

ROOT = Path(__file__).resolve().parents[2]


@dataclass(slots=True)
class Tally:
    """What happened in all rounds: kills, stores that were filled, decisions confirmed."""

    killed: int = 0
    finished: int = 0
    confirmed: int = 0


def write_decisions(path: Path, count: int) -> None:
    """A file of decisions on comments of their own."""
    with path.open("w", encoding="utf-8") as stream:
        for number in range(count):
            text = f"Comment number {number} says that the tram was late again."
            action = Action.REJECT if number % 3 else Action.PUBLISH
            decision = ModeratorDecision(text, action, "off_topic", f"c-{number}", moderator="m1")
            stream.write(decision_to_json(decision) + "\n")


def kill_rounds(url_of: list[str], file: Path, rounds: int, seed: int = 0) -> Tally:
    """Kill `rounds` imports; a new database of `url_of` is begun where one is full."""
    chance = random.Random(seed)
    tally = Tally()
    urls = iter(url_of)
    url = next(urls)
    confirmed: set[str] = set()
    lines = len(file.read_bytes().splitlines())
    for _ in range(rounds):
        # By batches rather than by seconds, so that a slow machine is killed as late as a quick one.
        batches, pause = chance.randrange(lines // BATCH), chance.uniform(0, 0.05)
        said, killed = _killed_import(url, file, batches, pause)
        confirmed |= said
        with DecisionStore.open(url) as store:
            stored = {one.id for one in store.moderator_decisions()}
            assert confirmed <= stored, f"lost: {sorted(confirmed - stored)[:5]}"
            assert store.stats().comments == len(stored)
            if url.startswith("sqlite"):
                with store._database.reading() as connection:
                    sound = connection.execute(sa.text("PRAGMA integrity_check")).scalar()
                    assert sound == "ok"
        tally.killed += killed
        if len(stored) == lines:
            tally.finished += 1
            tally.confirmed += len(confirmed)
            confirmed = set()
            url = next(urls)
    tally.confirmed += len(confirmed)
    return tally


def _killed_import(url: str, file: Path, batches: int, pause: float) -> tuple[set[str], bool]:
    """What an import confirmed that was killed a moment after some batches, and whether it was."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.store.worker", "importing", url, str(file)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    assert json.loads(process.stdout.readline()) == "ready"
    said: set[str] = set()
    for at, line in enumerate(process.stdout):
        # A line that the kill cut off confirms nothing.
        if line.endswith(b"\n"):
            said |= set(json.loads(line))
        if at == batches:
            time.sleep(pause)
            process.kill()
    process.stdout.close()
    return said, process.wait() != 0


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        decisions = Path(folder, "decisions.jsonl")
        write_decisions(decisions, 10_000)
        databases = [f"sqlite:///{folder}/{number}.db" for number in range(count + 1)]
        print(kill_rounds(databases, decisions, count, seed=int(time.time())))
