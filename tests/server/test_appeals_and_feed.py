"""Objections come in, moderators' decisions go out: the native routes around the review queue."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from modfilter.domain import Action, Context, ModeratorDecision
from modfilter.errors import StoreError
from modfilter.server.author_sentence import refusal_sentence
from modfilter.server.keys import KeyFile, Scope
from modfilter.store.decision_store import DecisionStore
from tests.server.conftest import Serve

LINK = "The minutes are at https://council.example.org/2024."
OBJECTION = {"id": "c-1", "source": "blog", "text": "The minutes are the source of what I say."}


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'decisions.db'}"


def test_where_a_comment_stands_is_kept_and_decides_nothing(serve: Serve, url: str) -> None:
    client = serve(store=url, source="blog")
    body = {"text": LINK, "id": "c-2", "article": "Budget 2024", "parent": 1}
    answer = client.post("/v1/moderate", json=body)
    assert answer.json() == client.post("/v1/moderate", json={"text": LINK, "id": "c-2"}).json()
    entries = [
        {"text": "Where?", "id": 1},
        {"text": "There.", "article": "https://a.example.org/x"},
    ]
    client.post("/v1/moderate", json={"comments": entries})
    with DecisionStore.open(url) as store:
        found = store.comment("blog", "c-2")
        assert found is not None
        assert found.context == Context("Budget 2024", "1")
        parent = store.parent(found)
        assert parent is not None
        assert parent.text == "Where?"
        assert store.parent(parent) is None
        kept = [one.context.article for one in store.automatic()]
    assert kept == ["Budget 2024", None, "https://a.example.org/x"]


@pytest.mark.parametrize(
    "wrong", [{"article": 3}, {"article": "x" * 1001}, {"parent": []}, {"parent": "x" * 201},
              {"parent": 1 << 70}, {"parent": True}]
)  # fmt: skip
def test_a_context_that_is_none_is_refused(serve: Serve, wrong: dict[str, Any]) -> None:
    client = serve()
    answer = client.post("/v1/moderate", json={"text": "Thanks.", **wrong})
    assert answer.status_code == 400
    assert next(iter(wrong)) in answer.json()["error"]["message"]
    several = client.post("/v1/moderate", json={"comments": [{"text": "Thanks.", **wrong}]})
    assert several.json()["decisions"][0]["index"] == 0


def test_an_objection_goes_to_the_queue_and_the_answer_into_the_feed(
    serve: Serve, url: str
) -> None:
    client = serve(store=url)
    client.post("/v1/moderate", json={"text": LINK, "id": "c-1", "source": "blog"})
    answer = client.post("/v1/appeals", json=OBJECTION)
    assert answer.status_code == 201
    assert answer.json() == {"appeal": 1, "new": True, "status": "open", "outcome": None}
    again = client.post("/v1/appeals", json=OBJECTION)
    assert (again.status_code, again.json()["new"]) == (200, False)
    other = client.post("/v1/appeals", json={**OBJECTION, "text": "Please!"})
    assert (other.status_code, other.json()["error"]["code"]) == (409, "conflict")
    cursor = client.get("/v1/decisions").json()["cursor"]
    with DecisionStore.open(url) as store:
        (waits,) = store.claim("m2")
        assert waits.appeal is not None
        assert waits.appeal.text == OBJECTION["text"]
        at = datetime.now(UTC)
        store.decide([ModeratorDecision(LINK, Action.REJECT, "link", "c-1", "blog", at, "m2")])
    page = client.get("/v1/decisions", params={"after": cursor, "source": "blog"}).json()
    (told,) = page["decisions"]
    assert (told["id"], told["source"], told["action"], told["category"]) == (
        "c-1", "blog", "reject", "link"
    )  # fmt: skip
    assert (told["undone"], told["appeal"], page["more"]) == (False, True, False)
    assert datetime.fromisoformat(told["decided_at"]) == at
    # The sentence of the rule that found it, in the words that the author saw before.
    first = client.post("/v1/moderate", json={"text": LINK}).json()["reasons"][0]
    assert told["message"] == first["message"]
    after = client.post("/v1/appeals", json=OBJECTION).json()
    assert (after["status"], after["outcome"]) == ("closed", "reject")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"id": "c-9"}, 404),
        ({"source": "shop"}, 404),
        ({"id": "c-2"}, 409),
        ({"id": None}, 400),
        ({"id": ""}, 400),
        ({"id": []}, 400),
        ({"id": "x" * 201}, 400),
        ({"text": " \n"}, 400),
        ({"text": 3}, 400),
        ({"text": "x" * 2001}, 400),
        ({"text": "x" * 2000}, 201),
        ({"text": "\ud800 \0 well meant"}, 201),
    ],
)
def test_objections_that_cannot_be_taken_are_refused_clearly(
    serve: Serve, url: str, change: dict[str, Any], status: int
) -> None:
    client = serve(store=url, source="blog")
    for own, text in (("c-1", LINK), ("c-2", "Thanks for the minutes.")):
        client.post("/v1/moderate", json={"text": text, "id": own})
    answer = client.post("/v1/appeals", content=json.dumps({**OBJECTION, **change}))
    assert answer.status_code == status, answer.text
    if status != 201:
        assert set(answer.json()["error"]) == {"code", "message"}


@pytest.mark.parametrize("body", [b"", b"[]", b"3", b'{"id": 1}', b"\xff"])
def test_what_is_no_objection_is_refused(serve: Serve, url: str, body: bytes) -> None:
    assert serve(store=url).post("/v1/appeals", content=body).status_code == 400


@pytest.mark.parametrize(
    "query",
    ["after=x", "after=-1", "after=1_0", "after=" + "9" * 40, "after=9223372036854775808",
     "after=%D9%A1", "limit=0", "limit=1001", "limit=ten", "source=" + "x" * 201],
)  # fmt: skip
def test_questions_that_the_feed_does_not_understand(serve: Serve, url: str, query: str) -> None:
    answer = serve(store=url).get(f"/v1/decisions?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "invalid_request"


def test_a_cursor_of_another_store_is_a_conflict(serve: Serve, url: str) -> None:
    answer = serve(store=url).get("/v1/decisions?after=17")
    assert answer.status_code == 409
    assert "start again" in answer.json()["error"]["message"]


def test_the_feed_page_by_page(serve: Serve, url: str) -> None:
    client = serve(store=url)
    told = [
        {"text": f"{LINK} {n}", "action": ("publish", "reject")[n % 2], "id": n, "source": "blog"}
        for n in range(7)
    ]
    client.post("/v1/decisions", json={"decisions": told})
    found, cursor, more = [], "", True
    while more:
        page = client.get("/v1/decisions", params={"after": cursor, "limit": 3}).json()
        assert len(page["decisions"]) <= 3
        found += page["decisions"]
        cursor, more = page["cursor"], page["more"]
    assert [one["id"] for one in found] == [str(n) for n in range(7)]
    assert [one["message"] is None for one in found] == [n % 2 == 0 for n in range(7)]
    assert client.get("/v1/decisions", params={"after": cursor}).json() == {
        "decisions": [], "cursor": cursor, "more": False
    }  # fmt: skip


def test_who_may_object_and_who_may_follow(serve: Serve, url: str, tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "keys.json")
    keys = {scope: file.create(scope, [scope])[1] for scope in Scope}
    client = serve(store=url, keys=str(file.path))

    def asked(method: str, path: str, scope: Scope | None) -> int:
        headers = {} if scope is None else {"X-API-Key": keys[scope]}
        return client.request(method, path, json=OBJECTION, headers=headers).status_code

    assert {scope: asked("POST", "/v1/appeals", scope) for scope in (None, *Scope)} == {
        None: 401, Scope.MODERATE: 404, Scope.DECIDE: 403, Scope.REVIEW: 403, Scope.ADMIN: 404
    }  # fmt: skip
    assert {scope: asked("GET", "/v1/decisions", scope) for scope in (None, *Scope)} == {
        None: 401, Scope.MODERATE: 403, Scope.DECIDE: 200, Scope.REVIEW: 403, Scope.ADMIN: 200
    }  # fmt: skip


def test_without_a_store_or_with_one_that_is_away(
    serve: Serve, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = serve()
    for answer in (client.post("/v1/appeals", json=OBJECTION), client.get("/v1/decisions")):
        assert answer.status_code == 503
        assert "--store" in answer.json()["error"]["message"]
    client = serve(store=url)

    def away(*_: object, **__: object) -> None:
        raise StoreError("it is away")

    monkeypatch.setattr(DecisionStore, "appeal", away)
    monkeypatch.setattr(DecisionStore, "feed", away)
    for answer in (client.post("/v1/appeals", json=OBJECTION), client.get("/v1/decisions")):
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "5"


def test_what_an_author_says_is_logged_nowhere(
    serve: Serve, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = serve(store=url, source="blog", log="debug")
    client.post("/v1/moderate", json={"text": LINK, "id": "c-1", "article": "Zanzibarvogel"})
    secret = {**OBJECTION, "text": "Zanzibarvogel", "author_name": "Zanzibarvogel"}
    assert client.post("/v1/appeals", json=secret).status_code == 201
    assert client.post("/v1/appeals", json={**secret, "id": "Zanzibarvogel"}).status_code == 404
    assert "Zanzibarvogel" not in client.get("/v1/decisions?after=0&source=Zanzibarvogel").text
    own = [one for one in caplog.records if one.name.startswith(("modfilter", "sqlalchemy"))]
    assert own
    assert not [one for one in own if "Zanzibarvogel" in one.getMessage()]


def test_the_openapi_examples_are_answered(serve: Serve, url: str) -> None:
    client = serve(store=url)
    paths = client.get("/openapi.json").json()["paths"]
    examples = paths["/v1/appeals"]["post"]["requestBody"]["content"]["application/json"]
    one = examples["examples"]["one"]["value"]
    client.post("/v1/moderate", json={"text": LINK, "id": one["id"], "source": one["source"]})
    answer = client.post("/v1/appeals", json=one)
    assert answer.status_code == 201
    said = paths["/v1/appeals"]["post"]["responses"]["201"]["content"]["application/json"]
    assert set(answer.json()) - set(said["example"]) == {"outcome"}  # null: FastAPI leaves it out
    client.post("/v1/decisions", json={"text": LINK, "action": "reject", "id": one["id"]})
    page = client.get("/v1/decisions").json()
    said = paths["/v1/decisions"]["get"]["responses"]["200"]["content"]["application/json"]
    assert set(said["example"]) == set(page)
    assert set(said["example"]["decisions"][0]) == set(page["decisions"][0])


def test_the_author_s_sentence() -> None:
    from modfilter.policy.loading import parse_policy

    policy = parse_policy('[messages]\nspam = "Not here."\n')
    reasons = [
        {"code": "model.spam", "category": "spam", "message": "Weak.", "decisive": False},
        {"code": "spam.offer", "category": "spam", "message": "Strong.", "decisive": True},
        {"code": "link.url", "category": "link"},
    ]
    assert refusal_sentence("spam", reasons, policy) == "Strong."
    assert refusal_sentence("spam", [], policy) == "Not here."
    assert refusal_sentence("link", reasons, policy).startswith("Links are not published")
    assert refusal_sentence("off_topic", reasons, policy) == refusal_sentence(None, reasons, policy)
