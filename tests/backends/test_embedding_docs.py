"""docs/embedding.md: each recipe, run as it stands."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from modfilter.moderator import Moderator
from tests.backends.documents import blocks

ROOT = Path(__file__).resolve().parent.parent.parent
KIND = "Thank you for explaining how the bus lanes were paid for."
LINK = "The figures are at https://stats.example.org/2024 for everybody to see."
DOUBTFUL = "You are a bit full of yourself sometimes, mate, and your article shows it."
INSTALL = "pip install 'modfilter[backends-test]'"


def recipe(name: str) -> str:
    (found,) = (one for one in blocks("embedding.md", "python") if one.startswith(f"# {name}\n"))
    # Ten lines and a few: what a reader can take in at a glance.
    assert len([line for line in found.splitlines() if line.strip()]) <= 14
    return found


def module(folder: Path, name: str, code: str) -> dict[str, Any]:
    """Run the recipe as a module of its own."""
    scope: dict[str, Any] = {"__name__": name, "__file__": str(folder / f"{name}.py")}
    exec(compile(code, f"docs/embedding.md#{name}", "exec"), scope)
    return scope


def test_fastapi(tmp_path: Path) -> None:
    from fastapi.testclient import TestClient

    client = TestClient(module(tmp_path, "site_fastapi", recipe("fastapi"))["app"])
    actions = []
    for text in (KIND, DOUBTFUL, LINK):
        answer = client.post("/comments", json={"text": text})
        assert answer.status_code == 201
        actions.append(answer.json()["action"])
    assert actions == ["publish", "review", "reject"]
    assert client.post("/comments", json={"text": "x" * 50_001}).status_code == 422


def test_flask(tmp_path: Path) -> None:
    pytest.importorskip("flask", reason=INSTALL)
    client = module(tmp_path, "site_flask", recipe("flask"))["app"].test_client()
    answers = [client.post("/comments", data={"text": text}) for text in (KIND, DOUBTFUL, LINK)]
    assert [answer.status_code for answer in answers] == [201, 201, 422]
    assert [answer.json["held"] for answer in answers[:2]] == [False, True]
    assert answers[2].json[0].startswith("Links are not allowed here.")


def test_a_queues_worker(tmp_path: Path) -> None:
    """A real consumer with two forked workers, fed by another process."""
    pytest.importorskip("huey", reason=INSTALL)
    (tmp_path / "tasks.py").write_text(recipe("tasks.py"))
    (command,) = (one for one in blocks("embedding.md", "sh") if "huey_consumer" in one)
    program, *arguments = command.split()
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)]),
        "PYTHONWARNINGS": "ignore",
    }
    found = Path(sys.executable).parent
    script = next(found / name for name in (program, f"{program}.py") if (found / name).is_file())
    worker = subprocess.Popen(
        [sys.executable, str(script), *arguments], cwd=tmp_path, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    feed = (
        "from tasks import judge\n"
        f"waiting = [judge(k, text) for k, text in enumerate({[KIND, DOUBTFUL, LINK]!r} * 10)]\n"
        "for one in waiting:\n"
        "    found = one.get(blocking=True, timeout=60)\n"
        "    print(found['id'], found['action'])\n"
    )
    try:
        done = subprocess.run(
            [sys.executable, "-c", feed], cwd=tmp_path, env=environment,
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    finally:
        worker.send_signal(signal.SIGTERM)
        try:
            worker.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        assert worker.stdout is not None
        worker.stdout.close()
    expected = ["publish", "review", "reject"] * 10
    assert done.stdout.split() == [part for k, a in enumerate(expected) for part in (str(k), a)]


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_pool(tmp_path: Path) -> None:
    judge_all = module(tmp_path, "site_pool", recipe("pool"))["judge_all"]
    expected = [str(one.action) for one in Moderator.load().check_many([KIND, DOUBTFUL, LINK])]
    assert judge_all([KIND, DOUBTFUL, LINK] * 150) == expected * 150
