"""Decisions reach the store, whatever becomes of the store meanwhile."""

from __future__ import annotations

import json
import time
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from modfilter.domain import Action, Context
from modfilter.errors import StoreError
from modfilter.server import recording
from modfilter.server.spool import as_object, from_object
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import Automatic
from tests.server.conftest import Serve

LINK = "The minutes are at https://council.example.org/2024."


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'decisions.db'}"


def stored(url: str) -> dict[str, Any]:
    with DecisionStore.open(url) as store:
        return {found.id: found for found in store.automatic()}


def test_automatic_decisions_are_kept_before_they_are_answered(serve: Serve, url: str) -> None:
    client = serve(store=url, source="blog")
    client.post("/v1/moderate", json={"text": LINK, "id": "c-1"})
    found = stored(url)["c-1"]
    assert (found.text, str(found.action), found.source) == (LINK, "reject", "blog")
    comments = [{"text": "Thanks.", "id": 2}, {"text": "Hm.", "id": 3}]
    client.post("/v1/moderate", json={"comments": comments, "source": "forum"})
    assert stored(url)["2"].source == "forum"
    client.post("/v1/moderate", json={"text": "Never kept.", "id": "c-9", "keep": False})
    assert set(stored(url)) == {"c-1", "2", "3"}


def test_moderators_decisions_are_kept(serve: Serve, url: str) -> None:
    client = serve(store=url)
    one = {"text": LINK, "action": "reject", "category": "link", "id": "c-1", "moderator": "m-3"}
    assert client.post("/v1/decisions", json=one).json() == {"received": 1, "new": 1}
    assert client.post("/v1/decisions", json=one).json() == {"received": 1, "new": 0}
    several = {"decisions": [{**one, "id": "c-2"}, {**one, "action": "publish", "id": "c-3"}]}
    assert client.post("/v1/decisions", json=several).json() == {"received": 2, "new": 2}
    with DecisionStore.open(url) as store:
        told = [(found.id, str(found.action)) for found in store.moderator_decisions()]
    assert sorted(told) == [("c-1", "reject"), ("c-2", "reject"), ("c-3", "publish")]
    assert 'modfilter_moderator_decisions_total{action="reject"} 3.0' in client.get("/metrics").text


def test_a_wrong_decision_says_which(serve: Serve, url: str) -> None:
    client = serve(store=url)
    body = {"decisions": [{"text": LINK, "action": "reject"}, {"text": LINK, "action": "maybe"}]}
    answer = client.post("/v1/decisions", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("decisions[1]: ")
    for wrong in ({"decisions": 3}, 3, {}, {"text": " ", "action": "reject"}):
        assert client.post("/v1/decisions", json=wrong).status_code == 400


def test_without_a_store_decisions_are_refused(serve: Serve) -> None:
    answer = serve().post("/v1/decisions", json={"text": LINK, "action": "reject"})
    assert answer.status_code == 503
    assert "--store" in answer.json()["error"]["message"]


def test_moderation_goes_on_while_the_store_is_away(
    serve: Serve, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "_AGAIN_SECONDS", 0.01)
    client = serve(store=url)
    away = True
    record = DecisionStore.record

    def sometimes(self: DecisionStore, items: Any) -> Any:
        if away:
            raise StoreError("it is away")
        return record(self, items)

    monkeypatch.setattr(DecisionStore, "record", sometimes)
    for number in range(5):
        answer = client.post("/v1/moderate", json={"text": f"{LINK} {number}", "id": number})
        assert answer.status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert "spooled" in ready.json()["problems"][0]
    told = client.post("/v1/decisions", json={"text": LINK, "action": "reject"})
    assert told.status_code == 503
    assert told.headers["retry-after"] == "5"
    assert not stored(url)
    spool = tmp_path / "decisions.db.spool"
    assert len(list(spool.iterdir())) == 5
    assert spool.stat().st_mode & 0o77 == 0
    away = False
    deadline = time.monotonic() + 20
    while client.get("/readyz").status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert set(stored(url)) == set("01234")
    assert not list(spool.iterdir())
    client.post("/v1/moderate", json={"text": LINK, "id": "after"})
    assert "after" in stored(url)


def test_what_an_earlier_run_spooled_is_kept_at_the_next_start(
    serve: Serve, made: Serve, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(self: DecisionStore, items: Any) -> None:
        raise StoreError("it is away")

    with monkeypatch.context() as patched, made(store=url) as client:
        patched.setattr(DecisionStore, "record", away)
        author = "reader-77"
        client.post("/v1/moderate", json={"text": LINK, "id": "c-1", "author": author})
    spooled = next(Path(url.removeprefix("sqlite:///") + ".spool").iterdir())
    assert LINK in spooled.read_text()
    assert author not in spooled.read_text()
    # A file that something else garbled is in nobody's way.
    spooled.with_name("0-garbled.spooled").write_text('{"text": 3}\n')
    client = serve(store=url)
    deadline = time.monotonic() + 20
    while client.get("/readyz").status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert set(stored(url)) == {"c-1"}
    assert [path.name for path in spooled.parent.iterdir()] == ["0-garbled.damaged"]
    with DecisionStore.open(url) as store:
        assert store.erase_author(author).comments == 1


def test_the_spool_keeps_everything_but_the_authors_own_reference() -> None:
    item = Automatic(
        text="A text.", action=Action.REVIEW, id="c-1", source="blog",
        reasons=[{"code": "link.url", "spans": [[0, 3]]}], scores={"toxicity": 0.25, "spam": None},
        model="m", policy="p", decided_at=datetime(2026, 3, 1, 12, 0, 1, 5, tzinfo=UTC),
        filter_action=Action.PUBLISH, audit_probability=0.5, audited=True,
        shadow={"model": "s", "action": "publish"}, author="reader-77", pseudonym="ab12",
        context=Context("a-1", "c-0"),
    )  # fmt: skip
    unset = [f.name for f in fields(item) if getattr(item, f.name) == f.default]
    assert not unset, "give these a value"
    found = json.loads(json.dumps(as_object(item)))
    assert "reader-77" not in str(found)
    assert from_object(found) == replace(item, author=None)
