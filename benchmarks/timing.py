"""Fair timing: the sides take turns, and each side's best and median are kept."""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent


@dataclass(slots=True)
class Times:
    """Seconds that one side took, a number for each turn."""

    seconds: list[float] = field(default_factory=list)

    @property
    def best(self) -> float:
        return min(self.seconds)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


Side = Callable[[], Callable[[], object]]
"""Prepares a turn, untimed, and gives back what is timed."""


def take_turns(sides: Mapping[str, Side], turns: int) -> dict[str, Times]:
    """Time every side `turns` times, one after the other in each turn."""
    times = {name: Times() for name in sides}
    for turn in range(turns):
        for name, prepare in sides.items():
            progress(f"turn {turn + 1} of {turns}: {name}")
            work = prepare()
            gc.collect()
            started = time.perf_counter()
            kept = work()
            times[name].seconds.append(time.perf_counter() - started)
            del kept
    return times


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this process, and what it starts, on one core where the system can do that."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def environment() -> dict[str, str]:
    """The environment of a user's shell: bytecode is kept, and this checkout is found."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    kept["PYTHONPATH"] = str(ROOT)
    return kept


def check_command(*arguments: str) -> list[str]:
    """`modfilter check`, by this Python."""
    return [sys.executable, "-m", "modfilter", "check", *arguments]


def run(command: Sequence[str], stdin: Path | None = None, stdout: Path | None = None) -> float:
    """Seconds that a command takes, start included."""
    with _opened(stdin, "rb") as source, _opened(stdout, "wb") as target:
        started = time.perf_counter()
        subprocess.run(command, stdin=source, stdout=target, env=environment(), check=True)
        return time.perf_counter() - started


def run_together(commands: Sequence[Sequence[str]]) -> None:
    """Run commands side by side until the last has ended; what they print is thrown away."""
    running = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment())
        for command in commands
    ]
    for command, process in zip(commands, running, strict=True):
        if process.wait():
            raise subprocess.CalledProcessError(process.returncode, command)


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for the length of a benchmark, outside the repository."""
    with tempfile.TemporaryDirectory(prefix="modfilter-bench-") as folder:
        yield Path(folder)


def progress(what: str) -> None:
    """Say on standard error what is going on."""
    print(f"  … {what}", file=sys.stderr, flush=True)


def _opened(path: Path | None, mode: str) -> IO[bytes]:
    return (path or Path(os.devnull)).open(mode)
