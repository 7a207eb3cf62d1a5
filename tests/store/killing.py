"""Imports that are killed at random points: `python -m tests.store.killing [ROUNDS] [URL]`.

After each kill every decision that was confirmed has to be there, and the database has to be sound.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from modfilter.decision_files import decision_to_json
from modfilter.domain import Action, ModeratorDecision
from modfilter.store.decision_store import DecisionStore

ROOT = Path(__file__).resolve().parents[2]


@dataclass(slots=True)
class Tally:
    """What happened in all rounds."""

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
    longest = 0.2
    for _ in range(rounds):
        took, said, killed = _killed_import(url, file, chance.uniform(0, longest))
        confirmed |= said
        with DecisionStore.open(url) as store:
            stored = {one.id for one in store.moderator_decisions()}
            assert confirmed <= stored, f"lost: {sorted(confirmed - stored)[:5]}"
            assert store.stats().comments == len(stored)
            if url.startswith("sqlite"):
                with store._database.reading() as connection:
                    sound = connection.execute(sa.text("PRAGMA integrity_check")).scalar()
                    assert sound == "ok"
        if killed:
            tally.killed += 1
        else:
            tally.finished += 1
            longest = max(longest, took)
            assert len(stored) == sum(1 for _ in file.open("rb"))
            tally.confirmed += len(confirmed)
            confirmed = set()
            url = next(urls)
    tally.confirmed += len(confirmed)
    return tally


def _killed_import(url: str, file: Path, after: float) -> tuple[float, set[str], bool]:
    """Seconds that it ran, what it confirmed, and whether it was killed before it was done."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.store.worker", "importing", url, str(file)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    assert json.loads(process.stdout.readline()) == "ready"
    started = time.monotonic()
    timer = threading.Timer(after, process.send_signal, [signal.SIGKILL])
    timer.start()
    said: set[str] = set()
    for line in process.stdout:
        # A line that the kill cut off confirms nothing.
        if line.endswith(b"\n"):
            said |= set(json.loads(line))
    process.stdout.close()
    killed = process.wait() != 0
    timer.cancel()
    timer.join()
    return time.monotonic() - started, said, killed


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        decisions = Path(folder, "decisions.jsonl")
        write_decisions(decisions, 10_000)
        databases = [f"sqlite:///{folder}/{number}.db" for number in range(count + 1)]
        print(kill_rounds(databases, decisions, count, seed=int(time.time())))
