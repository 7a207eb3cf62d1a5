"""`modfilter serve` as a process: signals under load, several workers, kill -9."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from modfilter.model.registry import ModelsFolder
from modfilter.store.decision_store import DecisionStore
from tests.model.tiny_bundles import tiny_bundle

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "SIGHUP"), reason="this system has no such signals"
)
POLICY = "[heads.toxicity]\nreview_at = 0.5\n"
TEXT = "Thank you for explaining how the bus lanes were paid for."


@pytest.fixture
def models(tmp_path: Path) -> ModelsFolder:
    folder = ModelsFolder(tmp_path / "models")
    for seed in (1, 2):
        tiny_bundle(tmp_path / str(seed), seed)
        folder.add(tmp_path / str(seed), who="ada")
    folder.promote(folder.list()[0].id, who="ada", why="first")
    return folder


def children(pid: int) -> list[int]:
    """The worker processes that the server has now."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            spawned = b"spawn_main" in (folder / "cmdline").read_bytes()
            if parent == pid and spawned:
                found.append(int(folder.name))
    return found


def lives(pid: int) -> bool:
    """Whether the process runs; one that ended and nobody asked about does not."""
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")


@contextmanager
def serving(models: ModelsFolder, *options: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    policy = models.path.parent / "site.toml"
    policy.write_text(POLICY)
    process = subprocess.Popen(
        [
            sys.executable, "-m", "modfilter", "serve", "--port", "0", "--model", str(models.path),
            "--policy", str(policy), *options,
        ],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )  # fmt: skip
    assert process.stderr is not None
    reader: threading.Thread | None = None
    try:
        port = ready = 0
        workers = options[options.index("--workers") + 1] if "--workers" in options else "1"
        for line in process.stderr:
            if found := re.search(r"running on http://127\.0\.0\.1:(\d+)", line):
                port = int(found[1])
            ready += "startup complete" in line
            if port and ready == int(workers):
                break
        assert port, "the server did not start"
        reader = threading.Thread(target=process.stderr.read)
        reader.start()
        yield process, port
    finally:
        # Workers too: nothing of the test may stay behind.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if reader is not None:
            reader.join()
        process.stderr.close()


class Load:
    """Threads that ask one comment after the other and keep what they were told.

    After a failure a thread ends; where they are `stubborn`, it goes on by another connection.
    """

    def __init__(self, port: int, threads: int = 4, *, stubborn: bool = False) -> None:
        self.port = port
        self.stubborn = stubborn
        self._numbers = itertools.count(1)
        self.answers: list[dict[str, object]] = []
        self.errors: list[str] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(n,)) for n in range(threads)]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def reach(self, number: int) -> None:
        deadline = time.monotonic() + 60
        while len(self.answers) < number and (self.stubborn or not self.errors):
            assert time.monotonic() < deadline
            time.sleep(0.005)

    def _ask(self, own: int) -> None:
        once = True
        while once or (self.stubborn and not self._stop.is_set()):
            once = False
            made = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            with closing(made) as connection:
                self._ask_by(connection, own)

    def _ask_by(self, connection: http.client.HTTPConnection, own: int) -> None:
        while not self._stop.is_set():
            number = next(self._numbers)
            body = json.dumps({"text": f"{TEXT} {number}", "id": f"{own}-{number}"})
            try:
                connection.request("POST", "/v1/moderate", body)
                answer = connection.getresponse()
                found = json.loads(answer.read())
            except (OSError, http.client.HTTPException, ValueError) as error:
                self.errors.append(repr(error))
                return
            if answer.status != 200:
                self.errors.append(f"{answer.status} {found}")
                return
            self.answers.append(found)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_new_champion_comes_by_a_signal_and_no_request_is_dropped(
    models: ModelsFolder, workers: str
) -> None:
    ids = [kept.id for kept in models.list()]
    with serving(models, "--workers", workers) as (process, port):
        with Load(port) as load:
            for turn in range(6):
                load.reach(len(load.answers) + 30)
                models.promote(ids[(turn + 1) % 2], who="ada", why="turn")
                process.send_signal(signal.SIGHUP)
            deadline = time.monotonic() + 30
            settled = 0
            while settled < 100 and time.monotonic() < deadline:
                time.sleep(0.01)
                settled = [answer["model"] for answer in load.answers[-100:]].count(ids[0])
        assert not load.errors
        assert {answer["model"] for answer in load.answers} == set(ids)
        assert load.answers[-1]["model"] == ids[0]


def test_requests_under_way_are_answered_before_it_stops(models: ModelsFolder) -> None:
    with serving(models) as (process, port):
        comments = [{"text": f"{number} {TEXT * 50}", "id": number} for number in range(1000)]
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            connection.request("POST", "/v1/moderate", json.dumps({"comments": comments}))
            time.sleep(0.02)
            process.send_signal(signal.SIGTERM)
            answer = connection.getresponse()
            assert answer.status == 200
            assert len(json.loads(answer.read())["decisions"]) == 1000
        assert process.wait(30) in (0, -signal.SIGTERM, 128 + signal.SIGTERM)


def test_what_was_answered_is_in_the_store_after_kill_9(
    models: ModelsFolder, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'decisions.db'}"
    with serving(models, "--store", url) as (process, port):
        with Load(port) as load:
            load.reach(200)
            process.kill()
        assert load.errors
    with DecisionStore.open(url) as store:
        kept = {found.id for found in store.automatic()}
    assert {answer["id"] for answer in load.answers} <= kept
    assert len(kept) <= len(load.answers) + 4


@needs_proc
def test_a_killed_worker_takes_only_its_own_requests_along(
    models: ModelsFolder, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'decisions.db'}"
    with serving(models, "--store", url, "--workers", "2") as (process, port):
        with Load(port, threads=6, stubborn=True) as load:
            load.reach(100)
            assert not load.errors
            first, *others = children(process.pid)
            os.kill(first, signal.SIGKILL)
            load.reach(len(load.answers) + 100)
            # A connection has one request under way.
            assert len(load.errors) <= 6
            deadline = time.monotonic() + 30
            while len(workers := children(process.pid)) < 2 or first in workers:
                assert time.monotonic() < deadline, "the worker was not replaced"
                time.sleep(0.05)
            assert set(others) <= set(workers)
        assert all(answer["action"] for answer in load.answers)
    with DecisionStore.open(url) as store:
        kept = {found.id for found in store.automatic()}
    assert {answer["id"] for answer in load.answers} <= kept
    assert len(kept) <= len(load.answers) + len(load.errors)


def test_several_workers_answer_and_count_together(models: ModelsFolder) -> None:
    with serving(models, "--workers", "2") as (process, port):
        with Load(port) as load:
            load.reach(100)
        assert not load.errors
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            connection.request("GET", "/metrics")
            told = connection.getresponse().read().decode()
        found = re.findall(r'modfilter_decisions_total\{action="\w+"\} ([\d.]+)', told)
        assert sum(map(float, found)) == len(load.answers)
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(30) in (0, -signal.SIGTERM, 128 + signal.SIGTERM)


@needs_proc
def test_workers_end_with_a_parent_that_was_killed(models: ModelsFolder) -> None:
    with serving(models, "--workers", "2") as (process, port):
        workers = children(process.pid)
        assert len(workers) == 2
        with Load(port) as load:
            load.reach(20)
            process.kill()
            deadline = time.monotonic() + 20
            while any(map(lives, workers)):
                assert time.monotonic() < deadline, "workers outlive their parent"
                time.sleep(0.05)
