"""One writer at a time: processes wait for each other, and a dead one is in nobody's way."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from modfilter import lock
from modfilter.errors import LockedError
from modfilter.lock import HELD, locked
from modfilter.model.bundle import load_bundle
from modfilter.model.history import Change
from modfilter.model.registry import ModelsFolder
from tests.model.tiny_bundles import tiny_bundle

WITHOUT_LOCKS = "import modfilter.lock as lock; lock.fcntl = None\n"
HOLD = """
import sys
from pathlib import Path
from modfilter.lock import locked
with locked(Path(sys.argv[1]), 5):
    print("held", flush=True)
    sys.stdin.read()
"""
PROMOTE = """
import sys
from modfilter.model.registry import ModelsFolder
models = ModelsFolder(sys.argv[1], seconds=60)
ids = [kept.id for kept in models.list()]
for turn in range(8):
    models.promote(ids[(turn + int(sys.argv[2])) % 3], who=sys.argv[2], why=str(turn))
"""


@pytest.fixture(params=["system's locks", "no locks"])
def before(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What programs start with, and this process too."""
    if request.param == "no locks":
        monkeypatch.setattr(lock, "fcntl", None)
        return WITHOUT_LOCKS
    pytest.importorskip("fcntl", reason="this system has no such locks")
    return ""


@contextmanager
def holding(folder: Path, before: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", before + HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


def test_who_comes_too_late_is_told_whose_turn_it_is(tmp_path: Path, before: str) -> None:
    with holding(tmp_path, before) as process:
        told = f"process {process.pid} on .* not done in 0.1 s"
        with pytest.raises(LockedError, match=told), locked(tmp_path, 0.1):
            pass
    with locked(tmp_path, 0.1):
        pass


def test_who_comes_in_time_waits(tmp_path: Path, before: str) -> None:
    with holding(tmp_path, before) as process:
        assert process.stdin is not None
        threading.Timer(0.2, process.stdin.close).start()
        with locked(tmp_path, 30):
            pass


def test_a_killed_holder_is_in_nobodys_way(tmp_path: Path, before: str) -> None:
    with holding(tmp_path, before) as process:
        process.kill()
        process.wait()
        with locked(tmp_path, 10):
            pass
    assert not (tmp_path / HELD).exists()


def test_threads_wait_for_each_other(tmp_path: Path, before: str) -> None:
    inside = 0
    most = 0

    def enter() -> None:
        nonlocal inside, most
        for _ in range(20):
            with locked(tmp_path, 60):
                inside += 1
                most = max(most, inside)
                time.sleep(0.001)
                inside -= 1

    threads = [threading.Thread(target=enter) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_a_holder_elsewhere_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "fcntl", None)
    (tmp_path / HELD).write_text("1 on another-machine")
    with pytest.raises(LockedError, match=f"or delete .*{HELD}"), locked(tmp_path, 0.1):
        pass
    assert (tmp_path / HELD).exists()


def test_a_holder_without_a_name_is_gone_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "fcntl", None)
    held = tmp_path / HELD
    held.touch()
    with pytest.raises(LockedError), locked(tmp_path, 0.1):
        pass
    os.utime(held, (1, 1))
    with locked(tmp_path, 1):
        assert held.read_text().startswith(str(os.getpid()))


def test_several_processes_promote_in_turn(tmp_path: Path, before: str) -> None:
    models = ModelsFolder(tmp_path / "models")
    for seed in range(3):
        tiny_bundle(tmp_path / str(seed), seed)
        models.add(tmp_path / str(seed), who="ada")
    processes = [
        subprocess.Popen([sys.executable, "-c", before + PROMOTE, str(models.path), str(number)])
        for number in range(4)
    ]
    looks = 0
    while any(process.poll() is None for process in processes):
        if models.champion() is not None:
            load_bundle(models.champion_folder())
            models.history()
            looks += 1
    assert [process.returncode for process in processes] == [0] * 4
    assert looks > 0
    moves = [found for found in models.history() if found.change is Change.PROMOTE]
    assert {found.who for found in moves} == {"0", "1", "2", "3"}
    assert all(found.completed for found in moves)
    assert [found.was for found in moves[1:]] == [found.model for found in moves[:-1]]
    assert models.champion() == moves[-1].model
    assert not [found for found in models.history() if found.change is Change.FOUND]
