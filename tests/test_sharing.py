"""A moderator among threads and processes: the same answers, pickled, forked and spawned."""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import shutil
import signal
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from modfilter.domain import Comment
from modfilter.errors import BundleError
from modfilter.moderator import Moderator
from modfilter.wire import decision_to_json
from tests.model.tiny_bundles import tiny_bundle

ROOT = Path(__file__).resolve().parent.parent
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@pytest.fixture(scope="module")
def moderator() -> Moderator:
    return Moderator.load()


@pytest.fixture(scope="module")
def texts() -> list[str]:
    lines = (ROOT / "examples" / "comments.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def answer(moderator: Moderator, text: str) -> str:
    return decision_to_json(moderator.check(Comment(text)))


def answers(moderator: Moderator, texts: list[str]) -> list[str]:
    return [decision_to_json(one) for one in moderator.check_many(texts)]


def test_a_pickle_is_small_and_gives_the_same_answers(
    moderator: Moderator, texts: list[str]
) -> None:
    pickled = pickle.dumps(moderator)
    assert len(pickled) < 20_000, "the model's arrays are not in it"
    assert answers(pickle.loads(pickled), texts) == answers(moderator, texts)


def test_a_pickle_outlives_the_folder_it_was_made_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, texts: list[str]
) -> None:
    tiny_bundle(tmp_path / "model", 1)
    monkeypatch.chdir(tmp_path)
    pickled = pickle.dumps(Moderator.load("model"))
    monkeypatch.chdir("/")
    assert pickle.loads(pickled).model_id == Moderator.load(tmp_path / "model").model_id


def test_a_model_on_trial_comes_along(tmp_path: Path, texts: list[str]) -> None:
    tiny_bundle(tmp_path / "trial", 3)
    trial = Moderator.load(shadow=tmp_path / "trial")
    again = pickle.loads(pickle.dumps(trial))
    assert again.check_many(texts) == trial.check_many(texts)
    assert again.check(texts[0]).shadow is not None


def test_a_model_that_was_replaced_is_told(tmp_path: Path) -> None:
    tiny_bundle(tmp_path / "model", 1)
    pickled = pickle.dumps(Moderator.load(tmp_path / "model"))
    shutil.rmtree(tmp_path / "model")
    tiny_bundle(tmp_path / "model", 2)
    with pytest.raises(BundleError, match="the moderator that came pickled has"):
        pickle.loads(pickled)
    shutil.rmtree(tmp_path / "model")
    with pytest.raises(BundleError, match="model"):
        pickle.loads(pickled)


def test_a_copys_reload_is_its_own(tmp_path: Path) -> None:
    tiny_bundle(tmp_path / "model", 1)
    pickled = pickle.dumps(Moderator.load(tmp_path / "model"))
    first, second = pickle.loads(pickled), pickle.loads(pickled)
    shutil.rmtree(tmp_path / "model")
    tiny_bundle(tmp_path / "model", 2)
    assert first.reload()
    assert first.model_id != second.model_id
    assert pickle.loads(pickle.dumps(first)).model_id == first.model_id


def test_eight_threads_get_the_same_answers(moderator: Moderator, texts: list[str]) -> None:
    expected = [answer(Moderator.load(), text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: answer(moderator, text), texts * 8))
    assert found == expected * 8


def test_a_pool_of_spawned_processes(moderator: Moderator, texts: list[str]) -> None:
    expected = [decision_to_json(one) for one in moderator.check_many(texts)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        found = [decision_to_json(one) for one in pool.map(moderator.check, texts)]
    assert found == expected


def in_child(moderator: Moderator, texts: list[str]) -> list[str]:
    """What a forked child answers; a child that waits for ever is killed by the alarm."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            signal.alarm(20)
            os.close(reading)
            with os.fdopen(writing, "w") as pipe:
                json.dump(answers(moderator, texts), pipe)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    assert status == 0, "the child did not answer"
    found: list[str] = json.loads(said)
    return found


@needs_fork
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_used_before_and_after_a_fork(texts: list[str]) -> None:
    moderator = Moderator.load()
    expected = answers(moderator, texts)
    assert in_child(moderator, texts) == expected
    assert answers(moderator, texts) == expected


@needs_fork
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_fork_while_other_threads_are_at_work(texts: list[str]) -> None:
    moderator = Moderator.load()
    expected = answers(moderator, texts)
    done = threading.Event()

    def work(number: int) -> None:
        at = 0
        while not done.is_set():
            # New words each time: the memory of words is being changed.
            moderator.check_many([f"{text} word{number}x{at}" for text in texts])
            at += 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(8):
            assert in_child(moderator, texts) == expected
    finally:
        done.set()
        for thread in threads:
            thread.join()


@needs_fork
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
@pytest.mark.parametrize("held_for", [0.2, 2.0])
def test_a_fork_while_a_thread_changes_the_memory(texts: list[str], held_for: float) -> None:
    """The thread is not in the child, and would never give the lock back there."""
    moderator = Moderator.load()
    expected = answers(moderator, texts)
    lock = moderator._engine.scorer._lock
    taken = threading.Event()

    def hold() -> None:
        with lock:
            taken.set()
            time.sleep(held_for)

    thread = threading.Thread(target=hold)
    thread.start()
    taken.wait()
    assert in_child(moderator, texts) == expected
    thread.join()
    assert answers(moderator, texts) == expected
