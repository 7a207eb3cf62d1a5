"""Decisions on their way to the store: from threads, across forks, through outages and ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from modfilter.backends.comment_filter import CommentFilter, FilterSettings
from modfilter.backends.recorder import Recorder
from modfilter.domain import Action, Decision, ModeratorDecision
from modfilter.store.decision_store import DecisionStore

ROOT = Path(__file__).resolve().parent.parent.parent
AT = datetime(2026, 5, 1, tzinfo=UTC)
FINE = Decision(None, Action.PUBLISH, (), {"toxicity": 0.01}, "m", "p")


def rejection(number: int) -> ModeratorDecision:
    when = AT + timedelta(seconds=number)
    return ModeratorDecision(
        f"text {number}", Action.REJECT, "spam", str(number), decided_at=when, moderator="user-1"
    )


def stored(path: Path) -> tuple[list[str], list[str]]:
    """Ids of what the filter and what moderators decided."""
    with DecisionStore.open(f"sqlite:///{path}") as store:
        return (
            sorted(one.id for one in store.automatic()),
            [str(one.id) for one in store.moderator_decisions()],
        )


def test_automatic_decisions_arrive_by_themselves(tmp_path: Path) -> None:
    recorder = Recorder(f"sqlite:///{tmp_path / 'd.db'}", "blog", delay=0.05)
    recorder.soon(FINE, "text", "1")
    until = time.monotonic() + 20
    while not (found := stored(tmp_path / "d.db")[0]) and time.monotonic() < until:
        time.sleep(0.05)
    assert found == ["1"]


def test_a_moderator_decides_after_what_waited(tmp_path: Path) -> None:
    recorder = Recorder(f"sqlite:///{tmp_path / 'd.db'}", "blog", delay=60)
    recorder.soon(FINE, "text 1", "1")
    kept = recorder.decide([rejection(1)])
    assert kept is not None
    assert kept.new == 1
    assert stored(tmp_path / "d.db") == (["1"], ["1"])


def test_many_threads_lose_nothing(tmp_path: Path) -> None:
    recorder = Recorder(f"sqlite:///{tmp_path / 'd.db'}", "blog", delay=0.01)

    def work(number: int) -> None:
        recorder.soon(FINE, f"text {number}", str(number))
        if number % 10 == 0:
            assert recorder.decide([rejection(number)]) is not None

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(300)))
    recorder.close()
    automatic, decided = stored(tmp_path / "d.db")
    assert automatic == sorted(map(str, range(300)))
    assert sorted(decided) == sorted(str(number) for number in range(0, 300, 10))


def test_what_an_outage_kept_back_is_written_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "away"
    recorder = Recorder(f"sqlite:///{folder / 'd.db'}", "blog", delay=60)
    recorder.soon(FINE, "a text that no log repeats", "1")
    assert recorder.decide([rejection(2)]) is None
    assert recorder.decide([rejection(3)]) is None
    assert not recorder.flush()
    assert "unable to open" in caplog.text
    assert "no log repeats" not in caplog.text
    folder.mkdir()
    assert recorder.flush()
    assert stored(folder / "d.db") == (["1"], ["2", "3"])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_parent_and_child_each_write_what_is_theirs(tmp_path: Path) -> None:
    recorder = Recorder(f"sqlite:///{tmp_path / 'd.db'}", "blog", delay=60)
    recorder.decide([rejection(1)])
    recorder.soon(FINE, "text 2", "2")
    child = os.fork()
    if child == 0:
        status = 1
        try:
            signal.alarm(20)
            assert recorder._waiting == []
            recorder.soon(FINE, "text 3", "3")
            status = 0 if recorder.decide([rejection(4)]) else 2
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    assert stored(tmp_path / "d.db") == (["3"], ["1", "4"])
    recorder.close()
    assert stored(tmp_path / "d.db") == (["2", "3"], ["1", "4"])


@pytest.mark.parametrize(("ending", "automatic"), [("", ["1", "2"]), ("kill", ["1"])])
def test_how_a_process_ends(tmp_path: Path, ending: str, automatic: list[str]) -> None:
    """Killed, it loses the last second's automatic decisions and no moderator's."""
    script = (
        "import os, signal\n"
        "from tests.backends.test_recorder import *\n"
        "recorder = Recorder('sqlite:///d.db', 'blog')\n"
        "recorder.soon(FINE, 'text 1', '1')\n"
        "recorder.decide([rejection(1)])\n"
        "recorder.soon(FINE, 'text 2', '2')\n"
        f"if {ending!r}: os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, timeout=60, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == (-signal.SIGKILL if ending else 0), done.stderr
    assert stored(tmp_path / "d.db") == (automatic, ["1"])


def test_a_filter_is_loaded_once_by_many_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    from modfilter.moderator import Moderator

    loaded: list[Moderator] = []

    def load(*arguments: object, load: object = Moderator.load) -> Moderator:
        time.sleep(0.2)
        loaded.append(load(*arguments))  # type: ignore[operator]
        return loaded[-1]

    monkeypatch.setattr(Moderator, "load", load)
    judge = CommentFilter(FilterSettings("blog"))
    with ThreadPoolExecutor(8) as pool:
        actions = list(pool.map(lambda text: judge.check(text).action, ["Well said, thanks."] * 8))
    assert actions == [Action.PUBLISH] * 8
    assert len(loaded) == 1
