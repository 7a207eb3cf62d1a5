"""PostgreSQL really gone and back: moderation goes on, and nothing of it is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from modfilter.server import recording
from modfilter.server.app import create_app
from modfilter.server.recording import Recorder
from modfilter.server.service import Service
from modfilter.server.settings import Settings
from modfilter.store.database import _LOCK
from modfilter.store.decision_store import DecisionStore
from tests.server.conftest import POLICY, Serve
from tests.store.postgres import Cluster, binaries, cluster

LINK = "The minutes are at https://council.example.org/2024."


@pytest.fixture(scope="module")
def postgres() -> Iterator[Cluster]:
    pytest.importorskip("psycopg", reason="needs the extra `store`")
    if binaries() is None:
        pytest.skip("PostgreSQL's server is not installed (apt-get install postgresql)")
    with cluster(lasting=True) as made:
        yield made


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODFILTER_KEY", "a key for tests and nothing else")
    monkeypatch.setattr(recording, "_AGAIN_SECONDS", 0.05)


def stored(url: str) -> dict[str, Any]:
    with DecisionStore.open(url) as store:
        return {found.id: found for found in store.automatic()}


def until_ready(client: TestClient) -> None:
    deadline = time.monotonic() + 30
    while client.get("/readyz").status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.02)


class Asking:
    """A thread that has one comment after the other judged, until it is told to stop."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self.statuses: list[int] = []

    def __enter__(self) -> Asking:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def wait_for(self, more: int) -> None:
        target, deadline = len(self.statuses) + more, time.monotonic() + 30
        while len(self.statuses) < target:
            assert time.monotonic() < deadline
            time.sleep(0.01)

    def _ask(self) -> None:
        while not self._stop.is_set():
            number = len(self.statuses)
            comment = {"text": f"{LINK} {number}", "id": f"o-{number}", "author": "reader-77"}
            self.statuses.append(self._client.post("/v1/moderate", json=comment).status_code)


def test_moderation_goes_on_without_postgresql_and_nothing_is_lost(
    serve: Serve, postgres: Cluster, tmp_path: Path
) -> None:
    spool = tmp_path / "spool"
    client = serve(store=postgres.url, spool=str(spool))
    verdict = {"text": LINK, "action": "reject", "id": "m-1", "moderator": "m-3"}
    with Asking(client) as asking:
        asking.wait_for(5)
        postgres.stop()
        # Nobody has written since: the server finds out by itself.
        ready = client.get("/readyz")
        assert ready.status_code == 503
        assert "decisions are spooled" in ready.json()["problems"][0]
        assert 'modfilter_degraded{part="store"} 1.0' in client.get("/metrics").text
        asking.wait_for(20)
        told = client.post("/v1/decisions", json=verdict)
        assert told.status_code == 503
        assert told.json()["error"] == {
            "code": "unavailable", "message": "the decision store cannot be reached",
        }  # fmt: skip
        assert told.headers["retry-after"] == "5"
        assert list(spool.iterdir())
        postgres.start()
        until_ready(client)
        asking.wait_for(5)
    assert set(asking.statuses) == {200}
    assert client.post("/v1/decisions", json=verdict).json() == {"received": 1, "new": 1}
    assert 'modfilter_degraded{part="store"} 0.0' in client.get("/metrics").text
    assert not list(spool.iterdir())
    kept = stored(postgres.url)
    assert {f"o-{number}" for number in range(len(asking.statuses))} <= set(kept)
    # Those that were spooled are their author's like the others.
    with DecisionStore.open(postgres.url) as store:
        assert store.erase_author("reader-77").comments == len(asking.statuses)


def test_a_store_that_does_not_answer_is_not_waited_for(
    serve: Serve, postgres: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "_PATIENCE_SECONDS", 0.2)
    client = serve(store=postgres.url, spool=str(tmp_path / "spool"))
    import psycopg

    plain = postgres.url.replace("+psycopg", "")
    with closing(psycopg.connect(plain)) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        started = time.monotonic()
        answer = client.post("/v1/moderate", json={"text": LINK, "id": "slow-1"})
        assert answer.status_code == 200
        assert time.monotonic() - started < 3
        assert client.get("/readyz").status_code == 503
        assert "slow-1" not in stored(postgres.url)
    until_ready(client)
    assert "slow-1" in stored(postgres.url)


def test_a_worker_may_start_while_the_store_is_away(
    postgres: Cluster, tmp_path: Path, bundle: Path
) -> None:
    (tmp_path / "site.toml").write_text(POLICY)
    settings = Settings(
        model=str(bundle), policy=str(tmp_path / "site.toml"), store=postgres.url,
        spool=str(tmp_path / "spool"),
    )  # fmt: skip
    Recorder.open(postgres.url).discard()
    postgres.stop()
    try:
        with TestClient(create_app(settings, Service.start(settings, again=True))) as client:
            asked = {"text": LINK, "id": "w-1", "author": "reader-78"}
            assert client.post("/v1/moderate", json=asked).status_code == 200
            assert client.get("/readyz").status_code == 503
            postgres.start()
            until_ready(client)
    finally:
        if not (tmp_path / "spool").exists():
            postgres.start()
    assert "w-1" in stored(postgres.url)
    with DecisionStore.open(postgres.url) as store:
        assert store.erase_author("reader-78").comments == 1
