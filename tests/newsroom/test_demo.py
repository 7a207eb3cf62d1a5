"""`modfilter demo` as a process: what it prints, what it serves, and how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from modfilter.cli.main import main
from modfilter.model.registry import ModelsFolder
from tests.model.tiny_bundles import tiny_bundle

# Where `modfilter` is: CI also runs the wheel's.
BIN = os.environ.get("DEMO_BIN") or str(Path(sys.executable).parent)
ELSEWHERE = {k: v for k, v in os.environ.items() if not k.startswith(("MODFILTER_", "PYTHON"))}

pytestmark = pytest.mark.skipif(os.name != "posix", reason="ends it by a signal")


class Demo:
    """A demo that runs: its process, and what it printed."""

    def __init__(self, process: subprocess.Popen[str], lines: list[str]) -> None:
        self.process = process
        self.said = "".join(lines)

    def address(self, name: str) -> str:
        found = re.search(rf"^{name} +(\S+)", self.said, re.MULTILINE)
        assert found is not None, self.said
        return found[1]

    def page(self, path: str) -> str:
        with urllib.request.urlopen(self.address("newsroom").rstrip("/") + path) as answer:
            return str(answer.read().decode())

    def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(by)
        return self.process.wait(20)


@contextmanager
def running(folder: Path, *options: str) -> Iterator[Demo]:
    process = subprocess.Popen(
        [f"{BIN}/modfilter", "demo", "--port", "0", *options],
        cwd=folder, env=ELSEWHERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    reader = None
    try:
        lines: list[str] = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("Ctrl-C"):
                break
        assert "".join(lines[-1:]).startswith("Ctrl-C"), lines
        reader = threading.Thread(target=process.stdout.read)
        reader.start()
        yield Demo(process, lines)
    finally:
        process.kill()
        process.wait()
        if reader is not None:
            reader.join()
        process.stdout.close()


def test_everything_is_there_and_nothing_stays(tmp_path: Path) -> None:
    with running(tmp_path) as demo:
        assert "The night bus comes back" in demo.page("/")
        article = demo.page("/articles/night-bus")
        # The examples: published ones, and none that is refused.
        assert "I start at the hospital at half past five" in article
        assert "transport.example.org" not in article
        assert "complete idiot" not in article
        assert 'name="key"' in demo.page("/moderation/review/login")
        assert "svg" in demo.page("/static/night-bus.svg")
        folder = Path(demo.address("files"))
        assert folder.is_dir()
        assert re.search(r"sign in with the key mf-[0-9a-f]{12}-[0-9a-f]{40}\n", demo.said)
        assert demo.end() == 0
    assert not folder.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_goes_on_where_it_stopped(tmp_path: Path) -> None:
    said = []
    for _ in range(2):
        with running(tmp_path, "data") as demo:
            article = demo.page("/articles/night-bus")
            said.append(re.search(r"key (mf-\S+)", demo.said))
            assert demo.end(signal.SIGINT) == 0
        assert article.count("I start at the hospital") == 1
    assert said[0] is not None
    assert said[1] is not None
    assert said[0][1] == said[1][1]
    assert (tmp_path / "data" / "newsroom.db").is_file()


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with running(tmp_path, "first") as demo:
        port = demo.address("newsroom").rstrip("/").rpartition(":")[2]
        done = subprocess.run(
            [f"{BIN}/modfilter", "demo", "--port", port, "second"],
            cwd=tmp_path, env=ELSEWHERE, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 2
        assert f"port {port} cannot be used" in done.stderr
        assert done.stderr.count("\n") == 1


def test_a_new_champion_is_taken_on_a_signal(tmp_path: Path) -> None:
    with running(tmp_path, "data") as demo:
        key = re.search(r"key (mf-\S+)", demo.said)
        assert key is not None
        request = urllib.request.Request(
            demo.address("newsroom") + "moderation/v1/model",
            headers={"Authorization": f"Bearer {key[1]}"},
        )

        def model() -> str:
            with urllib.request.urlopen(request) as answer:
                return str(json.load(answer)["id"])

        models = ModelsFolder(tmp_path / "data" / "models")
        assert model() == models.champion()
        fresh = models.add(tiny(tmp_path / "tiny"), who="ada")
        models.promote(fresh, who="ada", why="to see it taken")
        demo.process.send_signal(signal.SIGHUP)
        end = time.monotonic() + 20
        while model() != fresh:
            assert time.monotonic() < end
            time.sleep(0.05)


def tiny(folder: Path) -> Path:
    tiny_bundle(folder, 1)
    return folder


def test_only_this_machine_can_reach_it(tmp_path: Path) -> None:
    with running(tmp_path, "--empty") as demo:
        assert demo.address("newsroom").startswith("http://127.0.0.1:")
        with pytest.raises(urllib.error.HTTPError, match="401"):
            demo.page("/moderation/metrics")


def test_help_teaches() -> None:
    text = CliRunner().invoke(main, ["demo", "--help"]).output
    for word in ("Examples:", "What to try:", "--smtp", "server", "this machine only"):
        assert word in text
